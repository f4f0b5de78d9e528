"""One student: the arithmetic behind every number, his answers, his levers, his history."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

import rules
from data.store import decisions, dismissals, interventions, predictions, visible
from data.store import students as kept_students
from data.store.students import StudentRecord
from data.viewer import Viewer
from webapp.access import Action, may, needs, viewer
from webapp.board import chart
from webapp.board.board import Board, known
from webapp.board.boards import NoRuleSetError
from webapp.board.caseload import outlook_now
from webapp.board.interventions import REASONS
from webapp.board.listing import group_of, name_of, signed
from webapp.board.outlook import Outlook
from webapp.language import gettext as _
from webapp.pages import page_or_part
from webapp.state import state
from webapp.student import reasons, seers, unscored
from webapp.student.answers import answer_words, answers
from webapp.student.arithmetic import (
    DIGITS,
    gap_in_words,
    gap_lines,
    need_in_words,
    priority_in_words,
)
from webapp.student.course_weeks import weeks_of
from webapp.trace import deeds

bp = Blueprint("students", __name__)


@bp.get("/students/<int:student>")
@needs(Action.OPEN_STUDENT)
def show(student: int) -> Any:
    """Show a student as the board of the address's query sees him."""
    who = viewer()
    why_first = reasons.asked(who, student)
    if why_first is not None:
        return why_first
    kept = _kept(who, student)
    access = {
        "in_words": deeds.in_words,
        "opened": reasons.standing(who, student),
        "opened_because": reasons.names(),
        "coaches": may(who, Action.COACH),
    }
    state().looks.note(who, student)
    apart = unscored.page(who, kept | access)
    if apart is not None:
        return apart
    try:
        outlook, flags, place = board_with(student, kept["record"])
    except NoRuleSetError as missing:
        return page_or_part("no_rule_set", roster=missing.roster, asked=missing.asked)
    return render_template(
        "student.html",
        **kept | access | _figures(outlook, place) | _roster_of(who, student, outlook.board, place),
        id=student,
        knobs=outlook.knobs,
        query=outlook.knobs.query(),
        intervention=flags.coached.get(student),
        dismissal=flags.set_aside.get(student),
        answer_words=answer_words,
        signed=signed,
        reasons=why_set_aside(),
    )


def _kept(who: Viewer, student: int) -> dict[str, Any]:
    """Return what is kept of a student: record, coaching, history, and who may see him."""
    with state().database.read() as session:
        return {
            "record": kept_students.get(session, who, student),
            "history": decisions.of_student(session, who, student, without=("see",)),
            "coached": interventions.of_student(session, who, student),
            "set_aside": dismissals.of_student(session, who, student),
            "seers": seers.told(visible.who(session, who, student)),
        }


def board_with(student: int, record: StudentRecord) -> tuple[Outlook, Any, int]:
    """Open the board that the query asks for, or the newest one that has this student."""
    outlook, flags = outlook_now(request.args)
    if student not in outlook.board.place_of:
        args = MultiDict([("roster", str(record.roster.id))])
        outlook, flags = outlook_now(args)
    return outlook, flags, outlook.board.place_of[student]


def _figures(outlook: Outlook, place: int) -> dict[str, Any]:
    """Return a student's numbers on a board, and their arithmetic."""
    board, ranked, explanation = outlook.board, outlook.ranking, explain(outlook, place)
    need, priority = known(ranked.need[place]), known(ranked.priority[place])
    return {
        "board": board,
        "explanation": explanation,
        "adds": explanation.adds(DIGITS),
        "indicators": {indicator.key: indicator for indicator in board.rule_set.indicators},
        "grade": known(board.grade[place]),
        "need": need,
        "need_words": need_in_words(board, place, need),
        "priority": priority,
        "priority_words": priority_in_words(need, explanation.ease, priority),
        "rank": int(ranked.rank[place]),
        "ranked": len(ranked.ranked),
        "quadrant": chart.quadrant_name(board, int(ranked.quadrant[place])),
    }


def _roster_of(who: Viewer, student: int, board: Board, place: int) -> dict[str, Any]:
    """Return what a board's roster says of a student: name, group, answers, expected grade."""
    with state().database.read() as session:
        record = kept_students.get(session, who, student, board.roster.id)
        prediction = predictions.of_student(session, who, board.roster.id, student)
    return {
        "name": name_of(board, place),
        "group": group_of(board, place),
        "answers": answers(board.dictionary, record),
        "prediction": prediction,
        "gap_words": gap_in_words(board, place, prediction),
        "lines": gap_lines(board, prediction),
        "course_weeks": weeks_of(who, board.roster.id, student),
    }


def explain(outlook: Outlook, place: int) -> rules.Explanation:
    """Open a student's number to its arithmetic, as the board's knobs have it."""
    board, knobs = outlook.board, outlook.knobs
    return rules.explain(
        board.rule_set,
        board.cohort.columns,
        place,
        knobs.tried_weights,
        knobs.thresholds,
        outlook.judged.figures,
    )


def why_set_aside() -> dict[str, str]:
    """Name the reasons for setting a student aside."""
    names = {
        "already_known": _("already known and taken care of"),
        "wrong_data": _("the data are wrong"),
        "not_now": _("not now"),
        "family_refuses": _("the family refuses"),
        "other": _("another reason"),
    }
    return {reason: names[reason] for reason in REASONS}
