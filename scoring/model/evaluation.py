"""How far what a model expects can be trusted, in figures.

How far probabilities of passing can be trusted, in figures.

Errors of what was expected of students whom no model of theirs had seen.

Whether the students with the largest gaps stay so when the same model is learned anew.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import sklearn
from numpy.typing import NDArray

from scoring.groups.groups import SMALLEST
from scoring.model.baselines import PLACES, largest
from scoring.model.cross_validation import CrossValidationRun
from scoring.model.expected_grades import RosterExpectations
from scoring.model.training_set import Lesson
from scoring.model.usual import words

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def figures(
    lesson: Lesson,
    runs: Sequence[CrossValidationRun],
    said: RosterExpectations,
    grade: Floats,
    scale: tuple[float, float],
) -> dict[str, Any]:
    """Collect the report, ready for JSON; errors are out of fold, of all runs together.

    target, candidate, columns, left_out (column -> reason), trained and other counts of students,
    chosen (the settings that each fold chose, where there was a choice), r2 (of passing: of yes as
    1 and no as 0), and what `of_grades` or `of_chances` says.
    """
    table, trained = lesson.table, lesson.trained
    if lesson.recipe.target == "grade":
        measured = of_grades(runs, said, grade, trained, scale, lesson.recipe.upwards)
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
    runs: Sequence[CrossValidationRun],
    said: RosterExpectations,
    grade: Floats,
    trained: Flags,
    scale: tuple[float, float],
    upwards: bool = True,
) -> dict[str, Any]:
    """Measure expected grades, in grade points; `upwards`: a higher number is a better grade.

    rmse, mae: over all runs. rmse_runs: of each run. rmse_interval: 95 %, over draws of students.
    rmse_of_mean: the error of expecting, of everybody, the mean of the other folds.
    coverage80, coverage90: share of grades within intervals that those grades never touched.
    spearman_gap_grade: rank correlation of gap and grade; near -1, the gap is the grade again.
    counts: students below, as and above what is usual.
    first_kept: of the largest gaps of one run, how many are those of another; None for one run.
    """
    squares = squares_of(runs, grade, trained)
    within80 = said.low80, said.high80
    told = Counter(map(partial(words, upwards=upwards), said.expected, *within80, grade))
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
        "first_kept": _first_kept(runs, grade, trained, upwards),
        "spearman_gap_grade": _spearman(error, grade[trained]),
        "counts": {word: told[word] for word in ("below", "as", "above")},
        "outside_scale": int(outside.sum()),
    }


def _first_kept(
    runs: Sequence[CrossValidationRun], grade: Floats, trained: Flags, upwards: bool
) -> dict[str, float | int] | None:
    sign = 1 if upwards else -1
    found = kept([sign * run.expected[trained] for run in runs], sign * grade[trained])
    return None if found is None else asdict(found)


def _coverage(grade: Floats, trained: Flags, low: Floats, high: Floats) -> float:
    return float(((grade >= low) & (grade <= high))[trained].mean())


def _spearman(gap: Floats, grade: Floats) -> float:
    return float(pd.Series(gap).rank().corr(pd.Series(grade).rank()))


STEPS = 10
"""Of probabilities that are compared with what came."""


def of_chances(
    runs: Sequence[CrossValidationRun], passed: Floats, trained: Flags
) -> dict[str, Any]:
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


DRAWS = 1_000
"""Draws of as many students, with putting back, behind an interval over students."""


def r2_of_runs(runs: Sequence[CrossValidationRun], lesson: Lesson) -> float:
    """Say what share of the variance of the outcome all runs together explain."""
    outcome = lesson.outcome[lesson.trained]
    squares = squares_of(runs, lesson.outcome, lesson.trained)
    return float(1 - squares.mean() / outcome.var())


def squares_of(runs: Sequence[CrossValidationRun], outcome: Floats, trained: Flags) -> Floats:
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


@dataclass(frozen=True)
class FirstKept:
    """Of the `places` largest gaps of one learning, how many are among those of another: on
    average over all pairs of `runs`, and at worst."""

    places: int
    runs: int
    mean: float
    least: int


def kept(expected: Sequence[Floats], grade: Floats, places: int = PLACES) -> FirstKept | None:
    """Compare the first ones by gap of several learnings of the same model.

    expected: a learning's (n,) each, of students whom it never saw. None for fewer than two, and
    where nobody has a gap.
    """
    firsts = [set(largest(one - grade, places).tolist()) for one in expected]
    if len(firsts) < 2 or not firsts[0]:
        return None
    shared = [len(one & other) for at, one in enumerate(firsts) for other in firsts[at + 1 :]]
    return FirstKept(len(firsts[0]), len(firsts), float(np.mean(shared)), min(shared))
