"""The columns that are learned from as one matrix of numbers, and what was left out of it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring import unfit_columns
from scoring.answer_table import is_number
from scoring.layout import Layout, numbers_of, words_of


@dataclass(frozen=True)
class Table:
    """One row a student. `matrix` (n, columns): numbers first, then words as codes 0, 1, ...

    layout: how the matrix was read, so that another roster can be read alike.
    left_out: column -> why, as `unfit_columns.reason` says it (among students with a grade).
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
) -> Table:
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
        reason = unfit_columns.reason(values[graded], known)
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
    return Table(
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
