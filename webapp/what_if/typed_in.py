"""A student who is nobody: answers that somebody types in, and what a model expects of them.

Nothing of it is stored or logged; it lives in the address alone.
"""

from dataclasses import replace

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from data.cohort import Cohort
from data.store import rosters
from data.store.models import model_registry
from scoring.what_if.model_what_if import ModelUnderQuestion, median_record
from webapp.http.access import Action, needs, viewer
from webapp.http.language import sentence
from webapp.http.state import state
from webapp.services.models.opening import Unusable, opened
from webapp.services.models.predicting import table_of
from webapp.what_if import results
from webapp.what_if.form import Record, read
from webapp.what_if.results import ShownRecord, result_of
from webapp.what_if.what_if_page import (
    TriedRecord,
    WhatIfPage,
    WhatIfSubject,
    pair_asked,
    show_what_if,
)

MEDIAN = {"from": "median"}

bp = Blueprint("typed_in", __name__)


@bp.get("/models/<int:model>/try")
@needs(Action.SEE_MODELS)
def show(model: int) -> Response:
    """Show what a model says of a record that is typed in, from an empty or the median one."""
    who = viewer()
    with state().database.read() as session:
        version = model_registry.get(session, who, model)
        cohort = rosters.whole(session, who, version.roster_id)
        roster = rosters.get(session, who, version.roster_id)
    subject = WhatIfSubject(roster, model=version)
    try:
        found = opened(state(), who, model)
    except Unusable as error:
        return show_what_if(WhatIfPage(subject, obstacle=sentence(error.problem)))
    asked, dictionary = ModelUnderQuestion(found), state().dictionaries.for_roster(roster)
    given = results.given_in(cohort, dictionary, found.columns)
    shown = ShownRecord(asked, dictionary, {}, None, pair_asked(), given)
    from_median = request.args.get("from") == MEDIAN["from"]
    own = _median(cohort, shown) if from_median else {}
    ranges = results.ranges_of(shown)
    form = read(request.args, shown.columns, found.words, own, ranges=ranges)
    shown = replace(shown, record=form.record, own=own if from_median else None)
    tried = TriedRecord(
        address=url_for("typed_in.show", model=model),
        form=form,
        shown=shown,
        result=result_of(shown),
        others=MEDIAN if from_median else {},
        likes=results.told(cohort, dictionary, shown.columns, form.record),
    )
    return show_what_if(WhatIfPage(subject, tried))


def _median(cohort: Cohort, shown: ShownRecord) -> Record:
    return dict(median_record(table_of(cohort, shown.dictionary, shown.columns)))
