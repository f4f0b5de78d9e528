"""Train a model on a roster: the one way to estimate what is usual for similar students.

Loads scikit-learn (seconds): import it in a child process only.

The name of one training, so that it is not done twice.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.model import cross_validation, evaluation, features, prediction_interval, refusal
from scoring.model.answer_table import is_number
from scoring.model.cross_validation import CrossValidationRun
from scoring.model.expected_grades import ExpectedGrades, RosterExpectations, said_by
from scoring.model.fold_ensemble import STRANGER, FoldEnsemble
from scoring.model.model_config import RIDGE, Recipe
from scoring.model.refusal import ModelRefusal
from scoring.model.training_set import Lesson, lesson_of

METHOD = 2
"""Raise it when the way of computing changes, so that kept results are computed again."""

FOLDS = 10
LARGE = 5_000
"""From this many students the luck of the folds is small, and two repeats are enough."""


def usual_repeats(students: int, recipe: Recipe) -> int:
    """Say how often the folds are drawn when nobody says: 5 times where a fit is quick, 2 times
    for many students, or where each fit searches for its settings."""
    quick = recipe.candidate == RIDGE or bool(recipe.settings)
    return 5 if quick and students < LARGE else 2


def fingerprint(
    frame: pd.DataFrame,
    grade: pd.Series,
    recipe: Recipe,
    *,
    low: float,
    high: float,
    folds: int = FOLDS,
    repeats: int | None = None,
    seed: int = 0,
) -> str:
    """Name, by sha256, all that `train` depends on: data in row order, recipe, settings, versions.

    frame: the recipe's columns are read, others do not count. Costs milliseconds, so that a caller
    can skip a training that is kept already.
    """
    repeats = usual_repeats(len(frame), recipe) if repeats is None else repeats
    libraries = [version(name) for name in ("scikit-learn", "numpy")]
    settings = [METHOD, float(low), float(high), folds, repeats, seed, *libraries]
    told = json.dumps([settings, recipe.as_json(), len(frame)], sort_keys=True)
    digest = hashlib.sha256(told.encode())
    there = [column for column in recipe.columns if column in frame.columns]
    columns = [("", grade), *((column, frame[column]) for column in there)]
    for name, values in columns:
        if is_number(values):
            # Adding 0.0 makes -0.0 and 0.0, which are one number, one pattern of bytes.
            numbers = values.to_numpy(dtype="<f8", na_value=np.nan) + 0.0
            numbers[np.isnan(numbers)] = np.nan
            body, kind = numbers.tobytes(), "number"
        else:
            texts = [None if pd.isna(value) else str(value) for value in values]
            body, kind = json.dumps(texts).encode(), "word"
        digest.update(json.dumps([name, kind, len(body)]).encode() + body)
    return digest.hexdigest()


Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A model, and what it says of the students it was trained on.

    folds (n,): which fold held each out, -1 for who was not in the training.
    """

    model: FoldEnsemble
    gap: ExpectedGrades
    folds: Rows


def train(
    frame: pd.DataFrame,
    grade: pd.Series,
    recipe: Recipe,
    *,
    low: float,
    high: float,
    seed: int = 0,
    folds: int = FOLDS,
    repeats: int | None = None,
    progress: Progress = lambda done: None,
) -> TrainedModel | ModelRefusal:
    """Train a recipe's model by folds, and measure it on students whose grades it never saw.

    frame: one row a student with the recipe's columns: numbers (NaN missing) or words (None
    missing). grade: same index, NaN where there is none; low and high: the ends of its scale.
    repeats: how often all folds are drawn, by default `usual_repeats`. The model is that of the
    first; the others only measure how much its figures owe to the luck of the folds.
    progress: told what share is done, 0 to 1; what it raises ends the training.

    Refuses, in a sentence, when there is too little to learn from or too little was learned.
    Raises ValueError on what reading the file should have stopped: grades off the scale,
    infinite numbers, rows that do not match, columns of the same name.
    """
    repeats = usual_repeats(len(frame), recipe) if repeats is None else repeats
    # Three: what is left without two of them must teach as well.
    if folds < 3 or repeats < 1:
        raise ValueError(f"{folds} folds, {repeats} repeats: at least 3 and 1 are needed.")
    grades = features.grades(frame, grade, low, high)
    lesson = lesson_of(frame, grades, recipe, seed)
    if isinstance(lesson, ModelRefusal):
        return lesson
    settings: dict[str, Any] = {"low": low, "high": high, "folds": folds}
    settings |= {"repeats": repeats, "seed": seed}
    steps = _FitCounter(lesson, folds, repeats, progress)
    with cross_validation.one_thread():
        runs = [cross_validation.run(lesson, folds, repeat, steps.one) for repeat in range(repeats)]
        r2 = evaluation.r2_of_runs(runs, lesson)
        # Not "r2 <= limit": a NaN must refuse as well.
        if not r2 > refusal.LEAST_R2:
            return refusal.says_nothing(r2)
        model = _folded(lesson, runs[0], low, high, steps.one)
        fold_of = np.where(lesson.trained, runs[0].fold_of, STRANGER)
        said = said_by(model, frame, fold_of)
    figures = evaluation.figures(lesson, runs, said, grades, (low, high))
    name = fingerprint(frame, grade, recipe, **settings)
    return TrainedModel(model, _gap(said, lesson, grades, {**figures, **settings}, name), fold_of)


def _folded(
    lesson: Lesson, first: CrossValidationRun, low: float, high: float, step: Callable[[], None]
) -> FoldEnsemble:
    folds = len(first.pipelines)
    held, others = [], []
    if lesson.recipe.target == "grade":
        held = cross_validation.residuals_unseen(lesson, first, step)
        errors = np.abs(lesson.outcome - first.expected)
        others = [errors[lesson.trained & (first.fold_of == fold)] for fold in range(folds)]
    return FoldEnsemble(
        recipe=lesson.recipe,
        low=low,
        high=high,
        layout=lesson.table.layout,
        pipelines=first.pipelines,
        centres=cross_validation.centres(lesson, first.fold_of, folds),
        held=tuple(prediction_interval.bag(of, low, high) for of in held),
        others=tuple(prediction_interval.bag(of, low, high) for of in others),
    )


def _gap(
    said: RosterExpectations, lesson: Lesson, grades: Floats, report: dict[str, Any], name: str
) -> ExpectedGrades:
    graded = lesson.recipe.target == "grade"
    gap = said.expected - grades if lesson.recipe.upwards else grades - said.expected
    return ExpectedGrades(
        expected=said.expected,
        low80=said.low80,
        high80=said.high80,
        gap=gap if graded else np.full(len(grades), np.nan),
        baseline=said.baseline,
        contributions=said.contributions,
        incomplete=lesson.table.incomplete,
        report=report,
        fingerprint=name,
    )


class _FitCounter:
    """Counts the fits that are done, for whoever watches."""

    def __init__(self, lesson: Lesson, folds: int, repeats: int, progress: Progress) -> None:
        partners = cross_validation.partners_of(int(lesson.trained.sum()), folds)
        self.all = folds * (repeats + (partners if lesson.recipe.target == "grade" else 0))
        self.done = 0
        self.progress = progress

    def one(self) -> None:
        """One more is done."""
        self.done += 1
        self.progress(self.done / self.all)
