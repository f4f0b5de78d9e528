"""A board seen through a counsellor's knobs: every number of the page comes from here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules import Judged
from scoring import ranking
from scoring.changes import Movers, movers
from scoring.places import Places, fill
from scoring.ranking import Ranking
from webapp.board import Board, Flags, as_text, folded
from webapp.knobs import STATES, Filters, Knobs

Mask = NDArray[np.bool_]
FOLLOWING = 5  # students named after the last place


@dataclass(frozen=True, eq=False)
class Outlook:
    """A board seen through its knobs: every number of the page comes from here.

    `levers` (n,) uint64 has bit k set where indicator k is a lever to offer, of those that weigh
    anything; `complexity` (n,) NaN where unknown; `shown` (n,) the students on the chart; `listed`
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
    shown = _shown(board, knobs.filters, complexity, levers, coached, ranked.state)
    inside = _brushed(board, knobs, complexity, shown)
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
    key = ("concerned", _tried_thresholds(knobs), _static_key(knobs.filters))
    return board.kept(key, lambda: judged.concerned(_static(board, knobs.filters)))  # type: ignore[no-any-return]


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


def _shown(
    board: Board,
    filters: Filters,
    complexity: NDArray[np.float64],
    levers: NDArray[np.uint64],
    coached: Mask,
    states: NDArray[np.uint8],
) -> Mask:
    shown = _static(board, filters)
    if filters.coached is not None:
        shown = shown & (coached == filters.coached)
    if filters.lever is not None:
        place = [indicator.key for indicator in board.rule_set.indicators].index(filters.lever)
        shown = shown & ((levers & np.uint64(1 << place)) > 0)
    if filters.state is not None:
        shown = shown & (states == STATES[filters.state])
    if filters.quadrant is not None:
        shown = shown & (quadrant_of(board, complexity) == filters.quadrant)
    return shown


def quadrant_of(board: Board, complexity: NDArray[np.float64]) -> NDArray[np.str_]:
    """Name the quadrant each student (n,) stands in; empty where need or ease is unknown."""
    lines = board.rule_set.quadrants
    easy = 100.0 - complexity >= lines.ease
    needy = board.need >= lines.need
    names = np.array(["doing_well", "light_touch", "more_than_coaching", "coach_first"])
    return np.where(np.isnan(complexity) | np.isnan(board.need), "", names[needy * 2 + easy])


def _static(board: Board, filters: Filters) -> Mask:
    """Apply the filters that no knob can change."""
    key = ("static", _static_key(filters))
    return board.kept(key, lambda: _make_static(board, filters))  # type: ignore[no-any-return]


def _static_key(filters: Filters) -> Filters:
    return replace(filters, quadrant=None, lever=None, coached=None, state=None, brush=())


def _tried_thresholds(knobs: Knobs) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(knobs.thresholds.items()))


def _make_static(board: Board, filters: Filters) -> Mask:
    mask = np.ones(len(board.cohort), dtype=bool)
    wanted = {
        "school": filters.school,
        "class": filters.class_,
        "sex": filters.sex,
        "age": filters.age,
    }
    for role, texts in wanted.items():
        column = board.column(role)
        if texts and column is not None:
            mask &= np.array([as_text(value) in texts for value in column.values])[column.codes]
        elif texts:
            mask[:] = False
    if filters.grade_from is not None:
        mask &= board.grade >= filters.grade_from
    if filters.grade_to is not None:
        mask &= board.grade <= filters.grade_to
    if filters.q:
        asked = folded(filters.q).split()
        mask &= np.array(
            [all(word in text for word in asked) for text in board.search_texts], dtype=bool
        )
    if filters.only:
        mask &= np.isin(board.cohort.students, filters.only)
    return mask


def _brushed(board: Board, knobs: Knobs, complexity: NDArray[np.float64], shown: Mask) -> Mask:
    if not knobs.filters.brush:
        return shown
    left, right, bottom, top = knobs.filters.brush
    y = 100.0 - complexity if knobs.y == "ease" else board.gap
    inside = (board.grade >= left) & (board.grade <= right) & (y >= bottom) & (y <= top)
    return shown & inside


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

    key = ("untouched", knobs.filters, knobs.places, knobs.limit, knobs.by, flags.version)
    return movers(board.kept(key, untouched), places.given)
