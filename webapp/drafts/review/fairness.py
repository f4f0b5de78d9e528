"""Fairness before publishing: the table of groups for a draft, and the school's limit."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store.people import schools
from rules import RuleSet
from webapp.drafts import drafts
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.pages import page_or_part, way_back
from webapp.http.state import state
from webapp.services.board.chart_data import names_of_quadrants
from webapp.services.drafts import fairness as drafts_fairness
from webapp.services.drafts.fairness import Fairness, limit_of
from webapp.services.drafts.fairness_table import FairnessTable, fairness_table

bp = Blueprint("fairness", __name__)


@bp.get("/drafts/<int:draft>/fairness")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show the share of each group in the list that a draft gives."""
    written = drafts.read(draft)
    who, rule_set = viewer(), written.attempt.rule_set
    found = None if rule_set is None else drafts_fairness.of(who, written.draft.name, rule_set)
    return page_or_part(
        "drafts/review/fairness",
        draft=written.draft,
        fairness=found,
        told=tell(found, rule_set),
        quadrants=names_of_quadrants(rule_set.quadrants.names if rule_set else {}),
        limit=limit_of(who),
        problems=written.attempt.problems if rule_set is None else (),
    )


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
        return page_or_part("rules/limit", 422, wrong=said, limit=limit_of(viewer()), back=back)
    return redirect(back, 303)


def tell(fairness: Fairness | None, rule_set: RuleSet | None) -> FairnessTable | None:
    """Put a table into words; None where there is nothing to tell."""
    if fairness is None or not fairness.figures:
        return None
    return fairness_table(fairness.figures, state().dictionaries, rule_set)
