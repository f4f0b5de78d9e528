"""The models page: the active model in plain words, what can be done, and every version."""

from flask import Blueprint, Response, render_template

from data.store.models import model_registry
from data.wording.message import N_
from webapp.http.access import Action, may, needs, viewer
from webapp.http.downloads import download
from webapp.http.language import gettext as _
from webapp.http.state import state
from webapp.models import comparison_form, training_form
from webapp.models.training_form import TrainingForm
from webapp.services.models import listing
from webapp.services.models.history import periods
from webapp.services.models.model_config import pass_mark
from webapp.services.models.names import meanings, names
from webapp.services.models.taking import taken

LEFT_OUT = {
    "empty": N_("nobody answered"),
    "constant": N_("everybody answered the same"),
    "too many words": N_("too many different words, like a name or a number"),
    "identifier": N_("nearly another answer for every student, so it names them"),
    "derived": N_("made from the grade itself"),
}

bp = Blueprint("models", __name__)


@bp.get("/models")
@needs(Action.SEE_MODELS)
def index() -> str:
    """Show what is expected of students here, how far it can be trusted, and its versions."""
    return page()


def page(form: TrainingForm | None = None) -> str:
    """Render the models page; `form` is the one of training as it was sent."""
    who = viewer()
    found = listing.listing(state(), who)
    roster, dictionary = found.roster, found.dictionary
    compared = None
    if roster and dictionary:
        mark = pass_mark(state(), who, dictionary)
        form = form or training_form.empty(dictionary, roster.columns, mark)
        compared = comparison_form.empty(dictionary, roster.columns, mark, roster.students)
    return render_template(
        "models/models.html",
        **vars(found),
        form=form,
        compared=compared,
        trains=may(who, Action.TRAIN_MODELS),
        **_words(),
    )


@bp.get("/models/<int:model>")
@needs(Action.SEE_MODELS)
def show(model: int) -> str:
    """Show one version with its report."""
    who = viewer()
    with state().database.read() as session:
        found = model_registry.get(session, who, model)
        versions = model_registry.listing(session, who)
        times = periods(model_registry.activations(session, who), versions)
        line = listing.line_of(state(), session, who, found, times, alone=True)
    return render_template(
        "models/model.html",
        model=found,
        line=line,
        dictionary=state().dictionaries[found.dictionary],
        others=[one for one in versions if one.id != found.id and one.target == found.target],
        trains=may(who, Action.TRAIN_MODELS),
        **_words(),
    )


@bp.get("/models/<int:model>/file")
@needs(Action.TRAIN_MODELS)
def file(model: int) -> Response:
    """Give a model's file as it is kept, and write down who took it."""
    with state().database.read() as session:
        found = model_registry.get(session, viewer(), model)
    content = taken(state(), viewer(), found)
    return download(content, "application/octet-stream", f"alavanca-model-{found.number}.skops.xz")


def _words() -> dict[str, dict[str, str]]:
    return {
        "candidate_names": names(),
        "candidate_meanings": meanings(),
        "left_out_words": {key: _(words) for key, words in LEFT_OUT.items()},
    }
