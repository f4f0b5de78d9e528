"""Columns that must not be learned from: without differences, names of students, or the grade in
another dress.

These bounds look at all grades; they are so far from what columns are like that one grade more or
less does not move them.
"""

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.answer_table import is_number

Floats = NDArray[np.float64]

MOST_WORDS = 20
"""A word column with more distinct words is free text, not an answer."""

NEARLY_ALL = 0.9
"""Of the students who answered: with so many distinct answers a column may tell them apart."""

TOO_CLOSE = 0.98
"""A rank correlation with the grade that no other thing has: grades of two terms reach .96."""

FEWEST_IN_BAND = 5
"""A group of at least so many has an answer of its own before it is taken for a band of grades."""

EDGE = 0.02
"""So many of a band may be entered wrongly and lie elsewhere."""


def reason(values: pd.Series, grade: Floats | None = None) -> str | None:
    """Say why a column is left out: "empty", "constant", "identifier", "too many words" or
    "derived"; None where it may be learned from.

    values: what the students with a grade answered; grade (n,): theirs; without it
    nothing is taken for derived.
    """
    present = values.dropna()
    distinct = present.nunique()
    if distinct == 0:
        return "empty"
    if distinct == 1:
        return "constant"
    number = is_number(values)
    if distinct >= NEARLY_ALL * len(present) and (not number or _codes(present)):
        return "identifier"
    if not number and distinct > MOST_WORDS:
        return "too many words"
    derived = grade is not None and _derived(values, grade, number)
    return "derived" if derived else None


def _codes(present: pd.Series) -> bool:
    """Tell numbers that name something from numbers that measure: whole ones that leave out few in
    between, or all of the same length, five digits or more."""
    numbers = present.to_numpy(dtype=np.float64)
    if (numbers != np.floor(numbers)).any():
        return False
    lowest, highest = numbers.min(), numbers.max()
    counted = highest - lowest < 2 * len(np.unique(numbers))
    long = lowest >= 10_000 and len(f"{lowest:.0f}") == len(f"{highest:.0f}")
    return bool(counted or long)


def _derived(values: pd.Series, grade: Floats, number: bool) -> bool:
    """Tell a column that is made from the grade: it ranks as the grade does or cuts it in bands."""
    there = values.notna().to_numpy()
    if number and there.sum() >= 2 * FEWEST_IN_BAND and np.ptp(grade[there]) > 0:
        ranks = values[there].rank().to_numpy()
        own = pd.Series(grade[there]).rank().to_numpy()
        if abs(np.corrcoef(ranks, own)[0, 1]) > TOO_CLOSE:
            return True
    if values.nunique() <= MOST_WORDS and _bands(values.astype(object).where(there, ""), grade):
        return True
    return _bands(pd.Series(there), grade)  # answered just where the grade is low, say


def _bands(values: pd.Series, grade: Floats) -> bool:
    """Tell whether each answer stands for grades that no other answer stands for."""
    groups = [grade[(values == one).to_numpy()] for one in values.unique()]
    groups.sort(key=len, reverse=True)
    few = EDGE * len(grade)
    while groups and len(groups[-1]) <= few:
        few -= len(groups.pop())
    if len(groups) < 2 or len(groups[1]) < FEWEST_IN_BAND:
        return False
    ends = sorted(_ends(group) for group in groups)
    return all(one[1] < other[0] for one, other in pairwise(ends))


def _ends(group: Floats) -> tuple[float, float]:
    aside = int(EDGE * len(group))
    ordered = np.sort(group)
    return float(ordered[aside]), float(ordered[len(group) - 1 - aside])
