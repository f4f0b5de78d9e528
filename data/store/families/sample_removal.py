"""Taking the sample school away again."""

from sqlalchemy import delete
from sqlmodel import Session, col, select

from data.store import audit
from data.store.models import model_registry
from data.tables import (
    Answers,
    CourseActivity,
    Dismissal,
    Intervention,
    ModelComparison,
    Objection,
    Roster,
    StatedReason,
    Student,
)
from data.viewer import Viewer


def remove_sample(session: Session, viewer: Viewer) -> int:
    """Delete the school's sample rosters and all that hangs on their students.

    Gives how many rosters went; 0 when there was no sample. Real rosters and their students
    are not touched, whatever their ids: sample students are kept apart. The decision log
    keeps its lines.
    """
    ids = list(
        session.exec(
            select(Roster.id).where(
                col(Roster.school_id) == viewer.school, col(Roster.sample).is_(True)
            )
        )
    )
    if not ids:
        return 0
    invented = select(Student.id).where(
        col(Student.school_id) == viewer.school, col(Student.scope) == "sample"
    )
    model_registry.forget_rosters(session, ids)
    connection = session.connection()
    for statement in (
        delete(ModelComparison).where(col(ModelComparison.roster_id).in_(ids)),
        delete(CourseActivity).where(col(CourseActivity.roster_id).in_(ids)),
        delete(Intervention).where(col(Intervention.student_id).in_(invented)),
        delete(Dismissal).where(col(Dismissal.student_id).in_(invented)),
        delete(Objection).where(col(Objection.student_id).in_(invented)),
        delete(StatedReason).where(col(StatedReason.student_id).in_(invented)),
        delete(Answers).where(col(Answers.roster_id).in_(ids)),
        delete(Student).where(
            col(Student.school_id) == viewer.school, col(Student.scope) == "sample"
        ),
        delete(Roster).where(col(Roster.id).in_(ids)),
    ):
        connection.execute(statement)
    session.expire_all()
    audit.add(session, viewer, "remove sample", "roster", None, {"rosters": len(ids)})
    return len(ids)
