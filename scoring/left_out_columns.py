"""What it costs to leave each column out: the same candidate without it, on the same folds."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring import gap_table
from scoring.candidate_errors import Errors, difference, draws, errors
from scoring.candidate_search import Task, search
from scoring.candidates import Settings

MOST_RUNS = 5
"""More would only narrow the luck of the folds, and there are as many fits a run as columns."""


def left_out(
    task: Task,
    frame: pd.DataFrame,
    key: str,
    settings: Settings,
    *,
    runs: int,
    folds: int,
    seed: int,
    step: Callable[[], None] = lambda: None,
) -> list[dict[str, Any]]:
    """Say, the dearest first, by how much the error grows without each column, with its interval.

    frame: of the task's students. settings: those the candidate has with and without a column, so
    that the difference is the column's. A column another can stand in for costs little: what all
    such columns cost together is not said here. At least two columns.
    """
    drawn = draws(len(task), seed)

    def measured(without: str | None) -> Errors:
        part = task if without is None else _without(task, frame, without)
        found = search(part, (key,), runs=runs, folds=folds, seed=seed, settings=settings)
        step()
        return errors(task.target, found[key].predictions, task.outcome, drawn)

    whole = measured(None)
    found = [{"column": name, **difference(measured(name), whole)} for name in task.table.columns]
    return sorted(found, key=lambda one: -one["value"])


def _without(task: Task, frame: pd.DataFrame, column: str) -> Task:
    kept: NDArray[np.bool_] = np.ones(len(task), dtype=bool)
    names = [name for name in task.table.columns if name != column]
    return Task(gap_table.read(frame[names], kept), task.outcome, task.target)
