"""Errors of what was expected of students whom no model of theirs had seen."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.gap_model import Run
from scoring.lesson import Lesson

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS = 1_000
"""Draws of as many students, with putting back, behind an interval over students."""


def r2_of_runs(runs: Sequence[Run], lesson: Lesson) -> float:
    """Say what share of the variance of the outcome all runs together explain."""
    outcome = lesson.outcome[lesson.trained]
    squares = squares_of(runs, lesson.outcome, lesson.trained)
    return float(1 - squares.mean() / outcome.var())


def squares_of(runs: Sequence[Run], outcome: Floats, trained: Flags) -> Floats:
    """Give the squared errors (runs, trained students), out of fold."""
    found: Floats = np.array([run.expected[trained] - outcome[trained] for run in runs]) ** 2
    return found


def interval_of_mean(squares: Floats) -> list[float]:
    """Give the 95 % interval of a mean error over draws of other students like these (bootstrap).

    squares (n,): each student's squared error. What a training on other students would change is
    not in it.
    """
    luck = np.random.default_rng(0)
    drawn = [luck.choice(squares, squares.size).mean() for _ in range(DRAWS)]
    return [float(end) for end in np.quantile(drawn, [0.025, 0.975])]


def rmse(error: Floats) -> float:
    """Give the root of the mean squared error."""
    return float(np.sqrt(np.square(error).mean()))


def log_loss(chance: Floats, outcome: Floats) -> float:
    """Give the mean surprise of outcomes (n,) of 0 and 1 under probabilities (n,)."""
    sure = np.clip(np.where(outcome == 1, chance, 1 - chance), 1e-9, None)
    return float(-np.log(sure).mean())
