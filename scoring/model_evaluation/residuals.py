"""How gaps are spread, over all students and by what was expected of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.grade_scale import HIGHER_IS_BETTER, GradeScale
from scoring.groups.groups import SMALLEST
from scoring.model_evaluation.calibration import tenths

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GapSpread:
    """The students of one tenth: what was expected on average, and between which gaps the middle
    half (`quarter` to `three_quarters`) and the middle 80 % of them are; `typical` is the root of
    the mean squared gap."""

    students: int
    expected: float
    tenth: float
    quarter: float
    median: float
    three_quarters: float
    nine_tenths: float
    typical: float


@dataclass(frozen=True)
class GapHistogramBar:
    """How many gaps lie from `low` to under `high`; None where the bar has no end on that side."""

    low: float | None
    high: float | None
    students: int


@dataclass(frozen=True)
class Residuals:
    """Gaps, expected minus actual grade: their mean, typical size and spread. half, most: how far
    from 0 half of them and four in five of them are at most."""

    students: int
    mean: float
    typical: float
    half: float
    most: float
    by_tenth: tuple[GapSpread, ...]
    bars: tuple[GapHistogramBar, ...]

    @property
    def widening(self) -> float | None:
        """How many times the largest typical gap of a tenth is the smallest one."""
        sizes = [one.typical for one in self.by_tenth if one.typical > 0]
        return max(sizes) / min(sizes) if sizes else None


def residuals(
    expected: Floats,
    grade: Floats,
    width: float,
    smallest: int = SMALLEST,
    scale: GradeScale = HIGHER_IS_BETTER,
) -> Residuals | None:
    """Describe the gaps of n students, NaN unknown, in bars of `width` grade points. `scale` says
    which of two grades is worse.

    Bars of fewer than `smallest` students are put together with their neighbours towards the ends;
    None for fewer than two tenths of so many.
    """
    known = ~np.isnan(expected) & ~np.isnan(grade)
    said, gap = expected[known], scale.gap(expected[known], grade[known])
    parts = tenths(said, smallest)
    if not parts:
        return None
    return Residuals(
        students=len(gap),
        mean=float(gap.mean()),
        typical=_typical(gap),
        half=float(np.quantile(np.abs(gap), 0.5)),
        most=float(np.quantile(np.abs(gap), 0.8)),
        by_tenth=tuple(_spread(said[part], gap[part]) for part in parts),
        bars=_bars(gap, width, smallest),
    )


def _spread(expected: Floats, gap: Floats) -> GapSpread:
    tenth, quarter, median, three_quarters, nine_tenths = np.quantile(gap, SHARES).tolist()
    return GapSpread(
        students=len(gap),
        expected=float(expected.mean()),
        tenth=tenth,
        quarter=quarter,
        median=median,
        three_quarters=three_quarters,
        nine_tenths=nine_tenths,
        typical=_typical(gap),
    )


def _typical(gap: Floats) -> float:
    return float(np.sqrt(np.square(gap).mean()))


def _bars(gap: Floats, width: float, smallest: int) -> tuple[GapHistogramBar, ...]:
    """Bars around 0, the outer ones open and with so many students that none of them is few."""
    places = np.floor(gap / width + 0.5).astype(np.int64)
    first, last = int(places.min()), int(places.max())
    counts = np.bincount(places - first, minlength=last - first + 1).tolist()
    low, high = 0, len(counts) - 1
    while low < high and sum(counts[: low + 1]) < smallest:
        low += 1
    while high > low and sum(counts[high:]) < smallest:
        high -= 1
    middle = counts[low + 1 : high]
    if low == high or any(count < smallest for count in middle):
        # Gaps with a hole in them are rare; wider bars then say it as well.
        if width > float(np.ptp(gap)) or low == high:
            return (GapHistogramBar(None, None, len(gap)),)
        return _bars(gap, 2 * width, smallest)
    edges = [(first + at - 0.5) * width for at in range(len(counts) + 1)]
    return (
        GapHistogramBar(None, edges[low + 1], sum(counts[: low + 1])),
        *(
            GapHistogramBar(edges[low + 1 + at], edges[low + 2 + at], count)
            for at, count in enumerate(middle)
        ),
        GapHistogramBar(edges[high], None, sum(counts[high:])),
    )
