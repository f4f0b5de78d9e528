"""What a child process does for the models page: train a model, or make one active."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.store import Stale, models
from data.viewer import Viewer
from data.wording.message import N_, Message, say
from scoring.recipe import Recipe
from scoring.refusal import Refusal
from webapp.models import tracking, training
from webapp.models.reasons import FIRST_OF_KIND
from webapp.roster.imports import Progress
from webapp.state import State

TRAIN, ACTIVATE, COMPARE = "train model", "activate model", "compare candidates"
KINDS = (TRAIN, ACTIVATE, COMPARE)
BY_PERSON = "by person"  # in a training's detail: a person began it, on the page


class NotTrained(Exception):  # noqa: N818 - said to the reader as a sentence
    """A training that came to nothing; `problem` says why."""

    def __init__(self, problem: Message) -> None:
        super().__init__(problem.message)
        self.problem = problem


def train_model(
    state: State, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
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
    if isinstance(found, Refusal):
        raise NotTrained(found)
    with state.database.read() as session:
        decided = models.decided(session, viewer, found.dictionary, found.target)
    active = bool(detail.get(BY_PERSON)) and not decided
    if active:
        training.activate(state, viewer, found.id, FIRST_OF_KIND)
    note = tracking.training(state, found)
    return {"model": found.id, "number": found.number, "active": active, **note}


def activate_model(
    state: State, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
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
