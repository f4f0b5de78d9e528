"""Why a student moves: which of the changed rules, taken back, would bring him back.

A student can move without any of his own points changing, because others fall or rise. So each
changed rule is taken back for everybody, all are ranked anew, and what counts is how that moves
him against the line that he crossed (the last place, or a quadrant's lines).

Two versions of a rule set, mixed: the later one with some of its changes taken back.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rules import OFFERED_AT, Indicator, Judgement, RuleSet
from rules.diff import RuleDifference
from rules.judge import UnansweredPoints
from scoring.ranking import StudentRanking, Students, rank


class IndicatorPlace(NamedTuple):
    """An indicator of one of the two versions (0 the earlier, 1 the later), and its place there."""

    version: int
    at: int


@dataclass(frozen=True, eq=False)
class Mixture:
    """Both judgements of the same n students: points and answers stand ready in one table each."""

    before: Judgement
    after: Judgement
    students: Students
    points: tuple[NDArray[np.float64], NDArray[np.float64]]
    answered: tuple[NDArray[np.bool_], NDArray[np.bool_]]

    def ranking(self, back: Collection[RuleDifference]) -> StudentRanking:
        """Where everybody would stand with these changes taken back; with all of them, as before.

        `back` is some of what `differences` says of the two rule sets.
        """
        rows = self._rows({one.key for one in back if not one.whole})
        whole = {one.key for one in back if one.whole}
        rule_set = self._rule_set(rows, whole)
        judged = (self.before if "applies_to" in whole else self.after).judged
        shape = len(rows), self.after.points.shape[1]
        points, answered = np.empty(shape), np.empty(shape, dtype=bool)
        for at, row in enumerate(rows):
            points[at] = self.points[row.version][row.at]
            answered[at] = self.answered[row.version][row.at]
        mixed = replace(
            self.after,
            rule_set=rule_set,
            thresholds=rule_set.thresholds(),
            points=points,
            fired=np.zeros(shape[1], dtype=np.uint64),
            judged=judged,
            unanswered=_unanswered(answered),
        )
        levers = _offered(rule_set, points, answered, judged)
        return rank(mixed, self.students, levers=levers)

    def _rows(self, back: Collection[str]) -> list[IndicatorPlace]:
        was = {found.key: at for at, found in enumerate(self.before.rule_set.indicators)}
        now = {found.key for found in self.after.rule_set.indicators}
        rows = []
        for at, found in enumerate(self.after.rule_set.indicators):
            if found.key not in back:
                rows.append(IndicatorPlace(1, at))
            elif found.key in was:
                rows.append(IndicatorPlace(0, was[found.key]))
        rows += [IndicatorPlace(0, at) for key, at in was.items() if key in back and key not in now]
        return rows

    def _rule_set(self, rows: list[IndicatorPlace], whole: Collection[str]) -> RuleSet:
        versions = (self.before.rule_set, self.after.rule_set)
        indicators: list[Indicator] = [versions[row.version].indicators[row.at] for row in rows]
        was = versions[0]
        changes = {name: getattr(was, name) for name in whole}
        return replace(versions[1], indicators=tuple(indicators), **changes)


def mixture(before: Judgement, after: Judgement, students: Students) -> Mixture:
    """Lay two judgements of the same students side by side."""
    return Mixture(
        before,
        after,
        students,
        (before.points, after.points),
        (answered(before), answered(after)),
    )


def answered(judged: Judgement) -> NDArray[np.bool_]:
    """Say of each indicator and student (k, n) whether there are points that count."""
    found = np.ones(judged.points.shape, dtype=bool)
    found[:, judged.unanswered.rows] = judged.unanswered.answered > 0
    found[judged.unanswered.by_all] = False
    return found


def _unanswered(answered: NDArray[np.bool_]) -> UnansweredPoints:
    by_all = np.asarray(~answered.any(axis=1))
    rows = np.flatnonzero(~answered[~by_all].all(axis=0))
    partly = answered[:, rows].astype(np.float64)
    partly[by_all] = 1.0
    return UnansweredPoints(by_all, rows, partly)


def _offered(
    rule_set: RuleSet,
    points: NDArray[np.float64],
    answered: NDArray[np.bool_],
    judged: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """How many levers that weigh anything are offered to each student, (n,)."""
    levers = [found.is_lever and found.weight > 0 for found in rule_set.indicators]
    offered = (points[levers] <= OFFERED_AT) & answered[levers] & judged
    return np.asarray(offered.sum(axis=0), dtype=np.int64)


MOST_TRIED = 120
"""Combinations of changes tried at most: each costs about a millisecond at 3,000 students."""
MOST_NAMED = 3
"""Changes named where no combination within MOST_TRIED brings a student back."""
UNRANKED = -100.0
"""The priority that stands for having none: it is below any other."""

Codes = NDArray[np.int8]


@dataclass(frozen=True)
class Shift:
    """One changed rule and how far it moved a student over the line, in points (0 to 100)."""

    difference: RuleDifference
    points: float


@dataclass(frozen=True)
class Cause:
    """Why a student moved: at least one changed rule, the one that moved him most first.

    `how`: "alone": taking back any one of them brings him back; "together": taking back all of
    them does; "most": they moved him most, among many that did.
    """

    shifts: tuple[Shift, ...]
    how: Literal["alone", "together", "most"]


@dataclass(frozen=True)
class QuadrantLine:
    """A line that students cross: on which side each stands (n,), and how far (n,) in points."""

    side: Callable[[StudentRanking], Codes]
    distance: Callable[[StudentRanking], NDArray[np.float64]]


def first_line(places: int) -> QuadrantLine:
    """The line between the first students, who get one of so many places, and the others.

    Its height is half way between the last place and the next one in the queue.
    """

    def distance(ranking: StudentRanking) -> NDArray[np.float64]:
        priority = np.nan_to_num(ranking.priority, nan=UNRANKED)
        around = priority[ranking.queue[max(places - 1, 0) : places + 1]]
        return priority - (float(around.mean()) if len(around) else 0.0)

    return QuadrantLine(lambda ranking: ranking.among_first(places).astype(np.int8), distance)


def quadrant_lines() -> QuadrantLine:
    """The two lines between the quadrants: need and ease weigh alike in the distance."""

    def distance(ranking: StudentRanking) -> NDArray[np.float64]:
        return np.nan_to_num(ranking.need - ranking.complexity, nan=UNRANKED)

    return QuadrantLine(lambda ranking: ranking.quadrant, distance)


@dataclass
class Causes:
    """Finds the causes of moves between two rankings; combinations once tried are kept."""

    mixture: Mixture
    differences: Sequence[RuleDifference]
    before: StudentRanking
    after: StudentRanking
    _tried: dict[frozenset[int], StudentRanking] = field(default_factory=dict)

    def of(self, line: QuadrantLine, movers: NDArray[np.intp]) -> dict[int, Cause]:
        """The cause of each mover (indices), who stand on another side of the line than before."""
        if not len(movers):
            return {}
        was = line.side(self.before)[movers]
        singles = [self._without(frozenset([at])) for at in range(len(self.differences))]
        here = line.distance(self.after)[movers]
        shifts = np.array([here - line.distance(one)[movers] for one in singles])
        back = np.array([line.side(one)[movers] == was for one in singles])
        found = {}
        for at, mover in enumerate(movers.tolist()):
            size = np.abs(shifts[:, at])
            alone = [int(one) for one in np.argsort(-size, kind="stable") if back[one, at]]
            if alone:
                found[mover] = self._cause(alone, shifts[:, at], "alone")
            else:
                order = self._pushing(shifts[:, at], line, mover)
                found[mover] = self._joint(order, shifts[:, at], int(was[at]), line, mover)
        return found

    def _pushing(self, shifts: NDArray[np.float64], line: QuadrantLine, mover: int) -> list[int]:
        """The changes that pushed him the way he went, strongest first; the others after them."""
        way = float(line.distance(self.after)[mover] - line.distance(self.before)[mover])
        sign = 1.0 if way >= 0 else -1.0
        return [int(one) for one in np.argsort(-sign * shifts, kind="stable")]

    def _joint(
        self,
        order: list[int],
        shifts: NDArray[np.float64],
        was: int,
        line: QuadrantLine,
        mover: int,
    ) -> Cause:
        """The fewest of the strongest changes that bring him back when all are taken back."""
        for most in range(2, len(order) + 1):
            taken = frozenset(order[:most])
            if most == len(order):
                return self._cause(order, shifts, "together")
            if taken not in self._tried and len(self._tried) >= MOST_TRIED:
                break
            if line.side(self._without(taken))[mover] == was:
                return self._cause(order[:most], shifts, "together")
        return self._cause(order[:MOST_NAMED], shifts, "most")

    def _cause(
        self,
        named: list[int],
        shifts: NDArray[np.float64],
        how: Literal["alone", "together", "most"],
    ) -> Cause:
        told = tuple(Shift(self.differences[one], float(shifts[one])) for one in named)
        return Cause(told, how)

    def _without(self, taken: frozenset[int]) -> StudentRanking:
        if taken not in self._tried:
            back = [self.differences[one] for one in taken]
            self._tried[taken] = self.mixture.ranking(back)
        return self._tried[taken]
