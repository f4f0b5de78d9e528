"""Drift: whether the students of today answer as those did from whom a model learned."""

from dataclasses import replace

from flask import Blueprint, Response

from scoring.model.model_config import Recipe
from scoring.model_evaluation.drift import BY_LUCK, FEWEST_TOGETHER, SOMEWHAT, VERY
from webapp.http.access import Action, needs, viewer
from webapp.http.pages import page_or_part
from webapp.http.state import state
from webapp.models import drift_words, training_form
from webapp.pictures.drift import HIGH, WIDE, width
from webapp.services.models import drift

bp = Blueprint("drift", __name__)
bp.add_app_template_global(drift_words.hint, "drift_hint")


@bp.get("/models/<int:model>/drift")
@needs(Action.SEE_MODELS)
def show(model: int) -> Response:
    """Show column by column how far the newest roster is from the one a model learned from."""
    found = drift.compared(state(), viewer(), model)
    dictionary = state().dictionaries.get(found.model.dictionary)
    told = drift_words.told(found.drift, dictionary) if found.drift else None
    recipe = Recipe.from_json(found.model.recipe)
    return page_or_part(
        "models/drift",
        found=found,
        told=told,
        again=training_form.fields(replace(recipe, columns=tuple(told.anew))) if told else [],
        drawing=(width, HIGH, WIDE),
        limits=(SOMEWHAT, VERY, BY_LUCK, FEWEST_TOGETHER),
    )
