"""What if a student's record were otherwise: what is usual for such records, and no promise.

Everything is the student's page plus a difference: the value there + (what the fold of the model
that never saw his grade expects of the tried record - what it expects of his own), and so line by
line and for the interval. With nothing tried it is his page's, to the last digit.
"""

from dataclasses import replace

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as Answer

from data.store import NotFound, rosters
from data.store.models import model_registry, predictions
from data.store.models.predictions import PredictionOf
from data.store.rosters.students import StudentRecord
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.what_if.model_what_if import STRANGER, Expectation, ModelUnderQuestion
from webapp.http.access import Action, may, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import sentence
from webapp.http.opening_students import come_in
from webapp.http.state import state
from webapp.services.board.query import which_board
from webapp.services.models.opening import Unusable, opened
from webapp.services.student.names import name_in
from webapp.what_if import results
from webapp.what_if.form import Record, read
from webapp.what_if.results import ShownRecord, result_of, sentence_of
from webapp.what_if.what_if_page import (
    TriedRecord,
    WhatIfPage,
    WhatIfSubject,
    pair_asked,
    show_what_if,
)

bp = Blueprint("student_what_if", __name__)


@bp.get("/students/<int:student>/what-if")
@needs(Action.OPEN_STUDENT)
def show(student: int) -> Answer:
    """Show what is usual for a student's record with some of its answers changed."""
    roster, _set = which_board(request.args)
    record = come_in(student, roster)
    if isinstance(record, Response):
        return record
    who = viewer()
    with state().database.read() as session:
        prediction = predictions.of_student(session, who, record.roster.id, student)
    subject = WhatIfSubject(record.roster, student, name_in(record))
    if prediction is None or prediction.model is None:
        return show_what_if(WhatIfPage(subject, obstacle=_nothing_kept(prediction)))
    try:
        model = opened(state(), who, prediction.model)
    except (Unusable, NotFound) as error:
        why = sentence(error.problem) if isinstance(error, Unusable) else _nothing_kept(None)
        return show_what_if(WhatIfPage(subject, obstacle=why))
    own: Record = dict(record.values)
    fold = STRANGER if prediction.fold is None else prediction.fold
    asked = ModelUnderQuestion(model, fold, own, _kept(prediction))
    dictionary = state().dictionaries.for_roster(record.roster)
    with state().database.read() as session:
        cohort = rosters.whole(session, who, record.roster.id)
    given = results.given_in(cohort, dictionary, model.columns)
    shown = ShownRecord(asked, dictionary, own, own, pair_asked(), given)
    fixed = [name for name in shown.columns if name not in shown.explorable]
    ranges = results.ranges_of(shown)
    form = read(request.args, shown.columns, model.words, own, fixed, ranges)
    shown = replace(shown, record=form.record)
    tried = TriedRecord(
        address=url_for("student_what_if.show", student=student),
        form=form,
        shown=shown,
        result=result_of(shown),
        others={"roster": str(roster)} if roster else {},
        likes=results.told(cohort, dictionary, shown.columns, shown.record, record.id),
        passing=_passing(who, record, form.record),
        offers_typed_in=may(who, Action.SEE_MODELS),
        columns=_columns(dictionary.name) if may(who, Action.SEE_ROSTERS) else "",
    )
    subject = replace(subject, model=_version(who, prediction.model))
    return show_what_if(WhatIfPage(subject, tried))


def _columns(dictionary: str) -> str:
    return url_for("rosters.index", _anchor=dictionary)


def _nothing_kept(prediction: PredictionOf | None) -> str:
    if prediction is None:
        return _(
            "Nothing is expected of this student: there is no model for this roster, or the "
            "student has answered none of what it reads. The rules go on without it."
        )
    return _(
        "What is expected here was worked out before models were kept, so it cannot be asked "
        "anew. Have a model trained on this roster; the student’s page stays as it is."
    )


def _kept(prediction: PredictionOf) -> Expectation:
    return Expectation(
        prediction.expected, prediction.low, prediction.high, prediction.contributions
    )


def _version(who: Viewer, model: int) -> ModelVersion:
    with state().database.read() as session:
        return model_registry.get(session, who, model)


def _passing(who: Viewer, record: StudentRecord, tried: Record) -> str:
    """Say how many with such a record pass, where a model of passing is active; "" otherwise.

    Like the grade's, it is asked by the fold that never saw him. Where it cannot be told whether
    it saw him (a roster without student numbers, and not the one it learned from), it is not asked.
    """
    with state().database.read() as session:
        active = model_registry.active(session, who, record.roster.dictionary, "pass")
        if active is None:
            return ""
        if active.roster_id != record.roster.id:
            trained_on = rosters.get(session, who, active.roster_id)
            if not (record.roster.keyed and trained_on.keyed):
                return ""
        fold = model_registry.fold_of(session, who, active.id, record.id)
    try:
        asked = ModelUnderQuestion(
            opened(state(), who, active.id), STRANGER if fold is None else fold
        )
    except Unusable:
        return ""
    said, grade = asked.about(tried), state().dictionaries[record.roster.dictionary].grade
    return "" if said.expected != said.expected else sentence_of(said, asked, grade)
