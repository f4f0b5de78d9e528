"""How far what a model expects can be trusted, in figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import sklearn
from numpy.typing import NDArray

from scoring.first_kept import kept
from scoring.gap import Said
from scoring.gap_model import Run
from scoring.lesson import Lesson
from scoring.measures import interval_of_mean, r2_of_runs, rmse, squares_of
from scoring.pass_report import of_chances
from scoring.usual import words

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def figures(
    lesson: Lesson, runs: Sequence[Run], said: Said, grade: Floats, scale: tuple[float, float]
) -> dict[str, Any]:
    """Collect the report, ready for JSON; errors are out of fold, of all runs together.

    target, candidate, columns, left_out (column -> reason), trained and other counts of students,
    chosen (the settings that each fold chose, where there was a choice), r2 (of passing: of yes as
    1 and no as 0), and what `of_grades` or `of_chances` says.
    """
    table, trained = lesson.table, lesson.trained
    if lesson.recipe.target == "grade":
        measured = of_grades(runs, said, grade, trained, scale)
    else:
        measured = of_chances(runs, lesson.outcome, trained)
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
        **measured,
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
    first_kept: of the largest gaps of one run, how many are those of another; None for one run.
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
        "rmse_interval": [float(np.sqrt(end)) for end in interval_of_mean(squares.mean(axis=0))],
        "mae": float(off.mean()),
        "rmse_of_mean": rmse(runs[0].usual[trained] - grade[trained]),
        "half_width80": float(np.nanmedian(said.high80 - said.low80) / 2),
        "coverage80": _coverage(grade, trained, *within80),
        "coverage90": _coverage(grade, trained, said.low90, said.high90),
        "first_kept": _first_kept(runs, grade, trained),
        "spearman_gap_grade": _spearman(error, grade[trained]),
        "counts": {word: told[word] for word in ("below", "as", "above")},
        "outside_scale": int(outside.sum()),
    }


def _first_kept(
    runs: Sequence[Run], grade: Floats, trained: Flags
) -> dict[str, float | int] | None:
    found = kept([run.expected[trained] for run in runs], grade[trained])
    return None if found is None else asdict(found)


def _coverage(grade: Floats, trained: Flags, low: Floats, high: Floats) -> float:
    return float(((grade >= low) & (grade <= high))[trained].mean())


def _spearman(gap: Floats, grade: Floats) -> float:
    return float(pd.Series(gap).rank().corr(pd.Series(grade).rank()))
