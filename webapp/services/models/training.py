"""Training a model on a roster and keeping it, and keeping what it says of a roster's students.

Loads scikit-learn: for child processes and commands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store import Session, rosters
from data.store.models import model_registry, predictions
from data.store.rosters import RosterInfo
from data.tables import ModelVersion
from data.viewer import Viewer
from data.wording.message import N_, Message, say
from scoring.model import baselines
from scoring.model.model_config import Recipe
from scoring.model.refusal import ModelRefusal
from scoring.model_evaluation.profile import profile
from webapp.services.grades.scale import scale_of as ends_of
from webapp.services.models.drift import kept_of
from webapp.services.models.model_config import earlier_grades
from webapp.services.models.opening import Unusable, opened
from webapp.services.models.predicting import (
    NEW,
    PredictedRoster,
    frame_of,
    grades_of,
    said_of,
    scale_of,
)
from webapp.services.runtime.resources import Resources

SWITCHED_OFF = say(
    "Expected grades are switched off in this school. The rules and the grades are shown without "
    "them; a lead can make a model active again on the models page."
)

TOO_LARGE = N_(
    "The model is too large to be kept: at most 4 MB are. Choose another kind of model, or fewer "
    "columns."
)


class Strangers(Unusable):
    """A model cannot tell whom of a roster it learned from: one of the two has no student keys."""

    def __init__(self, number: int) -> None:
        super().__init__(
            say(
                "Model %(number)s cannot tell whom it has learned from already, since the file has "
                "no student numbers: a student’s own grade could move his expected grade. Train a "
                "model on this roster.",
                number=number,
            )
        )


def train(
    here: Resources,
    viewer: Viewer,
    roster_id: int,
    recipe: Recipe,
    progress: Callable[[float], None] = lambda done: None,
) -> ModelVersion | ModelRefusal:
    """Train a model on a roster and keep it, with what it says of these students. It is not active
    by that.

    Raises NotFound, Stale where somebody objected to scoring meanwhile, and what `progress` raises:
    nothing is kept then.
    """
    import pandas as pd

    from scoring.model import training
    from scoring.model_files import model_file

    info, cohort = _roster(here, viewer, roster_id)
    dictionary = here.dictionaries.for_roster(info)
    low, high = scale_of(dictionary)
    frame = frame_of(cohort, dictionary, recipe.columns)
    grade = pd.Series(grades_of(cohort, dictionary))
    found = training.train(frame, grade, recipe, low=low, high=high, progress=progress)
    if isinstance(found, ModelRefusal):
        return found
    held = dict(zip(cohort.students.tolist(), found.folds.tolist(), strict=True))
    said = said_of(found.model, cohort, dictionary, held)
    try:
        content = model_file.write(found.model)
    except model_file.UnreadableModel as too_large:
        return too_large.problem
    report = found.gap.report | _beside(cohort, dictionary, said, recipe)
    with here.database.write() as session:
        kept = model_registry.keep(
            session,
            viewer,
            roster_id,
            target=recipe.target,
            recipe=recipe.as_json(),
            fingerprint=found.gap.fingerprint,
            report={**report, "profile": profile(frame)},
            scikit_learn=report["scikit_learn"],
            content=content,
        )
        _keep(session, viewer, info, kept, said, cohort, counts=False)
    return kept


def activate(here: Resources, viewer: Viewer, model_id: int, reason: str = "") -> None:
    """Make a model the active one, and have it say what is expected of the current roster.

    Raises NotFound, Unusable and Stale; nothing is changed then.
    """
    with here.database.read() as session:
        model = model_registry.get(session, viewer, model_id)
        info = rosters.newest_of(session, viewer, model.dictionary)
    answer = None if model.target == "pass" or info is None else _answer(here, viewer, model, info)
    with here.database.write() as session:
        model_registry.activate(session, viewer, model_id, reason)
        if answer is not None:
            answer(session)


def switch_off(
    here: Resources, viewer: Viewer, dictionary: str, target: str, reason: str = ""
) -> None:
    """Expect nothing of students any more, from the newest roster of that kind on."""
    with here.database.write() as session:
        model_registry.switch_off(session, viewer, dictionary, target, reason)
        info = rosters.newest_of(session, viewer, dictionary)
        if target == "grade" and info is not None:
            _refuse(session, viewer, info.id, SWITCHED_OFF)


def estimate(here: Resources, viewer: Viewer, model: ModelVersion, info: RosterInfo) -> None:
    """Have a model say what is expected of a roster's students; that counts from now on.

    Raises NotFound, Unusable and Stale.
    """
    answer = _answer(here, viewer, model, info)
    with here.database.write() as session:
        answer(session)


def _answer(
    here: Resources, viewer: Viewer, model: ModelVersion, info: RosterInfo
) -> Callable[[Session], None]:
    """Prepare what a model says of a roster, so that writing it takes no thinking; what it has
    said once is not asked again."""
    with here.database.read() as session:
        there = predictions.said_by(session, viewer, info.id, model.id)
    if there:
        return lambda session: predictions.count_again(session, viewer, info.id, model.id)
    said, cohort = ask(here, viewer, model, info)
    return lambda session: _keep(session, viewer, info, model, said, cohort, counts=True)


def ask(
    here: Resources, viewer: Viewer, model: ModelVersion, info: RosterInfo
) -> tuple[PredictedRoster, Cohort]:
    """Ask a kept model about a whole roster; nothing is kept of it. Raises Unusable, Strangers
    among them."""
    model_file = opened(here, viewer, model.id)
    with here.database.read() as session:
        cohort = rosters.whole(session, viewer, info.id)
        folds = model_registry.folds_of(session, viewer, model.id)
        keyed = info.keyed and rosters.get(session, viewer, model.roster_id).keyed
    if info.id != model.roster_id and not keyed:
        raise Strangers(model.number)
    dictionary = here.dictionaries.for_roster(info)
    return said_of(model_file, cohort, dictionary, folds, model.number), cohort


def refuse(
    here: Resources,
    viewer: Viewer,
    roster_id: int,
    why: Message,
    model: ModelVersion | None = None,
) -> None:
    """Keep why nothing is expected of a roster's students: this is what counts then.

    model: the one that was asked and could not say; how far these students are from its own is
    kept with it.
    """
    drift = kept_of(model, _roster(here, viewer, roster_id)[1]) if model else {}
    with here.database.write() as session:
        _refuse(session, viewer, roster_id, why, drift)


def _refuse(
    session: Session,
    viewer: Viewer,
    roster_id: int,
    why: Message,
    drift: Mapping[str, Any] | None = None,
) -> None:
    said = {"template": why.template, "values": dict(why.values)}
    name = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    report = {"refused": said, "drift": dict(drift or {})}
    predictions.save(session, viewer, roster_id, fingerprint=name, report=report, rows=())


def _beside(
    cohort: Cohort, dictionary: Dictionary, said: PredictedRoster, recipe: Recipe
) -> dict[str, Any]:
    """What the grades alone would say, for the report of a model of grades."""
    if recipe.target != "grade":
        return {}
    grade, scale = grades_of(cohort, dictionary), ends_of(dictionary.grade)
    before = {
        name: cohort.columns[name].each().astype(float)
        for name in earlier_grades(dictionary, cohort.columns)
    }
    return {
        "lowest": baselines.lowest(scale.gap(said.expected, grade), scale.sign * grade),
        "earlier": baselines.earlier(before, grade),
    }


def _roster(here: Resources, viewer: Viewer, roster_id: int) -> tuple[RosterInfo, Cohort]:
    with here.database.read() as session:
        return rosters.get(session, viewer, roster_id), rosters.whole(session, viewer, roster_id)


def _keep(
    session: Session,
    viewer: Viewer,
    info: RosterInfo,
    model: ModelVersion,
    said: PredictedRoster,
    cohort: Cohort,
    *,
    counts: bool,
) -> None:
    held = zip(cohort.students.tolist(), said.folds.tolist(), strict=True)
    predictions.save(
        session,
        viewer,
        info.id,
        fingerprint=hashlib.sha256(f"{model.id} {model.sha256}".encode()).hexdigest(),
        report=_report(model, cohort),
        rows=said.rows,
        model_id=model.id,
        folds={student: fold for student, fold in held if fold != NEW},
        counts=counts,
    )


def _report(model: ModelVersion, cohort: Cohort) -> dict[str, Any]:
    """Give a model's figures as boards read them, with whether these students are like its own."""
    figures = {name: kept for name, kept in model.report.items() if name != "profile"}
    about = {"number": model.number, "trained_on": model.roster_id}
    return {**figures, **about, "drift": kept_of(model, cohort)}
