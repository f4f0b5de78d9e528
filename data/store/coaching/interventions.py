"""Coaching records: opened, closed, and for a moment undone."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from data.store import audit, visible
from data.store.errors import NotFound, Stale
from data.tables import Intervention, now
from data.viewer import Viewer


class UnderWay(NamedTuple):
    """An open record: its student's id, its number, and the account that began it, if any."""

    student: int
    id: int
    account: int | None


# Open: neither closed nor undone.
OPEN = (col(Intervention.closed_at).is_(None), col(Intervention.undone_at).is_(None))


def open(session: Session, viewer: Viewer, student_id: int) -> Intervention:
    """Begin coaching a student; where that has begun already, the open record. Raises NotFound."""
    visible.student(session, viewer, student_id)
    there = _open_one(session, student_id)
    if there is not None:
        return there
    begun = Intervention(student_id=student_id, account=viewer.account, opened_by=viewer.name)
    session.add(begun)
    session.flush()
    return _written(session, viewer, "open", begun)


def close(session: Session, viewer: Viewer, intervention_id: int) -> Intervention:
    """End coaching. A record that is closed or undone stays as it is. Raises NotFound."""
    record = _get(session, viewer, intervention_id)
    if record.closed_at is not None or record.undone_at is not None:
        return record
    record.closed_at, record.closed_by, record.reopened_at = now(), viewer.name, None
    return _written(session, viewer, "close", record)


def undo(session: Session, viewer: Viewer, intervention_id: int) -> Intervention:
    """Take back the last step: a closed record is open again, an open one never was.

    A step that was taken back is not taken back further, so a second click does no harm. Raises
    NotFound, and Stale when a newer record was opened since this one was closed.
    """
    record = _get(session, viewer, intervention_id)
    if record.undone_at is not None or record.reopened_at is not None:
        return record
    if record.closed_at is None:
        record.undone_at = now()
        return _written(session, viewer, "undo open", record)
    if _open_one(session, record.student_id) is not None:
        raise Stale("This student's coaching was opened again since.")
    record.closed_at, record.closed_by, record.reopened_at = None, None, now()
    return _written(session, viewer, "undo close", record)


def of_student(session: Session, viewer: Viewer, student_id: int) -> list[Intervention]:
    """A student's records, newest first, without those undone. Raises NotFound."""
    visible.student(session, viewer, student_id)
    records = select(Intervention).where(
        col(Intervention.student_id) == student_id, col(Intervention.undone_at).is_(None)
    )
    return list(session.exec(records.order_by(col(Intervention.id).desc())))


def coached(session: Session, viewer: Viewer) -> dict[int, int]:
    """Who is being coached: Student.id -> number of the open record."""
    return {one.student: one.id for one in under_way(session, viewer)}


def under_way(session: Session, viewer: Viewer) -> list[UnderWay]:
    """Every open record."""
    rows = session.connection().execute(
        select(Intervention.student_id, Intervention.id, Intervention.account)
        .where(visible.of_students(viewer, Intervention.student_id))
        .where(*OPEN)
    )
    return [UnderWay._make(row) for row in rows]


def _get(session: Session, viewer: Viewer, intervention_id: int) -> Intervention:
    found = session.exec(
        select(Intervention)
        .where(col(Intervention.id) == intervention_id)
        .where(visible.of_students(viewer, Intervention.student_id))
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no intervention {intervention_id}.")
    return found


def _open_one(session: Session, student_id: int) -> Intervention | None:
    return session.exec(
        select(Intervention).where(col(Intervention.student_id) == student_id, *OPEN)
    ).one_or_none()


def _written(session: Session, viewer: Viewer, action: str, record: Intervention) -> Intervention:
    student = record.student_id
    audit.add(session, viewer, action, "intervention", record.id, {}, student_id=student)
    return record
