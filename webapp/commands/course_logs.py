"""What `rosters import-log` does: a course's log and its grades, as on the page, in words."""

from dataclasses import dataclass
from pathlib import Path

import click

from data.course_log import Log
from data.reading import Unreadable
from data.viewer import Viewer
from webapp.http.access import viewer
from webapp.http.state import State
from webapp.services.rosters.course_log import (
    Course,
    CourseLogChoice,
    bring_together,
    notes,
    read_files,
    take_in,
)
from webapp.services.rosters.expected_grades import keep_gaps

MOST_NAMED = 20
MOST_PROBLEMS = 50


@dataclass(frozen=True)
class LogOptions:
    """What was chosen on the command line. cut_off: minutes. staff, students: names in the log."""

    cut_off: int
    staff: tuple[str, ...] = ()
    students: tuple[str, ...] = ()


def import_course(
    here: State, log: Path, grades: Path, title: str, yes: bool, named: LogOptions
) -> None:
    """Import a course and say what came of it. Raises ClickException with every problem."""
    who = viewer()
    course = _read(here, who, {log: log.name, grades: grades.name}, named)
    for note in notes(course):
        click.echo(f"  {note.message}")
    _say_ungraded(course)
    _refuse(course, yes)
    before = course.current.id if course.current else None
    roster = take_in(here, who, course, title or course.files.log_name.rsplit(".", 1)[0], before)
    if roster.id == before:
        click.echo("This log is in already: nothing to change.")
        return
    click.echo(f"Roster {roster.number}, {roster.students} students.")
    keep_gaps(here, who, roster.id)


def _read(here: State, who: Viewer, files: dict[Path, str], named: LogOptions) -> Course:
    try:
        read = read_files(files)
    except Unreadable as refused:
        raise click.ClickException(str(refused)) from None
    course = bring_together(here, who, read, CourseLogChoice(named.cut_off))
    if not (named.staff or named.students):
        return course
    out = (course.roster.left_out | _places(read.log, named.staff)) - _places(
        read.log, named.students
    )
    return bring_together(here, who, read, CourseLogChoice(named.cut_off, tuple(sorted(out))))


def _places(log: Log, names: tuple[str, ...]) -> set[int]:
    places = {person.name: place for place, person in enumerate(log.people)}
    unknown = [name for name in names if name not in places]
    if unknown:
        raise click.ClickException(f"Nobody in the log is called {unknown[0]}.")
    return {places[name] for name in names}


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
    if changes.loses_too_many and not yes:
        raise click.ClickException(
            f"{len(changes.missing)} of {changes.known} known students are missing from the file. "
            "Add --yes if that is meant."
        )
