"""A board seen through a counsellor's knobs: every number of the page comes from here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules import Judged
from scoring import ranking
from scoring.changes import Movers, movers
from scoring.places import Places, fill
from scoring.ranking import Ranking
from webapp.board.board import Board, Flags
from webapp.board.knobs import Knobs
from webapp.services.board import filters
from webapp.services.board.filters import FilterInput, Mask

FOLLOWING = 5  # students named after the last place


@dataclass(frozen=True, eq=False)
class Outlook:
    """A board seen through its knobs: every number of the page comes from here.

    `levers` (n,) uint64 has bit k set where indicator k is a lever to offer, of those that weigh
    anything; `complexity` (n,) NaN where unknown; `passed` (n,) the students whom the filters
    let through, `shown` (n,) those of them on the chart, who were not set aside; `listed`
    holds the indices of the list, in its order; `concerned` (k,) how many of the filtered students
    each indicator concerns.
    """

    board: Board
    knobs: Knobs
    judged: Judged
    weights: NDArray[np.float64]
    levers: NDArray[np.uint64]
    complexity: NDArray[np.float64]
    ranking: Ranking
    coached: Mask
    passed: Mask
    shown: Mask
    listed: NDArray[np.int64]
    places: Places
    movers: Movers
    concerned: NDArray[np.int64]


def look(board: Board, knobs: Knobs, flags: Flags) -> Outlook:
    """Judge, rank and filter a board for these knobs."""
    judged = board.judged(knobs.thresholds)
    weights = board.rule_set.weights(knobs.tried_weights)
    weighty = _weighty(weights)
    levers = judged.fired & weighty
    complexity = judged.complexity(weights)
    coached, set_aside = _masks(board, flags)
    ranked = _rank(board, knobs, complexity, levers, weighty, set_aside)
    seen = FilterInput(board, knobs, flags, complexity, levers, coached, ranked.state)
    passed = filters.passed(seen)
    shown = passed if "state" in knobs.filters else passed & ~set_aside
    inside = shown & filters.in_list(seen)
    listed = ranked.order[inside[ranked.order]]
    places = _places(board, knobs, ranked, shown & ~coached)
    return Outlook(
        board=board,
        knobs=knobs,
        judged=judged,
        weights=weights,
        levers=levers,
        complexity=complexity,
        ranking=ranked,
        coached=coached,
        passed=passed,
        shown=shown,
        listed=_sorted(board, knobs, complexity, listed),
        places=places,
        movers=_movers(board, knobs, flags, places),
        concerned=_concerned(board, knobs, judged),
    )


def _weighty(weights: NDArray[np.float64]) -> np.uint64:
    """Set the bit of each indicator that weighs anything: one without weight is as if absent."""
    return np.uint64(sum(1 << k for k, weight in enumerate(weights) if weight > 0))


def _concerned(board: Board, knobs: Knobs, judged: Judged) -> NDArray[np.int64]:
    """Count for each indicator (k,) the filtered students whom it concerns, whatever it weighs."""
    key = ("concerned", _tried_thresholds(knobs), knobs.filters.fixed)
    return board.kept(key, lambda: judged.concerned(filters.fixed(board, knobs.filters)))  # type: ignore[no-any-return]


def _masks(board: Board, flags: Flags) -> tuple[Mask, Mask]:
    def make() -> tuple[Mask, Mask]:
        masks = np.zeros((2, len(board.cohort)), dtype=bool)
        for mask, students in zip(masks, (flags.coached, flags.set_aside), strict=True):
            mask[[board.place_of[s] for s in students if s in board.place_of]] = True
        return masks[0], masks[1]

    return board.kept(("flags", flags.version), make)  # type: ignore[no-any-return]


def _rank(
    board: Board,
    knobs: Knobs,
    complexity: NDArray[np.float64],
    levers: NDArray[np.uint64],
    weighty: np.uint64,
    set_aside: Mask,
) -> Ranking:
    ties = board.kept(
        ("ties", _tried_thresholds(knobs), int(weighty)),
        lambda: ranking.tie_order(board.grade, board.gap, np.bitwise_count(levers)),
    )
    judged = board.judged(knobs.thresholds).judged
    state = ranking.states(board.grade, complexity, judged, set_aside)
    return ranking.rank(board.need, complexity, state, ties)


def _tried_thresholds(knobs: Knobs) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(knobs.thresholds.items()))


def _sorted(
    board: Board, knobs: Knobs, complexity: NDArray[np.float64], listed: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Sort the list otherwise than by priority; likes keep the order of priority."""
    by, down = knobs.sort.lstrip("-"), knobs.sort.startswith("-")
    if by == "priority":
        return listed[::-1] if down else listed
    columns: dict[str, Callable[[], NDArray[Any]]] = {
        "name": lambda: board.name_order,
        "group": lambda: board.group_order,
        "grade": lambda: board.grade,
        "ease": lambda: 100.0 - complexity,
        "gap": lambda: board.gap,
    }
    values = columns[by]()[listed]
    return listed[np.argsort(-values if down else values, kind="stable")]


def _places(board: Board, knobs: Knobs, ranked: Ranking, free: Mask) -> Places:
    order = ranked.order
    candidates = order[(ranked.state[order] == ranking.State.RANKED) & free[order]]
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
