"""A student who is nobody: answers that somebody types in, and what a model expects of them.

Nothing of it is stored or logged; it lives in the address alone.
"""

from typing import Any

from flask import Blueprint, request, url_for

from data.cohort import Cohort
from data.store import models, rosters
from scoring.median_record import median_record
from scoring.what_if import Asked
from webapp.access import Action, needs, viewer
from webapp.language import sentence
from webapp.models.opened import Unusable, opened
from webapp.models.training_frame import table_of
from webapp.state import state
from webapp.what_if import likes, what_if_page
from webapp.what_if.fields import Record, read
from webapp.what_if.results import Shown, result_of

MEDIAN = {"from": "median"}

bp = Blueprint("typed_in", __name__)


@bp.get("/models/<int:model>/try")
@needs(Action.SEE_MODELS)
def show(model: int) -> Any:
    """Show what a model says of a record that is typed in, from an empty or the median one."""
    who = viewer()
    with state().database.read() as session:
        version = models.get(session, who, model)
        cohort = rosters.whole(session, who, version.roster_id)
        roster = rosters.get(session, who, version.roster_id)
    here = {"student": None, "roster": roster, "model": version}
    try:
        found = opened(who, model)
    except Unusable as error:
        return what_if_page.obstacle(sentence(error.problem), **here)
    asked, dictionary = Asked(found), state().dictionaries[roster.dictionary]
    shown = Shown(asked, dictionary, {}, None, what_if_page.pair_asked())
    from_median = request.args.get("from") == MEDIAN["from"]
    own = _median(cohort, shown) if from_median else {}
    form = read(request.args, shown.columns, found.words, own)
    shown = Shown(asked, dictionary, form.record, own if from_median else None, shown.pair)
    return what_if_page.answer(
        url_for("typed_in.show", model=model),
        form,
        shown,
        result_of(shown),
        MEDIAN if from_median else {},
        passing="",
        likes=likes.told(cohort, dictionary, shown.columns, form.record),
        **here,
    )


def _median(cohort: Cohort, shown: Shown) -> Record:
    return dict(median_record(table_of(cohort, shown.dictionary, shown.columns)))
