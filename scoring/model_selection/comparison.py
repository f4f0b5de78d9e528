"""Candidates compared on a roster: errors with intervals, one proposed, what each column is worth.

Loads scikit-learn (seconds): import it in a child process only.

Which candidate is proposed: the simplest within one standard error of the best.

Breiman, Friedman, Olshen & Stone (1984), "Classification and Regression Trees", section 3.4.3. The
best of one comparison owes part of its lead to luck, and a simpler one is easier to follow.

What a comparison of candidates found, written down as figures: none of one student.

What it costs to leave each column out: the same candidate without it, on the same folds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import sklearn
from numpy.typing import NDArray

from scoring.grade_scale import reaches
from scoring.model import features, refusal
from scoring.model.estimators import CandidateSettings
from scoring.model.model_config import COST
from scoring.model.refusal import ModelRefusal
from scoring.model_selection.hyperparameter_search import SearchResult, Task, search
from scoring.model_selection.nested_cross_validation import Errors, difference, draws, errors
from scoring.model_selection.plan import MOST_COMPARED, Plan

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
) -> dict[str, Any] | ModelRefusal:
    """Compare a plan's candidates on the students who have a grade and an answer.

    frame: one row a student with the plan's columns: numbers (NaN missing) or words (None
    missing). grade: same index, NaN where there is none; low and high: the ends of its scale.
    progress: told what share is done, 0 to 1; what it raises ends the comparison.

    Gives JSON values, no student in them. Refuses, in a sentence, when there is
    too little to learn from. Raises ValueError as `gap_table.grades` and `gap_table.read` do.
    """
    grades = features.grades(frame, grade, low, high)
    rows = _students(frame[list(plan.columns)], grades, plan.seed)
    if isinstance(rows, ModelRefusal):
        return rows
    shown = frame[list(plan.columns)].iloc[rows]
    task = _task(shown, grades[rows], plan)
    if isinstance(task, ModelRefusal):
        return task
    steps = _ShareDone(plan, progress)
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


def _students(frame: pd.DataFrame, grades: Floats, seed: int) -> Rows | ModelRefusal:
    graded = ~np.isnan(grades)
    rows = np.flatnonzero(graded & frame.notna().any(axis=1).to_numpy())
    if rows.size < refusal.FEWEST_TRAINED:
        return refusal.too_few(rows.size)
    if rows.size > MOST_COMPARED:
        luck = np.random.default_rng([seed, rows.size])
        rows = np.sort(luck.choice(rows, MOST_COMPARED, replace=False))
    return rows


def _task(frame: pd.DataFrame, grades: Floats, plan: Plan) -> Task | ModelRefusal:
    table = features.read(frame, np.ones(len(frame), dtype=bool), grades)
    if not table.columns:
        return refusal.no_columns()
    if np.ptp(grades) == 0:
        return refusal.same_grade(float(grades[0]))
    if plan.target == "grade":
        return Task(table, grades, plan.target)
    passing = float(plan.passing or 0)
    passed = reaches(grades, passing, plan.best == "high").astype(np.float64)
    fewer = int(min(passed.sum(), passed.size - passed.sum()))
    if fewer < refusal.FEWEST_EITHER:
        return refusal.one_side(fewer, passed.size, passing)
    return Task(table, passed, plan.target)


def _columns(
    frame: pd.DataFrame,
    task: Task,
    plan: Plan,
    key: str,
    found: Mapping[str, SearchResult],
    steps: "_ShareDone",
) -> dict[str, Any]:
    """Say what leaving out each column costs the proposed candidate; nothing costs the mean
    anything, and without the only column nothing is left."""
    runs = min(plan.runs, MOST_RUNS)
    names = task.table.columns
    if key == MEAN or len(names) < 2:
        steps.end()
        return {"without": [], "without_runs": runs}
    steps.columns(1 + len(names))
    costs = left_out(
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
    table = features.read(frame[columns], np.ones(len(frame), dtype=bool))
    alone = Task(table, task.outcome, task.target)
    found = search(alone, (EARLIER,), runs=plan.runs, folds=plan.folds, seed=plan.seed)
    measured = errors(task.target, found[EARLIER].predictions, task.outcome, drawn)
    return {"columns": columns, **measured.as_json()}


class _ShareDone:
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


@dataclass(frozen=True)
class CandidateChoice:
    """best, proposed: places among the candidates. line: the largest error that still is as good
    as the best."""

    best: int
    proposed: int
    line: float


def choose(errors: Sequence[float], spreads: Sequence[float]) -> CandidateChoice:
    """Choose among candidates, the simplest first, by their errors and the standard error of each.

    Raises ValueError where there is none, or an error is not a number.
    """
    if not errors or any(error != error for error in errors):
        raise ValueError(f"There is nothing to choose from: {list(errors)}.")
    best = min(range(len(errors)), key=errors.__getitem__)
    line = errors[best] + spreads[best]
    proposed = next(place for place, error in enumerate(errors) if error <= line)
    return CandidateChoice(best, proposed, line)


MEAN = "mean"


def written(task: Task, found: Mapping[str, SearchResult], drawn: Floats) -> dict[str, Any]:
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


MOST_RUNS = 5
"""More would only narrow the luck of the folds, and there are as many fits a run as columns."""


def left_out(
    task: Task,
    frame: pd.DataFrame,
    key: str,
    settings: CandidateSettings,
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
    return Task(features.read(frame[names], kept), task.outcome, task.target)
