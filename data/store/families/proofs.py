"""The proof of an erasure, as the trace keeps it: what was searched and found, never for whom.

Where else in the database a name still stands: texts about others, and namesakes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON, String, Text, and_, cast, func, or_
from sqlalchemy import select as rows_of
from sqlmodel import AutoString, Session, SQLModel, col, select

from data.store import audit
from data.store.errors import NotFound
from data.store.families.byte_search import near
from data.store.families.erasing import ERASE
from data.store.families.finding import NameOnRoster
from data.tables import Answers, Decision
from data.viewer import Viewer

PROVE = "prove erasure"


class ErasureProof(BaseModel):
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


class ProvedErasure(BaseModel):
    """An erasure with its proof; None while it is being looked for."""

    model_config = ConfigDict(frozen=True)
    student: int
    at: datetime
    by: str
    keep_figures: bool
    rows: dict[str, int]
    proof: ErasureProof | None


def prove(session: Session, viewer: Viewer, students: list[int], proof: ErasureProof) -> None:
    """Write down the proof for each of the students that one search was about."""
    detail: dict[str, Any] = proof.model_dump(mode="json")
    for student in students:
        audit.add(session, viewer, PROVE, "student", student, detail, student_id=student)


def proof_of(session: Session, viewer: Viewer, student_id: int) -> ProvedErasure:
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
    return ProvedErasure(
        student=student_id,
        at=erased.at,
        by=erased.by,
        keep_figures=erased.detail["keep_figures"],
        rows=erased.detail["rows"],
        proof=ErasureProof.model_validate(proved.detail)
        if proved and proved.id > erased.id
        else None,
    )


TEXTS = (String, JSON, AutoString)
AS_COLUMNS = {("answers", "first_name"), ("answers", "family_name")}


@dataclass(frozen=True)
class Mentions:
    """namesakes: students with just this name. texts: "table.column" -> rows that say the name."""

    namesakes: int
    texts: dict[str, int]


def mentions(session: Session, names: Sequence[NameOnRoster]) -> Mentions:
    """Look for these names in every text of every table, of whichever school."""
    return Mentions(_namesakes(session, names), _texts(session, names))


def _namesakes(session: Session, names: Sequence[NameOnRoster]) -> int:
    if not names:
        return 0
    same = [
        and_(col(Answers.first_name) == first, col(Answers.family_name) == family)
        for first, family in names
    ]
    count = select(func.count(func.distinct(col(Answers.student_id)))).where(or_(*same))
    return session.exec(count).one()


def _texts(session: Session, names: Sequence[NameOnRoster]) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = [(name, re.compile(near(*name), re.IGNORECASE)) for name in names if name.whole]
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            place = (table.name, column.name)
            if not isinstance(column.type, TEXTS) or place in AS_COLUMNS:
                continue
            text = cast(column, Text)
            for name, pattern in wanted:
                has = [text.contains(part, autoescape=True) for part in name if part]
                said = session.connection().execute(rows_of(text).where(*has)).scalars()
                if count := sum(bool(pattern.search(one)) for one in said):
                    where = ".".join(place)
                    found[where] = found.get(where, 0) + count
    return found
