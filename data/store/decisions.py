"""The decision log: what was done, by whom, to what. It is only ever added to."""

import hashlib
import json
from datetime import UTC
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, field_validator
from sqlmodel import Session, col, select

from data.store import visible
from data.tables import Decision
from data.viewer import Viewer

NAMES = {"name", "first_name", "family_name", "names"}


class NewDecision(BaseModel):
    """What a line of the log is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    action: str
    thing: str
    thing_id: int | None
    student_id: int | None
    detail: dict[str, JsonValue]

    @field_validator("detail")
    @classmethod
    def _nobody_is_named(cls, detail: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if named := NAMES & detail.keys():
            raise ValueError(f"The decision log holds no student's name: leave out {named}.")
        return detail


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

    detail: JSON values; never a student's name, nor free text that could hold one.
    student_id: the student it is about, if any; his history then shows it.
    Raises ValueError when a key of `detail` is a name's.
    """
    new = NewDecision(
        action=action, thing=thing, thing_id=thing_id, student_id=student_id, detail=detail
    )
    line = Decision(
        school_id=viewer.school, account=viewer.account, by=viewer.name, **new.model_dump()
    )
    last = select(Decision.hash).where(col(Decision.school_id) == viewer.school)
    line.previous = session.exec(last.order_by(col(Decision.id).desc()).limit(1)).first() or ""
    line.hash = hash_of(line)
    session.add(line)
    session.flush()
    return line


def hash_of(line: Decision) -> str:
    """The sha256 (hex) of a line and of the hash before it, by which an edited line is found."""
    told = [line.school_id, line.at.astimezone(UTC).isoformat(timespec="microseconds")]
    told += [line.account, line.by, line.action, line.thing, line.thing_id, line.student_id]
    text = json.dumps(
        [*told, line.detail], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(f"{line.previous}\n{text}".encode()).hexdigest()


def of_student(session: Session, viewer: Viewer, student_id: int) -> list[Decision]:
    """All lines about a student, newest first. Raises NotFound."""
    visible.student(session, viewer, student_id)
    lines = select(Decision).where(
        col(Decision.student_id) == student_id, col(Decision.school_id) == viewer.school
    )
    return list(session.exec(lines.order_by(col(Decision.id).desc())))
