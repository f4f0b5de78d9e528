"""Ridge regressions on all students but a fold, applied to the students they never saw."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import sklearn
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from scoring.gap_pipeline import owners, pipeline
from scoring.gap_table import Table

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def folds_of(n: int, folds: int, seed: int, repeat: int) -> NDArray[np.intp]:
    """Give each row (n,) its fold by row position and seed alone, whoever has a grade or not.

    So a grade that comes in later leaves everybody's fold as it was. Another row order gives
    other folds, and expectations that differ by the luck of the folds.
    """
    places: NDArray[np.intp] = np.random.default_rng([seed, repeat]).permutation(n) % folds
    return places


@dataclass(frozen=True)
class CrossFit:
    """What the fold models say of the students they never saw; m = repeats x folds models.

    predictions (m, n): grade points, NaN where the model was trained on the student.
    baseline (n,), contributions (n, columns): means over the models that never saw the student;
    baseline is what they expect of the mean of their own training students. NaN: no expectation.
    alphas (m,): the penalty each model chose.
    """

    predictions: Floats
    baseline: Floats
    contributions: Floats
    alphas: Floats

    @property
    def expected(self) -> Floats:
        """Add up each student's (n,) expected grade: the mean of the models he meets."""
        total: Floats = self.baseline + self.contributions.sum(axis=1)
        return total


def cross_fit(
    table: Table, grade: Floats, trained: Flags, *, folds: int, repeats: int, seed: int
) -> CrossFit:
    """Fit repeats x folds models; a student never meets a model that saw his grade.

    trained (n,): has a grade and an answer. Students with answers and no grade are in no
    training set and meet every model; students without any answer meet none.
    """
    n, columns = table.matrix.shape
    predictions = np.full((repeats * folds, n), np.nan)
    baseline, contributions = np.zeros(n), np.zeros((n, columns))
    met = np.zeros(n)
    alphas = np.empty(repeats * folds)
    splits = _splits(table, trained, folds, repeats, seed)
    # One thread: these matrices are too small to share out, and two cores would only wait.
    # Parameters are ours and fixed, so their validation at each of the fits is skipped.
    with threadpool_limits(limits=1), sklearn.config_context(skip_parameter_validation=True):
        for place, (training, held) in enumerate(splits):
            model = pipeline(table).fit(table.matrix[training], grade[training])
            alphas[place] = model["ridge"].alpha_
            if not held.any():
                continue
            parts = model[:-1].transform(table.matrix[held]) * model["ridge"].coef_
            predictions[place, held] = model["ridge"].intercept_ + parts.sum(axis=1)
            column_of = owners(model["encode"], table)
            contributions[held] += parts @ np.eye(columns)[column_of]
            baseline[held] += model["ridge"].intercept_
            met[held] += 1
    met[met == 0] = np.nan
    return CrossFit(predictions, baseline / met, contributions / met[:, np.newaxis], alphas)


def _splits(
    table: Table, trained: Flags, folds: int, repeats: int, seed: int
) -> Iterator[tuple[Flags, Flags]]:
    outside = table.answered & ~trained
    for repeat in range(repeats):
        fold_of = folds_of(trained.size, folds, seed, repeat)
        for fold in range(folds):
            here = fold_of == fold
            yield trained & ~here, (trained & here) | outside
