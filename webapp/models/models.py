"""The models page: the active model in plain words, what can be done, and every version."""

from dataclasses import dataclass

from flask import Blueprint, Response

from data.store.models import model_registry
from data.tables import ModelComparison, ModelVersion
from webapp.http.access import Action, may, needs, viewer
from webapp.http.downloads import download
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.models import comparison_form, training_form
from webapp.models.comparison_form import ModelComparisonForm
from webapp.models.model_facts import ModelFacts, facts_of
from webapp.models.training_form import TrainingForm
from webapp.services.models import listing
from webapp.services.models.history import periods
from webapp.services.models.listing import ActiveKind, ModelsListing, VersionRow
from webapp.services.models.model_card import card as written_card
from webapp.services.models.model_config import pass_mark
from webapp.services.models.names import names
from webapp.services.models.taking import taken

bp = Blueprint("models", __name__)


@dataclass(frozen=True)
class ActiveModel:
    """What is active for one target."""

    kind: ActiveKind  # since when, what was active before, or why nothing is
    facts: ModelFacts | None  # the active model; None where none is


@dataclass(frozen=True)
class ModelsPage:
    """All that the models page shows."""

    listing: ModelsListing  # the current roster, every version, the history, what is begun
    active: tuple[ActiveModel, ...]  # grades first
    trains: bool  # whether the reader may train a model and make one active
    training: TrainingForm | None  # the form to train one; None without a roster
    comparing: ModelComparisonForm | None  # the form to compare kinds; None without a roster
    comparisons: tuple[tuple[ModelComparison, str], ...]  # newest first, each with the proposed


@dataclass(frozen=True)
class ModelPage:
    """All that the page of one version shows."""

    line: VersionRow  # the version, whether it is active, and what is wrong with its file
    facts: ModelFacts  # how it was made and how far off it is
    others: tuple[ModelVersion, ...]  # the versions that it can be compared with
    trains: bool  # as for ModelsPage
    kilobytes: float  # the size of its file


@bp.get("/models")
@needs(Action.SEE_MODELS)
def index() -> Response:
    """Show what is expected of students here, how far it can be trusted, and its versions."""
    return page()


def page(form: TrainingForm | None = None, status: int = 200) -> Response:
    """Show the models page; `form` is the one of training as it was sent."""
    who = viewer()
    found = listing.listing(state(), who)
    roster, dictionary = found.roster, found.dictionary
    comparing = None
    if roster and dictionary:
        mark = pass_mark(state(), who, dictionary)
        form = form or training_form.empty(dictionary, roster.columns, mark)
        comparing = comparison_form.empty(dictionary, roster.columns, mark, roster.students)
    known = names()
    content = ModelsPage(
        listing=found,
        active=tuple(_active(kind) for kind in found.kinds),
        trains=may(who, Action.TRAIN_MODELS),
        training=form,
        comparing=comparing,
        comparisons=tuple(
            (one, known.get(one.result["proposed"], "")) for one in found.comparisons
        ),
    )
    return show_page("models/models.html", content, status)


def _active(kind: ActiveKind) -> ActiveModel:
    if kind.line is None or kind.dictionary is None:
        return ActiveModel(kind, None)
    return ActiveModel(kind, facts_of(kind.line, kind.dictionary))


@bp.get("/models/<int:model>")
@needs(Action.SEE_MODELS)
def show(model: int) -> Response:
    """Show one version with its report."""
    who = viewer()
    with state().database.read() as session:
        found = model_registry.get(session, who, model)
        versions = model_registry.listing(session, who)
        times = periods(model_registry.activations(session, who), versions)
        line = listing.line_of(state(), session, who, found, times, alone=True)
    content = ModelPage(
        line=line,
        facts=facts_of(line, state().dictionaries[found.dictionary]),
        others=tuple(one for one in versions if one.id != model and one.target == found.target),
        trains=may(who, Action.TRAIN_MODELS),
        kilobytes=found.size / 1000,
    )
    return show_page("models/model.html", content)


@bp.get("/models/<int:model>/file")
@needs(Action.TRAIN_MODELS)
def file(model: int) -> Response:
    """Give a model's file as it is kept, and write down who took it."""
    with state().database.read() as session:
        found = model_registry.get(session, viewer(), model)
    content = taken(state(), viewer(), found)
    return download(content, "application/octet-stream", f"alavanca-model-{found.number}.skops.xz")


@bp.get("/models/<int:model>/card")
@needs(Action.SEE_MODELS)
def card(model: int) -> Response:
    """Give a model's card, as a file in the reader's language."""
    with state().database.read() as session:
        found = model_registry.get(session, viewer(), model)
    text = written_card(found, state().dictionaries.get(found.dictionary))
    return download(text, "text/markdown; charset=utf-8", f"alavanca-model-{found.number}.md")
