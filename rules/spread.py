"""From the points of distinct answers to the points of students, a block of them at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.columns import Column
from rules.ruleset import OFFERED_AT

BLOCK = 32_768
"""Students at a time: so few that what is made on the way stays in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Unanswered:
    """Which points do not count.

    `by_all` (k,) bool: indicators that nobody answered. `rows` (m,) the students who left another
    one unanswered; `answered` (k, m) float64, 1.0 where they answered.
    """

    by_all: NDArray[np.bool_]
    rows: NDArray[np.intp]
    answered: NDArray[np.float64]


def spread(
    tables: Sequence[Column],
    places: Iterable[int],
    levers: Sequence[bool],
    points: NDArray[np.float64],
    fired: NDArray[np.uint64],
) -> None:
    """Write the points (and the bit of a lever that fires) of some indicators.

    `tables`: students' codes and points per distinct answer, NaN unanswered; `places`: the row of
    `points` (k, n) and the bit of `fired` (n,) that each is written to.
    """
    work = []
    for table, at, lever in zip(tables, places, levers, strict=True):
        offered = lever & (table.values <= OFFERED_AT)
        bits = np.where(offered, np.uint64(1 << at), np.uint64(0))
        work.append((table.codes, np.nan_to_num(table.values), bits, at))
    for start in range(0, len(fired), BLOCK):
        block = slice(start, start + BLOCK)
        mine = fired[block]
        other = np.empty(len(mine), dtype=np.uint64)
        for codes, values, bits, at in work:
            part = codes[block].astype(np.intp)
            np.take(values, part, out=points[at, block], mode="clip")
            np.bitwise_and(mine, ~np.uint64(1 << at), out=mine)
            if bits.any():
                np.take(bits, part, out=other, mode="clip")
                np.bitwise_or(mine, other, out=mine)


def find_unanswered(tables: Sequence[Column]) -> Unanswered:
    """Where the tables (points per distinct answer, NaN unanswered) leave students without."""
    by_all = np.array([bool(np.isnan(table.values).all()) for table in tables], dtype=bool)
    partly = [
        (at, table.codes, np.isnan(table.values))
        for at, table in enumerate(tables)
        if not by_all[at] and np.isnan(table.values).any()
    ]
    found: list[NDArray[Any]] = [np.flatnonzero(open_.take(codes)) for _, codes, open_ in partly]
    rows = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.intp)
    answered = np.ones((len(tables), len(rows)))
    for at, codes, open_ in partly:
        answered[at] = ~open_.take(codes[rows])
    return Unanswered(by_all, rows, answered)
