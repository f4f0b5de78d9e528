"""Candidates on students they never saw: settings are searched inside each fold, errors outside.

Nested cross-validation (Varma & Simon 2006, "Bias in error estimation when using cross-validation
for model selection", BMC Bioinformatics 7:91): what chooses a setting never sees the students by
whom it is judged.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import sklearn
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from scoring.model.cross_validation import folds_of
from scoring.model.estimators import CANDIDATES, CandidateSettings
from scoring.model.features import FeatureTable
from scoring.model.model_config import Target

Floats = NDArray[np.float64]
Step = Callable[[str], None]
"""Told the key of a candidate when one of its folds is done; what it raises ends the search."""


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be learned: a table of m students and their outcome (m,): grade points, or for
    "pass" 1 for who passes and 0 for who does not."""

    table: FeatureTable
    outcome: Floats
    target: Target

    def __len__(self) -> int:
        return len(self.outcome)


@dataclass(frozen=True, eq=False)
class SearchResult:
    """What one candidate says of students it never saw: predictions (runs, m), and the settings
    that each fold chose."""

    predictions: Floats
    chosen: tuple[CandidateSettings, ...]

    @property
    def usual(self) -> CandidateSettings:
        """The settings that most folds chose; of as many, the first."""
        counted = Counter(tuple(one.items()) for one in self.chosen)
        return dict(counted.most_common(1)[0][0])


def search(
    task: Task,
    keys: Sequence[str],
    *,
    runs: int,
    folds: int,
    seed: int,
    settings: CandidateSettings | None = None,
    step: Step = lambda key: None,
) -> dict[str, SearchResult]:
    """Let each candidate say what it expects of everybody, from folds without him.

    All candidates get the same folds, so that they can be compared student by student. settings:
    those that are not searched for, for all candidates.
    """
    predictions = {key: np.empty((runs, len(task))) for key in keys}
    chosen: dict[str, list[CandidateSettings]] = {key: [] for key in keys}
    # One thread: these matrices are too small to share out, and two cores would only wait.
    with threadpool_limits(limits=1), sklearn.config_context(skip_parameter_validation=True):
        for run in range(runs):
            fold_of = folds_of(len(task), folds, seed, run)
            for fold in range(folds):
                held = fold_of == fold
                for key in keys:
                    said, found = _one(task, key, held, seed + run, settings)
                    predictions[key][run, held] = said
                    chosen[key].append(found)
                    step(key)
    return {key: SearchResult(predictions[key], tuple(chosen[key])) for key in keys}


def _one(
    task: Task, key: str, held: NDArray[np.bool_], seed: int, settings: CandidateSettings | None
) -> tuple[Floats, CandidateSettings]:
    model, chosen = CANDIDATES[key].fit(
        task.table, task.target, ~held, task.outcome[~held], settings, seed=seed
    )
    rows = task.table.matrix[held]
    if task.target == "pass":
        return model.predict_proba(rows)[:, 1], chosen
    return model.predict(rows), chosen
