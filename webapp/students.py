"""One student: the arithmetic behind every number, his answers, his levers, his history."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

import rules
from data.column import Column
from data.store import decisions, dismissals, interventions, predictions
from data.store import students as kept_students
from data.store.predictions import PredictionOf
from data.store.students import StudentRecord
from scoring.usual import words as usual
from webapp import chart
from webapp.access import viewer
from webapp.board import Board
from webapp.boards import NoRuleSetError
from webapp.caseload import outlook_now
from webapp.interventions import REASONS
from webapp.language import gettext as _
from webapp.language import number, words
from webapp.listing import group_of, name_of, signed
from webapp.outlook import Outlook, quadrant_of
from webapp.pages import page_or_part
from webapp.state import state

bp = Blueprint("students", __name__)


@dataclass(frozen=True)
class Answer:
    """One answer of the roster in the reader's words; `unit` as the dictionary has it."""

    label: str
    meaning: str
    text: str
    missing: bool


@bp.get("/students/<int:student>")
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
        grade=_known(board.grade[place]),
        need=_known(board.need[place]),
        need_words=_need_in_words(board, place),
        priority=_known(outlook.ranking.priority[place]),
        rank=int(outlook.ranking.rank[place]),
        ranked=int(outlook.ranking.rank.max()),
        quadrant=chart.quadrant_names(board).get(
            str(quadrant_of(board, outlook.complexity)[place])
        ),
        prediction=prediction,
        gap_words=_gap_in_words(board, place, prediction),
        lines=_gap_lines(board, prediction),
        answers=_answers(board, record),
        history=history,
        coached=coached,
        set_aside=set_aside,
        intervention=flags.coached.get(student),
        dismissal=flags.set_aside.get(student),
        answer_words=_answer_words,
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


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _need_in_words(board: Board, place: int) -> str:
    """Write out how the need comes from the grade or the gap."""
    low, high = board.scale
    grade, need = float(board.grade[place]), _known(board.need[place])
    if need is None:
        return ""
    if board.rule_set.need.source == "gap":
        sum_ = f"50 + 100 × {number(float(board.gap[place]))} ÷ ({number(high)} − {number(low)})"
    elif grade >= board.rule_set.need.passing:
        passing = board.rule_set.need.passing
        sum_ = f"50 × ({number(high)} − {number(grade)}) ÷ ({number(high)} − {number(passing)})"
    else:
        passing = board.rule_set.need.passing
        sum_ = (
            f"50 + 50 × ({number(passing)} − {number(grade)}) ÷ ({number(passing)} − {number(low)})"
        )
    return f"{sum_} = {number(need)}"


def _gap_in_words(board: Board, place: int, prediction: PredictionOf | None) -> str:
    """Say what is usual for similar students, and whether this grade is told apart from it."""
    if prediction is None:
        return ""
    grade = _known(board.grade[place])
    holes = {
        "expected": number(prediction.expected),
        "low": number(prediction.low),
        "high": number(prediction.high),
    }
    if grade is None:
        return _(
            "Students with a similar school record usually get %(expected)s, four in five of "
            "them between %(low)s and %(high)s; this student has no grade yet.",
            **holes,
        )
    holes["grade"] = number(grade)
    told = usual(prediction.expected, prediction.low, prediction.high, grade)
    if told == "below":
        return _(
            "Expected %(expected)s, between %(low)s and %(high)s; has %(grade)s: below what "
            "is usual for similar students.",
            **holes,
        )
    if told == "above":
        return _(
            "Expected %(expected)s, between %(low)s and %(high)s; has %(grade)s: above what "
            "is usual for similar students.",
            **holes,
        )
    return _(
        "Expected %(expected)s, between %(low)s and %(high)s; has %(grade)s: cannot say that "
        "this is more or less than usual.",
        **holes,
    )


def _gap_lines(board: Board, prediction: PredictionOf | None) -> list[tuple[str, str]]:
    """List what adds up to the expected grade: the others' mean, then column by column."""
    if prediction is None:
        return []
    baseline = prediction.expected - sum(prediction.contributions.values())
    columns = board.dictionary.columns
    parts = sorted(prediction.contributions.items(), key=lambda part: -abs(part[1]))
    return [
        (_("what similar students get on average"), number(baseline, 2)),
        *(
            (words(columns[name].label) if name in columns else name, signed(value, 2))
            for name, value in parts
        ),
    ]


def _answer_words(board: Board, line: rules.Line) -> str:
    """Say the answer that a line of the arithmetic judges."""
    if line.value is None:
        return _("no answer")
    column = board.dictionary.columns[line.column]
    return _value_words(column, line.value)


def _value_words(column: Column, value: float | str) -> str:
    text = words(column.words_of(value))
    if text:
        return text
    text = number(value) if isinstance(value, float | int) else value
    unit = words(column.unit)
    return f"{text} {unit}" if unit else text


def _answers(board: Board, record: StudentRecord) -> list[Answer]:
    """Say every answer of the roster in words, names and ids apart."""
    found = []
    for name, column in board.dictionary.columns.items():
        if column.use == "never" or column.role in ("id", "first_name", "family_name"):
            continue
        label, meaning = words(column.label), words(column.meaning)
        if name in record.values:
            text = _value_words(column, record.values[name])
            found.append(Answer(label, meaning, text, False))
        elif name in record.missing:
            mark = record.missing[name]
            text = _("no answer (“%(mark)s” in the file)", mark=mark) if mark else _("no answer")
            found.append(Answer(label, meaning, text, True))
    return found


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
