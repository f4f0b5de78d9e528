"""The last step of each candidate: what learns, for a grade and for passing, kept small and sure.

The sizes of leaves are shares of the students, so that a model of 30,000 students has no more
leaves than one of 300, and ten of them stay a small file. Every seed is fixed: the same students
give the same model. Probabilities that an estimator does not learn as such are calibrated by a
sigmoid on students it did not learn from.

The ten kinds of model that are compared: each one pipeline with all its preprocessing inside.

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
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import (
    ElasticNet,
    ElasticNetCV,
    Lasso,
    LassoCV,
    LogisticRegression,
    Ridge,
    RidgeCV,
)
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

from scoring.model.features import FeatureTable
from scoring.model.model_config import Target
from scoring.model.preprocessing import ALPHAS, encoder

TREES = 100
SEED = 0
PENALTIES = 20
"""Tried by lasso and elastic net, from the one that leaves no slope down to a thousandth."""

# Drawn by lot: files come sorted by school and class, and a part must not be one of them.
PARTS = KFold(5, shuffle=True, random_state=SEED)
"""In which the training students are cut to choose a penalty."""

CALIBRATION_PARTS = StratifiedKFold(3, shuffle=True, random_state=SEED)

Settings: TypeAlias = dict[str, Any]


def mean(target: Target) -> BaseEstimator:
    """Expect the same of everybody: the mean grade, or the share that passes."""
    return DummyRegressor() if target == "grade" else DummyClassifier(strategy="prior")


def ridge(target: Target, alpha: float | None = None) -> BaseEstimator:
    """All features, each with a small slope. Of a grade, linear ones find their penalty alone."""
    if target == "pass":
        return LogisticRegression(C=1 / (alpha or 1.0), max_iter=1000)
    return RidgeCV(alphas=ALPHAS) if alpha is None else Ridge(alpha=alpha)


def lasso(target: Target, alpha: float | None = None) -> BaseEstimator:
    """Few features: those that help little have no slope at all."""
    if target == "pass":
        return _few_odds(alpha, 1.0)
    return LassoCV(cv=PARTS, alphas=PENALTIES) if alpha is None else Lasso(alpha=alpha)


def elastic_net(target: Target, alpha: float | None = None) -> BaseEstimator:
    """Between ridge and lasso: features that say the same share one slope."""
    if target == "pass":
        return _few_odds(alpha, 0.5)
    if alpha is None:
        return ElasticNetCV(l1_ratio=0.5, cv=PARTS, alphas=PENALTIES)
    return ElasticNet(alpha=alpha, l1_ratio=0.5)


def _few_odds(alpha: float | None, share: float) -> BaseEstimator:
    strength = 1 / (alpha or 2.0)
    rest = {"solver": "saga", "max_iter": 500, "tol": 1e-3, "random_state": SEED}
    return LogisticRegression(C=strength, l1_ratio=share, **rest)


def svm(target: Target, C: float, gamma: float) -> BaseEstimator:  # noqa: N803 - its usual name
    """A smooth surface carried by some of the students; gamma: how fast it bends.

    It learns grades in deviations from their mean, so that C means the same on every scale.
    """
    if target == "grade":
        kernel = SVR(C=C, gamma=gamma, epsilon=0.3)
        return TransformedTargetRegressor(kernel, transformer=StandardScaler())
    return _calibrated(SVC(C=C, gamma=gamma))


def neighbours(target: Target, neighbours: float) -> BaseEstimator:
    """Expect what the most similar students have, each counting the same."""
    kind = KNeighborsRegressor if target == "grade" else KNeighborsClassifier
    found = kind(n_neighbors=int(neighbours))
    return found if target == "grade" else _calibrated(found)


def random_forest(target: Target, leaf: float, features: float) -> BaseEstimator:
    """The mean of trees, each grown on another draw of the students.

    leaf: share of the students in a leaf at least; features: share of them tried at each branch.
    """
    kind = RandomForestRegressor if target == "grade" else RandomForestClassifier
    return _forest(kind, target, leaf, features)


def extra_trees(target: Target, leaf: float, features: float) -> BaseEstimator:
    """The mean of trees that branch at places drawn by lot; see `random_forest`."""
    kind = ExtraTreesRegressor if target == "grade" else ExtraTreesClassifier
    return _forest(kind, target, leaf, features)


def _forest(kind: Any, target: Target, leaf: float, features: float) -> BaseEstimator:
    found = kind(
        n_estimators=TREES, min_samples_leaf=leaf, max_features=features, random_state=SEED
    )
    return found if target == "grade" else _calibrated(found)


def boosting(target: Target, trees: float, depth: float) -> BaseEstimator:
    """Small trees, each learning from what those before it left over."""
    kind = GradientBoostingRegressor if target == "grade" else GradientBoostingClassifier
    return kind(
        n_estimators=int(trees),
        max_depth=int(depth),
        learning_rate=0.05,
        subsample=0.7,
        max_features=0.3,
        min_samples_leaf=0.015,
        random_state=SEED,
    )


def histogram_boosting(target: Target, trees: float) -> BaseEstimator:
    """Boosting on columns cut into steps, which stays quick with many students."""
    kind = HistGradientBoostingRegressor if target == "grade" else HistGradientBoostingClassifier
    return kind(
        max_iter=int(trees),
        learning_rate=0.05,
        max_leaf_nodes=6,
        max_bins=32,
        min_samples_leaf=15,
        early_stopping=False,
        random_state=SEED,
    )


def _calibrated(found: BaseEstimator) -> BaseEstimator:
    return CalibratedClassifierCV(found, method="sigmoid", cv=CALIBRATION_PARTS, ensemble=False)


Floats = NDArray[np.float64]
Grid: TypeAlias = Mapping[str, tuple[float, ...]]
CandidateSettings: TypeAlias = Mapping[str, float | str]

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

    def pipeline(
        self, table: FeatureTable, target: Target, settings: CandidateSettings | None = None
    ) -> Pipeline:
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
        table: FeatureTable,
        target: Target,
        rows: NDArray[np.intp] | NDArray[np.bool_],
        outcome: Floats,
        settings: CandidateSettings | None = None,
        *,
        seed: int = 0,
    ) -> tuple[Pipeline, CandidateSettings]:
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

    def _choices(self, target: Target, settings: CandidateSettings) -> list[CandidateSettings]:
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
    Candidate("mean", mean, scaled=False),
    Candidate("ridge", ridge, {"pass": {"alpha": ALPHAS[::2]}}),
    Candidate("lasso", lasso, _PENALTIES),
    Candidate("elastic_net", elastic_net, _PENALTIES),
    Candidate("svm", svm, _both(_SVM)),
    Candidate("neighbours", neighbours, _both({"neighbours": (20, 10, 40)})),
    Candidate("random_forest", random_forest, _FOREST, scaled=False),
    Candidate("extra_trees", extra_trees, _FOREST, scaled=False),
    Candidate("boosting", boosting, _both({"trees": (80, 160), "depth": (2, 4)}), scaled=False),
    Candidate("histogram_boosting", histogram_boosting, _both({"trees": (40, 80)}), scaled=False),
)

CANDIDATES: Mapping[str, Candidate] = MappingProxyType({each.key: each for each in _IN_ORDER})
"""By key, the simplest first."""
