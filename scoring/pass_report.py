"""How far probabilities of passing can be trusted, in figures."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.disclosure import SMALLEST
from scoring.gap_model import Run
from scoring.measures import interval_of_mean, log_loss, squares_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STEPS = 10
"""Of probabilities that are compared with what came."""


def of_chances(runs: Sequence[Run], passed: Floats, trained: Flags) -> dict[str, Any]:
    """Measure probabilities of passing; passed (n,): 1 or 0.

    brier: the mean square of what is missing between the probability and the outcome, over all
    runs; brier_runs, brier_interval as in `of_grades`. log_loss: the mean surprise, which counts
    sure errors more. brier_of_mean, log_loss_of_mean: of giving everybody the share of the other
    folds that passes. passed: that share; expected_share: the mean probability, near it where
    probabilities are calibrated. calibration: steps of probability, each at least SMALLEST
    students, with the mean probability and the share that passed.
    """
    outcome, first = passed[trained], runs[0]
    squares = squares_of(runs, passed, trained)
    chances = np.array([run.expected[trained] for run in runs])
    return {
        "brier": float(squares.mean()),
        "brier_runs": [float(one) for one in squares.mean(axis=1)],
        "brier_interval": interval_of_mean(squares.mean(axis=0)),
        "brier_of_mean": float(np.square(first.usual[trained] - outcome).mean()),
        "log_loss": float(np.mean([log_loss(one, outcome) for one in chances])),
        "log_loss_of_mean": log_loss(first.usual[trained], outcome),
        "passed": float(outcome.mean()),
        "expected_share": float(first.expected[trained].mean()),
        "calibration": calibration(first.expected[trained], outcome),
    }


def calibration(chance: Floats, outcome: Floats) -> list[dict[str, float]]:
    """Compare probabilities with shares that passed, in steps of like many students."""
    steps = min(STEPS, len(chance) // SMALLEST)
    return [
        {
            "students": len(part),
            "expected": float(chance[part].mean()),
            "passed": float(outcome[part].mean()),
        }
        for part in np.array_split(np.argsort(chance, kind="stable"), steps)
    ]
