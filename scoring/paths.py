"""What each answer adds in a model that is no sum: along paths from the mean student."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

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
