"""Linear models as what each answer adds, so that a sum needs no model and its lines are exact.

What each answer adds in a model that is no sum: along paths from the mean student.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.model.answer_table import UNSEEN_WORD, Layout

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Said = Callable[[Floats], Floats]


@dataclass(frozen=True, eq=False)
class Additive:
    """m models and, last, their mean: a student's line is looked up by his answer.

    base (m + 1,): what a model expects of its mean student. slopes, offsets, absent
    (m + 1, numbers): a number x adds slope * x + offset, a missing one `absent`. words: for each
    column of words (m + 1, words + 2) what an unseen word, a missing one, and each word adds.
    """

    base: Floats
    slopes: Floats
    offsets: Floats
    absent: Floats
    words: tuple[Floats, ...]

    def parts(self, matrix: Floats, model: Rows) -> tuple[Floats, Floats]:
        """Give baseline (n,) and contributions (n, columns) of rows, each by its model; -1: the
        mean of all."""
        numbers = self.slopes.shape[1]
        found = np.empty(matrix.shape)
        for place in range(numbers):
            values = matrix[:, place]
            line = self.slopes[model, place] * values + self.offsets[model, place]
            found[:, place] = np.where(np.isnan(values), self.absent[model, place], line)
        for place, adds in enumerate(self.words, numbers):
            codes = (matrix[:, place] - UNSEEN_WORD).astype(np.intp)
            found[:, place] = adds[model, codes]
        return self.base[model], found


def read_off(models: Sequence[Said], centres: Floats, layout: Layout) -> Additive:
    """Ask linear models about made-up students that differ from the mean one in one answer.

    models: what each expects of rows of a matrix (n, columns). centres (m, columns): their mean
    students.
    """
    each = [_read_off(said, centre, layout) for said, centre in zip(models, centres, strict=True)]
    base, slopes, offsets, absent, words = zip(*each, strict=True)
    return Additive(
        _with_mean(base),
        _with_mean(slopes),
        _with_mean(offsets),
        _with_mean(absent),
        tuple(_with_mean(of) for of in zip(*words, strict=True)),
    )


def _with_mean(rows: Sequence[Floats]) -> Floats:
    stacked = np.array(rows)
    return np.concatenate([stacked, stacked.mean(axis=0, keepdims=True)])


def _read_off(
    said: Said, centre: Floats, layout: Layout
) -> tuple[Floats, Floats, Floats, Floats, list[Floats]]:
    tried: list[tuple[int, float]] = []
    for place, (low, high) in enumerate(layout.numbers.values()):
        tried += [(place, low), (place, high), (place, np.nan)]
    counts = [len(words) + 2 for words in layout.words.values()]
    for place, count in enumerate(counts, len(layout.numbers)):
        tried += [(place, UNSEEN_WORD + code) for code in range(count)]
    rows = np.tile(centre, (len(tried) + 1, 1))
    for row, (place, value) in enumerate(tried):
        rows[row, place] = value
    *answers, base = said(rows)
    adds = np.array(answers) - base
    at_low, at_high, absent = adds[: 3 * len(layout.numbers)].reshape(-1, 3).T
    ends = np.array([*layout.numbers.values()]).reshape(-1, 2)
    slopes = (at_high - at_low) / (ends[:, 1] - ends[:, 0])
    offsets = at_low - slopes * ends[:, 0]
    words = np.split(adds[3 * len(layout.numbers) :], np.cumsum(counts)[:-1])
    return base, slopes, offsets, absent, words if counts else []


PAIRS = 3
"""Orders are drawn in pairs, one the reverse of the other, so that no column is always late."""

MOST_ROWS = 50_000
"""Made-up students that a model is asked about at once."""


def parts(said: Callable[[Floats], Floats], centre: Floats, matrix: Floats) -> tuple[float, Floats]:
    """Give the baseline and contributions (n, columns): they add up to `said(matrix)`.

    From the mean student `centre` (columns,) the answers of a student are put in one after the
    other; what a model then expects more is that answer's. The mean over a fixed set of orders
    (a sample of those of Shapley values) keeps the sum, since it holds for each order.
    """
    baseline = float(said(centre[np.newaxis])[0])
    found = np.zeros(matrix.shape)
    size = max(1, MOST_ROWS // (matrix.shape[1] + 1))
    for start in range(0, len(matrix), size):
        rows = matrix[start : start + size]
        for order in orders(matrix.shape[1]):
            found[start : start + size] += _along(said, centre, rows, order)
    return baseline, found / (2 * PAIRS)


def orders(columns: int) -> list[NDArray[np.intp]]:
    """Draw the orders, the same for the same number of columns."""
    luck = np.random.default_rng(columns)
    drawn = [luck.permutation(columns) for _ in range(PAIRS)]
    return [*drawn, *(order[::-1] for order in drawn)]


def _along(
    said: Callable[[Floats], Floats], centre: Floats, rows: Floats, order: NDArray[np.intp]
) -> Floats:
    steps = np.repeat(centre[np.newaxis], len(rows), axis=0)[np.newaxis].repeat(
        len(order) + 1, axis=0
    )
    for step, column in enumerate(order, 1):
        steps[step:, :, column] = rows[:, column]
    expected = said(steps.reshape(-1, rows.shape[1])).reshape(len(order) + 1, len(rows))
    found = np.empty(rows.shape)
    found[:, order] = np.diff(expected, axis=0).T
    return found
