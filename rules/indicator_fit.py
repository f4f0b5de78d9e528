"""Which indicators of the library a school's columns answer, and where their edges stand."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules.band_edges import BandEdges, by_quantiles, fixed
from rules.conditions.columns import CohortColumn, DictionaryColumn, answers, is_number, limits
from rules.indicator_library import NUMBER, PERIODS, IndicatorLibrary, LibraryIndicator, period_of

IN_ORDER = ("first", "second", "third")
"""The parts of a year; the grade of the whole year is compared with none of them."""


@dataclass(frozen=True)
class FittedIndicator:
    """An indicator of the library on one of a school's columns.

    edges: of a column of numbers, else None. earlier: the column of the period before, for a fall;
    `step` is how much of the scale counts as one. seen: the lowest and highest answer there is.
    """

    indicator: LibraryIndicator
    column: DictionaryColumn
    edges: BandEdges | None = None
    earlier: DictionaryColumn | None = None
    step: float = 0.0
    seen: tuple[float, float] = (0.0, 0.0)

    @property
    def by_school(self) -> bool:
        """Whether the school's own answers placed the edges."""
        return self.edges is not None and bool(self.indicator.quantiles)


def fit_all(
    library: IndicatorLibrary,
    columns: Mapping[str, DictionaryColumn],
    cohort: Mapping[str, CohortColumn],
) -> tuple[FittedIndicator, ...]:
    """Every indicator that the library knows for these columns, the heaviest first.

    columns: a dictionary's; cohort: the students' answers by column. A column without answers, or
    with one answer for all, tells nobody apart and has none.
    """
    found = [
        fitted
        for column in columns.values()
        if (one := library.known(column)) is not None
        and (fitted := fit(one, column, columns, cohort)) is not None
    ]
    return tuple(sorted(found, key=lambda one: -one.indicator.weight))


def fit(
    indicator: LibraryIndicator,
    column: DictionaryColumn,
    columns: Mapping[str, DictionaryColumn],
    cohort: Mapping[str, CohortColumn],
) -> FittedIndicator | None:
    """An indicator on a column; None where the answers leave nothing to judge by it."""
    if not indicator.fits(column):
        return None
    if indicator.needs == PERIODS:
        return _fall(indicator, column, columns, cohort)
    if indicator.needs != NUMBER:
        held = answers(cohort, column)
        given = {str(one) for one in held.values[np.unique(held.codes)] if one is not None}
        return FittedIndicator(indicator, column) if given else None
    numbers = numbers_of(cohort, column)
    low, high = limits(column)
    numbers = np.where((numbers >= low) & (numbers <= high), numbers, np.nan)
    if not np.any(numbers == numbers):
        return None
    if indicator.quantiles:
        edges = by_quantiles(indicator.quantiles, indicator.movable, numbers)
    else:
        edges = fixed(indicator.edges, indicator.movable, low, high)
    if edges is None:
        return None
    seen = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    return FittedIndicator(indicator, column, edges, seen=seen)


def numbers_of(cohort: Mapping[str, CohortColumn], column: DictionaryColumn) -> NDArray[np.float64]:
    """The students' answers to a column of numbers, (n,), NaN for none."""
    held = answers(cohort, column)
    numbers: NDArray[np.float64] = np.asarray(held.values, dtype=np.float64)[held.codes]
    return numbers


def _fall(
    indicator: LibraryIndicator,
    column: DictionaryColumn,
    columns: Mapping[str, DictionaryColumn],
    cohort: Mapping[str, CohortColumn],
) -> FittedIndicator | None:
    """A later grade beside that of the period before, on the same scale."""
    period, (low, high) = period_of(column), limits(column)
    if period not in IN_ORDER[1:] or not high - low < float("inf"):
        return None
    before = IN_ORDER[IN_ORDER.index(period) - 1]
    earlier = [
        one
        for one in columns.values()
        if one.use == "score" and is_number(one) and period_of(one) == before
        and limits(one) == (low, high)
    ]  # fmt: skip
    both = [numbers_of(cohort, one) for one in (*earlier[:1], column)]
    if len(earlier) != 1 or not np.any(~np.isnan(both[0]) & ~np.isnan(both[1])):
        return None
    step = (high - low) * (indicator.fall or 0.0)
    return FittedIndicator(indicator, column, earlier=earlier[0], step=float(f"{step:.2g}"))
