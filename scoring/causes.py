"""Why a student moves: which of the changed rules, taken back, would bring him back.

A student can move without any of his own points changing, because others fall or rise. So each
changed rule is taken back for everybody, all are ranked anew, and what counts is how that moves
him against the line that he crossed (the last place, or a quadrant's lines).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rules.differences import Difference
from scoring.mixing import Mixture
from scoring.ranking import Ranking

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

    difference: Difference
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
class Line:
    """A line that students cross: on which side each stands (n,), and how far (n,) in points."""

    side: Callable[[Ranking], Codes]
    distance: Callable[[Ranking], NDArray[np.float64]]


def first_line(places: int) -> Line:
    """The line between the first students, who get one of so many places, and the others.

    Its height is half way between the last place and the next one in the queue.
    """

    def distance(ranking: Ranking) -> NDArray[np.float64]:
        priority = np.nan_to_num(ranking.priority, nan=UNRANKED)
        around = priority[ranking.queue[max(places - 1, 0) : places + 1]]
        return priority - (float(around.mean()) if len(around) else 0.0)

    return Line(lambda ranking: ranking.among_first(places).astype(np.int8), distance)


def quadrant_lines() -> Line:
    """The two lines between the quadrants: need and ease weigh alike in the distance."""

    def distance(ranking: Ranking) -> NDArray[np.float64]:
        return np.nan_to_num(ranking.need - ranking.complexity, nan=UNRANKED)

    return Line(lambda ranking: ranking.quadrant, distance)


@dataclass
class Causes:
    """Finds the causes of moves between two rankings; combinations once tried are kept."""

    mixture: Mixture
    differences: Sequence[Difference]
    before: Ranking
    after: Ranking
    _tried: dict[frozenset[int], Ranking] = field(default_factory=dict)

    def of(self, line: Line, movers: NDArray[np.intp]) -> dict[int, Cause]:
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

    def _pushing(self, shifts: NDArray[np.float64], line: Line, mover: int) -> list[int]:
        """The changes that pushed him the way he went, strongest first; the others after them."""
        way = float(line.distance(self.after)[mover] - line.distance(self.before)[mover])
        sign = 1.0 if way >= 0 else -1.0
        return [int(one) for one in np.argsort(-sign * shifts, kind="stable")]

    def _joint(
        self, order: list[int], shifts: NDArray[np.float64], was: int, line: Line, mover: int
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

    def _without(self, taken: frozenset[int]) -> Ranking:
        if taken not in self._tried:
            back = [self.differences[one] for one in taken]
            self._tried[taken] = self.mixture.ranking(back)
        return self._tried[taken]
