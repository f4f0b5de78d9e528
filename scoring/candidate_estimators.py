"""The last step of each candidate: what learns, for a grade and for passing, kept small and sure.

The sizes of leaves are shares of the students, so that a model of 30,000 students has no more
leaves than one of 300, and ten of them stay a small file. Every seed is fixed: the same students
give the same model. Probabilities that an estimator does not learn as such are calibrated by a
sigmoid on students it did not learn from.
"""

from typing import Any, TypeAlias

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
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

from scoring.gap_pipeline import ALPHAS
from scoring.recipe import Target

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
