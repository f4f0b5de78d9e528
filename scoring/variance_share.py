"""How much of the variation of grades lies between schools or classes, and how sure that is.

Analysis of variance of one factor. The intraclass share is the estimate by mean squares, its
interval the exact one of balanced groups (Searle, Casella & McCulloch 1992, "Variance components",
section 3.6) with the mean size that Donner (1979) takes for groups of unlike sizes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring import f_law
from scoring.disclosure import SMALLEST

LEVEL = 0.95

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Between:
    """Variation between groups, as shares from 0 to 1.

    share: of the squares in this very roster that lies between the groups' means (eta squared);
    by_chance: what it would be on average if students were put into the groups by lot.
    intraclass: how much of the variance belongs to the group when chance is taken off, never
    under 0; low, high: its 95 % interval. groups, students: how many are counted.
    """

    groups: int
    students: int
    share: float
    by_chance: float
    intraclass: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0


def between(
    grade: Floats, groups: Sequence[str], smallest: int = SMALLEST, level: float = LEVEL
) -> Between | None:
    """Share out the variation of grades (n,) over the groups that the students (n) are in.

    Not counted: who has no grade (NaN) or no group (""), and groups of fewer than `smallest`
    grades. None where fewer than two groups are left, or all grades are the same.
    """
    named = np.array(groups, dtype=object)
    known = ~np.isnan(grade) & (named != "")
    _, codes, sizes = np.unique(named[known], return_inverse=True, return_counts=True)
    enough = sizes >= smallest
    counted = enough[codes]
    values, places = grade[known][counted], codes[counted]
    n, k = len(values), int(enough.sum())
    if k < 2 or np.ptp(values) == 0:
        return None
    sizes = sizes[enough].astype(np.float64)
    means = np.bincount(places, values, len(enough))[enough] / sizes
    squares = float(np.square(values - values.mean()).sum())
    outside = float((sizes * np.square(means - values.mean())).sum())
    inside = max(squares - outside, 0.0)
    mean_size = (n - float(np.square(sizes).sum()) / n) / (k - 1)
    found = _intraclass(outside / (k - 1), inside / (n - k), mean_size)
    ends = [
        _intraclass(
            outside / (k - 1), f_law.quantile(at, k - 1, n - k) * inside / (n - k), mean_size
        )
        for at in ((1 + level) / 2, (1 - level) / 2)
    ]
    return Between(k, n, outside / squares, (k - 1) / (n - 1), found, ends[0], ends[1])


def _intraclass(outside: float, inside: float, size: float) -> float:
    """The group's part of the variance, from the mean squares between and within groups."""
    apart = outside - inside
    return max(0.0, apart / (apart + size * inside))
