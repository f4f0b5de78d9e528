"""Drift: whether the students of today answer as those did from whom a model learned."""

from dataclasses import replace

from flask import Blueprint, Response

from scoring.drift import BY_LUCK, SOMEWHAT, VERY
from scoring.drift_parts import FEWEST_TOGETHER
from scoring.recipe import Recipe
from webapp.access import Action, needs, viewer
from webapp.models import drift_words, drifted, train_form
from webapp.models.drift_picture import HIGH, WIDE, width
from webapp.pages import page_or_part
from webapp.state import state

bp = Blueprint("drift", __name__)
bp.add_app_template_global(drift_words.hint, "drift_hint")


@bp.get("/models/<int:model>/drift")
@needs(Action.SEE_MODELS)
def show(model: int) -> Response:
    """Show column by column how far the newest roster is from the one a model learned from."""
    found = drifted.compared(state(), viewer(), model)
    dictionary = state().dictionaries.get(found.model.dictionary)
    told = drift_words.told(found.drift, dictionary) if found.drift else None
    recipe = Recipe.from_json(found.model.recipe)
    return page_or_part(
        "drift",
        found=found,
        told=told,
        again=train_form.fields(replace(recipe, columns=tuple(told.anew))) if told else [],
        drawing=(width, HIGH, WIDE),
        limits=(SOMEWHAT, VERY, BY_LUCK, FEWEST_TOGETHER),
    )
