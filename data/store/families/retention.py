"""Who has been in no roster for so long that a school should no longer keep him."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from data.store import visible
from data.tables import Answers, Roster, Student
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Leaving:
    """A student by his number, and when an import had him last (UTC)."""

    student: int
    last_seen: datetime


def leaving(session: Session, viewer: Viewer, before: datetime) -> list[Leaving]:
    """The students of the school whom no import since `before` has had, longest ago first.

    Undone imports count as well: who is in a file was seen. Invented students never leave.
    """
    last = func.max(col(Roster.imported_at))
    rows = session.connection().execute(
        select(Student.id, last)
        .where(visible.of_school(viewer), col(Student.scope) != "sample")
        .where(col(Answers.student_id) == col(Student.id))
        .where(col(Roster.id) == col(Answers.roster_id))
        .group_by(col(Student.id))
        .having(last < before)
        .order_by(last, col(Student.id))
    )
    return [Leaving(*row) for row in rows]
