"""Spearman's rank correlation with its interval, without a library that takes seconds to load.

Bonett & Wright (2000), "Sample size requirements for estimating Pearson, Kendall and Spearman
correlations", Psychometrika 65(1): Fisher's z with the variance (1 + r² / 2) / (n - 3).
"""

from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FEWEST = 10
"""Students without whom no correlation and no difference is told."""
LEVEL = 0.95


@dataclass(frozen=True)
class Correlation:
    """Spearman's r, the ends of its 95 % interval, and of how many students."""

    r: float
    low: float
    high: float
    students: int


def spearman(
    one: NDArray[np.float64], other: NDArray[np.float64], level: float = LEVEL
) -> Correlation | None:
    """The rank correlation of two columns (n,) over the students who have both numbers.

    None for fewer than FEWEST of them, and where one column has the same number for all.
    """
    both = ~np.isnan(one) & ~np.isnan(other)
    n = int(both.sum())
    if n < FEWEST:
        return None
    first, second = ranks(one[both]), ranks(other[both])
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    r = float(np.clip(np.corrcoef(first, second)[0, 1], -1.0, 1.0))
    if abs(r) > 1 - 1e-12:
        return Correlation(r, r, r, n)
    reach = NormalDist().inv_cdf((1 + level) / 2) * sqrt((1 + r * r / 2) / (n - 3))
    return Correlation(r, tanh(atanh(r) - reach), tanh(atanh(r) + reach), n)


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rank of each value (n,) from 1, like values sharing the mean of theirs."""
    _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means: NDArray[np.float64] = last - (counts - 1) / 2
    return means[codes]
