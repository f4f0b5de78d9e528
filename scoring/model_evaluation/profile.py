"""How the answers of a roster are spread, column by column: what a later roster is compared with.

Only counts are kept, no student. Takes columns of pandas or numpy alike and loads neither pandas
nor scikit-learn, since a page needs it.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

MOST_BINS = 10
"""More parts of a column would each hold few students, and so differ by chance."""

MOST_WORDS = 20
"""A word column with more distinct words is an identifier or free text: no model learns from it."""


class NamedColumns(Protocol):
    """Named columns of one length: a DataFrame, or a dict of arrays."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Each column's name with its answers, (n,)."""
        ...


def profile(frame: NamedColumns) -> dict[str, dict[str, Any]]:
    """Count the answers of each column, as JSON values that `scoring.model_evaluation.drift` reads.

    frame: one row a student; numbers (NaN missing) or words (None missing).
    A column of numbers gives kind "number", students, missing, low, high, edges and counts: bin i
    holds the answers over edges[i - 1] and up to edges[i], the first from `low` and the last to
    `high`. A column of words gives kind "word", students, missing, and counts by word. A column
    without an answer has no counts; one of too many words is left out. The order of the rows does
    not matter.
    """
    found = {str(name): _column(np.asarray(values)) for name, values in frame.items()}
    return {name: column for name, column in found.items() if column is not None}


def is_number(answers: NDArray[Any]) -> bool:
    """Tell whether a column holds numbers; everything else, yes/no too, is words."""
    return answers.dtype.kind in "iuf"


def words_of(answers: NDArray[Any]) -> Counter[str]:
    """Count the words of a column, without those who gave no answer."""
    return Counter(str(one) for one in answers.tolist() if one is not None and one == one)


def present(answers: NDArray[Any]) -> NDArray[np.float64]:
    """The numbers that were answered. Raises ValueError for an infinite one."""
    numbers = answers.astype(np.float64)
    if np.isinf(numbers).any():
        raise ValueError("A column holds an infinite number; correct it or leave it empty.")
    return numbers[~np.isnan(numbers)]


def in_bins(numbers: NDArray[np.float64], edges: list[float]) -> NDArray[np.int64]:
    """Count numbers by bins up to each edge, (edges,); none may be over the last."""
    places = np.searchsorted(np.asarray(edges), numbers, side="left")
    return np.bincount(places, minlength=len(edges)).astype(np.int64)


def _column(answers: NDArray[Any]) -> dict[str, Any] | None:
    if is_number(answers):
        return _numbers(answers)
    counts = words_of(answers)
    if len(counts) > MOST_WORDS:
        return None
    return {
        "kind": "word",
        "students": len(answers),
        "missing": len(answers) - counts.total(),
        "counts": dict(sorted(counts.items())),
    }


def _numbers(answers: NDArray[Any]) -> dict[str, Any]:
    numbers = present(answers)
    edges = _edges(numbers)
    return {
        "kind": "number",
        "students": len(answers),
        "missing": len(answers) - len(numbers),
        "low": float(numbers.min()) if edges else None,
        "high": float(numbers.max()) if edges else None,
        "edges": edges,
        "counts": in_bins(numbers, edges).tolist() if edges else [],
    }


def _edges(numbers: NDArray[np.float64]) -> list[float]:
    """Upper ends of bins: each answer's own where there are few, else about as many in each."""
    distinct = np.unique(numbers)
    if len(distinct) > MOST_BINS:
        parts = np.linspace(0, 1, MOST_BINS + 1)[1:]
        distinct = np.unique(np.quantile(numbers, parts, method="inverted_cdf"))
    return [float(edge) for edge in distinct]
