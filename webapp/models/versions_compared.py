"""Two versions beside each other: how they were made, how far off they are, whose word changes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from data.store import NotFound, Session
from data.store.models import model_registry
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.model.model_config import Recipe
from scoring.model_evaluation.version_comparison import WORDS
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import moment, number, sentence, words
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.models.names import names
from webapp.services.models.opening import Unusable
from webapp.services.models.versions import OnRoster, StudentWordChange, changed, on_roster

LONGEST = 18  # digits of a number that a database can hold

bp = Blueprint("versions_compared", __name__)


@dataclass(frozen=True)
class ComparedLine:
    """A line of the table of how two versions were made."""

    label: str  # what it is about
    values: tuple[tuple[str, str], ...]  # of each version; beside a figure, between what it lies


@dataclass(frozen=True)
class ExpectationChange:
    """What changes for the students of the newest roster."""

    found: OnRoster  # the roster, how expectations differ, and which version errs less
    students: int  # how many there are whom the reader sees
    changed: int  # for how many of them the word changes
    errors: tuple[float, float] | None  # of both, as rounded; None where nobody can say
    words: tuple[str, ...]  # what either may say of a grade
    counts: tuple[tuple[str, tuple[int, ...]], ...]  # the first's word, students by the second's
    # Whose word changes, those that move furthest first, with what both expect and say of him.
    listed: tuple[tuple[StudentWordChange, tuple[tuple[float, str], ...]], ...]


@dataclass(frozen=True)
class ModelsComparedPage:
    """All that the page of two versions shows."""

    pair: tuple[ModelVersion, ModelVersion]  # the first and the second
    versions: list[ModelVersion]  # all there are to choose from
    lines: tuple[ComparedLine, ...]  # how the two were made, and how far off they are
    problem: str  # why one of them cannot answer, in a sentence; "" where both can
    change: ExpectationChange | None  # None where there is nothing to compare


@bp.get("/models/compare")
@needs(Action.SEE_MODELS)
def show() -> Response:
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
    content = ModelsComparedPage(
        pair=(first, second),
        versions=versions,
        lines=tuple(_lines(first, second)),
        problem=problem,
        change=_change(found) if found else None,
    )
    return show_page("models/models_compared.html", content)


def _lines(*pair: ModelVersion) -> Iterator[ComparedLine]:
    recipes = [Recipe.from_json(model.recipe) for model in pair]
    reports = [model.report for model in pair]
    kinds = names()

    def line(label: str, values: Iterable[str]) -> ComparedLine:
        return ComparedLine(label, tuple((value, "") for value in values))

    yield line(_("Trained"), (moment(model.created_at) for model in pair))
    yield line(
        _("Expects"), (_("passing") if model.target == "pass" else _("grade") for model in pair)
    )
    yield line(_("Kind of model"), (kinds.get(recipe.candidate, "") for recipe in recipes))
    yield line(_("Columns"), map(_columns, pair, recipes))
    yield line(_("Students"), (number(report.get("trained")) for report in reports))
    for name, label in _figures().items():
        if any(name in report for report in reports):
            yield ComparedLine(label, tuple(_figure(report, name) for report in reports))
    if all("coverage80" in report for report in reports):
        label = _("grades within 80 %% intervals") % {}
        yield line(label, (f"{number(100 * report['coverage80'], 1)} %" for report in reports))


def _figures() -> dict[str, str]:
    return {
        "rmse": _("typical error"),
        "rmse_of_mean": _("error of the mean alone"),
        "half_width80": _("half the width of an interval"),
        "brier": _("typical error of a chance"),
    }


def _figure(report: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Write a figure of a report, and between what it lies where that was measured."""
    if name not in report:
        return "–", ""
    ends = report.get(f"{name}_interval")
    between = (
        _("%(low)s to %(high)s", low=number(ends[0], 2), high=number(ends[1], 2)) if ends else ""
    )
    return number(report[name], 2), between


def _columns(model: ModelVersion, recipe: Recipe) -> str:
    dictionary = state().dictionaries.get(model.dictionary)
    known = dictionary.columns if dictionary else {}
    return ", ".join(words(known[name].label) if name in known else name for name in recipe.columns)


def _change(found: OnRoster) -> ExpectationChange:
    said = {
        "below": _("below what is usual"),
        "as": _("as usual"),
        "above": _("above what is usual"),
    }
    counts, difference = found.moved.counts, found.difference
    listed = changed(found)
    return ExpectationChange(
        found=found,
        students=len(found.cohort),
        changed=len(found.moved.changed),
        errors=difference.errors_shown(2) if difference else None,
        words=tuple(said[word] for word in WORDS),
        counts=tuple((said[one], tuple(counts[one, other] for other in WORDS)) for one in WORDS),
        listed=tuple(
            (one, tuple((expected, said.get(word or "", "")) for expected, word in one.said))
            for one in listed
        ),
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
