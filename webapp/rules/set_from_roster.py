"""A rule set of one's own, begun from a roster: what the library makes of its columns, to tick."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from data.store import Stale
from data.store.rosters import RosterInfo
from rules import Words
from rules.conditions.columns import is_number
from rules.indicator_fit import FittedIndicator, numbers_of
from rules.indicator_library import LibraryIndicator
from webapp.http.access import Action, may, needs, viewer
from webapp.http.language import current as language
from webapp.http.language import gettext as _
from webapp.http.language import words
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.pictures.histogram import Histogram, histogram
from webapp.rules.new_set import LONGEST_TITLE, NewSet, begin, wrong_title
from webapp.services.board.query_in_words import title_of
from webapp.services.drafts import begun_draft
from webapp.services.drafts.begun_draft import RosterToBegin
from webapp.services.rule_sets import coverage
from webapp.services.rule_sets.coverage import SetCoverage
from webapp.services.rule_sets.publishing import NO_FOLDER, FolderError

TAKE, AS = "take", "as."  # names of fields: a ticked column, what an unknown one becomes

bp = Blueprint("set_from_roster", __name__)


@dataclass(frozen=True)
class StepInWords:
    """A step of an indicator's scale, as it would begin."""

    says: Words  # the library's words for it
    points: float  # from 0, easy, to 1, hard
    edge: float | None  # the highest number of it; None for words and for the last step
    held: str  # the words that it holds, "" for numbers
    students: int | None  # how many gave such an answer; None where the reader sees no figures


@dataclass(frozen=True)
class IndicatorChoice:
    """An indicator that the roster answers, to be ticked."""

    name: str  # of its column
    column: Words  # the column's label
    label: Words  # the indicator's
    is_lever: bool  # it is a lever, else a barrier
    taken: bool  # whether it is ticked
    picture: Histogram | None  # how the answers are spread; None for words, or without figures
    edges: tuple[float, ...]  # where its edges stand in the drawing
    steps: tuple[StepInWords, ...]  # its scale
    local: bool  # whether nothing but local judgement stands behind it


@dataclass(frozen=True)
class PlainChoice:
    """A column that the library does not know, and what may be made of it."""

    name: str  # of the column
    label: Words  # of the column
    plain: tuple[LibraryIndicator, ...]  # what it may become
    chosen: str  # the key of that, "" for nothing


@dataclass(frozen=True)
class BeginForm:
    """The form as it was filled in."""

    title: str
    taken: frozenset[str] | None = None  # the columns ticked; None: all that the library knows
    plain: Mapping[str, str] = field(default_factory=dict)  # column -> what it becomes
    wrong: Mapping[str, str] = field(default_factory=dict)  # what is wrong, by field

    @classmethod
    def from_form(cls, form: MultiDict[str, str]) -> "BeginForm":
        """Read what was sent."""
        plain = {key[len(AS) :]: value for key, value in form.items() if key.startswith(AS)}
        return cls(
            title=" ".join(form.get("title", "").split()),
            taken=frozenset(form.getlist(TAKE)),
            plain={column: value for column, value in plain.items() if value},
        )


@dataclass(frozen=True)
class SetFromRosterPage:
    """What a roster answers, and the form to begin a set from it."""

    roster: RosterInfo  # from which the set is begun
    offered: tuple[SetCoverage, ...]  # the sets that boards offer for it, and what it answers
    choices: tuple[IndicatorChoice, ...]  # the indicators that it answers
    unknown: tuple[PlainChoice, ...]  # columns that nobody knows
    unanswered: tuple[Words, ...]  # labels of columns that are known, and tell nobody apart
    form: BeginForm  # as typed
    longest_title: int  # characters
    writes: bool  # the reader writes rules; else he proposes them
    at_once: bool  # and may put them in force alone
    said: str  # why what was asked was not done, "" for nothing


@bp.get("/rules/begin")
@needs(Action.PROPOSE_RULES)
def show() -> Response:
    """Show what the library makes of a roster's columns, with all that it knows ticked."""
    found = _found()
    title = _("Rules for %(title)s", title=title_of(found.roster))[:LONGEST_TITLE]
    return _page(found, BeginForm(title))


@bp.post("/rules/begin")
@needs(Action.PROPOSE_RULES)
def begin_set() -> AnyResponse:
    """Begin the set: a draft, a counsellor's proposal, or at once in force where one lead is
    enough and asks for it."""
    who, found = viewer(), _found()
    form = BeginForm.from_form(request.form)
    chosen, wrong = _chosen(found, form)
    if said := wrong_title(form.title):
        wrong["title"] = said
    if wrong:
        return _page(found, replace(form, wrong=wrong), 422)
    text = begun_draft.text_of(found, form.title, chosen, language())
    writes = may(who, Action.WRITE_RULES)
    draft = begin(who, NewSet(form.title, text=text), proposed=not writes)
    if not writes:
        return redirect(url_for("rule_sets.index"), 303)
    if request.form.get("do") != "use":
        return redirect(url_for("drafts.show", draft=draft), 303)
    return _used(found, form, draft)


def _used(found: RosterToBegin, form: BeginForm, draft: int) -> AnyResponse:
    """Put a begun draft in force and show its board; else whoever asked says why it is right."""
    who = viewer()
    try:
        name = begun_draft.publish(state(), who, draft, found.roster)
    except FolderError:
        return _page(found, form, 503, _(NO_FOLDER))
    except Stale:
        name = None
    if name is None:
        return redirect(url_for("review.show", draft=draft), 303)
    return redirect(url_for("caseload.show", roster=_asked(), set=name), 303)


def _asked() -> int | None:
    """The roster that the address names, None for the current one."""
    return request.args.get("roster", type=int)


def _found() -> RosterToBegin:
    return begun_draft.to_begin(state(), viewer(), _asked())


def _chosen(
    found: RosterToBegin, form: BeginForm
) -> tuple[tuple[FittedIndicator, ...], dict[str, str]]:
    """The indicators that the form asks for, and what is wrong with it."""
    taken, wrong = form.taken or frozenset(), {}
    chosen = [one for one in found.known if one.column.name in taken]
    for column, key in form.plain.items():
        plain = found.plain(column, key)
        if plain is None:
            wrong[AS + column] = _("All students gave the same answer here: leave it out.")
        else:
            chosen.append(plain)
    if not chosen and not wrong:
        wrong[TAKE] = _("Tick at least one of them: a rule set without a question ranks nobody.")
    return tuple(chosen), wrong


def _page(found: RosterToBegin, form: BeginForm, status: int = 200, said: str = "") -> Response:
    who = viewer()
    columns = found.dictionary.columns
    writes = may(who, Action.WRITE_RULES)
    page = SetFromRosterPage(
        roster=found.roster,
        offered=coverage.offered(state().shelf, who, found.roster.dictionary, found.cohort),
        choices=tuple(_choice(one, found, form, figures=writes) for one in found.known),
        unknown=tuple(
            PlainChoice(one.name, columns[one.name].label, one.plain, form.plain.get(one.name, ""))
            for one in found.unknown
        ),
        unanswered=tuple(columns[name].label for name in found.unanswered),
        form=form,
        longest_title=LONGEST_TITLE,
        writes=writes,
        at_once=writes and begun_draft.one_lead(state(), who),
        said=said,
    )
    return show_page("rules/set_from_roster.html", page, status)


def _choice(
    one: FittedIndicator, found: RosterToBegin, form: BeginForm, figures: bool
) -> IndicatorChoice:
    """An indicator to tick; figures: of the whole school, for whoever sees all of it."""
    edges = one.edges.edges if one.edges else ()
    spread = None
    if figures and is_number(one.column) and one.edges is not None:
        spread = histogram(found.cohort.columns.get(one.column.name), one.column, edges)
    return IndicatorChoice(
        name=one.column.name,
        column=one.column.label,
        label=one.indicator.label,
        is_lever=one.indicator.kind == "lever",
        taken=form.taken is None or one.column.name in form.taken,
        picture=spread,
        edges=tuple(spread.x(edge) for edge in edges) if spread else (),
        steps=_steps(one, found, figures),
        local=one.indicator.judgement,
    )


def _steps(one: FittedIndicator, found: RosterToBegin, figures: bool) -> tuple[StepInWords, ...]:
    if one.edges is None:
        bands = one.indicator.words_of(one.column)
        if one.earlier is not None:
            bands = [(band, ()) for band in one.indicator.bands]
        return tuple(
            StepInWords(band.says, band.points, None, _in_words(one, held), None)
            for band, held in bands
        )
    numbers = numbers_of(found.cohort.columns, one.column)
    places = np.searchsorted(np.array(one.edges.edges), numbers[~np.isnan(numbers)], side="left")
    return tuple(
        StepInWords(
            one.indicator.bands[place].says,
            one.indicator.bands[place].points,
            one.edges.edges[at] if at < len(one.edges.edges) else None,
            "",
            int(np.count_nonzero(places == at)) if figures else None,
        )
        for at, place in enumerate(one.edges.kept)
    )


def _in_words(one: FittedIndicator, held: tuple[str, ...]) -> str:
    """The answers that a step holds, as the dictionary words them."""
    known = {str(value): said for value, said in one.column.values.items()}
    return ", ".join(words(known[word]) if known.get(word) else word for word in held)
