"""Making a model active, and switching expected grades off: each is undone by another click."""

from typing import Any

from flask import Blueprint, redirect, request, url_for

from data.store import rosters
from data.store.models import model_registry, predictions
from webapp.http.access import Action, needs, viewer
from webapp.http.errors import problem
from webapp.http.language import sentence
from webapp.http.state import state
from webapp.services.jobs import background_jobs
from webapp.services.models import training
from webapp.services.models.opening import wrong_with
from webapp.services.models.selection import ACTIVATE

MOST_TEXT = 500

bp = Blueprint("activations", __name__)


@bp.post("/models/<int:model>/activate")
@needs(Action.TRAIN_MODELS)
def activate(model: int) -> Any:
    """Make a model active: at once where it has said already what it expects of the roster, else
    by a child process that asks it."""
    who = viewer()
    with state().database.read() as session:
        found = model_registry.get(session, who, model)
        wrong = wrong_with(session, who, found)
        roster = rosters.newest_of(session, who, found.dictionary)
        asked = found.target == "grade" and roster is not None
        said = asked and roster and predictions.said_by(session, who, roster.id, model)
    if wrong:
        return problem(422, sentence(wrong), url_for("models.show", model=model))
    if said or not asked:
        training.activate(state(), who, model, _reason())
        return redirect(url_for("models.index"), 303)
    detail = {"model": model, "number": found.number, "reason": _reason()}
    return redirect(
        url_for("trainings.step", job=background_jobs.start(state(), who, ACTIVATE, detail)), 303
    )


@bp.post("/models/switch-off")
@needs(Action.TRAIN_MODELS)
def switch_off() -> Any:
    """Have no active model for a kind of roster and target; rules and grades stay."""
    who = viewer()
    kind = request.form.get("dictionary", ""), request.form.get("target", "")
    with state().database.read() as session:
        there = model_registry.active(session, who, *kind)
    if there is not None:  # somebody clicked twice
        training.switch_off(state(), who, *kind, _reason())
    return redirect(url_for("models.index"), 303)


def _reason() -> str:
    return " ".join(request.form.get("reason", "").split())[:MOST_TEXT]
