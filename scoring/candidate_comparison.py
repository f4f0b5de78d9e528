"""Candidates compared on a roster: errors with intervals, one proposed, what each column is worth.

Loads scikit-learn (seconds): import it in a child process only.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import sklearn
from numpy.typing import NDArray

from scoring import gap_table, left_out_columns, refusal
from scoring.candidate_errors import draws, errors
from scoring.candidate_figures import MEAN, written
from scoring.candidate_plan import COST, MOST_COMPARED, Plan
from scoring.candidate_search import Found, Task, search
from scoring.refusal import Refusal

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Progress = Callable[[float], None]

EARLIER = "ridge"
"""The candidate by which the baseline learns from earlier grades alone."""

SEARCHED = 0.9
"""The share of the work that is the candidates; the rest is leaving out columns."""


def compare(
    frame: pd.DataFrame,
    grade: pd.Series,
    plan: Plan,
    *,
    low: float,
    high: float,
    progress: Progress = lambda done: None,
) -> dict[str, Any] | Refusal:
    """Compare a plan's candidates on the students who have a grade and an answer.

    frame: one row a student with the plan's columns: numbers (NaN missing) or words (None
    missing). grade: same index, NaN where there is none; low and high: the ends of its scale.
    progress: told what share is done, 0 to 1; what it raises ends the comparison.

    Gives JSON values, no student in them. Refuses, in a sentence, when there is
    too little to learn from. Raises ValueError as `gap_table.grades` and `gap_table.read` do.
    """
    grades = gap_table.grades(frame, grade, low, high)
    rows = _students(frame[list(plan.columns)], grades, plan.seed)
    if isinstance(rows, Refusal):
        return rows
    shown = frame[list(plan.columns)].iloc[rows]
    task = _task(shown, grades[rows], plan)
    if isinstance(task, Refusal):
        return task
    steps = _Steps(plan, progress)
    dealt: dict[str, Any] = {"runs": plan.runs, "folds": plan.folds, "seed": plan.seed}
    found = search(task, plan.candidates, **dealt, step=steps.search)
    drawn = draws(len(task), plan.seed)
    told = written(task, found, drawn)
    return {
        **told,
        "students": len(task),
        "graded": int((~np.isnan(grades)).sum()),
        "columns": list(task.table.columns),
        "left_out": task.table.left_out,
        "earlier": _earlier_alone(shown, task, plan, drawn),
        **_columns(shown, task, plan, told["proposed"], found, steps),
        "scikit_learn": sklearn.__version__,
    }


def _students(frame: pd.DataFrame, grades: Floats, seed: int) -> Rows | Refusal:
    graded = ~np.isnan(grades)
    rows = np.flatnonzero(graded & frame.notna().any(axis=1).to_numpy())
    if rows.size < refusal.FEWEST_TRAINED:
        return refusal.too_few(rows.size)
    if rows.size > MOST_COMPARED:
        luck = np.random.default_rng([seed, rows.size])
        rows = np.sort(luck.choice(rows, MOST_COMPARED, replace=False))
    return rows


def _task(frame: pd.DataFrame, grades: Floats, plan: Plan) -> Task | Refusal:
    table = gap_table.read(frame, np.ones(len(frame), dtype=bool), grades)
    if not table.columns:
        return refusal.no_columns()
    if np.ptp(grades) == 0:
        return refusal.same_grade(float(grades[0]))
    if plan.target == "grade":
        return Task(table, grades, plan.target)
    passing = float(plan.passing or 0)
    passed = (grades >= passing).astype(np.float64)
    fewer = int(min(passed.sum(), passed.size - passed.sum()))
    if fewer < refusal.FEWEST_EITHER:
        return refusal.one_side(fewer, passed.size, passing)
    return Task(table, passed, plan.target)


def _columns(
    frame: pd.DataFrame,
    task: Task,
    plan: Plan,
    key: str,
    found: Mapping[str, Found],
    steps: "_Steps",
) -> dict[str, Any]:
    """Say what leaving out each column costs the proposed candidate; nothing costs the mean
    anything, and without the only column nothing is left."""
    runs = min(plan.runs, left_out_columns.MOST_RUNS)
    names = task.table.columns
    if key == MEAN or len(names) < 2:
        steps.end()
        return {"without": [], "without_runs": runs}
    steps.columns(1 + len(names))
    costs = left_out_columns.left_out(
        task,
        frame,
        key,
        found[key].usual,
        runs=runs,
        folds=plan.folds,
        seed=plan.seed,
        step=steps.one,
    )
    return {"without": costs, "without_runs": runs}


def _earlier_alone(
    frame: pd.DataFrame, task: Task, plan: Plan, drawn: Floats
) -> dict[str, Any] | None:
    """Say how far one comes with the grades of before alone; None where there are none."""
    columns = [name for name in plan.earlier if name in task.table.columns]
    if not columns or len(columns) == len(task.table.columns):
        return None
    table = gap_table.read(frame[columns], np.ones(len(frame), dtype=bool))
    alone = Task(table, task.outcome, task.target)
    found = search(alone, (EARLIER,), runs=plan.runs, folds=plan.folds, seed=plan.seed)
    measured = errors(task.target, found[EARLIER].predictions, task.outcome, drawn)
    return {"columns": columns, **measured.as_json()}


class _Steps:
    """Says what share is done, by what each candidate usually costs."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        whole = sum(COST[key] for key in plan.candidates) * plan.runs * plan.folds
        self._shares = {key: SEARCHED * COST[key] / whole for key in plan.candidates}
        self._progress = progress
        self._done = 0.0
        self._column = 0.0

    def search(self, key: str) -> None:
        """One fold of a candidate is done."""
        self._on(self._shares[key])

    def columns(self, count: int) -> None:
        """The candidates are done; next comes the proposed one, so many times."""
        self._column = (1 - SEARCHED) / count

    def one(self) -> None:
        """The proposed candidate is done with some columns."""
        self._on(self._column)

    def end(self) -> None:
        """All is done."""
        self._on(1.0)

    def _on(self, share: float) -> None:
        self._done = min(self._done + share, 1.0)
        self._progress(self._done)
