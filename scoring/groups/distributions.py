"""How far a group's share of a list would stray if the list were drawn by lot.

A list of N of a school's n students, without replacement: the members of a group in it are
hypergeometric. Intervals invert its two tails (Clopper and Pearson 1934; for a finite population
Wright 1991, "Exact confidence bounds when sampling from small finite universes"), so that they hold
at least their level for a list of a dozen too, where the normal curve does not.

Fisher's F distribution, without a library that takes half a second to load for it.

The regularised incomplete beta function by Lentz's continued fraction (Press et al. 2007,
"Numerical Recipes", section 6.4).
"""

from collections.abc import Callable
from functools import lru_cache
from math import exp, inf, lgamma, log

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
"""Of the lists drawn by lot, so many at least have an interval that holds the school's share."""

Floats = NDArray[np.float64]


def chances(drawn: int, members: int, everybody: int) -> Floats:
    """The probability (drawn + 1,) of 0, 1, ... members among `drawn` of `everybody` students."""
    others = everybody - members
    seen = np.arange(max(0, drawn - others), min(drawn, members) + 1)
    found = np.zeros(drawn + 1)
    ways = _choose(members, seen) + _choose(others, drawn - seen)
    found[seen] = np.exp(ways - _choose(everybody, np.array([drawn])))
    return found


def tails(drawn: int, members: int, everybody: int) -> tuple[Floats, Floats]:
    """For 0, 1, ... members in the list the probability of so few (drawn + 1,), and of so many."""
    found = chances(drawn, members, everybody)
    return np.cumsum(found), np.cumsum(found[::-1])[::-1]


def rare(drawn: int, members: int, everybody: int, level: float = LEVEL) -> NDArray[np.bool_]:
    """For 0, 1, ... members in the list whether a lot would so seldom give so few or so many that
    the interval leaves the school's share out, (drawn + 1,)."""
    few, many = tails(drawn, members, everybody)
    found: NDArray[np.bool_] = np.minimum(few, many) <= _seldom(level)
    return found


def interval(seen: int, drawn: int, everybody: int, level: float = LEVEL) -> tuple[int, int]:
    """The fewest and the most members the group could have in the school for a list by lot to hold
    `seen` of them: with fewer, so many would be rarer than (1 - level) / 2; with more, so few."""
    seldom = _seldom(level)
    fewest, most = seen, everybody - drawn + seen

    def enough(members: int) -> bool:
        return bool(tails(drawn, members, everybody)[1][seen] > seldom)

    def too_many(members: int) -> bool:
        return bool(tails(drawn, members, everybody)[0][seen] <= seldom)

    return _first(fewest, most, enough), _first(fewest, most + 1, too_many) - 1


def _seldom(level: float) -> float:
    # A little more, since three in 120 are exactly 2.5 % and the sums are not.
    return (1 - level) / 2 * (1 + 1e-9)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The first of low, low + 1, ... from which on it holds, else `high`, which is not asked."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _choose(of: int, some: NDArray[np.int64]) -> Floats:
    """The logarithm of how many ways there are to choose `some` of so many."""
    table = _log_factorials(1 << max(of, 1).bit_length())
    ways: Floats = table[of] - table[some] - table[of - some]
    return ways


@lru_cache(maxsize=8)
def _log_factorials(size: int) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, size + 1)))])


ENOUGH = 1e-14
MOST_STEPS = 500
LEAST = 1e-300
HALVINGS = 200


def below(value: float, over: float, under: float) -> float:
    """The probability that F with `over` and `under` degrees of freedom is at most `value`."""
    if value <= 0:
        return 0.0
    if value == inf:
        return 1.0
    return _beta(over / 2, under / 2, over * value / (over * value + under))


def quantile(probability: float, over: float, under: float) -> float:
    """The value that F with those degrees of freedom exceeds with 1 - probability (0 < p < 1)."""
    low, high = 0.0, 1.0
    while below(high, over, under) < probability:
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if below(middle, over, under) < probability:
            low = middle
        else:
            high = middle
    return high


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if not 0 < x < 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    # On this side of its middle the fraction converges in a few dozen steps.
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    above, beneath = 1.0, 1 / _not_nought(1 - (a + b) * x / (a + 1))
    found = beneath
    for step in range(1, MOST_STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            beneath = 1 / _not_nought(1 + term * beneath)
            above = _not_nought(1 + term / above)
            found *= beneath * above
        if abs(beneath * above - 1) < ENOUGH:
            break
    return found


def _not_nought(value: float) -> float:
    return value if abs(value) > LEAST else LEAST
