"""Pipelines trained on all students but a fold, applied to the students they never saw."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from scoring.model.answer_table import UNSEEN_WORD
from scoring.model.estimators import CANDIDATES, CandidateSettings
from scoring.model.training_set import Lesson

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

ENOUGH = 2_000
"""Residuals of so many other students tell a fold how far off its model usually is."""


def folds_of(n: int, folds: int, seed: int, repeat: int) -> Rows:
    """Give each row (n,) its fold by row position and seed alone, whoever has a grade or not.

    So a grade that comes in later leaves everybody's fold as it was. Another row order gives
    other folds, and expectations that differ by the luck of the folds.
    """
    places: Rows = np.random.default_rng([seed, repeat]).permutation(n) % folds
    return places


@dataclass(frozen=True, eq=False)
class CrossValidationRun:
    """All folds once. fold_of (n,); expected (n,): by the pipeline that never saw him, NaN where
    he was in no training set. usual (n,): the mean outcome of those it learned from."""

    fold_of: Rows
    pipelines: tuple[Pipeline, ...]
    settings: tuple[CandidateSettings, ...]
    expected: Floats
    usual: Floats


@contextmanager
def one_thread() -> Iterator[None]:
    """Train within: these matrices are too small to share out, and two cores would only wait.

    Parameters are ours and fixed, so their validation at each of the fits is skipped.
    """
    with threadpool_limits(limits=1), sklearn.config_context(skip_parameter_validation=True):
        yield


def run(lesson: Lesson, folds: int, repeat: int, step: Callable[[], None]) -> CrossValidationRun:
    """Train a pipeline for each fold, on all others; `step` is called after each."""
    fold_of = folds_of(lesson.trained.size, folds, lesson.seed, repeat)
    expected, usual = np.full((2, fold_of.size), np.nan)
    pipelines, settings = [], []
    for fold in range(folds):
        held = lesson.trained & (fold_of == fold)
        rest = lesson.trained & (fold_of != fold)
        pipeline, chosen = lesson.fit(rest)
        pipelines.append(pipeline)
        settings.append(chosen)
        if held.any():
            expected[held] = lesson.says(pipeline, held)
            usual[held] = lesson.outcome[rest].mean()
        step()
    return CrossValidationRun(fold_of, tuple(pipelines), tuple(settings), expected, usual)


def residuals_unseen(
    lesson: Lesson, first: CrossValidationRun, step: Callable[[], None]
) -> list[Floats]:
    """Say for each fold how far off models were that saw neither it nor those they were asked of.

    For a student of the fold these are residuals as good as any, and his own grade is in none:
    residuals of the other folds' own pipelines would not do, since those have learned from it.
    """
    folds = len(first.pipelines)
    partners = partners_of(int(lesson.trained.sum()), folds)
    fixed = not CANDIDATES[lesson.recipe.candidate].grid(lesson.recipe.target)
    kept: dict[frozenset[int], Pipeline] = {}
    found = []
    for fold, settings in enumerate(first.settings):
        errors = []
        for other in [(fold + 1 + place) % folds for place in range(partners)]:
            both = frozenset({fold, other})
            asked = lesson.trained & (first.fold_of == other)
            if both not in kept:
                rest = lesson.trained & (first.fold_of != fold) & (first.fold_of != other)
                # What was chosen without this fold; with the other's choice its grades would
                # have had a say.
                kept[both] = lesson.fit(rest, settings)[0]
            if asked.any():
                errors.append(np.abs(lesson.outcome[asked] - lesson.says(kept[both], asked)))
            if not fixed:
                del kept[both]
            step()
        found.append(np.concatenate(errors) if errors else np.empty(0))
    return found


def partners_of(trained: int, folds: int) -> int:
    """Of how many other folds the residuals are taken: of all, unless few have enough students."""
    return min(folds - 1, int(np.ceil(ENOUGH * folds / trained)))


def centres(lesson: Lesson, fold_of: Rows, folds: int) -> Floats:
    """Give the mean student of each fold's pipeline (folds, columns), as `Folded` wants them."""
    found = np.full((folds, len(lesson.table.columns)), UNSEEN_WORD)
    for fold in range(folds):
        rest = lesson.table.matrix[lesson.trained & (fold_of != fold), : lesson.table.numbers]
        counts = np.maximum((~np.isnan(rest)).sum(axis=0), 1)
        found[fold, : lesson.table.numbers] = np.nansum(rest, axis=0) / counts
    return found
