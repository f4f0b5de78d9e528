"""What `rosters import-log` does: a course's log and its grades, as on the page, in words."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import click

from data.course_log import CourseScale, Log
from data.course_log.columns import GRADES, LOG
from data.course_log.event_kinds import UNKNOWN
from data.reading import Unreadable
from data.viewer import Viewer
from webapp.http.access import viewer
from webapp.http.state import State
from webapp.services.course_logs.course_log import (
    Course,
    CourseLogChoice,
    LogMapping,
    bring_together,
    read_files,
    take_in,
)
from webapp.services.course_logs.log_notes import notes
from webapp.services.rosters.expected_grades import keep_gaps

_SAY_COLUMNS = "Say which column is which with --map COLUMN=KEY, such as --map Zeit=time."
MOST_NAMED = 20
MOST_PROBLEMS = 50


@dataclass(frozen=True)
class LogOptions:
    """What was chosen on the command line. cut_off: minutes. staff, students: names in the log.

    columns: "COLUMN=KEY" of either file. scale: worst, best and passing grade. month_first: of days
    that can be read both ways. same: whether numbers that the school knows are the same students'.
    own_roster: it takes the place of the roster that counts, whoever its students are.
    """

    cut_off: int
    staff: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    scale: tuple[float, float, float] | None = None
    month_first: bool = False
    same: bool | None = None
    own_roster: bool = False

    def choice(self) -> CourseLogChoice:
        """The same as a choice. Raises ClickException for a scale that is none."""
        scale = None if self.scale is None else CourseScale(*self.scale)
        if scale is not None and not scale.holds:
            raise click.ClickException(
                "--scale takes the worst grade, the best, and the pass mark between them."
            )
        return CourseLogChoice(
            self.cut_off,
            scale=scale,
            month_first=self.month_first,
            same_students=self.same,
            own_roster=self.own_roster,
        )

    def mapping(self) -> LogMapping:
        """Which column is which. Raises ClickException for a key that there is not."""
        chosen = {}
        for said in self.columns:
            header, equals, key = said.rpartition("=")
            if not equals or (key and key not in LOG and key not in GRADES):
                keys = ", ".join(dict.fromkeys((*LOG, *GRADES)))
                raise click.ClickException(
                    f"--map {said}: write the column, = and one of {keys}, or nothing behind the = "
                    "to leave the column out."
                )
            chosen[header] = key
        return LogMapping(chosen, chosen)


def import_course(
    here: State, log: Path, grades: Path | None, title: str, yes: bool, named: LogOptions
) -> None:
    """Import a course and say what came of it; without a list of grades those of the roster that is
    in use. Raises ClickException with every problem."""
    who = viewer()
    files = {log: log.name} if grades is None else {log: log.name, grades: grades.name}
    course = _read(here, who, files, named)
    for note in notes(course):
        click.echo(f"  {note.message}")
    _say_unknown(course)
    _say_ungraded(course)
    _refuse(course, yes)
    before = course.current.id if course.current else None
    usual = course.files.log_name.rsplit(".", 1)[0]
    if course.source is not None:
        usual = course.source.update.current.title
    roster = take_in(here, who, course, title or usual, before)
    if roster.id == before:
        click.echo("This log is in already: nothing to change.")
        return
    click.echo(f"Roster {roster.number}, {roster.students} students.")
    keep_gaps(here, who, roster.id)


def _read(here: State, who: Viewer, files: dict[Path, str], named: LogOptions) -> Course:
    choice = named.choice()
    try:
        read = read_files(files, mapping=named.mapping())
        course = bring_together(here, who, read, choice)
    except Unreadable as refused:
        raise click.ClickException(f"{refused} {_SAY_COLUMNS}") from None
    if not (named.staff or named.students):
        return course
    out = (course.roster.left_out | _places(read.log, named.staff)) - _places(
        read.log, named.students
    )
    return bring_together(here, who, read, replace(choice, left_out=tuple(sorted(out))))


def _places(log: Log, names: tuple[str, ...]) -> set[int]:
    places = {person.name: place for place, person in enumerate(log.people)}
    unknown = [name for name in names if name not in places]
    if unknown:
        raise click.ClickException(f"Nobody in the log is called {unknown[0]}.")
    return {places[name] for name in names}


def _say_unknown(course: Course) -> None:
    """Name the events that nobody knows, with how many there are."""
    log = course.files.log
    counts = Counter(log.kinds.tolist())
    unknown = [(count, log.of_kind[place]) for place, count in counts.items()]
    unknown = [(count, kind) for count, kind in unknown if kind.act == UNKNOWN]
    for count, kind in sorted(unknown, key=lambda one: -one[0])[:MOST_NAMED]:
        click.echo(f"  Not a known event: {kind.event} ({kind.component}), {count}.")


def _say_ungraded(course: Course) -> None:
    """Name who is in the log and has no grade, so that one can say who is staff."""
    people, out = course.files.log.people, course.roster.left_out
    for place in course.roster.ungraded[:MOST_NAMED]:
        taken = "left out as staff" if place in out else "kept as a student without a grade"
        click.echo(f"  No grade: {people[place].name}, {taken}.")
    more = len(course.roster.ungraded) - MOST_NAMED
    if more > 0:
        click.echo(f"  ... and {more} more without a grade.")


def _refuse(course: Course, yes: bool) -> None:
    problems, changes = course.checked.problems, course.changes
    if problems:
        lines = [problem.message for problem in problems[:MOST_PROBLEMS]]
        raise click.ClickException("\n".join(["Nothing was imported.", *lines]))
    if course.shared is not None:
        told = "; ".join(f"{key}: {there or '-'}" for key, there, _ in course.shared.examples)
        raise click.ClickException(
            f"{course.shared.count} students of this log have the number of a student of "
            f"“{course.shared.roster}” ({told}). Add --same-students or --other-students."
        )
    if course.scale is None:
        raise click.ClickException(
            "The grades fit more than one scale. Add --scale with the worst grade, the best, and "
            "the pass mark: --scale 0 10 5"
        )
    if changes.loses_too_many and not yes:
        raise click.ClickException(
            f"{len(changes.missing)} of {changes.known} known students are missing from the file. "
            "Add --yes if that is meant."
        )
