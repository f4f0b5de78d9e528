"""All there is about one student, as plain values.

Every table that holds something of a student: how its rows are found, and whether they go.

A test walks all tables: one that links to a student and is not here fails it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, func, select

from data.store import visible
from data.tables import (
    Answers,
    CourseActivity,
    Decision,
    Dismissal,
    Estimate,
    Intervention,
    Objection,
    Prediction,
    Roster,
    StatedReason,
    Student,
)
from data.viewer import Viewer


@dataclass(frozen=True)
class LinkedTable:
    """One table. of: the condition on its rows that belong to a Student.id.

    parsed: its columns that hold JSON as text. kept: why its rows outlive an erasure, "" if they
    do not.
    """

    table: type[SQLModel]
    of: Callable[[int], ColumnElement[bool]]
    parsed: tuple[str, ...] = ()
    kept: str = ""

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.__tablename__)


# In the order in which they are exported; they are erased from the last to the first, so that
# nothing points at a row that has gone.
LINKED = (
    LinkedTable(Student, lambda student: col(Student.id) == student),
    LinkedTable(Answers, lambda student: col(Answers.student_id) == student, ("values", "missing")),
    LinkedTable(CourseActivity, lambda student: col(CourseActivity.student_id) == student),
    LinkedTable(
        Prediction, lambda student: col(Prediction.student_id) == student, ("contributions",)
    ),
    LinkedTable(Intervention, lambda student: col(Intervention.student_id) == student),
    LinkedTable(Dismissal, lambda student: col(Dismissal.student_id) == student),
    LinkedTable(Objection, lambda student: col(Objection.student_id) == student),
    LinkedTable(StatedReason, lambda student: col(StatedReason.student_id) == student),
    LinkedTable(
        Decision,
        lambda student: col(Decision.student_id) == student,
        kept="It holds the number only, and a line that is missing could not be told from one "
        "that somebody took out.",
    ),
)


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


def _rows(session: Session, linked: LinkedTable, student_id: int) -> list[Row]:
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
