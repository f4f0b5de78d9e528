"""Whom a model learned from: which part held whom out, and what goes with a student."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from data.store import models, visible
from data.tables import Activation, Answers, Estimate, ModelFile, ModelVersion, Prediction
from data.viewer import Viewer


def folds_of(session: Session, viewer: Viewer, model_id: int) -> dict[int, int]:
    """Which fold of a model held whom out: Student.id -> fold, of all whom it learned from.

    Raises NotFound.
    """
    model = models.get(session, viewer, model_id)
    rows = session.connection().execute(
        select(Prediction.student_id, Prediction.fold)
        .join(Estimate, col(Estimate.id) == col(Prediction.estimate_id))
        .where(col(Estimate.model_id) == model_id, col(Estimate.roster_id) == model.roster_id)
        .where(col(Prediction.fold).is_not(None))
    )
    return dict(rows.all())


def fold_of(session: Session, viewer: Viewer, model_id: int, student_id: int) -> int | None:
    """Which fold of a model held one student out, None where it never saw him. Raises NotFound."""
    visible.student(session, viewer, student_id)
    model = models.get(session, viewer, model_id)
    asked = (
        select(Prediction.fold)
        .join(Estimate, col(Estimate.id) == col(Prediction.estimate_id))
        .where(col(Estimate.model_id) == model_id, col(Estimate.roster_id) == model.roster_id)
        .where(col(Prediction.student_id) == student_id)
    )
    return session.exec(asked).first()


def forget(session: Session, student_id: int) -> None:
    """Delete every model that learned from a student's answers, with all that it said."""
    session.flush()
    learned = select(Answers.roster_id).where(col(Answers.student_id) == student_id)
    _forget_rosters(session, learned)
    session.connection().execute(delete(Prediction).where(col(Prediction.student_id) == student_id))
    for one in [*session.identity_map.values()]:
        if isinstance(one, Estimate | ModelVersion | ModelFile | Activation | Prediction):
            session.expire(one)


def forget_rosters(session: Session, rosters: Iterable[int]) -> None:
    """Delete every model that learned from these rosters, and all that was said of them."""
    _forget_rosters(session, list(rosters))


def _forget_rosters(session: Session, rosters: Any) -> None:
    taught = select(ModelVersion.id).where(col(ModelVersion.roster_id).in_(rosters))
    theirs = or_(col(Estimate.roster_id).in_(rosters), col(Estimate.model_id).in_(taught))
    estimates = select(Estimate.id).where(theirs)
    for statement in (
        delete(Prediction).where(col(Prediction.estimate_id).in_(estimates)),
        delete(Estimate).where(theirs),
        delete(Activation).where(col(Activation.model_id).in_(taught)),
        delete(ModelFile).where(col(ModelFile.model_id).in_(taught)),
        delete(ModelVersion).where(col(ModelVersion.roster_id).in_(rosters)),
    ):
        session.connection().execute(statement)
