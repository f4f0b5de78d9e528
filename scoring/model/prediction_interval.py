"""How far a grade usually lies from its expectation: intervals by cross-validation+ (CV+).

Barber, Candès, Ramdas & Tibshirani (2021), "Predictive inference with the jackknife+",
Annals of Statistics 49(1), section 3.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Bag: TypeAlias = NDArray[np.uint16]

STEPS = 2_000
"""Residuals are kept in steps of the scale: a hundredth of a point on a scale of 20."""

MOST_KEPT = 2_000
"""Of more residuals, evenly many are kept: a quantile of two thousand is sure enough."""

FEW = 50
"""So few students are asked one by one: a page or a program asks about one."""

HALVINGS = 40
"""Bisection steps: a 20-point scale is searched down to 2e-11 of a point."""


def bag(residuals: Floats, low: float, high: float) -> Bag:
    """Keep residuals |grade - expected| (m,) in small: sorted, in steps of the scale, rounded up.

    So a file of them is small, and an interval is never narrower than they say.
    """
    steps = np.sort(np.ceil(residuals / (high - low) * STEPS - 1e-9))
    if steps.size > MOST_KEPT:
        steps = steps[np.arange(1, MOST_KEPT + 1) * steps.size // MOST_KEPT - 1]
    return np.asarray(np.minimum(steps, np.iinfo(np.uint16).max), dtype=np.uint16)


def ends(
    predictions: Floats, bags: Sequence[Bag], level: float, low: float, high: float
) -> tuple[Floats, Floats]:
    """Give the two ends (n,) of each student's interval at `level`, within the scale [low, high].

    predictions (models, n): grade points, NaN where a model is not asked about the student.
    bags: for each model its residuals of students that it, or a model like it, never saw.
    A student of whom no model is asked gets NaN ends.

    The upper end is the ceil(level x (m + 1))-th smallest of `prediction + residual` over all m
    pairs of a model that is asked about him and one of its residuals; the lower end mirrors it.
    Too few pairs for the level: the end of the scale.
    """
    sizes = np.array([len(one) for one in bags])
    pairs = sizes @ ~np.isnan(predictions)
    # The small subtraction keeps 0.8 x 35 from being rounded up to 29 by binary fractions.
    rank = np.ceil(level * (pairs + 1) - 1e-9)
    residuals = [np.asarray(one * ((high - low) / STEPS), dtype=np.float64) for one in bags]
    upper = _reach(predictions, residuals, rank, low, high)
    lower = -_reach(-predictions, residuals, rank, -high, -low)
    unasked = np.isnan(predictions).all(axis=0)
    upper[unasked] = lower[unasked] = np.nan
    return lower, upper


def _reach(
    predictions: Floats, residuals: Sequence[Floats], rank: Floats, start: float, end: float
) -> Floats:
    """Find (n,) the smallest t in [start, end] with `rank` values of prediction + residual <= t;
    `end` where there are not so many.

    Bisection over all students at once: n x pairs values would be 180 million for 30,000
    students.
    """
    if predictions.shape[1] <= FEW:
        each = zip(predictions.T, rank, strict=True)
        found = [_one(of_him, residuals, int(wanted), end) for of_him, wanted in each]
        return np.clip(np.array(found, dtype=np.float64), start, end)
    students = [np.flatnonzero(~np.isnan(row)) for row in predictions]
    centres = [row[who] for row, who in zip(predictions, students, strict=True)]
    below = np.full(predictions.shape[1], float(start))
    above = np.full(predictions.shape[1], float(end))
    for _ in range(HALVINGS):
        middle = (below + above) / 2
        reached = np.zeros(middle.size)
        for of, who, centre in zip(residuals, students, centres, strict=True):
            reached[who] += np.searchsorted(of, middle[who] - centre, side="right")
        enough = reached >= rank
        above = np.where(enough, middle, above)
        below = np.where(enough, below, middle)
    return above


def _one(predictions: Floats, residuals: Sequence[Floats], rank: int, end: float) -> float:
    """Find the `rank`-th smallest of one student's prediction + residual, `end` without so many."""
    pairs = zip(predictions, residuals, strict=True)
    sums = [of + prediction for prediction, of in pairs if not np.isnan(prediction)]
    values = np.concatenate(sums) if sums else np.empty(0)
    return float(np.partition(values, rank - 1)[rank - 1]) if rank <= values.size else end
