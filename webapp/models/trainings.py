"""Training from the page: begun, watched, cancelled; what it came to survives a reload."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from data.store import NotFound
from data.store import jobs as kept_jobs
from data.tables import Job
from data.wording.message import N_
from scoring.model.model_config import Recipe
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import told
from webapp.http.pages import show_page_or_part
from webapp.http.state import state
from webapp.models import models, training_form
from webapp.models.training_start import ground
from webapp.services.jobs import background_jobs
from webapp.services.models.model_config import default_recipe
from webapp.services.models.selection import BY_PERSON, COMPARE, KINDS, TRAIN
from webapp.services.process.dead_jobs import interrupted

TRAINING_ALREADY = N_(
    "A model is being trained already, begun by %(who)s. Wait for it, or cancel it; then train "
    "yours."
)
bp = Blueprint("trainings", __name__)


@dataclass(frozen=True)
class TrainingPage:
    """How far a training, an activation or a comparison is, or what it came to."""

    job: Job  # with its progress, and its result once it is done
    stage: str  # running, interrupted, cancelled, failed or done
    problem: str  # why it failed, in a sentence; "" where it did not
    note: str  # what its result says beside, in a sentence; "" for nothing
    again: Sequence[Sequence[str]]  # the form it was begun with, names and values; () if by none


@bp.post("/models/train")
@needs(Action.TRAIN_MODELS)
def train() -> Any:
    """Have a model trained on the current roster, unless one is being trained."""
    found = ground(TRAIN, TRAINING_ALREADY)
    if isinstance(found, Response):
        return found
    roster, dictionary = found
    usual = default_recipe(dictionary, roster.columns)
    recipe, form = training_form.read(request.form, dictionary, roster.columns, usual)
    if recipe is None:
        return models.page(form, 422)
    detail = {"roster": roster.id, "recipe": recipe.as_json(), BY_PERSON: True}
    return _see(background_jobs.start(state(), viewer(), TRAIN, detail))


@bp.get("/models/jobs/<int:job>")
@needs(Action.TRAIN_MODELS)
def step(job: int) -> Response:
    """Show how far a training is, or what it came to."""
    found = _job(job)
    stage = "interrupted" if interrupted(found) else found.state
    recipe = Recipe.from_json(found.detail["recipe"]) if found.kind == TRAIN else None
    again: Sequence[Sequence[str]] = training_form.fields(recipe) if recipe else ()
    if found.kind == COMPARE:
        again = found.detail["fields"]
    note = found.result.get("note")
    content = TrainingPage(
        job=found,
        stage=stage,
        problem=told(found.problem) if stage == "failed" else "",
        note=_(note) if note else "",
        again=again,
    )
    return show_page_or_part("models/training", content)


@bp.post("/models/jobs/<int:job>/cancel")
@needs(Action.TRAIN_MODELS)
def cancel(job: int) -> Any:
    """Ask for the end of a training; one that has ended stays as it is."""
    _job(job)
    with state().database.write() as session:
        kept_jobs.ask_to_cancel(session, viewer(), job)
    return _see(job)


def _job(number: int) -> Job:
    with state().database.read() as session:
        found = kept_jobs.get(session, viewer(), number)
    if found.kind not in KINDS:
        raise NotFound(f"There is no training {number}.")
    return found


def _see(job: int) -> Any:
    return redirect(url_for("trainings.step", job=job), 303)
