"""The proof of an erasure, as the trace keeps it: what was searched and found, never for whom."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from data.store import decisions
from data.store.errors import NotFound
from data.store.families.erasing import ERASE
from data.tables import Decision
from data.viewer import Viewer

PROVE = "prove erasure"


class Proof(BaseModel):
    """What was looked at before and after an erasure.

    kind: sqlite or postgresql. files, size: how many files and bytes were searched afterwards.
    before, after: how often the name stood in them. where: file -> how often it still does.
    namesakes: other students of just this name, whose bytes are the same. texts: "table.column" ->
    rows about others that still say it. uploads: waiting files that were thrown away.
    rewritten: whether the database's file was written anew and its log emptied. backups: file ->
    its date, of those made before, which still hold the name.
    """

    model_config = ConfigDict(frozen=True)
    kind: str
    files: int
    size: int
    before: int
    after: int
    where: dict[str, int]
    namesakes: int
    texts: dict[str, int]
    uploads: int
    rewritten: bool
    backups: dict[str, str]

    @property
    def gone(self) -> bool:
        """Whether the name is nowhere any more, but in those backups."""
        return not (self.after or self.texts or self.namesakes)


class Erased(BaseModel):
    """An erasure with its proof; None while it is being looked for."""

    model_config = ConfigDict(frozen=True)
    student: int
    at: datetime
    by: str
    keep_figures: bool
    rows: dict[str, int]
    proof: Proof | None


def prove(session: Session, viewer: Viewer, students: list[int], proof: Proof) -> None:
    """Write down the proof for each of the students that one search was about."""
    detail: dict[str, Any] = proof.model_dump(mode="json")
    for student in students:
        decisions.add(session, viewer, PROVE, "student", student, detail, student_id=student)


def proof_of(session: Session, viewer: Viewer, student_id: int) -> Erased:
    """The last erasure of that number in the viewer's school. Raises NotFound."""
    lines = {
        line.action: line
        for line in session.exec(
            select(Decision)
            .where(col(Decision.school_id) == viewer.school)
            .where(col(Decision.student_id) == student_id)
            .where(col(Decision.action).in_((ERASE, PROVE)))
            .order_by(col(Decision.id))
        )
    }
    if ERASE not in lines:
        raise NotFound(f"No student {student_id} was erased.")
    erased, proved = lines[ERASE], lines.get(PROVE)
    return Erased(
        student=student_id,
        at=erased.at,
        by=erased.by,
        keep_figures=erased.detail["keep_figures"],
        rows=erased.detail["rows"],
        proof=Proof.model_validate(proved.detail) if proved and proved.id > erased.id else None,
    )
