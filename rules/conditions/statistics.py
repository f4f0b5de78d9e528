"""What a cohort says: statistics of distinct values and how many students hold each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.columns import Column
from rules.conditions.tree import UNANSWERED, YES

TABLE = 65_536
"""Groups times distinct values that are counted in one table."""


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


def by_group(
    name: str, level: float | None, argument: Column, groups: Column
) -> dict[float | str, float]:
    """The same of each group: its name in the column `groups` -> the statistic.

    Students without a group are in none.
    """
    names = groups.values.tolist()
    return {
        group: statistic(name, level, values, counts)
        for group, values, counts in zip(names, *_split(argument, groups), strict=True)
        if group is not None and group == group
    }


def _split(
    argument: Column, groups: Column
) -> tuple[list[NDArray[Any]], list[NDArray[Any]]]:
    """The values of each group and how many hold each; every value of all where they are few."""
    many, distinct = len(groups.values), len(argument.values)
    if many * distinct <= max(TABLE, len(groups.codes)):
        pairs = groups.codes.astype(np.intp) * distinct + argument.codes
        counts = np.bincount(pairs, minlength=many * distinct).reshape(many, distinct)
        return [argument.values] * many, list(counts)
    order = np.argsort(groups.codes, kind="stable")
    ends = np.cumsum(np.bincount(groups.codes, minlength=many))[:-1]
    values = np.split(argument.values.take(argument.codes.take(order)), ends)
    return values, [np.ones(len(part), dtype=np.intp) for part in values]


def _quantile(level: float, values: NDArray[Any], counts: NDArray[Any], total: int) -> float:
    """Between two students' values, in proportion (numpy's and spreadsheets' usual definition)."""
    order = np.argsort(values)
    values, upto = values[order], np.cumsum(counts[order])
    place = level * (total - 1)
    below = int(place)
    low = values[np.searchsorted(upto, below, side="right")]
    high = values[np.searchsorted(upto, min(below + 1, total - 1), side="right")]
    return float(low + (high - low) * (place - below))
