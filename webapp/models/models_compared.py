"""Two models beside each other: how they were made, how far off they are, whose word changes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, render_template, request
from numpy.typing import NDArray

from data.cohort import Cohort
from data.store import NotFound, Session, models, predictions, rosters
from data.store.rosters import Names, RosterInfo
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.model_changes import WORDS, Difference, Moved, difference, moved
from scoring.recipe import Recipe
from webapp.access import Action, needs, viewer
from webapp.language import gettext as _
from webapp.language import sentence
from webapp.models import training
from webapp.models.candidate_names import names
from webapp.models.opened import Unusable
from webapp.models.training_frame import grades_of
from webapp.state import State, state

MOST_LISTED = 100
Floats = NDArray[np.float64]

bp = Blueprint("models_compared", __name__)


@dataclass(frozen=True, eq=False)
class OnRoster:
    """What two models say of the students of a roster whom the viewer may see. names: of the rows.

    expected: (first, second)."""

    roster: RosterInfo
    cohort: Cohort
    names: Names
    expected: tuple[Floats, Floats]
    grade: Floats
    moved: Moved
    difference: Difference | None


@bp.get("/models/compare")
@needs(Action.SEE_MODELS)
def show() -> str:
    """Compare two versions, `?from=` and `?to=` by their addresses' numbers; without, the newest
    with the one before."""
    who = viewer()
    with state().database.read() as session:
        versions = models.listing(session, who)
        first, second = _chosen(session, who, versions)
    found, problem = None, ""
    try:
        found = on_roster(state(), who, first, second)
    except Unusable as unusable:
        problem = sentence(unusable.problem)
    return render_template(
        "models_compared.html",
        pair=(first, second),
        recipes=(Recipe.from_json(first.recipe), Recipe.from_json(second.recipe)),
        dictionaries=state().dictionaries,
        candidate_names=names(),
        versions=versions,
        found=found,
        problem=problem,
        words={"below": _("below"), "as": _("as usual"), "above": _("above")},
        every=WORDS,
        most=MOST_LISTED,
    )
