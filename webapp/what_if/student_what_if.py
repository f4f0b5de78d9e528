"""What if a student's record were otherwise: what is usual for such records, and no promise.

Everything is the student's page plus a difference: the value there + (what the fold of the model
that never saw his grade expects of the tried record - what it expects of his own), and so line by
line and for the interval. With nothing tried it is his page's, to the last digit.
"""

from typing import Any

from flask import Blueprint, Response, request, url_for

from data.store import NotFound, learned, models, predictions, rosters
from data.store.predictions import PredictionOf
from data.store.students import StudentRecord
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.what_if import STRANGER, Asked, Expected
from webapp.access import Action, may, needs, viewer
from webapp.board.query import which_board
from webapp.language import gettext as _
from webapp.language import sentence
from webapp.models.opened import Unusable, opened
from webapp.state import state
from webapp.student.way_in import come_in, name_in
from webapp.what_if import likes, what_if_page
from webapp.what_if.fields import Record, read
from webapp.what_if.results import Shown, result_of, sentence_of

bp = Blueprint("student_what_if", __name__)


@bp.get("/students/<int:student>/what-if")
@needs(Action.OPEN_STUDENT)
def show(student: int) -> Any:
    """Show what is usual for a student's record with some of its answers changed."""
    roster, _set = which_board(request.args)
    record = come_in(student, roster)
    if isinstance(record, Response):
        return record
    who = viewer()
    with state().database.read() as session:
        prediction = predictions.of_student(session, who, record.roster.id, student)
    here = {"student_name": name_in(record), "student": student, "roster": record.roster}
    if prediction is None or prediction.model is None:
        return what_if_page.obstacle(_nothing_kept(prediction), **here)
    try:
        model = opened(who, prediction.model)
    except (Unusable, NotFound) as error:
        why = sentence(error.problem) if isinstance(error, Unusable) else _nothing_kept(None)
        return what_if_page.obstacle(why, **here)
    own: Record = dict(record.values)
    fold = STRANGER if prediction.fold is None else prediction.fold
    asked = Asked(model, fold, own, _kept(prediction))
    dictionary = state().dictionaries[record.roster.dictionary]
    shown = Shown(asked, dictionary, own, own, what_if_page.pair_asked())
    fixed = [name for name in shown.columns if name not in shown.explorable]
    form = read(request.args, shown.columns, model.words, own, fixed)
    shown = Shown(asked, dictionary, form.record, own, shown.pair)
    return what_if_page.answer(
        url_for("student_what_if.show", student=student),
        form,
        shown,
        result_of(shown),
        {"roster": str(roster)} if roster else {},
        passing=_passing(who, record, form.record),
        likes=_likes(who, record, shown),
        model=_version(who, prediction.model),
        typed_in=url_for("typed_in.show", model=prediction.model)
        if may(who, Action.SEE_MODELS)
        else "",
        **here,
    )


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


def _kept(prediction: PredictionOf) -> Expected:
    return Expected(prediction.expected, prediction.low, prediction.high, prediction.contributions)


def _version(who: Viewer, model: int) -> ModelVersion:
    with state().database.read() as session:
        return models.get(session, who, model)


def _likes(who: Viewer, record: StudentRecord, shown: Shown) -> list[str]:
    """Say what grades the students of his roster have who are like him, himself left out."""
    with state().database.read() as session:
        cohort = rosters.whole(session, who, record.roster.id)
    return likes.told(cohort, shown.dictionary, shown.columns, shown.record, record.id)


def _passing(who: Viewer, record: StudentRecord, tried: Record) -> str:
    """Say how many with such a record pass, where a model of passing is active; "" otherwise.

    Like the grade's, it is asked by the fold that never saw him. Where it cannot be told whether
    it saw him (a roster without student numbers, and not the one it learned from), it is not asked.
    """
    with state().database.read() as session:
        active = models.active(session, who, record.roster.dictionary, "pass")
        if active is None:
            return ""
        if active.roster_id != record.roster.id:
            trained_on = rosters.get(session, who, active.roster_id)
            if not (record.roster.keyed and trained_on.keyed):
                return ""
        fold = learned.fold_of(session, who, active.id, record.id)
    try:
        asked = Asked(opened(who, active.id), STRANGER if fold is None else fold)
    except Unusable:
        return ""
    said = asked.about(tried)
    return "" if said.expected != said.expected else sentence_of(said, asked)
