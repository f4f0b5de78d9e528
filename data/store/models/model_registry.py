"""Models that were trained: kept for ever as they are, and which of them is active.

Whom a model learned from: which part held whom out, and what goes with a student.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import delete, or_
from sqlmodel import Session, col, func, select

from data.store import audit, visible
from data.store.errors import NotFound
from data.store.rosters.imports import row as roster_row
from data.tables import Activation, Answers, Estimate, ModelFile, ModelVersion, Prediction
from data.viewer import Viewer

MOST_BYTES = 4 * 1024 * 1024
RECORD = TypeAdapter(dict[str, JsonValue])


def keep(
    session: Session,
    viewer: Viewer,
    roster_id: int,
    *,
    target: str,
    recipe: Mapping[str, Any],
    fingerprint: str,
    report: Mapping[str, Any],
    scikit_learn: str,
    content: bytes,
) -> ModelVersion:
    """Keep a trained model with its file (in a `write` session). It is not active by that.

    recipe, report: JSON values, no student. content: at most MOST_BYTES, the file as written.
    Raises NotFound for the roster and ValueError for a file that is too large.
    """
    roster = roster_row(session, viewer, roster_id)
    if len(content) > MOST_BYTES:
        raise ValueError(f"{len(content)} bytes; a model that is kept has at most {MOST_BYTES}.")
    last = select(func.max(ModelVersion.number)).where(col(ModelVersion.school_id) == viewer.school)
    found = ModelVersion(
        school_id=viewer.school,
        number=(session.exec(last).one() or 0) + 1,
        roster_id=roster_id,
        dictionary=roster.dictionary,
        target=target,
        recipe=RECORD.validate_python(dict(recipe)),
        fingerprint=fingerprint,
        report=RECORD.validate_python(dict(report)),
        scikit_learn=scikit_learn,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        account=viewer.account,
        created_by=viewer.name,
    )
    session.add(found)
    session.flush()
    session.add(ModelFile(model_id=found.id, content=base64.b64encode(content).decode()))
    audit.add(session, viewer, "train", "model", found.id, {"number": found.number})
    return found


def get(session: Session, viewer: Viewer, model_id: int) -> ModelVersion:
    """That model of the viewer's school. Raises NotFound."""
    found = session.exec(
        select(ModelVersion).where(
            col(ModelVersion.id) == model_id, col(ModelVersion.school_id) == viewer.school
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no model {model_id}.")
    return found


def listing(session: Session, viewer: Viewer) -> list[ModelVersion]:
    """The models of the viewer's school, newest first."""
    every = select(ModelVersion).where(col(ModelVersion.school_id) == viewer.school)
    return list(session.exec(every.order_by(col(ModelVersion.number).desc())))


def file_of(session: Session, viewer: Viewer, model_id: int) -> bytes:
    """A model's file as it stands in the database, altered or not: whoever opens it compares it
    with `ModelVersion.sha256`. Raises NotFound for the model, and where its file is missing."""
    get(session, viewer, model_id)
    found = session.get(ModelFile, model_id)
    if found is None:
        raise NotFound(f"The file of model {model_id} is missing.")
    try:
        return base64.b64decode(found.content, validate=True)
    except ValueError:
        return found.content.encode()  # whatever it is, it is not the model's


def activate(session: Session, viewer: Viewer, model_id: int, reason: str = "") -> Activation:
    """Make a model the active one of its kind of roster and target (in a `write` session).

    Raises NotFound. A model that is active already stays so, without a new line.
    """
    model = get(session, viewer, model_id)
    now = _newest(session, viewer, model.dictionary, model.target)
    if now is not None and now.model_id == model_id:
        return now
    found = _activation(viewer, model.dictionary, model.target, model_id, reason)
    session.add(found)
    session.flush()
    audit.add(session, viewer, "activate", "model", model_id, {"number": model.number})
    return found


def switch_off(
    session: Session, viewer: Viewer, dictionary: str, target: str, reason: str = ""
) -> None:
    """Have no active model for that kind of roster and target (in a `write` session)."""
    session.add(_activation(viewer, dictionary, target, None, reason))
    session.flush()
    audit.add(session, viewer, "switch off", "model", None, {"target": target})


def active(
    session: Session, viewer: Viewer, dictionary: str, target: str = "grade"
) -> ModelVersion | None:
    """The active model of the viewer's school for that kind of roster, None without one."""
    newest = _newest(session, viewer, dictionary, target)
    if newest is None or newest.model_id is None:
        return None
    return session.get(ModelVersion, newest.model_id)


def all_active(session: Session, viewer: Viewer) -> list[ModelVersion]:
    """The active models of the viewer's school, whatever the kind of roster and target."""
    newest: dict[tuple[str, str], int | None] = {}
    for one in activations(session, viewer):
        newest.setdefault((one.dictionary, one.target), one.model_id)
    found = [session.get(ModelVersion, model) for model in newest.values() if model is not None]
    return [model for model in found if model is not None]


def decided(session: Session, viewer: Viewer, dictionary: str, target: str = "grade") -> bool:
    """Say whether anybody ever made a model active, or switched it off, for that kind of roster."""
    return _newest(session, viewer, dictionary, target) is not None


def learned_from(session: Session, viewer: Viewer, student_id: int) -> list[ModelVersion]:
    """The models of the viewer's school that were trained on a roster with that student in it."""
    his = select(Answers.roster_id).where(col(Answers.student_id) == student_id)
    every = select(ModelVersion).where(
        col(ModelVersion.school_id) == viewer.school, col(ModelVersion.roster_id).in_(his)
    )
    return list(session.exec(every.order_by(col(ModelVersion.number))))


def activations(session: Session, viewer: Viewer) -> list[Activation]:
    """Who made what active and when, in the viewer's school, newest first."""
    every = select(Activation).where(col(Activation.school_id) == viewer.school)
    return list(session.exec(every.order_by(col(Activation.id).desc())))


def _newest(session: Session, viewer: Viewer, dictionary: str, target: str) -> Activation | None:
    every = select(Activation).where(
        col(Activation.school_id) == viewer.school,
        col(Activation.dictionary) == dictionary,
        col(Activation.target) == target,
    )
    return session.exec(every.order_by(col(Activation.id).desc()).limit(1)).first()


def _activation(
    viewer: Viewer, dictionary: str, target: str, model_id: int | None, reason: str
) -> Activation:
    return Activation(
        school_id=viewer.school,
        dictionary=dictionary,
        target=target,
        model_id=model_id,
        reason=reason,
        account=viewer.account,
        created_by=viewer.name,
    )


def folds_of(session: Session, viewer: Viewer, model_id: int) -> dict[int, int]:
    """Which fold of a model held whom out: Student.id -> fold, of all whom it learned from.

    Raises NotFound.
    """
    model = get(session, viewer, model_id)
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
    model = get(session, viewer, model_id)
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
