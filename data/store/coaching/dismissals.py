""" "Not relevant, because ...": taking a student off the list for a while."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import Session, col, exists, or_, select

from data.store import audit, visible
from data.store.errors import NotFound
from data.tables import Dismissal, Student, now
from data.viewer import Viewer

Reason = Literal["already_known", "wrong_data", "not_now", "family_refuses", "other"]
# Free text may have lines, but no NUL, which PostgreSQL refuses.
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")
]


class NewDismissal(BaseModel):
    """What a dismissal is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    reason: Reason
    words: Words
    until: date | None


def add(
    session: Session, viewer: Viewer, student_id: int, reason: str, words: str, until: date | None
) -> Dismissal:
    """Take a student off the list. It replaces an earlier dismissal that still holds.

    reason: already_known, wrong_data, not_now, family_refuses or other. words: the viewer's
    own, up to 2,000 characters, may be empty. until: the day on which the student is back, None
    for no end. Raises NotFound, and ValueError for another reason.
    """
    visible.student(session, viewer, student_id)
    new = NewDismissal.model_validate({"reason": reason, "words": words, "until": until})
    earlier = select(Dismissal).where(
        col(Dismissal.student_id) == student_id, col(Dismissal.ended_at).is_(None)
    )
    for one in session.exec(earlier):
        one.ended_at, one.ended_by = now(), viewer.name
    dismissal = Dismissal(
        **new.model_dump(), student_id=student_id, account=viewer.account, created_by=viewer.name
    )
    session.add(dismissal)
    session.flush()
    # Without the words: they are free text, and people write names in it.
    detail = {"reason": new.reason, "until": until.isoformat() if until else None}
    audit.add(session, viewer, "dismiss", "dismissal", dismissal.id, detail, student_id=student_id)
    return dismissal


def end(session: Session, viewer: Viewer, dismissal_id: int) -> Dismissal:
    """Put the student back on the list now. An ended one stays as it is. Raises NotFound."""
    found = session.exec(
        select(Dismissal)
        .where(col(Dismissal.id) == dismissal_id)
        .where(visible.of_students(viewer, Dismissal.student_id))
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no dismissal {dismissal_id}.")
    if found.ended_at is None:
        found.ended_at, found.ended_by = now(), viewer.name
        student = found.student_id
        audit.add(session, viewer, "end dismissal", "dismissal", found.id, {}, student_id=student)
    return found


def of_student(session: Session, viewer: Viewer, student_id: int) -> list[Dismissal]:
    """A student's dismissals, newest first, past ones too. Raises NotFound."""
    visible.student(session, viewer, student_id)
    every = select(Dismissal).where(col(Dismissal.student_id) == student_id)
    return list(session.exec(every.order_by(col(Dismissal.id).desc())))


def reasons(session: Session, viewer: Viewer, since: datetime) -> dict[int, str]:
    """Why students of the viewer's whole school were set aside: Student.id -> the reason given
    last since then. For shares of many; not to be shown of one student or one colleague."""
    of_school = exists().where(
        col(Student.id) == col(Dismissal.student_id), visible.of_school(viewer)
    )
    rows = session.connection().execute(
        select(Dismissal.student_id, Dismissal.reason)
        .where(of_school, col(Dismissal.created_at) >= since)
        .order_by(col(Dismissal.id))
    )
    return dict(rows.all())


def active(session: Session, viewer: Viewer, today: date) -> dict[int, int]:
    """Who is off the list today: Student.id -> number of the dismissal.

    A dismissal until 12 January holds up to the 11th: on the 12th the student is back.
    """
    rows = session.connection().execute(
        select(Dismissal.student_id, Dismissal.id)
        .where(visible.of_students(viewer, Dismissal.student_id))
        .where(col(Dismissal.ended_at).is_(None))
        .where(or_(col(Dismissal.until).is_(None), col(Dismissal.until) > today))
    )
    return dict(rows.all())
