"""What a comparison of candidates found, written down as figures: none of one student."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.candidate_choice import choose
from scoring.candidate_errors import Errors, difference, errors
from scoring.candidate_search import Found, Task

Floats = NDArray[np.float64]

MEAN = "mean"


def written(task: Task, found: Mapping[str, Found], drawn: Floats) -> dict[str, Any]:
    """Write down the candidates in order, and what is proposed.

    error: RMSE in grade points, or Brier score. spread: its standard error over students.
    over_students, over_runs: ends of its intervals. beside_mean, beside_proposed: how much larger
    it is than theirs, with the 95 % interval over students. settings: what most folds chose.
    """
    measured = {
        key: errors(task.target, one.predictions, task.outcome, drawn) for key, one in found.items()
    }
    keys = list(found)
    chosen = choose(
        [one.error for one in measured.values()], [one.spread for one in measured.values()]
    )
    proposed = keys[chosen.proposed]
    return {
        "candidates": [
            {
                "key": key,
                **_figures(key, one),
                "within": one.error <= chosen.line,
                "settings": dict(found[key].usual),
                "beside_proposed": difference(one, measured[proposed]),
                "beside_mean": difference(one, measured[MEAN]) if MEAN in measured else None,
            }
            for key, one in measured.items()
        ],
        "best": keys[chosen.best],
        "line": chosen.line,
        "proposed": proposed,
    }


def _figures(key: str, measured: Errors) -> dict[str, Any]:
    figures = measured.as_json()
    if key == MEAN and "auc" in figures:
        figures["auc"] = 0.5  # it ranks nobody before anybody; the folds' own means only seem to
    return figures
