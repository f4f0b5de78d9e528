"""What the models page shows: the active model of each kind, every version, and what is begun."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.dictionary import Dictionary
from data.store import Session, jobs, rosters
from data.store.models import comparisons, model_registry, predictions
from data.store.rosters import RosterInfo
from data.tables import Job, ModelComparison, ModelVersion
from data.viewer import Viewer
from data.wording.languages import Words
from data.wording.message import Message
from scoring.model.model_config import Recipe
from webapp.services.models.history import Period, periods
from webapp.services.models.names import names
from webapp.services.models.opening import wrong_with
from webapp.services.models.selection import KINDS
from webapp.services.process.dead_jobs import interrupted
from webapp.services.runtime.resources import Resources
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import told

TARGETS = ("grade", "pass")


@dataclass(frozen=True)
class VersionRow:
    """A version in the list. problem: why its file cannot be used, of one that is looked at; the
    others are looked at before they are made active. candidate: the kind of model, in words. kind:
    of the rosters it is for, where the school has several."""

    model: ModelVersion
    recipe: Recipe
    candidate: str
    roster: RosterInfo
    active: bool
    periods: list[Period]
    problem: Message | None
    kind: Words | None


@dataclass(frozen=True)
class ActiveKind:
    """What is active for a target and the current kind of roster.

    before: the model that was active before, to go back to. problem: why the active one says
    nothing, or cannot be opened. nothing: why there is none.
    """

    target: str
    dictionary: Dictionary | None
    line: VersionRow | None = None
    period: Period | None = None
    before: ModelVersion | None = None
    problem: Message | None = None
    nothing: str = ""


@dataclass(frozen=True)
class BegunWork:
    """A training that has not ended; gone: nobody does it any more."""

    job: Job
    gone: bool


@dataclass(frozen=True)
class ModelsListing:
    """All that the models page shows. roster: the current one. comparisons: newest first."""

    roster: RosterInfo | None
    dictionary: Dictionary | None
    kinds: list[ActiveKind]
    versions: list[VersionRow]
    periods: list[Period]
    begun: list[BegunWork]
    comparisons: list[ModelComparison]


def listing(here: Resources, viewer: Viewer) -> ModelsListing:
    """Read what there is of models in the viewer's school."""
    with here.database.read() as session:
        roster = rosters.current(session, viewer)
        versions = model_registry.listing(session, viewer)
        times = periods(model_registry.activations(session, viewer), versions)
        lines = [line_of(here, session, viewer, one, times) for one in versions]
        dictionary = here.dictionaries.of_roster(roster)
        report = predictions.report_of(session, viewer, roster.id) if roster else None
        kinds = [_kind(target, roster, dictionary, report, lines, times) for target in TARGETS]
        begun = begun_of(session, viewer)
        compared = comparisons.listing(session, viewer)
    shown = [kind for kind in kinds if kind.target == "grade" or kind.line]
    return ModelsListing(roster, dictionary, shown, lines, times, begun, compared)


def line_of(
    here: Resources,
    session: Session,
    viewer: Viewer,
    model: ModelVersion,
    times: Sequence[Period],
    *,
    alone: bool = False,
) -> VersionRow:
    """Tell of one version; its file is looked at where it is active or alone. Raises NotFound for
    its roster."""
    described = here.dictionaries.get(model.dictionary)
    active = any(one.activation.model_id == model.id and one.until is None for one in times)
    recipe = Recipe.from_json(model.recipe)
    return VersionRow(
        model=model,
        recipe=recipe,
        candidate=names().get(recipe.candidate, recipe.candidate),
        roster=rosters.get(session, viewer, model.roster_id),
        active=active,
        periods=[one for one in times if one.activation.model_id == model.id],
        problem=wrong_with(session, viewer, model) if active or alone else None,
        kind=described.title if described else None,
    )


def begun_of(session: Session, viewer: Viewer) -> list[BegunWork]:
    """The trainings that have not ended: those at work, and an interrupted one that nobody has
    tried again since."""
    every = [
        BegunWork(one, interrupted(one))
        for kind in KINDS
        for one in jobs.running(session, viewer, kind)
    ]
    newest = jobs.newest(session, viewer, KINDS)
    return [one for one in every if not one.gone or one.job.id == newest]


def _kind(
    target: str,
    roster: RosterInfo | None,
    dictionary: Dictionary | None,
    report: Mapping[str, Any] | None,
    lines: Sequence[VersionRow],
    times: Sequence[Period],
) -> ActiveKind:
    if roster is None or dictionary is None:
        return ActiveKind(target, None, nothing=_no_roster())
    own = [
        one
        for one in times
        if (one.activation.dictionary, one.activation.target) == (roster.dictionary, target)
    ]
    by_number = {line.model.number: line for line in lines}
    line = by_number.get(own[0].number or 0) if own else None
    earlier = [by_number[one.number].model for one in own[1:] if one.number in by_number]
    before = next((one for one in earlier if line is None or one.id != line.model.id), None)
    if line is None:
        return ActiveKind(target, dictionary, before=before, nothing=_nothing(report))
    refused = (report or {}).get("refused") if target == "grade" else None
    problem = line.problem or (Message(**refused) if refused else None)
    return ActiveKind(target, dictionary, line, own[0], before, problem)


def _no_roster() -> str:
    return _(
        "There is no roster yet. As soon as one of 60 students with grades is imported, a first "
        "model is trained by itself."
    )


def _nothing(report: Mapping[str, Any] | None) -> str:
    if report is None:
        return _("The expected grades are being computed; they appear here by themselves.")
    if "refused" in report:
        return told(report["refused"])
    return _(
        "The expected grades of this roster come from before models were kept. Train one to see "
        "what it says and to use it for the rosters to come."
    )
