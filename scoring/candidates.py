"""The ten kinds of model that are compared: each one pipeline with all its preprocessing inside.

In order of simplicity, which is the order in which a tie is decided: first by what a person can
follow line by line, then by how much there is to store. Loads scikit-learn (seconds): import it
in a child process only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from scoring import candidate_estimators as last
from scoring.gap_pipeline import ALPHAS, encoder
from scoring.gap_table import Table
from scoring.recipe import Target

Floats = NDArray[np.float64]
Grid: TypeAlias = Mapping[str, tuple[float, ...]]
Settings: TypeAlias = Mapping[str, float | str]

INNER_FOLDS = 3
"""Parts of the training students by which settings are chosen; each costs a fit per choice."""

SCORES: Mapping[Target, str] = {"grade": "neg_mean_squared_error", "pass": "neg_brier_score"}
"""What settings are chosen by: the squared error, of grade points or of probabilities."""


@dataclass(frozen=True)
class Candidate:
    """A kind of model. key: its name; estimator(target, **settings): its last step.

    grids: setting -> values to choose from, by target; none where it has nothing to choose, or
    chooses by itself. scaled: features are brought to mean 0 and deviation 1 first.
    """

    key: str
    estimator: Callable[..., BaseEstimator]
    grids: Mapping[Target, Grid] = field(default_factory=dict)
    scaled: bool = True

    def grid(self, target: Target) -> Grid:
        """Name what there is to choose for that target, the usual value of each first."""
        return self.grids.get(target, {})

    def pipeline(self, table: Table, target: Target, settings: Settings | None = None) -> Pipeline:
        """Build it, not fitted: "encode", "scale" where it needs that, and last "estimate".

        It takes rows of `table.matrix` and a grade, or for "pass" 0 and 1; then its last step has
        `predict_proba`, calibrated. What settings do not say has its usual value.
        """
        usual: dict[str, Any] = {name: values[0] for name, values in self.grid(target).items()}
        steps: list[tuple[str, Any]] = [("encode", encoder(table))]
        if self.scaled:
            steps.append(("scale", StandardScaler()))
        chosen = self.estimator(target, **usual | dict(settings or {}))
        return Pipeline([*steps, ("estimate", chosen)])

    def fit(
        self,
        table: Table,
        target: Target,
        rows: NDArray[np.intp] | NDArray[np.bool_],
        outcome: Floats,
        settings: Settings | None = None,
        *,
        seed: int = 0,
    ) -> tuple[Pipeline, Settings]:
        """Train on those rows of the table and their outcome (m,); settings it is not given are
        chosen by a search inside these rows alone. Gives the pipeline and its settings.

        outcome: grade points, or for "pass" 0 and 1, each there at least INNER_FOLDS times.
        """
        matrix = table.matrix[rows]
        choices = self._choices(target, settings or {})
        if len(choices) == 1:
            return self.pipeline(table, target, choices[0]).fit(matrix, outcome), choices[0]
        cut = KFold if target == "grade" else StratifiedKFold
        search = GridSearchCV(
            self.pipeline(table, target),
            {"estimate": [self.estimator(target, **choice) for choice in choices]},
            scoring=SCORES[target],
            cv=cut(INNER_FOLDS, shuffle=True, random_state=seed),
            error_score="raise",
        )
        search.fit(matrix, outcome)
        return search.best_estimator_, choices[search.best_index_]

    def _choices(self, target: Target, settings: Settings) -> list[Settings]:
        """Every combination of the grid that agrees with the settings that are given."""
        open_ = {name: v for name, v in self.grid(target).items() if name not in settings}
        return [
            {**settings, **dict(zip(open_, values, strict=True))}
            for values in product(*open_.values())
        ]


_PENALTIES: Mapping[Target, Grid] = {"pass": {"alpha": (2.0, 0.5, 10.0, 40.0)}}
_SVM = {"C": (1.0, 0.3, 3.0), "gamma": (0.01, 0.003, 0.03)}
_FOREST: Mapping[Target, Grid] = {
    "grade": {"leaf": (0.005, 0.01), "features": (0.7,)},
    "pass": {"leaf": (0.03, 0.01), "features": (0.33,)},
}


def _both(grid: Grid) -> Mapping[Target, Grid]:
    return {"grade": grid, "pass": grid}


_IN_ORDER = (
    Candidate("mean", last.mean, scaled=False),
    Candidate("ridge", last.ridge, {"pass": {"alpha": ALPHAS[::2]}}),
    Candidate("lasso", last.lasso, _PENALTIES),
    Candidate("elastic_net", last.elastic_net, _PENALTIES),
    Candidate("svm", last.svm, _both(_SVM)),
    Candidate("neighbours", last.neighbours, _both({"neighbours": (20, 10, 40)})),
    Candidate("random_forest", last.random_forest, _FOREST, scaled=False),
    Candidate("extra_trees", last.extra_trees, _FOREST, scaled=False),
    Candidate(
        "boosting", last.boosting, _both({"trees": (80, 160), "depth": (2, 4)}), scaled=False
    ),
    Candidate(
        "histogram_boosting", last.histogram_boosting, _both({"trees": (40, 80)}), scaled=False
    ),
)

CANDIDATES: Mapping[str, Candidate] = MappingProxyType({each.key: each for each in _IN_ORDER})
"""By key, the simplest first."""
