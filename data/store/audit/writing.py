"""A new line of the trace, and the hash that ties it to the line before.

What the trace can say: the things, and what is done to each. It takes nothing else, so that a
slip of the pen in a rare branch cannot write a line that no page has words for.

Who looked at a student: a line for the first look, not for each time the page is loaded.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, field_validator, model_validator
from sqlmodel import Session, col, select

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


DEEDS: Mapping[str, frozenset[str]] = {
    "student": frozenset(
        {"see", "open with reason", "give data", "erase", "prove erasure", "make example"}
    ),
    "objection": frozenset({"object", "withdraw objection"}),
    "intervention": frozenset({"open", "close", "undo open", "undo close"}),
    "dismissal": frozenset({"dismiss", "end dismissal"}),
    "roster": frozenset(
        {"import", "withdraw", "restore", "remove sample", "export", "export for research"}
    ),
    "model": frozenset({"estimate", "train", "activate", "switch off", "compare", "export"}),
    "token": frozenset({"make", "end"}),
    "rule set": frozenset(
        {"put in force", "refuse", "publish", "restore", "set limit"}
        | {"begin draft", "drop draft", "ask review", "send back", "propose"}
    ),
    "account": frozenset(
        {"create", "rename", "invite", "set rights", "set password", "activate", "deactivate"}
        | {"sign in", "sign out", "end sign-ins"}
        | {"begin second factor", "renew recovery codes", "end second factor"}
    ),
    "dictionary": frozenset({"add version", "restore"}),
    "school": frozenset({"rename", "set"}),
    "backup": frozenset({"make", "download", "restore"}),
    "trace": frozenset({"export"}),
}


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
