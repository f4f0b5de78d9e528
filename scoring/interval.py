"""How far a grade usually lies from its expectation: intervals by cross-validation+ (CV+).

Barber, Candès, Ramdas & Tibshirani (2021), "Predictive inference with the jackknife+",
Annals of Statistics 49(1), section 3.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HALVINGS = 40
"""Bisection steps: a 20-point scale is searched down to 2e-11 of a point."""


def ends(
    predictions: Floats, residuals: Floats, level: float, low: float, high: float
) -> tuple[Floats, Floats]:
    """Give the two ends (n,) of each student's interval at `level`, within the scale [low, high].

    predictions (models, n): grade points, NaN where the model was trained on the student.
    residuals (models, n): |grade - prediction|, NaN where there is no grade or no prediction.
    A student whom no model predicts gets NaN ends.

    The upper end is the ceil(level x (m + 1))-th smallest of `prediction + residual` over all m
    pairs of a model that never saw the student and another student whom that model never saw
    either; the lower end mirrors it. Too few pairs for the level: the end of the scale.

    For a student in no training set these are all models and all residuals: CV+ as published,
    pooled over the repeats. For a student with a grade they are the models and fold-mates of his
    own folds. The published pairs would not do for him: the other folds' models, hence their
    residuals, have learned from his grade. Within his fold, his residual and his fold-mates' are
    exchangeable, so the level holds for each repeat; pooled repeats have the guarantee of CV+
    (1 - 2 x (1 - level) at worst, about `level` in practice: measure it).
    """
    bags = [np.sort(row[~np.isnan(row)]) for row in residuals]
    predicted = ~np.isnan(predictions)
    sizes = np.array([bag.size for bag in bags])
    pairs = sizes @ predicted - (~np.isnan(residuals)).sum(axis=0)
    # The small subtraction keeps 0.8 x 35 from being rounded up to 29 by binary fractions.
    rank = np.ceil(level * (pairs + 1) - 1e-9)
    upper = _reach(predictions, residuals, bags, rank, low, high)
    lower = -_reach(-predictions, residuals, bags, rank, -high, -low)
    unpredicted = ~predicted.any(axis=0)
    upper[unpredicted] = lower[unpredicted] = np.nan
    return lower, upper


def _reach(
    predictions: Floats,
    residuals: Floats,
    bags: Sequence[Floats],
    rank: Floats,
    start: float,
    end: float,
) -> Floats:
    """Find (n,) the smallest t in [start, end] with `rank` values of prediction + residual <= t.

    Bisection over all students at once: n x pairs values would be 180 million for 30,000
    students. The bracket is the scale and never a residual, so that a student's own grade cannot
    move the result even by a rounding.
    """
    students = [np.flatnonzero(~np.isnan(row)) for row in predictions]
    centres = [row[who] for row, who in zip(predictions, students, strict=True)]
    own = [row[who] for row, who in zip(residuals, students, strict=True)]
    below = np.full(predictions.shape[1], float(start))
    above = np.full(predictions.shape[1], float(end))
    for _ in range(HALVINGS):
        middle = (below + above) / 2
        reached = np.zeros(middle.size)
        for bag, who, centre, his in zip(bags, students, centres, own, strict=True):
            room = middle[who] - centre
            reached[who] += np.searchsorted(bag, room, side="right") - (his <= room)
        enough = reached >= rank
        above = np.where(enough, middle, above)
        below = np.where(enough, below, middle)
    return above
