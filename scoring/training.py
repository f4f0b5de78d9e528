"""Train a model on a roster: the one way to estimate what is usual for similar students.

Loads scikit-learn (seconds): import it in a child process only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring import gap_model, gap_report, gap_table, interval, measures, refusal
from scoring.folded import STRANGER, Folded
from scoring.gap import Gap, Said, said_by
from scoring.gap_fingerprint import FOLDS, fingerprint, usual_repeats
from scoring.gap_model import Run
from scoring.lesson import Lesson, lesson_of
from scoring.recipe import Recipe
from scoring.refusal import Refusal

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Trained:
    """A model, and what it says of the students it was trained on.

    folds (n,): which fold held each out, -1 for who was not in the training.
    """

    model: Folded
    gap: Gap
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
) -> Trained | Refusal:
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
    grades = gap_table.grades(frame, grade, low, high)
    lesson = lesson_of(frame, grades, recipe, seed)
    if isinstance(lesson, Refusal):
        return lesson
    settings: dict[str, Any] = {"low": low, "high": high, "folds": folds}
    settings |= {"repeats": repeats, "seed": seed}
    steps = _Steps(lesson, folds, repeats, progress)
    with gap_model.one_thread():
        runs = [gap_model.run(lesson, folds, repeat, steps.one) for repeat in range(repeats)]
        r2 = measures.r2_of_runs(runs, lesson)
        # Not "r2 <= limit": a NaN must refuse as well.
        if not r2 > refusal.LEAST_R2:
            return refusal.says_nothing(r2)
        model = _folded(lesson, runs[0], low, high, steps.one)
        fold_of = np.where(lesson.trained, runs[0].fold_of, STRANGER)
        said = said_by(model, frame, fold_of)
    figures = gap_report.figures(lesson, runs, said, grades, (low, high))
    name = fingerprint(frame, grade, recipe, **settings)
    return Trained(model, _gap(said, lesson, grades, {**figures, **settings}, name), fold_of)


def _folded(
    lesson: Lesson, first: Run, low: float, high: float, step: Callable[[], None]
) -> Folded:
    folds = len(first.pipelines)
    held, others = [], []
    if lesson.recipe.target == "grade":
        held = gap_model.residuals_unseen(lesson, first, step)
        errors = np.abs(lesson.outcome - first.expected)
        others = [errors[lesson.trained & (first.fold_of == fold)] for fold in range(folds)]
    return Folded(
        recipe=lesson.recipe,
        low=low,
        high=high,
        layout=lesson.table.layout,
        pipelines=first.pipelines,
        centres=gap_model.centres(lesson, first.fold_of, folds),
        held=tuple(interval.bag(of, low, high) for of in held),
        others=tuple(interval.bag(of, low, high) for of in others),
    )


def _gap(said: Said, lesson: Lesson, grades: Floats, report: dict[str, Any], name: str) -> Gap:
    graded = lesson.recipe.target == "grade"
    return Gap(
        expected=said.expected,
        low80=said.low80,
        high80=said.high80,
        gap=said.expected - grades if graded else np.full(len(grades), np.nan),
        baseline=said.baseline,
        contributions=said.contributions,
        incomplete=lesson.table.incomplete,
        report=report,
        fingerprint=name,
    )


class _Steps:
    """Counts the fits that are done, for whoever watches."""

    def __init__(self, lesson: Lesson, folds: int, repeats: int, progress: Progress) -> None:
        partners = gap_model.partners_of(int(lesson.trained.sum()), folds)
        self.all = folds * (repeats + (partners if lesson.recipe.target == "grade" else 0))
        self.done = 0
        self.progress = progress

    def one(self) -> None:
        """One more is done."""
        self.done += 1
        self.progress(self.done / self.all)
