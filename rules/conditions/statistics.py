"""What a cohort says, as a whole or group by group: of values and how many students hold each."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.columns import Column
from rules.conditions.tree import UNANSWERED, YES

TABLE = 65_536
"""Groups times distinct values that are counted in one table."""

Held = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
"""Groups (m,) as codes, values (m,) and how many students of the group hold each (m,)."""


def of_all(name: str, level: float | None, argument: Column) -> float:
    """mean, median, quantile (at `level`) of numbers, or share (0 to 1) of a condition's results.

    Missing answers are left out, and NaN is returned where nobody is left.
    """
    counts = np.bincount(argument.codes, minlength=len(argument.values))
    nowhere = np.zeros(len(counts), dtype=np.intp)
    return float(_statistic(name, level, (nowhere, argument.values, counts), 1)[0])


def by_group(
    name: str, level: float | None, argument: Column, groups: Column
) -> dict[float | str, float]:
    """The same of each group: its name in the column `groups` -> the statistic.

    Students without a group are in none.
    """
    found = _statistic(name, level, _held(argument, groups), len(groups.values))
    return {
        group: value
        for group, value in zip(groups.values.tolist(), found.tolist(), strict=True)
        if group is not None and group == group
    }


def _held(argument: Column, groups: Column) -> Held:
    many, distinct = len(groups.values), len(argument.values)
    if many * distinct > max(TABLE, len(groups.codes)):
        each = argument.values.take(argument.codes)
        return groups.codes, each, np.ones(len(each), dtype=np.intp)
    pairs = groups.codes.astype(np.intp) * distinct + argument.codes
    counts = np.bincount(pairs, minlength=many * distinct)
    return (
        np.repeat(np.arange(many), distinct),
        np.tile(argument.values, many),
        counts,
    )


def _statistic(name: str, level: float | None, held: Held, many: int) -> NDArray[np.float64]:
    """The statistic of each of `many` groups, (many,)."""
    groups, values, counts = held
    known = (values != UNANSWERED) if name == "share" else ~np.isnan(values)
    kept = np.flatnonzero(known & (counts > 0))
    groups, values, counts = groups[kept], values[kept], counts[kept]
    total: NDArray[np.float64] = np.bincount(groups, counts, many).astype(np.float64)
    if name in ("share", "mean"):
        added = counts * (values == YES) if name == "share" else counts * values
        with np.errstate(invalid="ignore"):
            return np.asarray(np.bincount(groups, added, many) / total)
    return _quantile(0.5 if level is None else level, (groups, values, counts), total)


def _quantile(level: float, held: Held, total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Between two students' values, in proportion (numpy's and spreadsheets' usual definition)."""
    groups, values, counts = held
    some = total > 0
    order = np.lexsort((values, groups))
    values, upto = values[order], np.cumsum(counts[order])
    place = level * (total[some] - 1)
    below = np.floor(place)
    first = (np.cumsum(total) - total)[some]
    last = first + total[some] - 1
    low = values[np.searchsorted(upto, first + below, side="right")]
    high = values[np.searchsorted(upto, np.minimum(first + below + 1, last), side="right")]
    found = np.full(len(total), np.nan)
    found[some] = low + (high - low) * (place - below)
    return found
