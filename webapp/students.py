"""One student: the arithmetic behind every number, his answers, his levers, his history."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

import rules
from data.store import decisions, dismissals, interventions, predictions
from data.store import students as kept_students
from data.store.students import StudentRecord
from webapp import chart
from webapp.access import Action, needs, viewer
from webapp.answers import answer_words, answers
from webapp.arithmetic import gap_in_words, gap_lines, need_in_words
from webapp.board import known
from webapp.boards import NoRuleSetError
from webapp.caseload import outlook_now
from webapp.filtering import quadrant_of
from webapp.interventions import REASONS
from webapp.language import gettext as _
from webapp.listing import group_of, name_of, signed
from webapp.outlook import Outlook
from webapp.pages import page_or_part
from webapp.state import state

bp = Blueprint("students", __name__)


@bp.get("/students/<int:student>")
@needs(Action.SEE_STUDENTS)
def show(student: int) -> Any:
    """Show a student as the board of the address's query sees him."""
    who = viewer()
    with state().database.read() as session:
        record = kept_students.get(session, who, student)
        history = decisions.of_student(session, who, student)
        coached = interventions.of_student(session, who, student)
        set_aside = dismissals.of_student(session, who, student)
    try:
        outlook, flags, place = _board_with(student, record)
    except NoRuleSetError as missing:
        return page_or_part("no_rule_set", roster=missing.roster, asked=missing.asked)
    board = outlook.board
    with state().database.read() as session:
        record = kept_students.get(session, who, student, board.roster.id)
        prediction = predictions.of_student(session, who, board.roster.id, student)
    return render_template(
        "student.html",
        board=board,
        outlook=outlook,
        knobs=outlook.knobs,
        query=outlook.knobs.query(),
        id=student,
        name=name_of(board, place),
        group=group_of(board, place),
        record=record,
        explanation=_explain(outlook, place),
        indicators={indicator.key: indicator for indicator in board.rule_set.indicators},
        grade=known(board.grade[place]),
        need=known(board.need[place]),
        need_words=need_in_words(board, place),
        priority=known(outlook.ranking.priority[place]),
        rank=int(outlook.ranking.rank[place]),
        ranked=int(outlook.ranking.rank.max()),
        quadrant=chart.quadrant_names(board).get(
            str(quadrant_of(board, outlook.complexity)[place])
        ),
        prediction=prediction,
        gap_words=gap_in_words(board, place, prediction),
        lines=gap_lines(board, prediction),
        answers=answers(board, record),
        history=history,
        coached=coached,
        set_aside=set_aside,
        intervention=flags.coached.get(student),
        dismissal=flags.set_aside.get(student),
        answer_words=answer_words,
        signed=signed,
        reasons=reasons(),
        actions=action_names(),
    )


def _board_with(student: int, record: StudentRecord) -> tuple[Outlook, Any, int]:
    """Open the board that the query asks for, or the newest one that has this student."""
    outlook, flags = outlook_now(request.args)
    if student not in outlook.board.place_of:
        args = MultiDict([("roster", str(record.roster.id))])
        outlook, flags = outlook_now(args)
    return outlook, flags, outlook.board.place_of[student]


def _explain(outlook: Outlook, place: int) -> rules.Explanation:
    board, knobs = outlook.board, outlook.knobs
    return rules.explain(
        board.rule_set, board.cohort.columns, place, knobs.tried_weights, knobs.thresholds
    )


def reasons() -> dict[str, str]:
    """Name the reasons for setting a student aside."""
    names = {
        "already_known": _("already known and taken care of"),
        "wrong_data": _("the data are wrong"),
        "not_now": _("not now"),
        "family_refuses": _("the family refuses"),
        "other": _("another reason"),
    }
    return {reason: names[reason] for reason in REASONS}


def action_names() -> dict[str, str]:
    """Name what the log of decisions says of a student."""
    return {
        "open": _("coaching began"),
        "close": _("coaching ended"),
        "undo open": _("the beginning was taken back"),
        "undo close": _("the ending was taken back"),
        "dismiss": _("set aside"),
        "end dismissal": _("put back on the list"),
    }
