"""Students whom no rule set judges, and those whom one of several leaves out, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from flask import Blueprint, Response
from numpy.typing import NDArray

from data.store.rosters import RosterInfo
from data.viewer import Viewer
from rules.conditions import UNANSWERED, own
from rules.judge import answers_of, typed_columns
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import words
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.board.board import Board
from webapp.services.board.boards import NoRosterError, NoRuleSetError
from webapp.services.board.student_list import group_of, name_of
from webapp.services.rule_sets.registry import RegisteredSet

MOST_NAMED = 200  # students of one set; the board has the rest

bp = Blueprint("unjudged", __name__)


@dataclass(frozen=True)
class LeftOut:
    """A student who is not judged."""

    id: int
    name: str
    group: str  # his class or school
    why: str  # in the reader's words; "" where each set has its own reason


@dataclass(frozen=True)
class UnjudgedPart:
    """Whom one set leaves out."""

    kept: RegisteredSet  # the set
    condition: str  # whom it judges, in words; "" for everybody
    students: tuple[LeftOut, ...]  # the first ones
    count: int  # all of them


@dataclass(frozen=True)
class UnjudgedPage:
    """The students whom rule sets leave out, of those whom the reader may see."""

    roster: RosterInfo | None  # None: there is none yet, and the rest is empty
    offered: bool = False  # whether any set is for the roster; without, the rest is empty
    several: bool = False  # whether more than one is
    students: int = 0  # of the roster
    group: str = ""  # what groups of its students are called, "" where it has none
    by_none: Sequence[LeftOut] = ()  # judged by no set, the first ones
    by_none_more: int = 0  # how many more there are
    parts: Sequence[UnjudgedPart] = ()  # by set


@bp.get("/rules/unjudged")
@needs(Action.SEE_STUDENTS)
def index() -> Response:
    """List, of the students the viewer may see, who is judged by no set, then by each set."""
    try:
        page = _page(_boards(viewer()))
    except NoRosterError:
        page = UnjudgedPage(None)
    except NoRuleSetError as missing:
        page = UnjudgedPage(missing.roster)
    return show_page("rules/unjudged.html", page)


def count(who: Viewer) -> int | None:
    """Return how many of the students a viewer may see no set judges; None without a board."""
    try:
        return int(_by_none(_boards(who)).sum())
    except (NoRosterError, NoRuleSetError):
        return None


def _page(boards: list[tuple[RegisteredSet, Board]]) -> UnjudgedPage:
    first = boards[0][1]
    rows = np.flatnonzero(_by_none(boards))
    several, parts = len(boards) > 1, [_part(kept, board) for kept, board in boards]
    named = [_left_out(first, int(row), "") for row in rows[:MOST_NAMED]]
    return UnjudgedPage(
        roster=first.roster,
        offered=True,
        several=several,
        students=len(first.cohort),
        group=_group_word(first),
        by_none=named if several or not named else parts[0].students,
        by_none_more=max(0, len(rows) - MOST_NAMED),
        parts=parts,
    )


def _group_word(board: Board) -> str:
    if not board.groups:
        return ""
    return _("Class") if "class" in board.groups else _("School")


def _boards(who: Viewer) -> list[tuple[RegisteredSet, Board]]:
    """The board of the current roster under each set that is offered for it."""
    with state().boards.turn:
        first, _flags = state().boards.open(who, None, None)
        roster: RosterInfo = first.roster
        offered = state().shelf.for_roster(roster.dictionary, who.school)
        return [(kept, state().boards.open(who, roster.id, kept.name)[0]) for kept in offered]


def _by_none(boards: list[tuple[RegisteredSet, Board]]) -> NDArray[np.bool_]:
    judged = np.array([board.judged({}).judged for _kept, board in boards])
    return np.asarray(~judged.any(axis=0))


def _part(kept: RegisteredSet, board: Board) -> UnjudgedPart:
    rows = np.flatnonzero(~board.judged({}).judged)
    applies = board.rule_set.applies_to
    figures = board.judged({}).for_everybody
    condition = words(applies.words(figures)) if applies else ""
    whys = _whys(board, rows[:MOST_NAMED].tolist())
    named = [_left_out(board, row, why) for row, why in whys.items()]
    return UnjudgedPart(kept, condition, tuple(named), len(rows))


def _whys(board: Board, rows: list[int]) -> Mapping[int, str]:
    """Say of each student (by place) why the set leaves him out."""
    applies = board.rule_set.applies_to
    if applies is None:
        return {}
    columns = typed_columns(board.rule_set, board.cohort.columns)
    figures = board.judged({}).figures
    told = {}
    for row in rows:
        answers = answers_of(columns, row)
        lacking = [
            words(known.label) or name
            for name, known in applies.columns.items()
            if answers.get(name) is None
        ]
        if applies.of_student(answers, own(applies.figures, figures, answers)) == UNANSWERED:
            told[row] = _("no answer: %(columns)s", columns=", ".join(lacking))
        else:
            told[row] = _("does not meet the condition")
    return told


def _left_out(board: Board, row: int, why: str) -> LeftOut:
    id_ = int(board.cohort.students[row])
    return LeftOut(id_, name_of(board, row), group_of(board, row), why)
