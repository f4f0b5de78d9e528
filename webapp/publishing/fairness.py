"""Fairness before publishing: the table of groups for a draft, and the school's limit."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store import schools
from rules import RuleSet
from webapp.access import Action, needs, viewer
from webapp.board.chart import names_of_quadrants
from webapp.drafting import drafts
from webapp.language import gettext as _
from webapp.pages import page_or_part, way_back
from webapp.publishing import selected
from webapp.publishing.fairness_words import Told, told
from webapp.publishing.selected import Fairness, limit_of
from webapp.state import state

bp = Blueprint("fairness", __name__)


@bp.get("/drafts/<int:draft>/fairness")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show the share of each group in the list that a draft gives."""
    written = drafts.read(draft)
    who, rule_set = viewer(), written.attempt.rule_set
    found = None if rule_set is None else selected.of(who, written.draft.name, rule_set)
    return page_or_part(
        "fairness",
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
        return page_or_part("limit", 422, wrong=said, limit=limit_of(viewer()), back=back)
    return redirect(back, 303)


def tell(fairness: Fairness | None, rule_set: RuleSet | None) -> Told | None:
    """Put a table into words; None where there is nothing to tell."""
    if fairness is None or not fairness.figures:
        return None
    return told(fairness.figures, state().dictionaries, rule_set)
