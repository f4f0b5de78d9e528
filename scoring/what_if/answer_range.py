"""Which answers a roster's students give in a column of numbers: where most are, and steps that
suit them."""

from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

FEWEST = 10  # students: of fewer nothing is told
MOST_SHARES = (0.05, 0.95)  # of the students between the ends
STEPS = 20  # about so many from end to end
MARKS = (0.1, 0.25, 0.5, 0.75, 0.9)
NEAREST = 1e-6  # between the ends: what is nearer is one answer
DIGITS = 9  # behind the point, so that 3 x 0.1 is 0.3


@dataclass(frozen=True)
class AnswerRange:
    """Between `low` and `high` nine in ten students are, rounded outward to whole steps.

    step: one, two or five of a power of ten; whole for whole numbers. marks: answers that part the
    students, ascending, on steps: from where one in ten begins to where nine in ten end.
    """

    low: float
    high: float
    step: float
    marks: tuple[float, ...]


def range_of(answers: NDArray[np.float64], whole: bool) -> AnswerRange | None:
    """Find the range of a column's answers (n,), NaN for none; None where fewer than FEWEST
    students answered, or nine in ten of them the same."""
    given = answers[~np.isnan(answers)]
    if given.size < FEWEST:
        return None
    low, high = np.quantile(given, MOST_SHARES).tolist()
    if high - low < NEAREST:
        return None
    step = _round_step((high - low) / STEPS)
    step = max(step, 1.0) if whole else step
    marks = {round(round(mark / step) * step, DIGITS) for mark in np.quantile(given, MARKS)}
    return AnswerRange(
        round(floor(low / step + 1e-9) * step, DIGITS),
        round(ceil(high / step - 1e-9) * step, DIGITS),
        step,
        tuple(sorted(marks)),
    )


def _round_step(rough: float) -> float:
    ten = 10.0 ** floor(log10(rough))
    size = next(ten * times for times in (1, 2, 5, 10) if ten * times >= rough - 1e-12)
    return round(size, DIGITS)
