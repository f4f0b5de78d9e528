"""All there is about one student, as plain values."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from data.store import visible
from data.store.families.linked import LINKED, Linked
from data.tables import Answers, Estimate, Prediction, Roster
from data.viewer import Viewer

ROSTER = (
    "id",
    "number",
    "title",
    "dictionary",
    "filename",
    "imported_by",
    "imported_at",
    "withdrawn_at",
)
ESTIMATE = ("id", "roster_id", "model_id", "created_by", "created_at", "report")

Row = dict[str, Any]


def everything_of(session: Session, viewer: Viewer, student_id: int) -> dict[str, list[Row]]:
    """The rows about a student by the name of their table, every linked table among them.

    Times are ISO in UTC, JSON is parsed. `roster` and `estimate` say which files and estimates
    the other rows come from. Raises NotFound.
    """
    visible.known(session, viewer, student_id)
    found = {linked.name: _rows(session, linked, student_id) for linked in LINKED}
    rosters = select(Answers.roster_id).where(col(Answers.student_id) == student_id)
    files = session.exec(select(Roster).where(col(Roster.id).in_(rosters)).order_by(col(Roster.id)))
    found["roster"] = [_plain({name: getattr(one, name) for name in ROSTER}) for one in files]
    known = select(Prediction.estimate_id).where(col(Prediction.student_id) == student_id)
    said = session.exec(
        select(Estimate).where(col(Estimate.id).in_(known)).order_by(col(Estimate.id))
    )
    found["estimate"] = [_plain({name: getattr(one, name) for name in ESTIMATE}) for one in said]
    return found


def counts(session: Session, viewer: Viewer, student_id: int) -> dict[str, int]:
    """How many rows each linked table has about a student. Raises NotFound."""
    visible.known(session, viewer, student_id)
    return {
        linked.name: session.exec(
            select(func.count()).select_from(linked.table).where(linked.of(student_id))
        ).one()
        for linked in LINKED
    }


def _rows(session: Session, linked: Linked, student_id: int) -> list[Row]:
    table = SQLModel.metadata.tables[linked.name]
    rows = session.exec(
        select(linked.table).where(linked.of(student_id)).order_by(*table.primary_key.columns)
    )
    names = [column.name for column in table.columns]
    return [_plain({name: getattr(row, name) for name in names}, linked.parsed) for row in rows]


def _plain(row: Row, parsed: tuple[str, ...] = ()) -> Row:
    return {
        name: json.loads(value) if name in parsed else _written(value)
        for name, value in row.items()
    }


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
