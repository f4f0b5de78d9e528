"""A board seen through a counsellor's knobs: every number of the page comes from here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules import Judgement
from scoring.places import Movers, Places, fill, movers
from scoring.ranking import StudentRanking, offered, rank
from webapp.services.board import filters
from webapp.services.board.board import Board, Flags
from webapp.services.board.filters import FilterInput, Mask
from webapp.services.board.knobs import Knobs

FOLLOWING = 5  # students named after the last place


@dataclass(frozen=True, eq=False)
class Outlook:
    """A board seen through its knobs: every number of the page comes from here.

    `levers` (n,) uint64 has bit k set where indicator k is a lever to offer, of those that weigh
    anything; `passed` (n,) the students whom the filters let through, `shown` (n,) those of them on
    the chart, who were not set aside; `listed` holds the indices of the list, in its order;
    `concerned` (k,) how many of the filtered students each indicator concerns.
    """

    board: Board
    knobs: Knobs
    judged: Judgement
    weights: NDArray[np.float64]
    levers: NDArray[np.uint64]
    ranking: StudentRanking
    passed: Mask
    shown: Mask
    listed: NDArray[np.int64]
    places: Places
    movers: Movers
    concerned: NDArray[np.int64]

    @property
    def complexity(self) -> NDArray[np.float64]:
        """Complexity (n,) 0 to 100, NaN where unknown."""
        return self.ranking.complexity

    @property
    def coached(self) -> Mask:
        """Who has an open intervention (n,)."""
        return self.ranking.coached


def look(board: Board, knobs: Knobs, flags: Flags) -> Outlook:
    """Judge, rank and filter a board for these knobs."""
    judged = board.judged(knobs.thresholds)
    weights = board.rule_set.weights(knobs.tried_weights)
    levers = offered(judged, weights)
    students = board.students(flags)
    ranked = rank(judged, students, weights, keep=board.kept)
    seen = FilterInput(board, knobs, flags, levers, ranked)
    passed = filters.passed(seen)
    shown = passed if "state" in knobs.filters else passed & ~students.set_aside
    inside = shown & filters.in_list(seen)
    listed = ranked.order[inside[ranked.order]]
    places = _places(board, knobs, ranked, shown)
    return Outlook(
        board=board,
        knobs=knobs,
        judged=judged,
        weights=weights,
        levers=levers,
        ranking=ranked,
        passed=passed,
        shown=shown,
        listed=_sorted(board, knobs, ranked, listed),
        places=places,
        movers=_movers(board, knobs, flags, places),
        concerned=_concerned(board, knobs, judged),
    )


def _concerned(board: Board, knobs: Knobs, judged: Judgement) -> NDArray[np.int64]:
    """Count for each indicator (k,) the filtered students whom it concerns, whatever it weighs."""
    key = ("concerned", _tried_thresholds(knobs), knobs.filters.fixed)
    return board.kept(key, lambda: judged.concerned(filters.fixed(board, knobs.filters)))  # type: ignore[no-any-return]


def _tried_thresholds(knobs: Knobs) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(knobs.thresholds.items()))


def _sorted(
    board: Board, knobs: Knobs, ranked: StudentRanking, listed: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Sort the list otherwise than by priority; likes keep the order of priority."""
    by, down = knobs.sort.lstrip("-"), knobs.sort.startswith("-")
    if by == "priority":
        return listed[::-1] if down else listed
    columns: dict[str, Callable[[], NDArray[Any]]] = {
        "name": lambda: board.name_order,
        "group": lambda: board.group_order,
        "grade": lambda: board.grade,
        "ease": lambda: ranked.ease,
        "gap": lambda: board.gap,
    }
    values = columns[by]()[listed]
    return listed[np.argsort(-values if down else values, kind="stable")]


def _places(board: Board, knobs: Knobs, ranked: StudentRanking, shown: Mask) -> Places:
    candidates = ranked.queue[shown[ranked.queue]]
    column = board.group(knobs.by)
    if knobs.limit is None or column is None:
        candidates = candidates[: knobs.places + FOLLOWING]
        return fill(candidates.tolist(), knobs.places, following=FOLLOWING)
    return fill(candidates.tolist(), knobs.places, column.codes.tolist(), knobs.limit, FOLLOWING)


def _movers(board: Board, knobs: Knobs, flags: Flags, places: Places) -> Movers:
    """Compare the places given with those that the rule set as it stands would give."""
    if not knobs.tweaked:
        return movers(places.given, places.given)

    def untouched() -> tuple[int, ...]:
        plain = Knobs(filters=knobs.filters, places=knobs.places, limit=knobs.limit, by=knobs.by)
        return look(board, plain, flags).places.given

    whose = flags.account if knobs.filters.own else None
    key = ("untouched", knobs.filters, knobs.places, knobs.limit, knobs.by, flags.version, whose)
    return movers(board.kept(key, untouched), places.given)
