"""Fairness before publishing: the table of groups for a draft, and the school's limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store.people import schools
from data.store.rules.rule_drafts import Draft
from rules import RuleProblem, RuleSet
from webapp.drafts import drafts
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.pages import show_page, show_page_or_part, way_back
from webapp.http.state import state
from webapp.services.board.chart_data import names_of_quadrants
from webapp.services.drafts import fairness as drafts_fairness
from webapp.services.drafts.fairness import Fairness, limit_of
from webapp.services.drafts.fairness_table import FairnessTable, fairness_table

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
    return fairness_table(fairness.figures, state().dictionaries, rule_set)
