"""Expected grades: what a model said about the students of a roster."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue, TypeAdapter
from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from data.store import decisions, scored, visible
from data.store.errors import NotFound, Stale
from data.store.rosters.imports import row as roster_row
from data.tables import Answers, ModelVersion, Prediction, Roster
from data.viewer import Viewer

Row = tuple[int, float, float, float, Mapping[str, float]]
ROWS = TypeAdapter(list[tuple[int, float, float, float, dict[str, float]]])
REPORT = TypeAdapter(dict[str, JsonValue])


@dataclass(frozen=True, eq=False)
class Predictions:
    """Expected grades: arrays aligned with the viewer's cohort, NaN where there is none.

    expected, low, high: (n,) float64 on the roster's grade scale. report: the model's figures,
    or why there is no model.
    """

    fingerprint: str
    report: dict[str, Any]
    expected: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PredictionOf:
    """One student's expected grade and how many grade points each column contributes to it."""

    expected: float
    low: float
    high: float
    contributions: dict[str, float]


def save(
    session: Session,
    viewer: Viewer,
    roster_id: int,
    *,
    fingerprint: str,
    report: Mapping[str, Any],
    rows: Iterable[Row],
) -> int:
    """Keep a model's answers for a roster; gives the number of the model.

    rows: (Student.id, expected, low, high, contributions), NaN where unknown (a contribution
    that is NaN is not kept); no rows for a model that refused. The same fingerprint again
    changes nothing. Raises NotFound for the roster, and for a student who is not in it; Stale
    when somebody among them has objected to scoring since the model learned from him.
    """
    roster_row(session, viewer, roster_id)
    there = session.exec(
        select(ModelVersion).where(
            col(ModelVersion.roster_id) == roster_id,
            col(ModelVersion.fingerprint) == fingerprint,
        )
    ).first()
    if there is not None:
        return there.id
    checked = ROWS.validate_python(list(rows))
    in_it = set(session.exec(select(Answers.student_id).where(col(Answers.roster_id) == roster_id)))
    if strangers := {row[0] for row in checked} - in_it:
        raise NotFound(f"There is no student {min(strangers)} in roster {roster_id}.")
    here = select(Answers.student_id).where(col(Answers.roster_id) == roster_id)
    scored_now = session.exec(here.where(*scored.answers(viewer))).all()
    if {row[0] for row in checked}.difference(scored_now):
        raise Stale("Somebody objected to scoring while this was being learned.")
    model = ModelVersion(
        roster_id=roster_id,
        fingerprint=fingerprint,
        report=REPORT.validate_python(dict(report)),
        account=viewer.account,
        created_by=viewer.name,
    )
    session.add(model)
    session.flush()
    if checked:
        session.connection().execute(insert(Prediction), [_row(model.id, one) for one in checked])
    decisions.add(session, viewer, "estimate", "model", model.id, {"roster": roster_id})
    return model.id


def latest(session: Session, viewer: Viewer, roster_id: int) -> int | None:
    """The number of a roster's newest model, None when none was kept. Raises NotFound."""
    model = _newest(session, viewer, roster_id)
    return model.id if model else None


def of_roster(session: Session, viewer: Viewer, roster_id: int) -> Predictions | None:
    """The newest model's answers for the students of a roster whom the viewer may see.

    None when none was kept. Raises NotFound.
    """
    model = _newest(session, viewer, roster_id)
    if model is None:
        return None
    asked = (
        select(Prediction.expected, Prediction.low, Prediction.high)
        .select_from(Answers)
        .join(
            Prediction,
            (col(Prediction.student_id) == col(Answers.student_id))
            & (col(Prediction.model_id) == model.id),
            isouter=True,
        )
        .where(col(Answers.roster_id) == roster_id, *scored.answers(viewer))
        .order_by(col(Answers.place))
    )
    if not visible.whole_school(viewer):
        asked = asked.where(visible.of_students(viewer, Answers.student_id))
    rows = session.connection().execute(asked)
    table = np.array([tuple(one) for one in rows], dtype=np.float64).reshape(-1, 3)
    expected, low, high = np.ascontiguousarray(table.T)
    return Predictions(model.fingerprint, dict(model.report), expected, low, high)


def of_student(
    session: Session, viewer: Viewer, roster_id: int, student_id: int
) -> PredictionOf | None:
    """The newest model's answer for one student of a roster, None without. Raises NotFound."""
    visible.student(session, viewer, student_id)
    model = _newest(session, viewer, roster_id)
    found = model and session.get(Prediction, (model.id, student_id))
    if not found or found.expected is None:
        return None
    nan = float("nan")
    return PredictionOf(
        expected=found.expected,
        low=nan if found.low is None else found.low,
        high=nan if found.high is None else found.high,
        contributions=json.loads(found.contributions),
    )


def forget(session: Session, student_id: int) -> None:
    """Delete every model that learned from a student's answers, with all that it said."""
    session.flush()
    learned = select(Answers.roster_id).where(col(Answers.student_id) == student_id)
    models = select(ModelVersion.id).where(col(ModelVersion.roster_id).in_(learned))
    connection = session.connection()
    connection.execute(delete(Prediction).where(col(Prediction.model_id).in_(models)))
    connection.execute(delete(Prediction).where(col(Prediction.student_id) == student_id))
    connection.execute(delete(ModelVersion).where(col(ModelVersion.roster_id).in_(learned)))
    for one in [*session.identity_map.values()]:
        if isinstance(one, ModelVersion | Prediction):
            session.expire(one)


def lacking(session: Session, viewer: Viewer) -> list[int]:
    """The rosters of the viewer's school that have no model, newest first, undone ones apart."""
    has = select(ModelVersion.roster_id)
    rosters = select(Roster.id).where(
        col(Roster.school_id) == viewer.school,
        col(Roster.withdrawn_at).is_(None),
        col(Roster.id).not_in(has),
    )
    return list(session.exec(rosters.order_by(col(Roster.id).desc())))


def _newest(session: Session, viewer: Viewer, roster_id: int) -> ModelVersion | None:
    roster_row(session, viewer, roster_id)
    every = select(ModelVersion).where(col(ModelVersion.roster_id) == roster_id)
    return session.exec(every.order_by(col(ModelVersion.id).desc()).limit(1)).first()


def _row(model: int, one: tuple[int, float, float, float, dict[str, float]]) -> dict[str, Any]:
    student, expected, low, high, contributions = one
    known = {name: points for name, points in contributions.items() if not np.isnan(points)}
    # NaN is stored as NULL on both databases: SQLite would make it so by itself.
    return {
        "model_id": model,
        "student_id": student,
        "expected": None if np.isnan(expected) else expected,
        "low": None if np.isnan(low) else low,
        "high": None if np.isnan(high) else high,
        "contributions": json.dumps(known, allow_nan=False),
    }
