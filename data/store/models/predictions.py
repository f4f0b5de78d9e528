"""Expected grades: what was said about the students of a roster."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue, TypeAdapter
from sqlalchemy import insert
from sqlmodel import Session, col, select

from data.store import audit, scored, visible
from data.store.errors import NotFound, Stale
from data.store.rosters.imports import row as roster_row
from data.tables import Answers, Estimate, Prediction, Roster, now
from data.viewer import Viewer

Row = tuple[int, float, float, float, Mapping[str, float]]
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # an estimate that has not counted yet
ROWS = TypeAdapter(list[tuple[int, float, float, float, dict[str, float]]])
REPORT = TypeAdapter(dict[str, JsonValue])


@dataclass(frozen=True, eq=False)
class Predictions:
    """Expected grades: arrays aligned with the viewer's cohort, NaN where there is none.

    expected, low, high: (n,) float64 on the roster's grade scale. report: the model's figures,
    or why there is no model. model: ModelVersion.id, None where none is kept.
    """

    model: int | None
    fingerprint: str
    report: dict[str, Any]
    expected: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PredictionOf:
    """One student's expected grade and how many grade points each column contributes to it.

    model: ModelVersion.id, None where none is kept; fold: which of its folds held him out, None
    where it never saw him.
    """

    expected: float
    low: float
    high: float
    contributions: dict[str, float]
    model: int | None
    fold: int | None


def save(
    session: Session,
    viewer: Viewer,
    roster_id: int,
    *,
    fingerprint: str,
    report: Mapping[str, Any],
    rows: Iterable[Row],
    model_id: int | None = None,
    folds: Mapping[int, int] | None = None,
    counts: bool = True,
) -> int:
    """Keep what is expected of a roster's students; gives the number of the estimate.

    rows: (Student.id, expected, low, high, contributions), NaN where unknown (a contribution
    that is NaN is not kept); no rows where a model was refused. folds: Student.id -> the fold of
    the model that held him out. An estimate that is kept already (the same fingerprint) counts
    again and is not written twice. counts: False keeps what an inactive model says beside what
    counts. Raises NotFound for the roster, and for a student who is not in
    it; Stale when somebody among them has objected to scoring since the model learned from him.
    """
    roster_row(session, viewer, roster_id)
    there = session.exec(
        select(Estimate).where(
            col(Estimate.roster_id) == roster_id, col(Estimate.fingerprint) == fingerprint
        )
    ).first()
    if there is not None:
        there.since = now() if counts else there.since
        there.model_id = there.model_id or model_id
        session.flush()
        return there.id
    checked = ROWS.validate_python(list(rows))
    in_it = set(session.exec(select(Answers.student_id).where(col(Answers.roster_id) == roster_id)))
    if strangers := {row[0] for row in checked} - in_it:
        raise NotFound(f"There is no student {min(strangers)} in roster {roster_id}.")
    here = select(Answers.student_id).where(col(Answers.roster_id) == roster_id)
    scored_now = session.exec(here.where(*scored.answers(viewer))).all()
    if {row[0] for row in checked}.difference(scored_now):
        raise Stale("Somebody objected to scoring while this was being learned.")
    estimate = Estimate(
        roster_id=roster_id,
        model_id=model_id,
        fingerprint=fingerprint,
        report=REPORT.validate_python(dict(report)),
        since=now() if counts else NEVER,
        account=viewer.account,
        created_by=viewer.name,
    )
    session.add(estimate)
    session.flush()
    if checked:
        written = [_row(estimate.id, one, (folds or {}).get(one[0])) for one in checked]
        session.connection().execute(insert(Prediction), written)
    audit.add(session, viewer, "estimate", "model", estimate.id, {"roster": roster_id})
    return estimate.id


def latest(session: Session, viewer: Viewer, roster_id: int) -> int | None:
    """The number of the estimate of a roster that counts, None without one. Raises NotFound."""
    estimate = _newest(session, viewer, roster_id)
    return estimate.id if estimate else None


def report_of(session: Session, viewer: Viewer, roster_id: int) -> dict[str, Any] | None:
    """The report of the estimate of a roster that counts, None without one. Raises NotFound."""
    estimate = _newest(session, viewer, roster_id)
    return None if estimate is None else dict(estimate.report)


def of_roster(session: Session, viewer: Viewer, roster_id: int) -> Predictions | None:
    """What is expected of the students of a roster whom the viewer may see.

    None when none was kept. Raises NotFound.
    """
    return _of(session, viewer, _newest(session, viewer, roster_id))


def of_model(session: Session, viewer: Viewer, roster_id: int, model_id: int) -> Predictions | None:
    """What a model says of the students of a roster whom the viewer may see, whether it counts or
    not. None when it was not kept. Raises NotFound for the roster."""
    return _of(session, viewer, _by(session, viewer, roster_id, model_id))


def whole_of_model(
    session: Session, viewer: Viewer, roster_id: int, model_id: int
) -> Predictions | None:
    """What a model says of all the students of a roster, aligned with `rosters.whole`, whomever the
    viewer may see: for figures, nothing of it is to be shown of one student.

    None when it was not kept. Raises NotFound for the roster.
    """
    return _of(session, viewer, _by(session, viewer, roster_id, model_id), everybody=True)


def _of(
    session: Session, viewer: Viewer, estimate: Estimate | None, *, everybody: bool = False
) -> Predictions | None:
    if estimate is None:
        return None
    asked = (
        select(Prediction.expected, Prediction.low, Prediction.high)
        .select_from(Answers)
        .join(
            Prediction,
            (col(Prediction.student_id) == col(Answers.student_id))
            & (col(Prediction.estimate_id) == estimate.id),
            isouter=True,
        )
        .where(col(Answers.roster_id) == estimate.roster_id, *scored.answers(viewer))
        .order_by(col(Answers.place))
    )
    if not everybody and not visible.whole_school(viewer):
        asked = asked.where(visible.of_students(viewer, Answers.student_id))
    rows = session.connection().execute(asked)
    table = np.array([tuple(one) for one in rows], dtype=np.float64).reshape(-1, 3)
    expected, low, high = np.ascontiguousarray(table.T)
    said = estimate.model_id, estimate.fingerprint, dict(estimate.report)
    return Predictions(*said, expected, low, high)


def of_student(
    session: Session, viewer: Viewer, roster_id: int, student_id: int
) -> PredictionOf | None:
    """What is expected of one student of a roster, None without. Raises NotFound."""
    visible.student(session, viewer, student_id)
    estimate = _newest(session, viewer, roster_id)
    found = estimate and session.get(Prediction, (estimate.id, student_id))
    if not estimate or not found or found.expected is None:
        return None
    nan = float("nan")
    return PredictionOf(
        expected=found.expected,
        low=nan if found.low is None else found.low,
        high=nan if found.high is None else found.high,
        contributions=json.loads(found.contributions),
        model=estimate.model_id,
        fold=found.fold,
    )


def said_by(session: Session, viewer: Viewer, roster_id: int, model_id: int) -> bool:
    """Say whether it is kept what a model says of a roster. Raises NotFound for the roster."""
    return _by(session, viewer, roster_id, model_id) is not None


def count_again(session: Session, viewer: Viewer, roster_id: int, model_id: int) -> None:
    """Have what a model says of a roster count from now on (in a `write` session).

    Raises NotFound for the roster, and Stale where it is not kept any more.
    """
    found = _by(session, viewer, roster_id, model_id)
    if found is None:
        raise Stale("What this model says of this roster was forgotten meanwhile.")
    found.since = now()
    session.flush()


def lacking(session: Session, viewer: Viewer) -> list[int]:
    """The rosters of the viewer's school without an estimate that counts, newest first; not those
    that were undone."""
    has = select(Estimate.roster_id).where(col(Estimate.since) > NEVER)
    rosters = select(Roster.id).where(
        col(Roster.school_id) == viewer.school,
        col(Roster.withdrawn_at).is_(None),
        col(Roster.id).not_in(has),
    )
    return list(session.exec(rosters.order_by(col(Roster.id).desc())))


def _newest(session: Session, viewer: Viewer, roster_id: int) -> Estimate | None:
    roster_row(session, viewer, roster_id)
    every = select(Estimate).where(
        col(Estimate.roster_id) == roster_id, col(Estimate.since) > NEVER
    )
    latest_first = every.order_by(col(Estimate.since).desc(), col(Estimate.id).desc())
    return session.exec(latest_first.limit(1)).first()


def _by(session: Session, viewer: Viewer, roster_id: int, model_id: int) -> Estimate | None:
    roster_row(session, viewer, roster_id)
    theirs = select(Estimate).where(
        col(Estimate.roster_id) == roster_id, col(Estimate.model_id) == model_id
    )
    return session.exec(theirs.order_by(col(Estimate.id).desc()).limit(1)).first()


def _row(
    estimate: int, one: tuple[int, float, float, float, dict[str, float]], fold: int | None
) -> dict[str, Any]:
    student, expected, low, high, contributions = one
    known = {name: points for name, points in contributions.items() if not np.isnan(points)}
    # NaN is stored as NULL on both databases: SQLite would make it so by itself.
    return {
        "estimate_id": estimate,
        "student_id": student,
        "expected": None if np.isnan(expected) else expected,
        "low": None if np.isnan(low) else low,
        "high": None if np.isnan(high) else high,
        "contributions": json.dumps(known, allow_nan=False),
        "fold": fold,
    }
