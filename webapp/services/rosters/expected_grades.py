"""A roster's expected grades, after its import and after objections: said by the school's active
model, or by a first one that is trained for it, or a sentence why there are none.

Loads scikit-learn: for child processes and commands.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from data.store import Stale, rosters
from data.store.models import model_registry, predictions
from data.store.rosters import RosterInfo
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.model.model_config import Recipe
from scoring.model.refusal import ModelRefusal
from webapp.services.models import mlflow_tracking, training
from webapp.services.models.activation_reasons import ANEW, EACH, FIRST, NO_KEYS
from webapp.services.models.model_config import default_recipe
from webapp.services.models.opening import Unusable
from webapp.services.models.training import SWITCHED_OFF, Strangers
from webapp.services.runtime.resources import Resources, settings_of

EACH_ROSTER = "each roster"

log = logging.getLogger(__name__)


def keep_gaps(state: Resources, viewer: Viewer, roster: int) -> None:
    """Keep what is expected of a roster's students, or the reason why nothing is.

    A school's first model is trained by itself and becomes active. From then on the active model is
    asked, and nothing learns by itself unless the setting says so; where expected grades were
    switched off, they stay off.
    """
    before = None
    with state.database.read() as session:
        info = rosters.get(session, viewer, roster)
        kind = state.dictionaries.for_roster(info)
        active = model_registry.active(session, viewer, info.dictionary)
        off = active is None and model_registry.decided(session, viewer, info.dictionary)
        if active is None and not off and kind.like:
            before = model_registry.active(session, viewer, kind.like)
            off = before is None and model_registry.decided(session, viewer, kind.like)
        invented = active is not None and rosters.get(session, viewer, active.roster_id).sample
    anew = settings_of(state, viewer.school).retrain == EACH_ROSTER
    default = default_recipe(kind, info.columns)
    try:
        if off:
            training.refuse(state, viewer, roster, SWITCHED_OFF)
        elif active is None or invented != info.sample:
            _learn(state, viewer, info, _begun(default, before, info), FIRST)
        elif anew and active.roster_id != roster:
            _learn(state, viewer, info, Recipe.from_json(active.recipe), EACH)
        else:
            _ask(state, viewer, info, active)
    except Stale:
        # Somebody objected meanwhile, and with his objection the work begins anew without him.
        log.info("roster %s: learned from somebody who has objected since, not kept", roster)


def _begun(default: Recipe, before: ModelVersion | None, info: RosterInfo) -> Recipe:
    """How a dictionary's first model is trained: as the active one of the dictionary that it is
    like, so that one more file changes nothing of what the school chose."""
    if before is None:
        return default
    recipe = Recipe.from_json(before.recipe)
    return recipe if set(recipe.columns) <= set(info.columns) else default


def lost_with(state: Resources, viewer: Viewer, students: Iterable[int]) -> list[dict[str, Any]]:
    """Tell, before students object or are erased, which active models go with them: where and how
    they were trained, as JSON for `keep_missing_gaps`."""
    with state.database.read() as session:
        active = model_registry.all_active(session, viewer)
        learned = {
            model.id
            for student in students
            for model in model_registry.learned_from(session, viewer, student)
        }
    return [{"roster": one.roster_id, "recipe": one.recipe} for one in active if one.id in learned]


def keep_missing_gaps(
    state: Resources, viewer: Viewer, lost: Iterable[Mapping[str, Any]] = ()
) -> None:
    """Do anew what objections and erasures took away: train the active models that went, and keep
    what is expected in each roster that has nothing. lost: what `lost_with` told."""
    for one in lost:
        with state.database.read() as session:
            info = rosters.get(session, viewer, one["roster"])
        if info.withdrawn_at is None:
            _learn(state, viewer, info, Recipe.from_json(one["recipe"]), ANEW)
    with state.database.read() as session:
        lacking = predictions.lacking(session, viewer)
    for roster in lacking:
        keep_gaps(state, viewer, roster)


def _learn(state: Resources, viewer: Viewer, info: RosterInfo, recipe: Recipe, reason: str) -> None:
    """Train a model and make it active; where nothing can be learned, keep why."""
    found = training.train(state, viewer, info.id, recipe)
    if isinstance(found, ModelRefusal):
        if recipe.target == "grade":
            training.refuse(state, viewer, info.id, found)
    else:
        training.activate(state, viewer, found.id, reason)
        mlflow_tracking.training(state, found)


def _ask(state: Resources, viewer: Viewer, info: RosterInfo, model: ModelVersion) -> None:
    """Ask the active model; where it cannot answer, keep why."""
    try:
        training.estimate(state, viewer, model, info)
    except Strangers:
        _learn(state, viewer, info, Recipe.from_json(model.recipe), NO_KEYS)
    except Unusable as unusable:
        training.refuse(state, viewer, info.id, unusable.problem, model)
