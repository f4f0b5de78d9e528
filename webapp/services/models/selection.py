"""What a child process does for the models page: train a model, or make one active.

Comparing candidates on a roster and keeping what was found; for child processes and commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from data.store import Stale, rosters
from data.store.models import comparisons, model_registry
from data.tables import ModelComparison
from data.viewer import Viewer
from data.wording.message import N_, Message, say
from scoring.model.model_config import Recipe
from scoring.model.refusal import ModelRefusal
from scoring.model_selection.plan import Plan
from webapp.services.models import mlflow_tracking, training
from webapp.services.models.activation_reasons import FIRST_OF_KIND
from webapp.services.models.predicting import frame_of, grades_of, scale_of
from webapp.services.process.progress import Progress
from webapp.services.runtime.resources import Resources

TRAIN, ACTIVATE, COMPARE = "train model", "activate model", "compare candidates"
KINDS = (TRAIN, ACTIVATE, COMPARE)
BY_PERSON = "by person"  # in a training's detail: a person began it, on the page


class NotTrained(Exception):  # noqa: N818 - said to the reader as a sentence
    """A training that came to nothing; `problem` says why."""

    def __init__(self, problem: Message) -> None:
        super().__init__(problem.message)
        self.problem = problem


def train_model(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Train a model by the recipe in `detail`; the first of its kind becomes active by itself where
    a person asked for it (BY_PERSON). Programs train, people activate.

    Raises NotTrained, Cancelled and NotFound; nothing is kept then.
    """
    recipe = Recipe.from_json(detail["recipe"])

    def tell(done: float) -> None:
        progress(done, N_("Training, and trying it on students it has not seen"))

    progress(0.0, N_("Reading the roster"))
    try:
        found = training.train(state, viewer, detail["roster"], recipe, tell)
    except Stale:
        raise NotTrained(SOMEBODY_OBJECTED) from None
    if isinstance(found, ModelRefusal):
        raise NotTrained(found)
    with state.database.read() as session:
        decided = model_registry.decided(session, viewer, found.dictionary, found.target)
    active = bool(detail.get(BY_PERSON)) and not decided
    if active:
        training.activate(state, viewer, found.id, FIRST_OF_KIND)
    note = mlflow_tracking.training(state, found)
    return {"model": found.id, "number": found.number, "active": active, **note}


def activate_model(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Make a model active and have it say what is expected in the current roster.

    Raises Unusable and NotFound; nothing is changed then.
    """
    progress(0.1, N_("Asking the model about the students of the roster"))
    training.activate(state, viewer, detail["model"], detail["reason"])
    return {"model": detail["model"], "number": detail["number"], "active": True}


SOMEBODY_OBJECTED = say(
    "Somebody objected to scoring while this model was being trained, so it was not kept. Train it "
    "again: it then learns without that student."
)


def compare_candidates(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Compare by the plan in `detail`. Raises NotTrained, Cancelled and NotFound; nothing is kept
    then."""

    def tell(done: float) -> None:
        progress(done, N_("Trying each kind of model on students it has not seen"))

    progress(0.0, N_("Reading the roster"))
    kept = compare(state, viewer, detail["roster"], Plan.from_json(detail["plan"]), tell)
    return {"comparison": kept.id, **mlflow_tracking.comparison(state, kept)}


def compare(
    here: Resources,
    viewer: Viewer,
    roster_id: int,
    plan: Plan,
    progress: Callable[[float], None] = lambda done: None,
) -> ModelComparison:
    """Compare a plan's candidates on a roster and keep the figures, none of a student.

    Loads scikit-learn. Raises NotTrained with the sentence why nothing can be compared, NotFound,
    and what `progress` raises.
    """
    import pandas as pd

    from scoring.model_selection import comparison

    with here.database.read() as session:
        info = rosters.get(session, viewer, roster_id)
        cohort = rosters.whole(session, viewer, roster_id)
    dictionary = here.dictionaries.for_roster(info)
    low, high = scale_of(dictionary)
    found = comparison.compare(
        frame_of(cohort, dictionary, plan.columns),
        pd.Series(grades_of(cohort, dictionary)),
        plan,
        low=low,
        high=high,
        progress=progress,
    )
    if isinstance(found, ModelRefusal):
        raise NotTrained(found)
    with here.database.write() as session:
        return comparisons.keep(session, viewer, roster_id, plan.target, plan.as_json(), found)
