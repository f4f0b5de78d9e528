"""What there is to learn from a roster, and whether that is enough."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from scoring.grade_scale import reaches
from scoring.model import features, refusal
from scoring.model.estimators import CANDIDATES, CandidateSettings
from scoring.model.features import FeatureTable
from scoring.model.fold_ensemble import answers_of
from scoring.model.model_config import Recipe
from scoring.model.refusal import ModelRefusal

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is learned. outcome (n,): grade points, or 1 passed and 0 not; NaN where unknown.

    trained (n,): has a grade and an answer, so that his row may teach.
    """

    table: FeatureTable
    outcome: Floats
    trained: Flags
    recipe: Recipe
    seed: int

    def fit(
        self, rows: Flags, settings: CandidateSettings | None = None
    ) -> tuple[Pipeline, CandidateSettings]:
        """Train on those rows (n,), settings chosen among them unless the recipe says them."""
        candidate = CANDIDATES[self.recipe.candidate]
        told = self.recipe.settings if settings is None else settings
        return candidate.fit(
            self.table, self.recipe.target, rows, self.outcome[rows], told, seed=self.seed
        )

    def says(self, pipeline: Pipeline, rows: Flags) -> Floats:
        """Ask a pipeline about those rows (n,) of the table."""
        found: Floats = answers_of(pipeline, self.recipe.target)(self.table.matrix[rows])
        return found


def lesson_of(
    frame: pd.DataFrame, grades: Floats, recipe: Recipe, seed: int
) -> Lesson | ModelRefusal:
    """Lay out what can be learned from, or say why nothing can. grades (n,): NaN where none.

    Raises ValueError as `gap_table.read`.
    """
    absent = [column for column in recipe.columns if column not in frame.columns]
    if absent:
        return refusal.columns_missing(absent)
    if not recipe.columns:
        return refusal.no_record()
    graded = ~np.isnan(grades)
    if graded.sum() < refusal.FEWEST_TRAINED:
        return refusal.too_few(int(graded.sum()))
    table = features.read(frame[list(recipe.columns)], graded, grades)
    trained = graded & table.answered
    wrong = _nothing_in(table) or _too_alike(grades[trained], recipe)
    if wrong is not None:
        return wrong
    outcome = grades
    if recipe.passing is not None and recipe.target == "pass":
        outcome = np.where(graded, reaches(grades, recipe.passing, recipe.upwards), np.nan)
    return Lesson(table, outcome, trained, recipe, seed)


def _nothing_in(table: FeatureTable) -> ModelRefusal | None:
    if table.columns:
        return None
    dull = set(table.left_out.values()) <= {"empty", "constant"}
    return refusal.no_columns() if dull else refusal.only_unfit(table.left_out)


def _too_alike(grades: Floats, recipe: Recipe) -> ModelRefusal | None:
    """Say what is wrong with the grades (n,) of those who answered."""
    if len(grades) < refusal.FEWEST_TRAINED:
        return refusal.too_few(len(grades))
    if np.ptp(grades) == 0:
        return refusal.same_grade(float(grades[0]))
    if recipe.passing is None or recipe.target == "grade":
        return None
    passed = int(reaches(grades, recipe.passing, recipe.upwards).sum())
    fewer = min(passed, len(grades) - passed)
    if fewer >= refusal.FEWEST_EITHER:
        return None
    return refusal.one_side(fewer, len(grades), recipe.passing)
