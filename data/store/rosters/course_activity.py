"""Students' actions week by week, in rosters that were made from a course's log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy
from sqlalchemy import insert
from sqlmodel import Session, col, select

from data.store import visible
from data.store.rosters.imports import row as roster_row
from data.tables import Answers, CourseActivity
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Weeks:
    """One student's actions in each week of a course. first_day: of the first week, a Monday."""

    first_day: date
    actions: tuple[int, ...]

    def begins(self, week: int) -> date:
        """The Monday of a week, counted from 0."""
        return self.first_day + timedelta(weeks=week)


def keep(
    session: Session,
    viewer: Viewer,
    roster_id: int,
    first_day: date,
    weeks: Sequence[Sequence[int]],
    students: Sequence[int] | None = None,
) -> None:
    """Keep the weeks of a roster's students, in the roster's order, or of these. Raises NotFound.

    A roster that has them already keeps what it has: it is the same log.
    """
    roster_row(session, viewer, roster_id)
    there = select(CourseActivity.student_id).where(col(CourseActivity.roster_id) == roster_id)
    if session.exec(there.limit(1)).first() is not None:
        return
    if students is None:
        places = select(Answers.student_id).where(col(Answers.roster_id) == roster_id)
        students = session.exec(places.order_by(col(Answers.place))).all()
    if students:
        session.connection().execute(
            insert(CourseActivity),
            [
                {
                    "roster_id": roster_id,
                    "student_id": student,
                    "first_day": first_day,
                    "weeks": list(each),
                }
                for student, each in zip(students, weeks, strict=True)
            ],
        )


def carry(session: Session, viewer: Viewer, before: int, roster_id: int) -> None:
    """Give the students of a roster the weeks that they have in the one before. Raises NotFound.

    Nothing is changed where it is the same roster.
    """
    roster_row(session, viewer, before)
    roster_row(session, viewer, roster_id)
    if before == roster_id:
        return
    there = select(Answers.student_id).where(col(Answers.roster_id) == roster_id)
    kept = sqlalchemy.select(
        sqlalchemy.literal(roster_id),
        col(CourseActivity.student_id),
        col(CourseActivity.first_day),
        col(CourseActivity.weeks),
    ).where(col(CourseActivity.roster_id) == before, col(CourseActivity.student_id).in_(there))
    columns = ["roster_id", "student_id", "first_day", "weeks"]
    session.connection().execute(insert(CourseActivity).from_select(columns, kept))


def of_student(session: Session, viewer: Viewer, roster_id: int, student_id: int) -> Weeks | None:
    """A student's weeks in a roster; None where it was not made from a log. Raises NotFound."""
    visible.student(session, viewer, student_id)
    roster_row(session, viewer, roster_id)
    found = session.get(CourseActivity, (roster_id, student_id))
    return Weeks(found.first_day, tuple(found.weeks)) if found else None
