"""The models page: the active model in plain words, what can be done, and every version."""

from flask import Blueprint, render_template

from data.store import models, rosters
from webapp.access import Action, needs, viewer
from webapp.state import state

bp = Blueprint("models", __name__)


@bp.get("/models")
@needs(Action.SEE_MODELS)
def index() -> str:
    """Show what is expected of students here, how far it can be trusted, and its versions."""
    who = viewer()
    with state().database.read() as session:
        roster = rosters.current(session, who)
        active = models.active(session, who, roster.dictionary) if roster else None
        versions = models.listing(session, who)
    return render_template("models.html", roster=roster, active=active, versions=versions)


@bp.get("/models/<int:model>")
@needs(Action.SEE_MODELS)
def show(model: int) -> str:
    """Show one version with its report."""
    with state().database.read() as session:
        found = models.get(session, viewer(), model)
    return render_template("model.html", model=found)
