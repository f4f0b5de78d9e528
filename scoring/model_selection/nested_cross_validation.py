"""How large the errors of candidates are, and how sure that is: over runs and over students."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from scoring.model.model_config import Target

Floats = NDArray[np.float64]

DRAWS = 1_000
"""How often as many students are drawn from them, with repetition."""

LEVEL = 0.95
LEAST_PROBABILITY = 1e-6
"""For the log loss, which is endless where somebody passes of whom that was excluded."""


@dataclass(frozen=True, eq=False)
class Errors:
    """One candidate's errors on students it never saw.

    loss (m,): each student's squared error, its mean over the runs. error: RMSE in grade points,
    or the Brier score of probabilities. by_run (runs,): the same of each run. spread: the standard
    error of `error`, over students. drawn (DRAWS,): `error` of students drawn with repetition.
    """

    loss: Floats
    error: float
    by_run: Floats
    spread: float
    drawn: Floats
    more: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """Write it as figures, none of one student."""
        return {
            "error": self.error,
            "spread": self.spread,
            "over_students": list(between(self.drawn)),
            "over_runs": [float(self.by_run.min()), float(self.by_run.max())],
            "runs": self.by_run.tolist(),
            **self.more,
        }


def draws(students: int, seed: int) -> Floats:
    """Draw students with repetition: the share (DRAWS, m) that each has in each draw."""
    luck = np.random.default_rng([seed, students])
    counted = luck.multinomial(students, np.full(students, 1 / students), size=DRAWS)
    return np.asarray(counted / students, dtype=np.float64)


def errors(target: Target, predictions: Floats, outcome: Floats, drawn: Floats) -> Errors:
    """Measure predictions (runs, m) of an outcome (m,); drawn: what `draws` gave."""
    squares = np.square(predictions - outcome)
    loss = squares.mean(axis=0)
    error = float(_total(target, loss.mean()))
    deviation = float(loss.std(ddof=1) / np.sqrt(loss.size))
    # The root of a mean varies by its slope there, 1 / (2 root), times what the mean varies by.
    spread = deviation / (2 * max(error, 1e-12)) if target == "grade" else deviation
    more = _of_grades if target == "grade" else _of_passing
    return Errors(
        loss=loss,
        error=error,
        by_run=np.asarray(_total(target, squares.mean(axis=1))),
        spread=spread,
        drawn=np.asarray(_total(target, drawn @ loss)),
        more=more(predictions, outcome),
    )


def difference(one: Errors, other: Errors) -> dict[str, float]:
    """Say how much larger one's error is than the other's, with its interval: both are drawn
    together, so that what the same students bring to both is not counted."""
    low, high = between(one.drawn - other.drawn)
    return {"value": one.error - other.error, "low": low, "high": high}


def between(drawn: Floats) -> tuple[float, float]:
    """Give the ends of the middle LEVEL of what was drawn."""
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _total(target: Target, loss: Any) -> Any:
    return np.sqrt(loss) if target == "grade" else loss


def _of_grades(predictions: Floats, outcome: Floats) -> dict[str, float]:
    about = np.square(outcome - outcome.mean()).sum()
    squares = np.square(predictions - outcome).sum(axis=1)
    return {
        "mae": float(np.abs(predictions - outcome).mean()),
        "r2": float((1 - squares / about).mean()),
    }


def _of_passing(predictions: Floats, outcome: Floats) -> dict[str, float]:
    sure = np.clip(predictions, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    told = np.where(outcome == 1, sure, 1 - sure)
    return {
        "log_loss": float(-np.log(told).mean()),
        "auc": float(np.mean([roc_auc_score(outcome, run) for run in predictions])),
    }
