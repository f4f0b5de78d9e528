"""Which groups a student is in: those of his newest roster that counts."""

from sqlalchemy import ScalarSelect, func, update
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from data.tables import Answers, Roster, Student


def note(session: Session, roster_id: int) -> None:
    """Note on each student of a roster, which has just come or gone, the groups he is in now.

    They come from the newest import that has him and is not undone; "" where there is none.
    """
    session.flush()
    in_it = select(Answers.student_id).where(col(Answers.roster_id) == roster_id)
    session.connection().execute(
        update(Student)
        .where(col(Student.id).in_(in_it))
        .values(
            in_class=func.coalesce(_newest(col(Answers.in_class)), ""),
            in_school=func.coalesce(_newest(col(Answers.in_school)), ""),
        )
    )
    session.expire_all()


def _newest(group: Mapped[str]) -> ScalarSelect[str]:
    found: ScalarSelect[str] = (
        select(group)
        .where(col(Answers.student_id) == col(Student.id))
        .where(col(Roster.id) == col(Answers.roster_id), col(Roster.withdrawn_at).is_(None))
        .order_by(col(Roster.id).desc())
        .limit(1)
        .correlate(Student)
        .scalar_subquery()
    )
    return found
