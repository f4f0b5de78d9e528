"""How much a student needs help, on one scale whatever the roster's grades."""

import numpy as np
from numpy.typing import NDArray

MIDDLE = 50.0
"""The need of a student who stands exactly at the pass mark, or exactly as expected."""


def from_grade(
    grade: NDArray[np.float64], low: float, high: float, passing: float
) -> NDArray[np.float64]:
    """Turn grades (n,) into needs (n,) from 0 (best grade) to 100 (worst grade).

    The pass mark stands at 50, and each side of it is a straight line, so that the middle of the
    chart means the same with any scale. A missing grade (NaN) gives a missing need.
    """
    above = MIDDLE * (high - grade) / (high - passing)
    below = MIDDLE + MIDDLE * (passing - grade) / (passing - low)
    return np.clip(np.where(grade >= passing, above, below), 0.0, 100.0)


def from_gap(gap: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Turn gaps (n,) in grade points into needs (n,): 50 is as expected, 100 half a scale below."""
    return np.clip(MIDDLE + 100.0 * gap / (high - low), 0.0, 100.0)


def grade_at(need: float, low: float, high: float, passing: float) -> float:
    """Return the grade whose need is `need`: where a quadrant line stands on the grade axis."""
    if need <= MIDDLE:
        return high - need / MIDDLE * (high - passing)
    return passing - (need - MIDDLE) / MIDDLE * (passing - low)
