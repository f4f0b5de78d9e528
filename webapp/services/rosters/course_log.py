"""A course's log and grades on their way to a roster: read, brought together, shown, taken in.

The page and the command go the same way; the page's steps run in child processes (`jobs`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from data.course_log import (
    CourseRoster,
    Grade,
    Log,
    course_roster,
    read_grades,
    read_log,
    told_apart,
)
from data.course_log.roster import DICTIONARY
from data.course_log.timestamps import DAY_SECONDS
from data.reading import CheckedRoster, check, open_table
from data.store import IMPORT_WAIT, rosters
from data.store.rosters import Changes, RosterInfo, course_activity
from data.viewer import Viewer
from data.wording.message import N_, Message, say
from webapp.services.process.progress import Progress
from webapp.services.rosters.importing import NotImportable
from webapp.services.runtime.resources import Resources

CUT_OFF = 5  # minutes
SHORTEST_CUT_OFF, LONGEST_CUT_OFF = 1, 240
FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True)
class CourseLogChoice:
    """What its reader chose about a log.

    cut_off: minutes after which somebody is taken to have paused. left_out: places in the log's
    people of those without a grade who are no students; None: those who run the course.
    """

    cut_off: int = CUT_OFF
    left_out: tuple[int, ...] | None = None


@dataclass(frozen=True, eq=False)
class Files:
    """A log and the grades that belong to it, as read, and what their files are called."""

    log: Log
    grades: tuple[Grade, ...]
    log_name: str
    grades_name: str


@dataclass(frozen=True, eq=False)
class Course:
    """A log and its grades as a roster, checked, and what taking it in would change."""

    files: Files
    choice: CourseLogChoice
    roster: CourseRoster
    checked: CheckedRoster
    changes: Changes
    current: RosterInfo | None


def read_files(named: Mapping[Path, str], progress: Progress = lambda done, words: None) -> Files:
    """Read a log and its grades, in whichever order they come. Raises reading.Unreadable."""
    log_path, grades_path = told_apart(*named)
    words = N_("Reading the log")
    progress(0.0, words)
    log = read_log(log_path, named[log_path], lambda done: progress(0.8 * done, words))
    progress(0.8, N_("Reading the grades"))
    grades = read_grades(open_table(grades_path, named[grades_path]))
    return Files(log, grades, named[log_path], named[grades_path])


def bring_together(
    state: Resources,
    viewer: Viewer,
    files: Files,
    choice: CourseLogChoice,
    progress: Progress = lambda done, words: None,
) -> Course:
    """Add the log up by student and compare with the school's roster; writes nothing."""
    progress(0.85, N_("Adding up each student’s actions"))
    described = state.dictionaries[DICTIONARY]
    roster = course_roster(
        files.log,
        files.grades,
        described,
        files.log_name,
        left_out=choice.left_out,
        cut_off=60 * choice.cut_off,
    )
    checked = check(roster.table, described)
    with state.database.read() as session:
        current = rosters.current(session, viewer)
        changes = rosters.compare(session, viewer, checked.records, keyed=True)
    return Course(files, choice, roster, checked, changes, current)


def take_in(
    state: Resources,
    viewer: Viewer,
    course: Course,
    title: str,
    expected_current: int | None,
    progress: Progress = lambda done, words: None,
) -> RosterInfo:
    """Write a course as the school's roster, with the weeks of its students, or nothing.

    Raises NotImportable when the grades have problems, and store.Stale when another import came in
    since this one was shown.
    """
    if course.checked.problems:
        raise NotImportable(course.checked.problems[0])
    progress(0.9, N_("Writing the roster"))
    dictionary, activity = state.dictionaries[DICTIONARY], course.roster.activity
    with state.database.write(wait=IMPORT_WAIT) as session:
        info = rosters.add(
            session,
            viewer,
            course.checked.records,
            title=title,
            dictionary=DICTIONARY,
            filename=course.files.log_name,
            fingerprint=course.checked.fingerprint,
            columns={name: dictionary.columns[name].type for name in course.checked.columns},
            expected_current=expected_current,
            notes={"notes": [asdict(note) for note in notes(course)]},
        )
        monday = day_of(activity.first_monday * DAY_SECONDS)
        course_activity.keep(session, viewer, info.id, monday, activity.weeks.tolist())
    return info


def notes(course: Course) -> Sequence[Message]:
    """What to know of the roster: what was left out of the log, and what the grades' file says."""
    log, roster = course.files.log, course.roster
    out = int(np.isin(log.users, list(roster.left_out)).sum())
    said = [
        say(
            "Made from a course log of %(rows)s lines, %(actions)s of them actions of students; "
            "pauses of more than %(minutes)s minutes are left out of the time.",
            rows=log.rows,
            actions=int(roster.activity.actions.sum()),
            minutes=course.choice.cut_off,
        )
    ]
    if log.left_out.get("running"):
        said.append(
            say(
                "Left out as no action of a student (enrolments, roles, groups, grades, the "
                "building of the course): %(count)s.",
                count=log.left_out["running"],
            )
        )
    if log.left_out.get("system"):
        said.append(
            say("Left out as done by the platform itself: %(count)s.", count=log.left_out["system"])
        )
    if log.left_out.get("command line"):
        said.append(
            say(
                "Left out as not done in a browser (command line, restoring): %(count)s.",
                count=log.left_out["command line"],
            )
        )
    if roster.left_out:
        said.append(
            say(
                "Left out as staff: %(people)s people with %(count)s actions.",
                people=len(roster.left_out),
                count=out,
            )
        )
    if log.broken_count:
        said.append(say("Broken lines left out: %(count)s.", count=log.broken_count))
    if roster.unseen:
        said.append(
            say(
                "Students with a grade and no action in the log: %(count)s. "
                "They are kept with zeros and listed first.",
                count=roster.unseen,
            )
        )
    if roster.brought_in:
        said.append(
            say(
                "Numbers above the highest that their column can have, brought to it: %(count)s.",
                count=roster.brought_in,
            )
        )
    return [*said, *course.checked.notes]


def day_of(seconds: int) -> date:
    """The day of a time of the log."""
    return FIRST_DAY + timedelta(days=seconds // DAY_SECONDS)
