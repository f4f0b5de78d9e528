"""Answers of students by column, in plain arrays: what a model is asked about where nobody trains.

A DataFrame has the same columns, rows and names, and is taken wherever this is; loading pandas for
a page takes half a second and 30 MB.
"""

from __future__ import annotations

from collections.abc import Collection, ItemsView, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


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
