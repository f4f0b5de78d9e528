"""What a whole cohort says: statistics of distinct values and how many students hold each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.conditions.tree import UNANSWERED, YES


def statistic(name: str, level: float | None, values: NDArray[Any], counts: NDArray[Any]) -> float:
    """mean, median, quantile (at `level`) of numbers, or share (0 to 1) of a condition's results.

    `values` (v,) distinct or not, `counts` (v,) students at each; missing answers are left out,
    and NaN is returned where nobody is left.
    """
    known = (values != UNANSWERED) if name == "share" else ~np.isnan(values)
    known = known & (counts > 0)
    values, counts = values[known], counts[known]
    total = int(counts.sum())
    if total == 0:
        return float("nan")
    if name == "share":
        return float(counts[values == YES].sum() / total)
    if name == "mean":
        return float(np.dot(values, counts) / total)
    return _quantile(0.5 if level is None else level, values, counts, total)


def _quantile(level: float, values: NDArray[Any], counts: NDArray[Any], total: int) -> float:
    """Between two students' values, in proportion (numpy's and spreadsheets' usual definition)."""
    order = np.argsort(values)
    values, upto = values[order], np.cumsum(counts[order])
    place = level * (total - 1)
    below = int(place)
    low = values[np.searchsorted(upto, below, side="right")]
    high = values[np.searchsorted(upto, min(below + 1, total - 1), side="right")]
    return float(low + (high - low) * (place - below))
