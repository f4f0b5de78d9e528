"""Opening a student's record by a stated reason: for administrators, for an hour, on record."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from sqlmodel import Session, col, select

from data.store import audit, visible
from data.store.errors import NotFound
from data.tables import StatedReason, now
from data.viewer import Viewer

VALID = timedelta(hours=1)

Reason = Literal["family_request", "safety", "correction", "other"]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")
]


class NewStatedReason(BaseModel):
    """What a stated reason is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    reason: Reason
    words: Words

    @model_validator(mode="after")
    def _another_reason_is_said(self) -> Self:
        if self.reason == "other" and not self.words:
            raise ValueError("Another reason needs words.")
        return self


def state(
    session: Session, viewer: Viewer, student_id: int, reason: str, words: str
) -> StatedReason:
    """Open a student to the viewer for an hour, and write down why (in a `write` session).

    reason: family_request, safety, correction, or other, which needs words; these are up to 2,000
    characters and stay out of the decision log. Raises NotFound for a student of another school
    and for a viewer who is no administrator, and ValueError for another reason.
    """
    if viewer.role != visible.STATES_REASONS or viewer.account is None:
        raise NotFound(f"There is no student {student_id}.")
    visible.known(session, viewer, student_id)
    new = NewStatedReason.model_validate({"reason": reason, "words": words})
    at = now()
    stated = StatedReason(
        **new.model_dump(),
        student_id=student_id,
        account=viewer.account,
        stated_by=viewer.name,
        stated_at=at,
        until=at + VALID,
    )
    session.add(stated)
    session.flush()
    detail = {"reason": new.reason}
    student = {"student_id": student_id}
    audit.add(session, viewer, "open with reason", "student", student_id, detail, **student)
    return stated


def valid(session: Session, viewer: Viewer, student_id: int, at: datetime) -> StatedReason | None:
    """The viewer's reason that opens a student to him at that moment, None without one.

    Raises NotFound for a student of another school.
    """
    visible.known(session, viewer, student_id)
    reasons = select(StatedReason).where(
        col(StatedReason.student_id) == student_id, visible.stated(viewer, at)
    )
    return session.exec(reasons.order_by(col(StatedReason.until).desc()).limit(1)).first()
