"""Which one or two answers would move a student to another quadrant, as the rules stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, Response, render_template

import rules
from rules.conditions import CohortFunction
from scoring.ranking import quadrants
from scoring.what_if.answer_search import OneStudent, answer_of
from scoring.what_if.smallest_change import AnswerChange, WayToQuadrant, smallest_change
from webapp.http.access import Action, needs
from webapp.http.language import words
from webapp.http.pages import page_or_part
from webapp.services.board import chart_data
from webapp.services.board.answers import answer_words, value_words
from webapp.services.board.board import Board, known
from webapp.services.board.board_view import Outlook
from webapp.services.board.boards import NoRuleSetError
from webapp.student.arithmetic import DIGITS
from webapp.student.student import board_with, come_in, explain, name_in

bp = Blueprint("smallest_change", __name__)


@dataclass(frozen=True)
class AnswerStep:
    """One changed answer in the reader's words."""

    label: str
    before: str
    after: str
    steps: int


@dataclass(frozen=True)
class Turn:
    """An indicator that judges another answer, or otherwise, after a change; adds: what it adds
    before and after, as shown."""

    lever: bool
    before: rules.Line
    after: rules.Line
    adds: tuple[float, float]


@dataclass(frozen=True)
class SmallestChangeInWords:
    """A way to another quadrant, and its arithmetic before and after: the lines that turn, what all
    others add together, and the sum."""

    steps: tuple[AnswerStep, ...]
    quadrant: str
    turns: tuple[Turn, ...]
    others: tuple[float, float]
    complexity: tuple[float, float]

    @property
    def ease(self) -> tuple[float, float]:
        """100 - complexity, before and after."""
        return 100 - self.complexity[0], 100 - self.complexity[1]

    @property
    def opens(self) -> bool:
        """Whether coaching would have more to work on than now."""
        return self.complexity[1] < self.complexity[0]


@bp.get("/students/<int:student>/smallest-change")
@needs(Action.OPEN_STUDENT)
def show(student: int) -> Any:
    """Show the smallest changes of answers that would move a student to another quadrant."""
    record = come_in(student)
    if isinstance(record, Response):
        return record
    try:
        outlook, _flags, place = board_with(student, record)
    except NoRuleSetError as missing:
        return page_or_part("board/no_rule_set", roster=missing.roster, asked=missing.asked)
    board = outlook.board
    found = smallest_change(outlook.judged, place, outlook.weights)
    complexity = float(outlook.complexity[place])
    return render_template(
        "student/smallest_change.html",
        id=student,
        name=name_in(record),
        board=board,
        knobs=outlook.knobs,
        query=outlook.knobs.query(),
        ease=known(100 - complexity),
        need=known(outlook.ranking.need[place]),
        quadrant=chart_data.quadrant_name(board, int(outlook.ranking.quadrant[place])),
        ways=[_told(outlook, place, way) for way in found.ways],
        looked_at=_labels(board, found.columns),
        unanswered=_labels(board, found.unanswered),
        spread=_labels(board, found.spread),
        asks_cohort=any(
            isinstance(one, CohortFunction)
            for each in board.rule_set.conditions
            for one in each.figures
        ),
        answer_words=answer_words,
    )


def _quadrant(outlook: Outlook, place: int, complexity: float) -> str:
    """Name the quadrant he stands in with a complexity; empty where need or ease is unknown."""
    need = outlook.ranking.need[[place]]
    [there] = quadrants(outlook.ranking.lines, need, np.array([complexity]))
    return chart_data.quadrant_name(outlook.board, int(there))


def _told(outlook: Outlook, place: int, way: WayToQuadrant) -> SmallestChangeInWords:
    """Say a way in words, with its arithmetic before and after."""
    board, before = outlook.board, explain(outlook, place)
    student = OneStudent(outlook.judged, place, outlook.weights)
    answers = {one.column: one.after for one in way.changes}
    after = rules.explain(
        board.rule_set,
        student.columns_with({name: answer_of(value) for name, value in answers.items()}, 1),
        0,
        outlook.knobs.tried_weights,
        outlook.knobs.thresholds,
        outlook.judged.figures,
    )
    pairs = list(zip(before.lines, after.lines, strict=True))
    adds = before.adds(DIGITS), after.adds(DIGITS)
    still = [old.key for old, new in pairs if not _turns(old, new)]
    return SmallestChangeInWords(
        steps=tuple(_step(board, change) for change in way.changes),
        quadrant=_quadrant(outlook, place, way.complexity),
        turns=tuple(
            Turn(board.rule_set[old.key].is_lever, old, new, (adds[0][old.key], adds[1][old.key]))
            for old, new in pairs
            if old.key not in still
        ),
        others=(sum(adds[0][key] for key in still), sum(adds[1][key] for key in still)),
        complexity=(before.complexity or 0.0, after.complexity or 0.0),
    )


def _turns(before: rules.Line, after: rules.Line) -> bool:
    """Whether a line says otherwise: another answer, other points, or another part of the sum."""
    return (before.value, before.points) != (after.value, after.points)


def _step(board: Board, change: AnswerChange) -> AnswerStep:
    column = board.dictionary.columns[change.column]
    before, after = value_words(column, change.before), value_words(column, change.after)
    return AnswerStep(words(column.label), before, after, change.steps)


def _labels(board: Board, columns: Iterable[str]) -> list[str]:
    return [words(board.dictionary.columns[name].label) for name in columns]
