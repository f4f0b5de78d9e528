"""The one ranking: from judged students and weights to need, priority, rank and quadrant.

Board, trial, preview, replay, API, exports and explanations all ask `rank`.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules import Judgement, Need, Quadrants
from scoring.grade_scale import GradeScale

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Keep = Callable[[Hashable, Callable[[], Any]], Any]
"""`keep(key, make)` gives what `make()` gave for this key, or makes it anew."""

MIDDLE = 50.0
"""The need of a student who stands exactly at the pass mark, or exactly as expected."""
NOWHERE = -1
"""Stands for a `Quadrant` where need or ease is unknown."""


class RankState(IntEnum):
    """Why a student has, or has not, a rank. The order is the order of the list."""

    NO_GRADE = 0
    RANKED = 1
    NO_EASE = 2
    NOT_JUDGED = 3
    SET_ASIDE = 4


@dataclass(frozen=True, eq=False)
class Students:
    """What no rule changes of n students.

    `grade` and `gap` (n,) in grade points, NaN where unknown, on a scale from `worst` to `best`
    (worst is the higher number where 1 is best); a gap is over 0 where the grade is worse than
    expected. `coached` and `set_aside` (n,) bool: who gets no place whatever the rules say.
    """

    grade: Floats
    gap: Floats
    worst: float
    best: float
    coached: Mask
    set_aside: Mask

    @property
    def scale(self) -> GradeScale:
        """The scale of the grades."""
        return GradeScale(self.worst, self.best)


@dataclass(frozen=True, eq=False)
class StudentRanking:
    """Where rules and weights put each of n students.

    `need` (n,) 0 to 100, NaN without a grade (or a gap, where the need comes from it);
    `complexity` (n,) 0 to 100, NaN where nothing that counts was answered or who is not judged;
    `priority` (n,) need x ease / 100, NaN without a rank;
    `state` (n,) uint8, `State` values;
    `order` (n,) indices of all students in the order of the list: by state, then first to coach
    first; `rank` (n,) 1 for the first ranked student, 0 without a rank;
    `coached` (n,) bool, who is ranked and gets no place; `lines` where the quadrants begin.
    """

    need: Floats
    complexity: Floats
    priority: Floats
    state: NDArray[np.uint8]
    order: NDArray[np.int64]
    rank: NDArray[np.int64]
    coached: Mask
    lines: Quadrants

    @property
    def ease(self) -> Floats:
        """100 - complexity (n,), NaN where unknown."""
        return 100.0 - self.complexity

    @cached_property
    def quadrant(self) -> NDArray[np.int8]:
        """Each student's `Quadrant` (n,), NOWHERE where need or ease is unknown."""
        return quadrants(self.lines, self.need, self.complexity)

    @cached_property
    def ranked(self) -> NDArray[np.int64]:
        """Indices of all who have a rank, first first."""
        found: NDArray[np.int64] = self.order[self.state[self.order] == RankState.RANKED]
        return found

    @cached_property
    def queue(self) -> NDArray[np.int64]:
        """Indices of all who could get a place, first first: those ranked and not coached yet."""
        return self.ranked[~self.coached[self.ranked]]

    def first(self, places: int) -> NDArray[np.int64]:
        """Indices of the students who get one of so many places, first first."""
        return self.queue[:places]

    def among_first(self, places: int) -> Mask:
        """Say of each student (n,) whether he gets one of so many places."""
        inside = np.zeros(len(self.need), dtype=bool)
        inside[self.first(places)] = True
        return inside


def _anew(_key: Hashable, make: Callable[[], Any]) -> Any:
    return make()


def rank(
    judged: Judgement,
    students: Students,
    weights: Floats | None = None,
    *,
    levers: NDArray[np.integer] | None = None,
    keep: Keep = _anew,
) -> StudentRanking:
    """Rank n judged students under these weights (k,), by default the rule set's.

    `levers` (n,) how many are offered to each, where the bits of `judged` do not say it. `keep` may
    remember what no weight changes, for students of the same grades and gaps.

    A student who would be ranked but has no need (no gap, when the need comes from the gap) counts
    as without ease: he is listed, never placed.
    """
    weights = judged.rule_set.weights() if weights is None else weights
    need: Floats = keep(
        ("need", judged.rule_set.need), lambda: need_of(judged.rule_set.need, students)
    )
    complexity = judged.complexity(weights)
    priority = priorities(need, complexity)
    state = _states(judged, students, complexity)
    ranked = (state == RankState.RANKED) & ~np.isnan(priority)
    state[(state == RankState.RANKED) & ~ranked] = RankState.NO_EASE
    priority[~ranked] = np.nan
    order = _order(state, priority, ranked, _ties(judged, students, weights, levers, keep))
    ranks = np.zeros(len(need), dtype=np.int64)
    in_order = order[ranked[order]]
    ranks[in_order] = np.arange(1, len(in_order) + 1)
    lines = judged.rule_set.quadrants
    return StudentRanking(need, complexity, priority, state, order, ranks, students.coached, lines)


def need_of(rules: Need, students: Students) -> Floats:
    """Need (n,) from 0 to 100, from the grade or the gap as the rules say, NaN where unknown."""
    if rules.source == "gap":
        return need_from_gap(students.gap, students.worst, students.best)
    return need_from_grade(students.grade, students.worst, students.best, rules.passing)


def need_from_grade(grade: Floats, worst: float, best: float, passing: float) -> Floats:
    """Turn grades (n,) into needs (n,) from 0 (best grade) to 100 (worst grade).

    The pass mark stands at 50, and each side of it is a straight line, so that the middle of the
    chart means the same with any scale. A missing grade (NaN) gives a missing need.
    """
    passed = MIDDLE * (best - grade) / (best - passing)
    failed = MIDDLE + MIDDLE * (passing - grade) / (passing - worst)
    reached = GradeScale(worst, best).reaches(grade, passing)
    return np.clip(np.where(reached, passed, failed), 0.0, 100.0)


def need_from_gap(gap: Floats, worst: float, best: float) -> Floats:
    """Turn gaps (n,) in grade points into needs (n,): 50 is as expected, 100 half a scale worse."""
    return np.clip(MIDDLE + 100.0 * gap / GradeScale(worst, best).span, 0.0, 100.0)


def grade_at(need: float, worst: float, best: float, passing: float) -> float:
    """Return the grade whose need is `need`: where a quadrant line stands on the grade axis."""
    if need <= MIDDLE:
        return best - need / MIDDLE * (best - passing)
    return passing - (need - MIDDLE) / MIDDLE * (passing - worst)


def priorities(need: Floats, complexity: Floats) -> Floats:
    """need x ease / 100 of each student (..., n), NaN where either is unknown.

    Rounded, since a matrix product may differ in its last bit between two like students.
    """
    return np.round(need * (100.0 - complexity) / 100.0, 9)


def tie_order(
    grade: Floats, gap: Floats, levers: NDArray[np.integer], *, upwards: bool = True
) -> NDArray[np.int64]:
    """Return the order (n,) that breaks ties, which no weight can change.

    Like priorities are told apart by the worse grade, then the larger gap, then more levers, then
    the order of the roster. A missing grade or gap comes after a known one. `upwards`: whether a
    higher number is a better grade.
    """
    return np.lexsort((-levers.astype(np.int64), -gap, grade if upwards else -grade))


def quadrants(lines: Quadrants, need: Floats, complexity: Floats) -> NDArray[np.int8]:
    """The `Quadrant` of each need and complexity (n,), NOWHERE where either is unknown."""
    unknown = np.isnan(need) | np.isnan(complexity)
    place = 2 * (need < lines.need) + ~is_easy(lines, complexity)
    return np.where(unknown, NOWHERE, place).astype(np.int8)


def is_easy(lines: Quadrants, complexity: Floats) -> Mask:
    """On which side of the chart's line each complexity (n,) lies; False where unknown."""
    return np.asarray(100.0 - complexity >= lines.ease)


def offered(judged: Judgement, weights: Floats) -> NDArray[np.uint64]:
    """The levers that weigh anything to offer each student, (n,): bit k for indicator k."""
    return np.asarray(judged.fired & _weighty(weights))


def _weighty(weights: Floats) -> np.uint64:
    """Set the bit of each indicator that weighs anything: one without weight is as if absent."""
    return np.uint64(sum(1 << at for at, weight in enumerate(weights.tolist()) if weight > 0))


def _states(judged: Judgement, students: Students, complexity: Floats) -> NDArray[np.uint8]:
    """Say of each student (n,) which part of the list is his."""
    state = np.full(len(complexity), RankState.RANKED, dtype=np.uint8)
    state[np.isnan(complexity)] = RankState.NO_EASE
    state[~judged.judged] = RankState.NOT_JUDGED
    state[np.isnan(students.grade)] = RankState.NO_GRADE
    state[students.set_aside] = RankState.SET_ASIDE
    return state


def _ties(
    judged: Judgement,
    students: Students,
    weights: Floats,
    levers: NDArray[np.integer] | None,
    keep: Keep,
) -> NDArray[np.int64]:
    if levers is not None:
        return tie_order(students.grade, students.gap, levers, upwards=students.scale.upwards)
    key = ("ties", tuple(sorted(judged.thresholds.items())), int(_weighty(weights)))

    def make() -> NDArray[np.int64]:
        counts = np.bitwise_count(offered(judged, weights))
        return tie_order(students.grade, students.gap, counts, upwards=students.scale.upwards)

    return np.asarray(keep(key, make))


def _order(
    state: NDArray[np.uint8], priority: Floats, ranked: Mask, ties: NDArray[np.int64]
) -> NDArray[np.int64]:
    """One sort over (state, priority): a state outweighs any priority, which is at most 100."""
    key = state * 1000.0 - np.where(ranked, priority, 0.0)
    return ties[np.argsort(key[ties], kind="stable")]
