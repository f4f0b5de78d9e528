"""Two versions beside each other: how they were made, how far off they are, whose word changes."""

from flask import Blueprint, render_template, request

from data.store import NotFound, Session
from data.store.models import model_registry
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.model.model_config import Recipe
from scoring.model_evaluation.version_comparison import WORDS
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import sentence
from webapp.http.state import state
from webapp.services.models.names import names
from webapp.services.models.opening import Unusable
from webapp.services.models.versions import changed, on_roster

LONGEST = 18  # digits of a number that a database can hold

bp = Blueprint("versions_compared", __name__)


@bp.get("/models/compare")
@needs(Action.SEE_MODELS)
def show() -> str:
    """Compare two versions, `?from=` and `?to=` by their addresses' numbers; without, the newest
    with the one before."""
    who = viewer()
    with state().database.read() as session:
        versions = model_registry.listing(session, who)
        first, second = _chosen(session, who, versions)
    found, problem = None, ""
    try:
        found = on_roster(state(), who, first, second)
    except Unusable as unusable:
        problem = sentence(unusable.problem)
    return render_template(
        "models/models_compared.html",
        pair=(first, second),
        recipes=(Recipe.from_json(first.recipe), Recipe.from_json(second.recipe)),
        dictionaries=state().dictionaries,
        candidate_names=names(),
        versions=versions,
        found=found,
        listed=changed(found) if found else [],
        problem=problem,
        words={
            "below": _("below what is usual"),
            "as": _("as usual"),
            "above": _("above what is usual"),
        },
        every=WORDS,
    )


def _chosen(
    session: Session, who: Viewer, versions: list[ModelVersion]
) -> tuple[ModelVersion, ModelVersion]:
    """The two that the address names. Raises NotFound."""
    if not versions:
        raise NotFound("There is no model to compare.")
    usual = {"from": versions[min(1, len(versions) - 1)].id, "to": versions[0].id}
    asked = [request.args.get(name, str(number)) for name, number in usual.items()]
    if not all(number.isdecimal() and len(number) < LONGEST for number in asked):
        raise NotFound("That is no model's number.")
    first, second = (model_registry.get(session, who, int(number)) for number in asked)
    return first, second
