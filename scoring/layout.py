"""Which columns a model reads, in which order, and which number stands for which word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.answer_table import Frame, numbers_in, words_in
from scoring.refusal import ColumnsMissing

Floats = NDArray[np.float64]

MISSING_WORD = -1.0
"""The code of a missing word: a category of its own, never guessed."""

UNSEEN_WORD = -2.0
"""The code of a word that no student of the training had."""


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
