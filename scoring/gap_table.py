"""The school-record columns as one matrix of numbers, and what was left out of it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MOST_WORDS = 20
"""A word column with more distinct words is an identifier or free text, not an answer."""

MISSING_WORD = -1.0
"""The code of a missing word: a category of its own, never guessed."""


@dataclass(frozen=True)
class Table:
    """One row a student. `matrix` (n, columns): numbers first, then words as codes 0, 1, ...

    numbers: how many of the columns are numbers (NaN missing); the rest are codes (-1 missing).
    left_out: column -> "empty", "constant" or "too many words" (among students with a grade).
    answered (n,): he has at least one answer; incomplete (n,): at least one is missing.
    missing: column -> number of students without that answer.
    """

    columns: tuple[str, ...]
    matrix: NDArray[np.float64]
    numbers: int
    left_out: dict[str, str]
    answered: NDArray[np.bool_]
    incomplete: NDArray[np.bool_]
    missing: dict[str, int]


def read(frame: pd.DataFrame, graded: NDArray[np.bool_]) -> Table:
    """Lay out the columns that can teach something; `graded` (n,) marks students with a grade.

    Raises ValueError when a number is infinite or two columns share a name.
    """
    if not frame.columns.is_unique:
        raise ValueError("Two columns have the same name; give each its own.")
    number_columns: dict[str, NDArray[np.float64]] = {}
    word_columns: dict[str, NDArray[np.float64]] = {}
    left_out: dict[str, str] = {}
    for name, values in frame.items():
        column = str(name)
        number = is_number(values)
        codes = _numbers(values, column) if number else _codes(values)
        reason = _useless(codes[graded], number)
        if reason:
            left_out[column] = reason
        else:
            (number_columns if number else word_columns)[column] = codes
    kept = [*number_columns.values(), *word_columns.values()]
    matrix = np.column_stack(kept) if kept else np.empty((len(frame), 0))
    absent = np.isnan(matrix)
    absent[:, len(number_columns) :] = matrix[:, len(number_columns) :] == MISSING_WORD
    columns = (*number_columns, *word_columns)
    counts = absent.sum(axis=0)
    return Table(
        columns=columns,
        matrix=matrix,
        numbers=len(number_columns),
        left_out=left_out,
        answered=np.logical_not(np.all(absent, axis=1)),
        incomplete=np.any(absent, axis=1),
        missing={column: int(count) for column, count in zip(columns, counts, strict=True)},
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


def is_number(values: pd.Series) -> bool:
    """Tell whether a column holds numbers; yes/no and everything else are words."""
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _numbers(values: pd.Series, column: str) -> NDArray[np.float64]:
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(numbers).any():
        raise ValueError(f"Column {column} holds an infinite number; correct it or leave it empty.")
    return numbers


def _codes(values: pd.Series) -> NDArray[np.float64]:
    codes = np.full(len(values), MISSING_WORD)
    present = values.notna().to_numpy()
    codes[present] = pd.factorize(values[present].astype(str), sort=True)[0]
    return codes


def _useless(codes: NDArray[np.float64], number: bool) -> str | None:
    present = codes[~np.isnan(codes)] if number else codes[codes != MISSING_WORD]
    distinct = np.unique(present).size
    if distinct == 0:
        return "empty"
    if distinct == 1:
        return "constant"
    return "too many words" if not number and distinct > MOST_WORDS else None
