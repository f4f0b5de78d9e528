"""What to know of a roster that was made from a course's log."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from data.course_log.event_kinds import ACTS, UNKNOWN
from data.course_log.log import EITHER_WAY, IN_UTC, WHOLE_DAYS
from data.wording.message import FileProblem, say
from webapp.services.course_logs.log_identity import APART

if TYPE_CHECKING:
    from webapp.services.course_logs.course_log import Course


def notes(course: "Course") -> Sequence[FileProblem]:
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
    said += _of_source(course)
    return [*said, *_of_times(course), *_of_grades(course), *course.checked.notes]


def _of_source(course: "Course") -> Iterator[FileProblem]:
    """What it is beside the other columns of the school's roster."""
    source = course.source
    if source is None:
        return
    yield say(
        "One more source of the roster “%(roster)s”: the log’s columns are put beside those that "
        "are there, for %(count)s of its %(students)s students.",
        roster=source.update.current.title,
        count=len(source.students),
        students=len(source.update.merged.records),
    )
    if source.strangers:
        yield say(
            "People of the log or its grades who are nobody in the roster, left out: %(count)s.",
            count=source.strangers,
        )
    if course.files.grades_name:
        yield say("The roster keeps its own grades; those of the course are a column of their own.")


def _of_times(course: "Course") -> Iterator[FileProblem]:
    """What is not sure of the log's times, and how they were read."""
    log, choice = course.files.log, course.choice
    unknown = int(course.roster.activity.by_act[:, ACTS.index(UNKNOWN)].sum())
    if unknown:
        yield say(
            "Actions whose event has a name that is not known: %(count)s. They count as actions, "
            "and are neither contributions nor consultations.",
            count=unknown,
        )
    if EITHER_WAY in log.doubts and choice.month_first:
        yield say("Days such as 03/04 are read with the month first, as was chosen.")
    elif EITHER_WAY in log.doubts:
        yield say(
            "Days such as 03/04 can be read both ways in this log; they are read with the day "
            "first."
        )
    if IN_UTC in log.doubts:
        yield say(
            "The log counts its times in seconds: hours of the day are those of UTC, not the "
            "school’s."
        )
    if WHOLE_DAYS in log.doubts:
        yield say(
            "The log says days and no hours: there is no time on the platform, no interval and no "
            "hour of the day. Days that are only numbered are counted from 1 January 2001."
        )


def _of_grades(course: "Course") -> Iterator[FileProblem]:
    """Where the grades are from, how they came to the roster's scale, and whose they are."""
    if course.from_roster:
        yield say("The grades are those of the roster “%(roster)s”.", roster=course.from_roster)
    scale = course.scale
    if scale is not None and not scale.is_usual:
        yield say(
            "The grades are of %(worst)s (worst) to %(best)s (best), and %(passing)s passes: they "
            "are brought to 0 to 20, so that %(passing)s is 10.",
            worst=f"{scale.worst:g}",
            best=f"{scale.best:g}",
            passing=f"{scale.passing:g}",
        )
    if course.kept_apart:
        yield say(
            "The numbers of this log begin with “%(prefix)s”, since its students are not those "
            "whom the school knows by the same numbers.",
            prefix=APART,
        )
