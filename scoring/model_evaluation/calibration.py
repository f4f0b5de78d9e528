"""Whether what a model expects is what comes: expected beside actual, by tenths of expectation."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.groups.evidence import student_t
from scoring.groups.groups import SMALLEST
from scoring.rule_change.replay import share

TENTHS = 10
LEVEL = 0.95

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CalibrationTenth:
    """The students of one tenth: what was expected of them on average, what came, and the ends of
    its 95 % interval; all on the roster's scale, or shares from 0 to 1 of those who pass."""

    students: int
    expected: float
    actual: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether the interval of what came holds what was expected."""
        return self.low <= self.expected <= self.high


@dataclass(frozen=True)
class Calibration:
    """steps: from the lowest expectation to the highest. slope: by how much what came rises where
    the expectation rises by 1, with its 95 % interval: 1 is right, less means that expectations
    lie too far apart. None where all expectations are the same."""

    students: int
    steps: tuple[CalibrationTenth, ...]
    slope: tuple[float, float, float] | None

    @property
    def held(self) -> int:
        """In how many steps the interval holds the expectation."""
        return sum(step.holds for step in self.steps)


def of_grades(expected: Floats, grade: Floats, smallest: int = SMALLEST) -> Calibration | None:
    """Compare expected with actual grades (n,), NaN unknown; None for fewer than two steps."""
    return _calibration(expected, grade, smallest, passing=False)


def of_passing(expected: Floats, passed: Floats, smallest: int = SMALLEST) -> Calibration | None:
    """Compare probabilities (n,) with who passed, 1.0 or 0.0, NaN unknown."""
    return _calibration(expected, passed, smallest, passing=True)


def tenths(
    expected: Floats, smallest: int = SMALLEST, steps: int = TENTHS
) -> list[NDArray[np.intp]]:
    """The places of the students of each tenth of expectation (n,), lowest first.

    Fewer parts where a tenth would be fewer than `smallest`; like expectations stand in one part.
    [] for fewer than two parts.
    """
    steps = min(steps, len(expected) // smallest)
    if steps < 2:
        return []
    ends = np.quantile(expected, np.arange(1, steps) / steps)
    codes = np.searchsorted(ends, expected, side="left")
    found: list[NDArray[np.intp]] = []
    for code in range(steps):
        there = np.flatnonzero(codes == code)
        if found and len(found[-1]) < smallest:
            found[-1] = np.concatenate([found[-1], there])
        elif len(there):
            found.append(there)
    if len(found) > 1 and len(found[-1]) < smallest:
        rest = found.pop()
        found[-1] = np.concatenate([found[-1], rest])
    return found if len(found) > 1 else []


def _calibration(
    expected: Floats, actual: Floats, smallest: int, *, passing: bool
) -> Calibration | None:
    known = ~np.isnan(expected) & ~np.isnan(actual)
    said, came = expected[known], actual[known]
    parts = tenths(said, smallest)
    if not parts:
        return None
    steps = tuple(_step(said[part], came[part], passing=passing) for part in parts)
    return Calibration(len(said), steps, _slope(said, came))


def _step(expected: Floats, actual: Floats, *, passing: bool) -> CalibrationTenth:
    n = len(actual)
    mean = float(actual.mean())
    if passing:
        found = share(int(actual.sum()), n)
        return CalibrationTenth(n, float(expected.mean()), mean, found.low, found.high)
    reach = student_t((1 + LEVEL) / 2, n - 1) * float(actual.std(ddof=1)) / sqrt(n)
    return CalibrationTenth(n, float(expected.mean()), mean, mean - reach, mean + reach)


def _slope(expected: Floats, actual: Floats) -> tuple[float, float, float] | None:
    """The slope of a straight line through the students, with its 95 % interval."""
    apart = expected - expected.mean()
    squares = float(apart @ apart)
    freedom = len(actual) - 2
    if squares <= 1e-12 or freedom < 4:
        return None
    slope = float(apart @ actual) / squares
    left = actual - actual.mean() - slope * apart
    reach = student_t((1 + LEVEL) / 2, freedom) * sqrt(float(left @ left) / freedom / squares)
    return slope, slope - reach, slope + reach
