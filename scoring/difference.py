"""The difference of two groups' mean grades with its interval, by Welch's t."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from rules.rounding import adding_up

LEVEL = 0.95


@dataclass(frozen=True)
class Difference:
    """The mean grade of those whom a rule concerns and of the others, in grade points.

    low, high: the ends of the 95 % interval of `value`. concerned, others: how many have a grade.
    """

    mean_concerned: float
    mean_others: float
    low: float
    high: float
    concerned: int
    others: int

    @property
    def value(self) -> float:
        """Concerned minus others."""
        return self.mean_concerned - self.mean_others

    def means(self, digits: int) -> tuple[float, float]:
        """The means of those concerned and of the others, so rounded that they differ by the value
        as it is shown."""
        first, second = adding_up([self.mean_concerned, -self.mean_others], self.value, digits)
        return first, -second


def welch(
    concerned: NDArray[np.float64], others: NDArray[np.float64], level: float = LEVEL
) -> Difference:
    """The difference of means of two groups of at least 5 grades each; their spreads may differ."""
    n, m = len(concerned), len(others)
    parts = float(np.var(concerned, ddof=1)) / n, float(np.var(others, ddof=1)) / m
    spread = sqrt(sum(parts))
    means = float(np.mean(concerned)), float(np.mean(others))
    reach = 0.0
    if spread > 0:
        freedom = sum(parts) ** 2 / (parts[0] ** 2 / (n - 1) + parts[1] ** 2 / (m - 1))
        reach = spread * student_t((1 + level) / 2, freedom)
    value = means[0] - means[1]
    return Difference(*means, value - reach, value + reach, n, m)


def student_t(probability: float, freedom: float) -> float:
    """The quantile of Student's t, for 4 degrees of freedom or more, to three digits.

    Abramowitz & Stegun (1964), 26.7.5: an expansion around the normal quantile. scipy would take
    half a second to load for it.
    """
    z = NormalDist().inv_cdf(probability)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))
