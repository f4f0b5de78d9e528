"""The fairness table in words: names of groups, and a sentence for each that stands out.

Fairness before publishing: the table of groups for a draft, and the school's limit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.column import Column
from data.dictionary import Dictionary
from data.store.people import schools
from data.store.rules.rule_drafts import Draft
from rules import RuleProblem, RuleSet
from rules.rounding import adding_up
from webapp.drafts import drafts
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import ngettext, number, words
from webapp.http.pages import show_page, show_page_or_part, way_back
from webapp.http.state import state
from webapp.services.board.chart_data import names_of_quadrants
from webapp.services.drafts import fairness as drafts_fairness
from webapp.services.drafts.fairness import Fairness, limit_of

MOST_SAID = 3  # sentences where no group is over the limit
TWO = 2  # groups of a column: what one has too much of, the other lacks


@dataclass(frozen=True)
class FairnessRow:
    """One group of the table: its name and its figures, in whole per cent; `row` as kept."""

    name: str
    row: Mapping[str, Any]
    school: str
    share: str
    interval: str
    difference: str
    plain: str
    more: str
    top: str
    cause: str
    without: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class FairnessGroup:
    """The groups of one column; without lines where none can be shown."""

    label: str
    lines: Sequence[FairnessRow]


@dataclass(frozen=True)
class FairnessTable:
    """A whole table: its sentences first, then its groups."""

    figures: Mapping[str, Any]
    sentences: Sequence[str]
    over: int
    groups: Sequence[FairnessGroup]
    hidden: Sequence[str]
    by_chance: str


def told(
    figures: Mapping[str, Any], dictionaries: Mapping[str, Dictionary], rule_set: RuleSet | None
) -> FairnessTable:
    """Put kept figures into words; a column or an indicator that nobody knows keeps its name."""
    known = dictionaries.get(figures["dictionary"])
    columns = known.columns if known else {}
    labels = {one.key: words(one.label) for one in rule_set.indicators} if rule_set else {}
    groups = [
        FairnessGroup(
            _label(columns.get(found["name"]), found["name"]),
            [_line(row, columns.get(found["name"]), labels) for row in found["rows"]],
        )
        for found in figures["columns"]
    ]
    return FairnessTable(
        figures=figures,
        sentences=_sentences(groups, figures["first"]),
        over=sum(line.row["over"] for group in groups for line in group.lines),
        groups=[group for group in groups if group.lines],
        hidden=[group.label for group in groups if not group.lines],
        by_chance=number(figures["by_chance"], 1),
    )


def _line(row: Mapping[str, Any], column: Column | None, labels: Mapping[str, str]) -> FairnessRow:
    others = row["others"]
    apart = [100 * row["share"], -100 * row["school"]], 100 * row["difference"]
    share, school = (part / 100 for part in adding_up(*apart, 0))
    return FairnessRow(
        name=group_name(row["answers"], column),
        row=row,
        school=percent(-school),
        share=percent(share),
        interval=_("%(low)s to %(high)s", low=percent(row["low"]), high=percent(row["high"])),
        difference=signed(row["difference"]),
        plain=percent(row["plain"]),
        more=percent(others.get("more")),
        top=percent(others.get("coach_first")),
        cause=labels.get(row["cause"], row["cause"] or ""),
        without=[(labels.get(key, key), percent(share)) for key, share in row["without"].items()],
    )


def group_name(answers: Sequence[Any], column: Column | None) -> str:
    """Name a group by what its students answer; several answers are shown only together."""
    return ", ".join(_answer(answer, column) for answer in answers)


def _answer(answer: Any, column: Column | None) -> str:
    if answer is None:
        return _("no answer")
    if isinstance(answer, list | tuple):
        low, high = answer
        if low is None and high is None:
            return _("any answer")
        if low is None:
            return _("%(high)s or less", high=number(high))
        if high is None:
            return _("%(low)s or more", low=number(low))
        return _("%(low)s to %(high)s", low=number(low), high=number(high))
    known = words(column.words_of(answer)) if column else ""
    return known or (number(answer) if isinstance(answer, float | int) else str(answer))


def _label(column: Column | None, name: str) -> str:
    return words(column.label) if column else name


def _sentences(groups: Sequence[FairnessGroup], first: int) -> list[str]:
    """A sentence for each group over the limit; where none is, for the largest few differences."""
    standing = [(group, line) for group in groups for line in _telling(group)]
    over = [one for one in standing if one[1].row["over"]]
    largest = sorted(standing, key=lambda one: -abs(one[1].row["difference"]))
    chosen = over or [one for one in largest if points(one[1].row["difference"])][:MOST_SAID]
    return [_sentence(group, line, first) for group, line in chosen]


def _telling(group: FairnessGroup) -> list[FairnessRow]:
    """The lines that are worth a sentence: of two groups the one there are fewer of."""
    if len(group.lines) == TWO:
        return [min(group.lines, key=lambda line: float(line.row["difference"]))]
    return list(group.lines)


def _sentence(group: FairnessGroup, line: FairnessRow, first: int) -> str:
    row = line.row
    said = [
        _(
            "%(column)s, %(group)s: %(school)s of the school, %(share)s of the first %(first)s "
            "(%(interval)s).",
            column=group.label,
            group=line.name,
            school=line.school,
            share=line.share,
            first=first,
            interval=line.interval,
        ),
        _apart(points(row["difference"])),
    ]
    if row["plain"] is not None:
        said.append(_("Of the plain list of lowest grades it is %(share)s.", share=line.plain))
    said.append(_because(line))
    return " ".join(said)


def _apart(apart: int) -> str:
    if apart > 0:
        return ngettext(
            "That is %(num)s percentage point more.",
            "That is %(num)s percentage points more.",
            apart,
        )
    return ngettext(
        "That is %(num)s percentage point fewer.",
        "That is %(num)s percentage points fewer.",
        -apart,
    )


def _because(line: FairnessRow) -> str:
    row = line.row
    if row["cause"] is None:
        return _("No single indicator makes the difference.")
    left = abs(row["without"][row["cause"]] - row["school"])
    share = percent(row["without"][row["cause"]])
    if left <= abs(row["difference"]) / 2:
        return _(
            "“%(indicator)s” makes most of it: without that it would be %(share)s.",
            indicator=line.cause,
            share=share,
        )
    return _(
        "“%(indicator)s” makes more of it than any other: without that it would be %(share)s.",
        indicator=line.cause,
        share=share,
    )


def points(difference: float) -> int:
    """A difference of shares in whole percentage points."""
    return round(100 * difference)


def percent(share: float | None) -> str:
    """Write a share from 0 to 1 in whole per cent."""
    return "–" if share is None else _("%(share)s %%", share=round(100 * share))


def signed(difference: float) -> str:
    """Write a difference of shares in percentage points, with its sign."""
    apart = points(difference)
    return f"+{apart}" if apart > 0 else f"−{-apart}" if apart else "0"


bp = Blueprint("fairness", __name__)


@dataclass(frozen=True)
class FairnessPage:
    """All that the fairness of a draft shows, alone or as a part of the draft's page."""

    draft: Draft  # the draft, by its number and the name of its set
    table: FairnessTable | None  # the groups; None where there is nothing to compare
    why_not: str  # why there is nothing; "" where the text cannot be tried
    problems: Sequence[RuleProblem]  # of a text that cannot be tried
    quadrants: Mapping[str, str]  # as the draft names them
    limit: float  # the school's, in percentage points


@dataclass(frozen=True)
class LimitPage:
    """The form of the school's limit, alone: what was sent was none."""

    limit: float  # as it stays, in percentage points
    wrong: str  # why it stays
    back: str  # where one came from


@bp.get("/drafts/<int:draft>/fairness")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show the share of each group in the list that a draft gives."""
    written = drafts.read(draft)
    who, rule_set = viewer(), written.attempt.rule_set
    found = (
        None if rule_set is None else drafts_fairness.of(state(), who, written.draft.name, rule_set)
    )
    content = FairnessPage(
        draft=written.draft,
        table=tell(found, rule_set),
        why_not=found.why_not if found else "",
        problems=written.attempt.problems if rule_set is None else (),
        quadrants=names_of_quadrants(rule_set.quadrants.names if rule_set else {}),
        limit=limit_of(state(), who),
    )
    return show_page_or_part("drafts/review/fairness", content)


@bp.post("/rules/limit")
@needs(Action.WRITE_RULES)
def set_limit() -> AnyResponse:
    """Set by how many percentage points a list may differ from the school before one says why."""
    back = way_back(request.form.get("back", ""), url_for("rule_sets.index"))
    try:
        wanted = float(request.form.get("limit", "").strip().replace(",", "."))
        with state().database.write() as session:
            schools.set_fairness_limit(session, viewer(), wanted)
    except ValueError:
        said = _("The limit is a number of percentage points from 1 to 100. It stays as it was.")
        return show_page(
            "rules/limit.html", LimitPage(limit_of(state(), viewer()), said, back), 422
        )
    return redirect(back, 303)


def tell(fairness: Fairness | None, rule_set: RuleSet | None) -> FairnessTable | None:
    """Put a table into words; None where there is nothing to tell."""
    if fairness is None or not fairness.figures:
        return None
    return told(fairness.figures, state().dictionaries, rule_set)
