"""A new line of the trace, and the hash that ties it to the line before."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, field_validator, model_validator
from sqlmodel import Session, col, select

from data.store.decisions.deeds import DEEDS
from data.tables import Decision, now
from data.viewer import Viewer

NAMES = {"name", "first_name", "family_name", "names"}


class NewDecision(BaseModel):
    """What a line of the trace is checked against before it is written."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    action: str
    thing: str
    thing_id: int | None = None
    student_id: int | None = None
    detail: dict[str, JsonValue]

    @field_validator("detail")
    @classmethod
    def _nobody_is_named(cls, detail: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if named := NAMES & detail.keys():
            raise ValueError(f"The trace holds no student's name: leave out {named}.")
        return detail

    @model_validator(mode="after")
    def _is_known(self) -> "NewDecision":
        if self.action not in DEEDS.get(self.thing, ()):
            raise ValueError(
                f"The trace knows no {self.action!r} of a {self.thing!r}: "
                "add it to DEEDS, and its words to the page."
            )
        return self


def add(
    session: Session,
    viewer: Viewer,
    action: str,
    thing: str,
    thing_id: int | None,
    detail: dict[str, Any],
    *,
    student_id: int | None = None,
) -> Decision:
    """Write down that the viewer did `action` (a verb) to `thing` number `thing_id`.

    action, thing: as in DEEDS. detail: JSON values; never a student's name, nor free text that
    could hold one. student_id: the student it is about, if any; his history then shows it.
    Raises ValueError for an unknown deed, and when a key of `detail` is a name's.
    """
    new = NewDecision(
        action=action, thing=thing, thing_id=thing_id, student_id=student_id, detail=detail
    )
    return write(session, viewer, new, now())


def write(session: Session, viewer: Viewer, new: NewDecision, at: datetime) -> Decision:
    """Write down what was done at another moment than this: later, by somebody who waited."""
    line = Decision(
        school_id=viewer.school,
        account=viewer.account,
        by=viewer.name,
        role=viewer.role,
        at=at,
        **new.model_dump(),
    )
    last = select(Decision.hash).where(col(Decision.school_id) == viewer.school)
    line.previous = session.exec(last.order_by(col(Decision.id).desc()).limit(1)).first() or ""
    line.hash = hash_of(line)
    session.add(line)
    session.flush()
    return line


def hash_of(line: Any) -> str:
    """The sha256 (hex) of a line and of the hash before it, by which an edited line is found.

    line: a Decision, or a row with its columns.
    """
    told = [line.school_id, line.at.astimezone(UTC).isoformat(timespec="microseconds")]
    told += [line.account, line.by, line.role, line.action, line.thing, line.thing_id]
    text = json.dumps(
        [*told, line.student_id, line.detail],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(f"{line.previous}\n{text}".encode()).hexdigest()
