"""The columns that are learned from as one matrix of numbers, and those that must not be: without
differences, names of students, or the grade in another dress.

The bounds of these look at all grades; they are so far from what columns are like that one grade
more or less does not move them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.model.answer_table import Layout, is_number, numbers_of, words_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FeatureTable:
    """One row a student. `matrix` (n, columns): numbers first, then words as codes 0, 1, ...

    layout: how the matrix was read, so that another roster can be read alike.
    left_out: column -> why, as `unfit_reason` says it (among students with a grade).
    answered (n,): he has at least one answer; incomplete (n,): at least one is missing.
    missing: column -> number of students without that answer.
    """

    layout: Layout
    matrix: NDArray[np.float64]
    left_out: dict[str, str]
    answered: NDArray[np.bool_]
    incomplete: NDArray[np.bool_]
    missing: dict[str, int]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the matrix."""
        return self.layout.columns

    @property
    def numbers(self) -> int:
        """How many of the columns are numbers (NaN missing); the rest are codes (-1 missing)."""
        return len(self.layout.numbers)


def read(
    frame: pd.DataFrame, graded: NDArray[np.bool_], grade: NDArray[np.float64] | None = None
) -> FeatureTable:
    """Lay out the columns that can teach something; `graded` (n,) marks students with a grade.

    grade (n,): where it is given, columns that are made from it are left out too.
    Raises ValueError when a number is infinite or two columns share a name.
    """
    if not frame.columns.is_unique:
        raise ValueError("Two columns have the same name; give each its own.")
    numbers: dict[str, tuple[float, float]] = {}
    words: dict[str, tuple[str, ...]] = {}
    left_out: dict[str, str] = {}
    for name, values in frame.items():
        column = str(name)
        there = numbers_of(values, column) if is_number(values) else None
        known = None if grade is None else grade[graded]
        reason = unfit_reason(values[graded], known)
        if reason:
            left_out[column] = reason
        elif there is not None:
            numbers[column] = float(np.nanmin(there)), float(np.nanmax(there))
        else:
            words[column] = words_of(values)
    layout = Layout(numbers, words)
    matrix = layout.matrix(frame)
    absent = layout.absent(matrix)
    counts = absent.sum(axis=0)
    return FeatureTable(
        layout=layout,
        matrix=matrix,
        left_out=left_out,
        answered=np.logical_not(np.all(absent, axis=1)),
        incomplete=np.any(absent, axis=1),
        missing={name: int(count) for name, count in zip(layout.columns, counts, strict=True)},
    )


def grades(frame: pd.DataFrame, grade: pd.Series, low: float, high: float) -> NDArray[np.float64]:
    """Take the grades (n,), NaN where there is none.

    Raises ValueError when a grade is off the scale [low, high] or the rows do not match.
    """
    if not frame.index.equals(grade.index):
        raise ValueError("The rows of the columns and of the grades are not the same students.")
    if not low < high:
        raise ValueError(f"The grade scale runs from {low} to {high}; it must run upwards.")
    taken: NDArray[np.float64] = grade.to_numpy(dtype=np.float64, na_value=np.nan)
    outside = (taken < low) | (taken > high)
    if outside.any():
        raise ValueError(
            f"{int(outside.sum())} grades are not between {low} and {high}, the first of them "
            f"{taken[outside][0]}. Correct the file or the scale."
        )
    return taken


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


def unfit_reason(values: pd.Series, grade: Floats | None = None) -> str | None:
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
