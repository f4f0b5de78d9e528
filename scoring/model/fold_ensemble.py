"""A trained model: one pipeline a fold, each asked only about students it never saw.

Loads neither pandas nor scikit-learn by itself: a page asks one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scoring.model import contributions as model_contributions
from scoring.model import plain_pipeline, prediction_interval
from scoring.model.answer_table import Frame, Layout
from scoring.model.model_config import LINEAR, Recipe, Target
from scoring.model.plain_pipeline import PLAIN
from scoring.model.prediction_interval import Bag
from scoring.model.refusal import ColumnsMissing

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

__all__ = ["STRANGER", "ColumnsMissing", "Explanations", "FoldEnsemble", "answers_of"]

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

STRANGER = -1
"""The fold of a student whose grade no model has seen: the mean of all folds speaks of him."""


@dataclass(frozen=True)
class Explanations:
    """baseline (n,): what is expected of the mean student. contributions (n, columns): what each
    answer adds; baseline + the sum of a row = expected, to 1e-9."""

    baseline: Floats
    contributions: Floats
    columns: tuple[str, ...]

    def lines(self) -> list[dict[str, float]]:
        """What each answer adds, by column, of each student."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.contributions.tolist()]


@dataclass(frozen=True, eq=False)
class FoldEnsemble:
    """What one training made, m pipelines. Grade points on [low, high]; of passing, probabilities.

    pipelines: each with `predict`, or of passing `predict_proba`, or itself called with rows; of
    a PLAIN candidate their attributes are enough.
    centres (m, columns): the mean student of each: the mean of each number, and of words the mix
    of the training. held: for each fold, how far off models that never saw that fold were from
    other students that they never saw; a student of the fold is judged by these, so that his own
    grade is in none. others: how far off each pipeline was from its own fold, for students who
    are in none. Both empty for passing.
    """

    recipe: Recipe
    low: float
    high: float
    layout: Layout
    pipelines: tuple[Any, ...]
    centres: Floats
    held: tuple[Bag, ...]
    others: tuple[Bag, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads: those of the recipe that could teach it something."""
        return self.layout.columns

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """The words it knows, by column."""
        return dict(self.layout.words)

    @property
    def folds(self) -> int:
        """How many pipelines there are."""
        return len(self.pipelines)

    def unseen(self, frame: Frame) -> NDArray[np.bool_]:
        """Mark (n, columns) the answers that no training student gave: words, or numbers beyond
        the lowest and highest. They are taken all the same; an unseen word adds nothing.

        Raises ColumnsMissing, and ValueError for words in a column of numbers.
        """
        return self.layout.unseen(frame)

    def expected(self, frame: Frame, fold: Rows) -> Floats:
        """Say what is usual for students like each (n,), by models that never saw his grade.

        fold (n,): which fold held the student out, -1 for one who was not in the training. NaN
        for a student without any answer. Grades may lie outside the scale, so that they stay the
        sum of their lines. Raises as `unseen`, and ValueError for a fold there is not.
        """
        matrix = self._read(frame, fold)
        if self._sum is not None:
            baseline, parts = self._sum.parts(matrix, fold)
            found = baseline + parts.sum(axis=1)
        else:
            # Every student meets at least one pipeline, so that no mean is of nothing.
            found = np.asarray(np.nanmean(self._each(matrix, fold), axis=0))
        return np.where(self._unanswered(matrix), np.nan, found)

    def interval(self, frame: Frame, fold: Rows, level: float = 0.8) -> tuple[Floats, Floats]:
        """Give the two ends (n,) between which a grade lies with that chance, within the scale.

        NaN for a student without any answer, and for passing: a probability says by itself how
        sure it is, and its outcome is only yes or no. Raises as `expected`.
        """
        matrix = self._read(frame, fold)
        low, high = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
        if self.recipe.target == "pass":
            return low, high
        answered = ~self._unanswered(matrix)
        for bags, who in ((self.held, fold != STRANGER), (self.others, fold == STRANGER)):
            asked = who & answered
            if not asked.any():
                continue
            predictions = self._each(matrix[asked], fold[asked])
            low[asked], high[asked] = prediction_interval.ends(
                predictions, bags, level, self.low, self.high
            )
        return low, high

    def explained(self, frame: Frame, fold: Rows) -> Explanations:
        """Say what each answer adds. NaN for a student without any. Raises as `expected`."""
        matrix = self._read(frame, fold)
        if self._sum is not None:
            baseline, parts = self._sum.parts(matrix, fold)
        else:
            baseline, parts = self._along_paths(matrix, fold)
        unanswered = self._unanswered(matrix)
        baseline[unanswered], parts[unanswered] = np.nan, np.nan
        return Explanations(baseline, parts, self.columns)

    def try_out(self) -> None:
        """Ask each pipeline about its mean student. Raises anything where one is not whole."""
        for said, centre in zip(self._models, self.centres, strict=True):
            if not np.isfinite(said(centre[np.newaxis])).all():
                raise ValueError("A pipeline expects no number.")

    @cached_property
    def _sum(self) -> model_contributions.Additive | None:
        """The same models as sums, where they are sums: a thousand times faster to ask."""
        if self.recipe.target == "pass" or self.recipe.candidate not in LINEAR:
            return None
        return model_contributions.read_off(self._models, self.centres, self.layout)

    @cached_property
    def _models(self) -> list[Callable[[Floats], Floats]]:
        plain = self.recipe.candidate in PLAIN
        asked = plain_pipeline.answers_of if plain else answers_of
        return [asked(pipeline, self.recipe.target) for pipeline in self.pipelines]

    def _read(self, frame: Frame, fold: Rows) -> Floats:
        if len(fold) and (fold.min() < STRANGER or fold.max() >= self.folds):
            raise ValueError(f"Folds run from -1 to {self.folds - 1}.")
        return self.layout.matrix(frame)

    def _unanswered(self, matrix: Floats) -> NDArray[np.bool_]:
        return np.asarray(np.all(self.layout.absent(matrix), axis=1))

    def _each(self, matrix: Floats, fold: Rows) -> Floats:
        """What each pipeline says (m, n), NaN where it is not asked."""
        found = np.full((self.folds, len(matrix)), np.nan)
        for place, said in enumerate(self._models):
            asked = (fold == place) | (fold == STRANGER)
            if not asked.any():
                continue
            if self._sum is None:
                found[place, asked] = said(matrix[asked])
            else:
                baseline, parts = self._sum.parts(matrix[asked], np.full(asked.sum(), place))
                found[place, asked] = baseline + parts.sum(axis=1)
        return found

    def _along_paths(self, matrix: Floats, fold: Rows) -> tuple[Floats, Floats]:
        baseline, found = np.zeros(len(matrix)), np.zeros(matrix.shape)
        met = np.where(fold == STRANGER, self.folds, 1)
        for place, said in enumerate(self._models):
            asked = (fold == place) | (fold == STRANGER)
            if asked.any():
                start, parts = model_contributions.parts(said, self.centres[place], matrix[asked])
                baseline[asked] += start
                found[asked] += parts
        return baseline / met, found / met[:, np.newaxis]


def answers_of(pipeline: Any, target: Target) -> Callable[[Floats], Floats]:
    """What a fitted pipeline expects of rows of a matrix: grades, or probabilities of passing."""
    if callable(pipeline):  # held by another process, which has been here before
        elsewhere: Callable[[Floats], Floats] = pipeline
        return elsewhere

    def said(rows: Floats) -> Floats:
        # One thread: few rows are not worth sharing out, and threads that wait take the whole
        # processor from the requests beside.
        with _threads().limit(limits=1):
            found = pipeline.predict(rows) if target == "grade" else pipeline.predict_proba(rows)
        return np.asarray(found if target == "grade" else found[:, 1], dtype=np.float64)

    return said


@cache
def _threads() -> ThreadpoolController:
    """Who counts threads in this process; to ask the system anew takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
