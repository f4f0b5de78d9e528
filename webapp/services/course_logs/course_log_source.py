"""A course's log as one more source of the school's roster: its counts beside what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data.column import Column
from data.course_log import CourseRoster
from data.course_log.roster import DICTIONARY
from data.dictionary import Dictionary
from data.identity.identification import Identification
from data.identity.ids import same_ids
from data.reading import CheckedRoster, StudentOnFile
from data.store import rosters
from data.store.rosters import RosterInfo
from data.viewer import Viewer
from webapp.services.rosters import sources
from webapp.services.rosters.described_file import grown
from webapp.services.rosters.identity import Recognition
from webapp.services.rosters.sources import SourceFile, SourceUpdate
from webapp.services.runtime.resources import Resources

COURSE_LOG = "course log"
"""What the source is called, in every language: a roster's sources are told apart by it."""
PREFIX = "course_"
"""Stands before a column of the log whose name the roster has for something else."""


@dataclass(frozen=True, eq=False)
class LogSource:
    """What taking a log in beside the roster's other columns would make of it.

    dictionary: of the roster, with the log's columns. students: Student.id of those whose weeks are
    kept, and places: where they stand in the log's own table.
    """

    update: SourceUpdate
    dictionary: Dictionary
    students: tuple[int, ...]
    places: tuple[int, ...]

    @property
    def strangers(self) -> int:
        """How many of the log and its grades are nobody's in the roster."""
        return len(self.update.merged.orphans)


def has_log(roster: RosterInfo | None) -> bool:
    """Whether a log is one of a roster's sources."""
    return roster is not None and any(one.name == COURSE_LOG for one in roster.sources)


def log_source(
    state: Resources,
    viewer: Viewer,
    current: RosterInfo | None,
    course: CourseRoster,
    checked: CheckedRoster,
    filename: str,
    own_grades: bool,
) -> LogSource | None:
    """Say what a log would bring to the roster that counts; None where it is of other students: the
    roster has no ids or came from a log itself, or has not half of the log's students.

    own_grades: the grades are the roster's own, and so are all students of the list; whom the log
    does not know has no answer then, while one of a course's list did nothing in it.
    """
    if current is None or current.sample or not current.keyed or current.dictionary == DICTIONARY:
        return None
    if checked.problems:
        return None
    first = course.unseen if own_grades else 0
    records = checked.records[first:]
    with state.database.read() as session:
        students = rosters.records(session, viewer, current.id)
        known = {one.record.key: one.number for one in students if one.record.key}
        ids = same_ids(known, [one.key for one in records])
        joined = {written: known[own] for written, own in ids.items()}
        if not 0 < len(records) <= 2 * len(joined):
            return None
        roster_kind = state.dictionaries.for_roster(current)
        described = state.dictionaries[DICTIONARY]
        wanted = [name for name in checked.columns if not described.columns[name].role]
        if not own_grades:
            wanted.append(described.grade.name)
        columns, names = _columns(roster_kind, described, wanted)
        dictionary = grown(state, viewer, roster_kind, columns, current.title)
        brought = replace(
            checked,
            records=tuple(_renamed(one, names) for one in records),
            columns=tuple(names.values()),
        )
        rows = course.table.numbers[first:]
        file = SourceFile(COURSE_LOG, brought, rows, dictionary, filename, decides=False)
        who = Recognition(Identification(joined), {}, {}, {})
        update = sources.update(session, viewer, file, who)
    there = [
        (joined[one.key], place) for place, one in enumerate(records, first) if one.key in joined
    ]
    return LogSource(
        update,
        dictionary,
        tuple(number for number, _ in there),
        tuple(place for _, place in there),
    )


def _columns(
    roster_kind: Dictionary, described: Dictionary, wanted: Sequence[str]
) -> tuple[dict[str, Column], dict[str, str]]:
    """The roster's columns with the log's, and how these are called there: name -> name."""
    columns, names = dict(roster_kind.columns), {}
    for name in wanted:
        column = described.columns[name]
        there = columns.get(name)
        other = there is not None and there.label != column.label
        called = f"{PREFIX}{name}" if other or column.role else name
        names[name] = called
        if called not in columns:
            plain = {"name": called, "role": None, "passing": None, "required": False}
            columns[called] = column.model_copy(update=plain)
    return columns, names


def _renamed(record: StudentOnFile, names: Mapping[str, str]) -> StudentOnFile:
    """A record with the columns that are taken over, as the roster calls them."""
    return replace(
        record,
        values={names[name]: each for name, each in record.values.items() if name in names},
        missing={names[name]: each for name, each in record.missing.items() if name in names},
    )
