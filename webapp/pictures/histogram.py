"""How the numbers of a column are spread over the students, drawn as bars on the column's scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, isinf, log10

import numpy as np
from numpy.typing import NDArray

from data.cohort import AnswerColumn
from rules.conditions.columns import DictionaryColumn, limits

WIDE, HIGH = 1000.0, 100.0  # of the drawing
WIDEST = 60.0  # of a bar
LEAST = 4.0  # of a bar's height: one student is seen beside hundreds
MOST = 120  # bars


@dataclass(frozen=True)
class ValueBar:
    """The students of one value."""

    value: float
    count: int  # how many gave it
    x: float  # where it begins in the drawing, from the left
    width: float
    height: float

    @property
    def y(self) -> float:
        """Where it begins, from above."""
        return HIGH - self.height


@dataclass(frozen=True, eq=False)
class Histogram:
    """How the numbers of a column are spread."""

    low: float  # of its scale
    high: float
    step: float  # of which its edges are set
    bars: tuple[ValueBar, ...]
    numbers: NDArray[np.float64]  # the students' (n,), ascending

    def x(self, value: float) -> float:
        """Where a value stands in the drawing."""
        return WIDE * (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    def between(self, edges: Sequence[float]) -> list[int]:
        """How many students each band holds; edges: the last value of each, ascending."""
        places = np.searchsorted(np.array(edges), self.numbers, side="left")
        return [int(np.count_nonzero(places == at)) for at in range(len(edges))]

    @property
    def median(self) -> float:
        """The number that half the students do not exceed; the middle where there is none."""
        if len(self.numbers) == 0:
            return self.low + floor((self.high - self.low) / 2)
        return float(np.quantile(self.numbers, 0.5, method="lower"))


def histogram(
    column: AnswerColumn | None, known: DictionaryColumn, edges: Sequence[float]
) -> Histogram | None:
    """Draw a column of numbers; None where neither dictionary nor students set it an end.

    column: None where there is no roster; edges: also where limits are, where there are none.
    """
    numbers = _numbers(column)
    low, high = limits(known)
    held = [*numbers.tolist(), *(edge for edge in edges if not isinf(edge))]
    low = min(held, default=inf) if isinf(low) else low
    high = max(held, default=-inf) if isinf(high) else high
    if not low < high:
        return None
    span = high - low
    step = 1.0 if known.whole else 10.0 ** floor(log10(span / 50))
    width = max(step, span / MOST)
    width = float(round(width)) if known.whole else width
    places = np.floor((numbers - low) / width + 0.5).astype(int)
    counts = np.bincount(places[(places >= 0)], minlength=1)
    most = max(int(counts.max(initial=0)), 1)
    drawn = min(WIDE * width / span * 0.86, WIDEST)
    bars = tuple(
        ValueBar(
            value=low + at * width,
            count=int(count),
            x=round(WIDE * at * width / span - drawn / 2, 1),
            width=round(drawn, 1),
            height=round(max(HIGH * count / most, LEAST), 1),
        )
        for at, count in enumerate(counts)
        if count
    )
    return Histogram(low, high, step, bars, numbers)


def _numbers(column: AnswerColumn | None) -> NDArray[np.float64]:
    if column is None or column.values.dtype == object:
        return np.zeros(0)
    numbers = np.asarray(column.each(), dtype=np.float64)
    return np.sort(numbers[~np.isnan(numbers)])
