"""All the students of one roster as columns, without a name: what rules and scoring work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Value: TypeAlias = float | str | None

# Beyond so many distinct numbers, sorting an array beats looking each one up.
MANY = 5_000


def column_of(
    values: Sequence[Value] | NDArray[np.float64], words: bool | None = None
) -> AnswerColumn:
    """The column that holds these answers, one per student, in the order given.

    values: n numbers with None or NaN where there is no answer, or n words with None.
    words: what kind a column without a single answer is (a column of numbers unless True).
    The distinct values come sorted, the missing one last. Raises TypeError when numbers and words
    are mixed, and for True and False: yes/no answers are the words "yes" and "no".
    """
    if isinstance(values, np.ndarray):
        return _column_of_numbers(np.asarray(values, dtype=np.float64))
    distinct = set(values)
    missing = None in distinct
    present = distinct - {None}
    if any(isinstance(value, bool) for value in present):
        raise TypeError('A column holds numbers or words: write yes/no answers as "yes" and "no".')
    texts = sum(isinstance(value, str) for value in present)
    if texts and (texts < len(present) or words is False):
        raise TypeError("A column holds numbers or words, not both.")
    if not texts and (len(present) > MANY or any(value != value for value in present)):
        return _column_of_numbers(np.array(values, dtype=np.float64))
    order: list[Value] = sorted(present)  # type: ignore[type-var]
    if missing:
        order.append(None)
    place = {value: index for index, value in enumerate(order)}
    codes = np.fromiter(map(place.__getitem__, values), smallest_codes(len(order)), len(values))
    as_words = bool(texts) or (bool(words) and not present)
    return AnswerColumn(codes, np.array(order, dtype=object if as_words else np.float64))


def as_text(value: object) -> str:
    """A value as queries and the names of groups write it: whole numbers without a point."""
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def smallest_codes(count: int) -> np.dtype[np.unsignedinteger]:
    """The narrowest unsigned integer type that can number `count` distinct values from 0."""
    return np.dtype(np.min_scalar_type(max(count - 1, 0)))


def _column_of_numbers(numbers: NDArray[np.float64]) -> AnswerColumn:
    distinct, codes = np.unique(numbers, return_inverse=True)
    return AnswerColumn(codes.astype(smallest_codes(len(distinct))), distinct)


@dataclass(frozen=True, eq=False)
class AnswerColumn:
    """One column of a cohort, kept as its distinct values and who has which.

    codes: (n,) unsigned integers, for each student the place of his value in `values`.
    values: (v,) distinct values: float64 with NaN for missing, or objects: str with None for
    missing.
    """

    codes: NDArray[np.unsignedinteger]
    values: NDArray[np.float64] | NDArray[np.object_]

    def __len__(self) -> int:
        """How many students the column has."""
        return len(self.codes)

    def each(self) -> NDArray[np.float64] | NDArray[np.object_]:
        """The value of every student, (n,), missing ones as NaN or None."""
        answers: NDArray[np.float64] | NDArray[np.object_] = self.values[self.codes]
        return answers

    def of(self, rows: NDArray[np.intp]) -> AnswerColumn:
        """The column of some students only, `rows` (m,); a value that none of them has is gone."""
        there, codes = np.unique(self.codes[rows], return_inverse=True)
        return AnswerColumn(codes.astype(smallest_codes(len(there))), self.values[there])


@dataclass(frozen=True, eq=False)
class Cohort:
    """Students of a roster, by column and in the order of the file; no name is in it.

    roster: Roster.id. students: (n,) int64 Student.id. columns: name -> Column of n students.
    """

    roster: int
    students: NDArray[np.int64]
    columns: dict[str, AnswerColumn]

    def __len__(self) -> int:
        """How many students there are."""
        return len(self.students)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """The numbers of a column (n,), NaN where missing: everywhere if the roster has none."""
        column = self.columns.get(name)
        if column is None:
            return np.full(len(self), np.nan)
        found: NDArray[np.float64] = np.asarray(column.values, dtype=np.float64)[column.codes]
        return found

    def of(self, rows: NDArray[np.intp]) -> Cohort:
        """Some of the students only, `rows` (m,) ascending."""
        columns = {name: column.of(rows) for name, column in self.columns.items()}
        return Cohort(self.roster, self.students[rows], columns)
