"""How far what a model expects can be trusted, in figures."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import sklearn
from numpy.typing import NDArray

from scoring.gap import Said
from scoring.gap_model import Lesson, Run
from scoring.usual import words

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS = 1_000
"""Draws of as many students, with putting back, behind an interval over students."""


def figures(
    lesson: Lesson, runs: Sequence[Run], said: Said, grade: Floats, scale: tuple[float, float]
) -> dict[str, Any]:
    """Collect the report, ready for JSON; errors are out of fold, of all runs together.

    target, candidate, columns, left_out (column -> reason), trained and other counts of students,
    chosen (the settings that each fold chose, where there was a choice), r2, and what `of_grades`
    says.
    """
    table, trained = lesson.table, lesson.trained
    return {
        "target": lesson.recipe.target,
        "candidate": lesson.recipe.candidate,
        "chosen": [dict(settings) for settings in runs[0].settings if settings],
        "trained": int(trained.sum()),
        "expected": int((~np.isnan(said.expected)).sum()),
        "without_grade": int(np.isnan(grade).sum()),
        "without_answers": int((~table.answered).sum()),
        "incomplete": int(table.incomplete.sum()),
        "columns": list(table.columns),
        "left_out": table.left_out,
        "missing": {column: count for column, count in table.missing.items() if count},
        "r2": r2_of_runs(runs, lesson),
        **of_grades(runs, said, grade, trained, scale),
        "scikit_learn": sklearn.__version__,
    }


def of_grades(
    runs: Sequence[Run], said: Said, grade: Floats, trained: Flags, scale: tuple[float, float]
) -> dict[str, Any]:
    """Measure expected grades, in grade points.

    rmse, mae: over all runs. rmse_runs: of each run. rmse_interval: 95 %, over draws of students.
    rmse_of_mean: the error of expecting, of everybody, the mean of the other folds.
    coverage80, coverage90: share of grades within intervals that those grades never touched.
    spearman_gap_grade: rank correlation of gap and grade; near -1, the gap is the grade again.
    counts: students below, as and above what is usual.
    """
    squares = squares_of(runs, grade, trained)
    within80 = said.low80, said.high80
    told = Counter(map(words, said.expected, *within80, grade))
    error = said.expected[trained] - grade[trained]
    off = np.abs(np.array([run.expected[trained] for run in runs]) - grade[trained])
    outside = (said.expected < scale[0]) | (said.expected > scale[1])
    return {
        "rmse": float(np.sqrt(squares.mean())),
        "rmse_runs": [float(one) for one in np.sqrt(squares.mean(axis=1))],
        "rmse_interval": interval_of_rmse(squares.mean(axis=0)),
        "mae": float(off.mean()),
        "rmse_of_mean": rmse(runs[0].usual[trained] - grade[trained]),
        "half_width80": float(np.nanmedian(said.high80 - said.low80) / 2),
        "coverage80": _coverage(grade, trained, *within80),
        "coverage90": _coverage(grade, trained, said.low90, said.high90),
        "spearman_gap_grade": _spearman(error, grade[trained]),
        "counts": {word: told[word] for word in ("below", "as", "above")},
        "outside_scale": int(outside.sum()),
    }


def r2_of_runs(runs: Sequence[Run], lesson: Lesson) -> float:
    """Say what share of the variance of the outcome all runs together explain."""
    outcome = lesson.outcome[lesson.trained]
    squares = squares_of(runs, lesson.outcome, lesson.trained)
    return float(1 - squares.mean() / outcome.var())


def squares_of(runs: Sequence[Run], outcome: Floats, trained: Flags) -> Floats:
    """Give the squared errors (runs, trained students), out of fold."""
    found: Floats = np.array([run.expected[trained] - outcome[trained] for run in runs]) ** 2
    return found


def interval_of_rmse(squares: Floats) -> list[float]:
    """Give the 95 % interval of an error over draws of other students like these (bootstrap).

    squares (n,): each student's squared error. What a training on other students would change is
    not in it.
    """
    luck = np.random.default_rng(0)
    drawn = [luck.choice(squares, squares.size).mean() for _ in range(DRAWS)]
    return [float(np.sqrt(end)) for end in np.quantile(drawn, [0.025, 0.975])]


def rmse(error: Floats) -> float:
    """Give the root of the mean squared error."""
    return float(np.sqrt(np.square(error).mean()))


def _coverage(grade: Floats, trained: Flags, low: Floats, high: Floats) -> float:
    return float(((grade >= low) & (grade <= high))[trained].mean())


def _spearman(gap: Floats, grade: Floats) -> float:
    return float(pd.Series(gap).rank().corr(pd.Series(grade).rank()))
