"""Answers of students by column, in plain arrays, and how a model reads them: columns and codes.

A DataFrame has the same columns, rows and names, and is taken wherever this is; loading pandas for
a page takes half a second and 30 MB.
"""

from __future__ import annotations

from collections.abc import Collection, ItemsView, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from scoring.model.refusal import ColumnsMissing

Floats = NDArray[np.float64]

MISSING_WORD = -1.0
"""The code of a missing word: a category of its own, never guessed."""

UNSEEN_WORD = -2.0
"""The code of a word that no student of the training had."""


class Frame(Protocol):
    """Named columns, a row a student: an AnswerTable or a DataFrame."""

    @property
    def columns(self) -> Collection[Any]:
        """The names of the columns."""
        ...

    def __len__(self) -> int:
        """How many rows there are."""
        ...

    def __getitem__(self, name: Any, /) -> Any:
        """One column's answers, (n,)."""
        ...


@dataclass(frozen=True, eq=False)
class AnswerTable:
    """columns: name -> answers (n,): float64 with NaN for none, or objects with None for none.
    rows: n, which no column would say where there is none."""

    columns: Mapping[str, NDArray[Any]]
    rows: int

    def __len__(self) -> int:
        """How many rows there are."""
        return self.rows

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One column's answers, (n,)."""
        return self.columns[name]

    def items(self) -> ItemsView[str, NDArray[Any]]:
        """Each column's name with its answers."""
        return self.columns.items()


def numbers_in(answers: Any) -> NDArray[np.float64]:
    """Take a column's answers as numbers (n,), NaN for none. Raises TypeError and ValueError for
    others."""
    if isinstance(answers, np.ndarray):
        return answers.astype(np.float64)
    found: NDArray[np.float64] = answers.to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def words_in(answers: Any) -> list[str | None]:
    """Take a column's answers as words, None for none."""
    if not isinstance(answers, np.ndarray):
        answers = answers.to_numpy(dtype=object, na_value=None)
    each = answers.tolist()
    return [None if one is None or one != one else str(one) for one in each]


def is_number(answers: Any) -> bool:
    """Tell whether a column holds numbers; yes/no and everything else are words."""
    return answers.dtype.kind in "iuf"


@dataclass(frozen=True)
class Layout:
    """The columns of a model: numbers first, then words, each kind in the order of the training.

    numbers: column -> the lowest and highest number seen. words: column -> the words seen, sorted;
    a word's code is its place.
    """

    numbers: Mapping[str, tuple[float, float]]
    words: Mapping[str, tuple[str, ...]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, in the order of the matrix."""
        return (*self.numbers, *self.words)

    def matrix(self, frame: Frame) -> Floats:
        """Give the answers (n, columns): numbers, NaN missing; codes, -1 missing and -2 unseen.

        Raises ColumnsMissing, and ValueError for what is no number in a column of numbers.
        """
        missing = [column for column in self.columns if column not in frame.columns]
        if missing:
            raise ColumnsMissing(missing)
        found = np.empty((len(frame), len(self.columns)))
        for place, column in enumerate(self.numbers):
            found[:, place] = numbers_of(frame[column], column)
        for place, (column, words) in enumerate(self.words.items(), len(self.numbers)):
            found[:, place] = codes_of(frame[column], words)
        return found

    def unseen(self, frame: Frame) -> NDArray[np.bool_]:
        """Mark (n, columns) the answers outside what the training students answered.

        Raises as `matrix`.
        """
        matrix = self.matrix(frame)
        marks = matrix == UNSEEN_WORD
        for place, (low, high) in enumerate(self.numbers.values()):
            marks[:, place] = (matrix[:, place] < low) | (matrix[:, place] > high)
        return np.asarray(marks)

    def absent(self, matrix: Floats) -> NDArray[np.bool_]:
        """Mark (n, columns) the answers that are missing."""
        found = np.isnan(matrix)
        found[:, len(self.numbers) :] = matrix[:, len(self.numbers) :] == MISSING_WORD
        return found

    def as_json(self) -> dict[str, Any]:
        """Write it as JSON values."""
        numbers = {column: list(ends) for column, ends in self.numbers.items()}
        return {"numbers": numbers, "words": {column: [*of] for column, of in self.words.items()}}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Layout:
        """Read what `as_json` wrote. Raises KeyError, TypeError and ValueError otherwise."""
        ends, words = read["numbers"].items(), read["words"].items()
        return cls(
            {str(column): (float(low), float(high)) for column, (low, high) in ends},
            {str(column): tuple(map(str, known)) for column, known in words},
        )


def numbers_of(answers: Any, column: str) -> Floats:
    """Take a column's numbers (n,), NaN missing. Raises ValueError for others and for infinity."""
    try:
        numbers = numbers_in(answers)
    except (TypeError, ValueError):
        raise ValueError(f"Column {column} should hold numbers, and holds words.") from None
    if np.isinf(numbers).any():
        raise ValueError(f"Column {column} holds an infinite number; correct it or leave it empty.")
    return numbers


def codes_of(answers: Any, words: tuple[str, ...]) -> Floats:
    """Number a column's words (n,) by their places in `words`; see MISSING_WORD, UNSEEN_WORD."""
    known: dict[str | None, float] = {word: float(place) for place, word in enumerate(words)}
    known[None] = MISSING_WORD
    return np.array([known.get(word, UNSEEN_WORD) for word in words_in(answers)], dtype=np.float64)


def words_of(answers: Any) -> tuple[str, ...]:
    """List the words of a column, sorted."""
    return tuple(sorted({word for word in words_in(answers) if word is not None}))
