"""Which one or two answers would move a student to another quadrant, as the rules stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, Response

import rules
from rules.conditions import CohortFunction
from scoring.ranking import quadrants
from scoring.what_if.answer_search import OneStudent, answer_of
from scoring.what_if.smallest_change import AnswerChange, WayToQuadrant, smallest_change
from webapp.http.access import Action, needs, viewer
from webapp.http.language import words
from webapp.http.no_rule_set import show_no_rule_set
from webapp.http.opening_students import come_in
from webapp.http.pages import show_page
from webapp.services.board import chart_data
from webapp.services.board.answers import answer_words, value_words
from webapp.services.board.arithmetic import DIGITS
from webapp.services.board.board import Board, known
from webapp.services.board.board_view import Outlook
from webapp.services.board.boards import NoRuleSetError
from webapp.services.board.provenance import BoardProvenance, provenance_of
from webapp.services.student.names import name_in
from webapp.student.student_page import board_with, explain

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
    """An indicator that judges another answer, or otherwise, after a change; answers: before and
    after, in words; adds: what it adds before and after, as shown."""

    lever: bool
    before: rules.Line
    after: rules.Line
    answers: tuple[str, str]
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


@dataclass(frozen=True)
class SmallestChangePage:
    """All that is shown of the ways from a student's quadrant to another."""

    id: int  # the student's number in addresses
    name: str  # the student's
    provenance: BoardProvenance  # where the figures come from
    tweaked: bool  # whether the reader's knobs are on
    query: str  # of the board, with its question mark; "" for the plain one
    ease: float | None  # of coaching, None where it cannot be worked out
    need: float | None  # of coaching, None where it cannot be worked out
    quadrant: str  # where he stands now, "" where in none
    ways: list[SmallestChangeInWords]  # those of fewest steps first
    looked_at: list[str]  # the answers that were changed
    unanswered: list[str]  # those that are not known
    spread: list[str]  # those of which not each was tried
    asks_cohort: bool  # whether the rules ask something of all students together


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
        return show_no_rule_set(missing)
    page = _page(outlook, place, student, name_in(record))
    return show_page("student/smallest_change.html", page)


def _page(outlook: Outlook, place: int, student: int, name: str) -> SmallestChangePage:
    board, query = outlook.board, outlook.knobs.query()
    found = smallest_change(outlook.judged, place, outlook.weights)
    return SmallestChangePage(
        id=student,
        name=name,
        provenance=provenance_of(board, viewer()),
        tweaked=outlook.knobs.tweaked,
        query=f"?{query}" if query else "",
        ease=known(100 - float(outlook.complexity[place])),
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
            Turn(
                board.rule_set[old.key].is_lever,
                old,
                new,
                (answer_words(board, old), answer_words(board, new)),
                (adds[0][old.key], adds[1][old.key]),
            )
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
