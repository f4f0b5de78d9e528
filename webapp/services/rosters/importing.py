"""A file on its way to a roster: read, shown, then taken in whole or not at all.

The page and the command go the same way; the page's steps run in child processes (`jobs`).

The sample school as a roster: for a first look, without a file.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from data import dictionary as dictionaries
from data import reading
from data.course_log import log_columns
from data.dictionary import Dictionary
from data.reading import CheckedRoster, FileTable
from data.sample import sample_school
from data.sample.sample_school import DICTIONARY as SAMPLE
from data.store import IMPORT_WAIT, rosters
from data.store.rosters import Changes, RosterInfo, imports
from data.viewer import Viewer
from data.wording.message import N_, Message
from webapp.services.process.progress import Progress
from webapp.services.runtime.resources import Resources

IS_A_LOG = N_(
    "This is the log of a course, not a roster: it has many lines a student. "
    "Import it as a course log, together with the course’s grades."
)
LEFT_OUT = ""  # the mapping's word for a column of the file that is not taken


class NotImportable(Exception):  # noqa: N818 - shown to the reader as a problem, not as an error
    """A file that cannot become a roster, with the sentence that says why."""

    def __init__(self, problem: Message) -> None:
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True)
class ReadFile:
    """A file that was read and checked, and what taking it in would change."""

    table: FileTable
    dictionary: Dictionary
    mapping: dict[str, str]
    checked: CheckedRoster
    changes: Changes
    current: RosterInfo | None


def read(
    state: Resources,
    viewer: Viewer,
    path: Path,
    filename: str,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = lambda done, words: None,
) -> ReadFile:
    """Read and check a file and compare it with the school's roster; writes nothing.

    `mapping` says which header holds which column; without it the one used last for these headers
    is taken, else the one that the dictionary recognises. Raises reading.Unreadable, or
    NotImportable for a course's log, and when no data dictionary knows the columns.
    """
    progress(0.1, N_("Reading the file"))
    table = reading.open_table(path, filename)
    if log_columns(table.headers):
        raise NotImportable(Message(IS_A_LOG))
    described, chosen = _columns(state, viewer, table, mapping)
    progress(0.4, N_("Checking every cell"))
    checked = reading.check(table, described, chosen)
    progress(0.8, N_("Comparing with the roster before"))
    with state.database.read() as session:
        current = rosters.current(session, viewer)
        changes = rosters.compare(session, viewer, checked.records, keyed=checked.keyed)
    return ReadFile(table, described, chosen, checked, changes, current)


def take_in(
    state: Resources,
    viewer: Viewer,
    found: ReadFile,
    title: str,
    expected_current: int | None,
    progress: Progress = lambda done, words: None,
) -> RosterInfo:
    """Write what was read as the school's roster: one transaction, or nothing.

    Raises NotImportable when the file has problems, and store.Stale when another import came in
    since this one was shown.
    """
    if found.checked.problems:
        raise NotImportable(found.checked.problems[0])
    progress(0.6, N_("Writing the roster"))
    with state.database.write(wait=IMPORT_WAIT) as session:
        imports.remember(session, viewer, found.table.headers, found.dictionary.name, found.mapping)
        return rosters.add(
            session,
            viewer,
            found.checked.records,
            title=title,
            dictionary=found.dictionary.name,
            filename=found.table.filename,
            fingerprint=found.checked.fingerprint,
            keyed=found.checked.keyed,
            columns={name: found.dictionary.columns[name].type for name in found.checked.columns},
            expected_current=expected_current,
            notes={"notes": [asdict(note) for note in found.checked.notes]},
        )


def _columns(
    state: Resources, viewer: Viewer, table: FileTable, mapping: Mapping[str, str] | None
) -> tuple[Dictionary, dict[str, str]]:
    with state.database.read() as session:
        remembered = imports.remembered(session, viewer, table.headers)
    if mapping is None and remembered and remembered.dictionary in state.dictionaries:
        return state.dictionaries[remembered.dictionary], remembered.mapping
    closest = dictionaries.closest(state.dictionaries, table.headers)
    if mapping is not None:
        described = closest[0] if closest else _usual(state, viewer)
        return described, {header: column for header, column in mapping.items() if column}
    if closest is None:
        return _usual(state, viewer), {}
    return closest[0], dict(closest[1].mapping)


def _usual(state: Resources, viewer: Viewer) -> Dictionary:
    """The kind of the school's current roster, else that of the sample: for files of no known
    column."""
    with state.database.read() as session:
        current = rosters.current(session, viewer)
    names = (current.dictionary if current else "", SAMPLE)
    known = [state.dictionaries[name] for name in names if name in state.dictionaries]
    return known[0] if known else next(iter(state.dictionaries.values()))


SEED = 2024
SAMPLE_STUDENTS = 360
DICTIONARY = "pilot-2008"


def load_sample(state: Resources, viewer: Viewer, students: int) -> RosterInfo:
    """Invent the sample school and take it in; the same number gives the same school."""
    records = sample_school.records(students, SEED)
    with state.database.write(wait=IMPORT_WAIT) as session:
        current = rosters.current(session, viewer)
        return rosters.add(
            session,
            viewer,
            records,
            title="Sample school",
            dictionary=DICTIONARY,
            filename="sample.csv",
            fingerprint=f"sample-{SEED}-{students}",
            sample=True,
            expected_current=current.id if current else None,
        )
