"""Drift: whether the students of today answer as those did from whom a model learned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response

from scoring.model.model_config import Recipe
from scoring.model_evaluation.drift import BY_LUCK, FEWEST_TOGETHER, SOMEWHAT, VERY
from webapp.http.access import Action, may, needs, viewer
from webapp.http.pages import show_page_or_part, wants_part
from webapp.http.state import state
from webapp.models import drift_words, training_form
from webapp.models.drift_words import DriftTable
from webapp.pictures.drift import HIGH, WIDE
from webapp.services.models import drift
from webapp.services.models.drift import DriftCheck

CALM = ("as before", "cannot say")  # the verdicts that ask for nothing

bp = Blueprint("drift", __name__)


@dataclass(frozen=True)
class DriftPage:
    """All that the page of a model's drift shows, alone or as a part of the models page."""

    found: DriftCheck  # the model and the two rosters
    table: DriftTable | None  # the comparison in words; None where there is none to make
    offers_anew: bool  # whether the reader is offered to train it anew on today's students
    again: Sequence[tuple[str, str]]  # the form that does so, names and values
    unfolded: bool  # whether every column is open at once: on a page of its own
    high: float = HIGH  # of the drawing in a row
    bar: float = WIDE - 1  # how wide a bar of it is
    somewhat: float = SOMEWHAT  # the PSI from which a column is somewhat different
    very: float = VERY  # and very different
    luck: float = 100 * BY_LUCK  # in so many per cent of the cases luck goes beyond what is shown
    together: int = FEWEST_TOGETHER  # fewer students than this make no part of a column


@bp.get("/models/<int:model>/drift")
@needs(Action.SEE_MODELS)
def show(model: int) -> Response:
    """Show column by column how far the newest roster is from the one a model learned from."""
    who = viewer()
    found = drift.compared(state(), who, model)
    dictionary = state().dictionaries.get(found.model.dictionary)
    table = drift_words.told(found.drift, dictionary) if found.drift else None
    recipe = Recipe.from_json(found.model.recipe)
    matters = table is not None and table.verdict not in CALM and bool(table.anew)
    content = DriftPage(
        found=found,
        table=table,
        offers_anew=matters and may(who, Action.TRAIN_MODELS),
        again=training_form.fields(replace(recipe, columns=tuple(table.anew))) if table else (),
        unfolded=not wants_part(),
    )
    return show_page_or_part("models/drift", content)
