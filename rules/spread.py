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
GRID = 2.0**22
"""Adding it to 0..100 leaves 30 bits behind the point."""
JOINT = 65_536
"""Combinations of answers in one table at most: what 16 bits can count."""


@dataclass(frozen=True, eq=False)
class Unanswered:
    """Which points do not count.

    `by_all` (k,) bool: indicators that nobody answered. `rows` (m,) the students who left another
    one unanswered; `answered` (k, m) float64, 1.0 where they answered.
    """

    by_all: NDArray[np.bool_]
    rows: NDArray[np.intp]
    answered: NDArray[np.float64]

    def of(self, rows: NDArray[np.intp]) -> "Unanswered":
        """The same of some students only; `rows` (m,) ascending, their places here."""
        kept = np.isin(self.rows, rows)
        places = np.searchsorted(rows, self.rows[kept])
        return Unanswered(self.by_all, places, self.answered[:, kept])


def spread_points(
    tables: Sequence[Column], places: Iterable[int], points: NDArray[np.float64]
) -> None:
    """Write into rows `places` of `points` (k, n) what each student's answer is worth.

    `tables`: students' codes, and the points of each distinct answer, NaN (unanswered) as 0.0.
    """
    work = [
        (table.codes, np.where(np.isnan(table.values), 0.0, table.values), at)
        for table, at in zip(tables, places, strict=True)
    ]
    for start in range(0, points.shape[1], BLOCK):
        block = slice(start, start + BLOCK)
        for codes, values, at in work:
            np.take(values, codes[block], out=points[at, block], mode="clip")


def spread_levers(
    tables: Sequence[Column], places: Iterable[int], levers: Sequence[bool], n: int
) -> NDArray[np.uint64]:
    """Bit `place` of each student set where that table is a lever to offer him, (n,) uint64."""
    fired = np.zeros(n, dtype=np.uint64)
    offered = [
        (table.codes, np.where(table.values <= OFFERED_AT, np.uint64(1 << at), np.uint64(0)))
        for table, at, lever in zip(tables, places, levers, strict=True)
        if lever
    ]
    for codes, sizes, bits in _together(offered, n):
        for start in range(0, n, BLOCK):
            block = slice(start, start + BLOCK)
            index: NDArray[Any] = codes[0][block].astype(
                np.uint16 if len(bits) <= JOINT else np.intp
            )
            for more, size in zip(codes[1:], sizes[1:], strict=True):
                index *= size
                index += more[block].astype(index.dtype)
            fired[block] |= np.take(bits, index, mode="clip")
    return fired


Levers = tuple[list[NDArray[Any]], list[int], NDArray[np.uint64]]


def _together(offered: Sequence[tuple[NDArray[Any], NDArray[np.uint64]]], n: int) -> list[Levers]:
    """Levers whose answers have few combinations as one table of the bits of each combination.

    One look-up then stands for several. For few students small tables are cheaper to make.
    """
    most = min(JOINT, max(n // 8, 64))
    groups: list[Levers] = []
    for codes, bits in sorted(offered, key=lambda lever: len(lever[1])):
        if groups and len(groups[-1][2]) * len(bits) <= most:
            before, sizes, joint = groups[-1]
            both = (joint[:, np.newaxis] | bits).ravel()
            groups[-1] = ([*before, codes], [*sizes, len(bits)], both)
        else:
            groups.append(([codes], [len(bits)], bits))
    return groups


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


def settle(complexity: NDArray[np.float64]) -> None:
    """Round to multiples of 2**-30, in place, so that like students get the very same number.

    A matrix product adds in an order that depends on where a student stands, and ends a hair
    apart (or above 100) for the same answers; ties and quadrants must not hang on that.
    """
    for start in range(0, len(complexity), BLOCK):
        block = complexity[start : start + BLOCK]
        block += GRID
        block -= GRID
