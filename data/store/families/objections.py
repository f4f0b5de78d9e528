"""A family's no to scoring: in no list, no score and no model's training, until it is withdrawn."""

from sqlmodel import Session, col, select

from data.store import audit, visible
from data.store.models import model_registry
from data.tables import Answers, Objection, Student, now
from data.viewer import Viewer


def object(session: Session, viewer: Viewer, student_id: int) -> Objection:
    """Take a student out of scoring; where that is so already, the objection that holds.

    Every model that learned from him goes at once, with all it said; they are learned anew without
    him. Raises NotFound.
    """
    visible.known(session, viewer, student_id)
    there = _standing(session, student_id)
    if there is not None:
        return there
    objection = Objection(student_id=student_id, account=viewer.account, created_by=viewer.name)
    session.add(objection)
    session.flush()
    model_registry.forget(session, student_id)
    student = {"student_id": student_id}
    audit.add(session, viewer, "object", "objection", objection.id, {}, **student)
    return objection


def withdraw(session: Session, viewer: Viewer, student_id: int) -> Objection | None:
    """Score a student again; None where nobody objected. Raises NotFound."""
    visible.known(session, viewer, student_id)
    there = _standing(session, student_id)
    if there is None:
        return None
    there.ended_at, there.ended_by = now(), viewer.name
    model_registry.forget(session, student_id)
    student = {"student_id": student_id}
    audit.add(session, viewer, "withdraw objection", "objection", there.id, {}, **student)
    return there


def active(session: Session, viewer: Viewer) -> dict[int, int]:
    """Who is not scored by request, of those the viewer may see: Student.id -> Objection.id."""
    rows = session.connection().execute(
        select(Objection.student_id, Objection.id)
        .where(visible.of_students(viewer, Objection.student_id))
        .where(col(Objection.ended_at).is_(None))
    )
    return dict(rows.all())


def of_roster(session: Session, viewer: Viewer, roster_id: int) -> list[int]:
    """Student.id of those in a roster whom the viewer may see and who are not scored by request."""
    in_it = select(Answers.student_id).where(col(Answers.roster_id) == roster_id)
    rows = session.exec(
        select(Objection.student_id)
        .where(visible.of_students(viewer, Objection.student_id))
        .where(col(Objection.ended_at).is_(None), col(Objection.student_id).in_(in_it))
    )
    return sorted(rows)


def of_student(session: Session, viewer: Viewer, student_id: int) -> list[Objection]:
    """A student's objections, newest first, past ones too. Raises NotFound."""
    visible.known(session, viewer, student_id)
    every = select(Objection).where(col(Objection.student_id) == student_id)
    return list(session.exec(every.order_by(col(Objection.id).desc())))


def standing(session: Session, viewer: Viewer) -> frozenset[int]:
    """Everybody in the viewer's school who objects, whomever he may see.

    Never shown: what is computed over a whole school is another thing when these change.
    """
    rows = session.exec(
        select(Objection.student_id)
        .where(col(Objection.student_id) == col(Student.id))
        .where(col(Student.school_id) == viewer.school, col(Objection.ended_at).is_(None))
    )
    return frozenset(rows)


def _standing(session: Session, student_id: int) -> Objection | None:
    return session.exec(
        select(Objection).where(
            col(Objection.student_id) == student_id, col(Objection.ended_at).is_(None)
        )
    ).first()
