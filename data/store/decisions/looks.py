"""Who looked at a student: a line for the first look, not for each time the page is loaded."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from data.store.decisions.adding import NewDecision, write
from data.tables import Decision
from data.viewer import Viewer

ONE_LOOK = timedelta(minutes=10)  # looking again within this is the same look


def see(session: Session, viewer: Viewer, student_id: int, at: datetime) -> None:
    """Write down that the viewer looked at a student, unless it is the same look as before."""
    if not seen_lately(session, viewer, student_id, at):
        look = NewDecision(
            action="see", thing="student", thing_id=student_id, student_id=student_id, detail={}
        )
        write(session, viewer, look, at)


def seen_lately(session: Session, viewer: Viewer, student_id: int, at: datetime) -> bool:
    """Whether the same person, in the same role, looked at this student just before `at`."""
    looks = select(Decision.id).where(
        col(Decision.student_id) == student_id,
        col(Decision.school_id) == viewer.school,
        col(Decision.thing) == "student",
        col(Decision.action) == "see",
        col(Decision.account).is_not_distinct_from(viewer.account),
        col(Decision.by) == viewer.name,
        col(Decision.role) == viewer.role,
        col(Decision.at) > at - ONE_LOOK,
    )
    return session.exec(looks.limit(1)).first() is not None
