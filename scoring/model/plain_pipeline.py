"""Pipelines that end in a sum of their features, worked out with numpy alone.

A pipeline of scikit-learn and what stands of it in a file (`PlainObject`) have the same attributes,
so both are read alike, and a kept model says to the last digit what it said when it was trained.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.model.model_config import Target

Floats = NDArray[np.float64]

PLAIN = frozenset({"mean", "ridge", "lasso", "elastic_net"})
"""The candidates of which this holds, for grades and for passing."""


@dataclass(frozen=True, eq=False)
class PlainPipeline:
    """One fitted pipeline: answers become features, and a sum of these what is expected.

    numbers, words: the places of their columns. usual: what stands for a missing number; marked:
    which of the numbers have a feature that says "missing". categories: of each column of words
    its codes; shares: of each code, one after the other, the share of the training students.
    centre, spread: of each feature. weights (features,), base: the sum.
    """

    numbers: list[int]
    usual: Floats
    marked: NDArray[np.intp]
    words: list[int]
    categories: list[Floats]
    shares: Floats
    centre: Floats
    spread: Floats
    weights: Floats
    base: float

    def total(self, rows: Floats) -> Floats:
        """Add up (n,) for rows of a matrix (n, columns)."""
        features = (self._features(rows) - self.centre) / self.spread
        total: Floats = features @ self.weights + self.base
        return total

    def _features(self, rows: Floats) -> Floats:
        numbers = rows[:, self.numbers]
        missing = np.isnan(numbers)
        found = [np.where(missing, self.usual, numbers), missing[:, self.marked] * 1.0]
        end = 0
        for place, codes in zip(self.words, self.categories, strict=True):
            start, end = end, end + len(codes)
            levels = (rows[:, [place]] == codes) * 1.0
            unseen = ~levels.any(axis=1)
            levels[unseen] = self.shares[start:end]
            found.append(levels)
        return np.concatenate(found, axis=1)


def answers_of(pipeline: Any, target: Target) -> Callable[[Floats], Floats]:
    """What a fitted pipeline of a PLAIN candidate expects of rows of a matrix: grades, or
    probabilities of passing. Raises anything for what is no such pipeline."""
    last = dict(pipeline.steps)["estimate"]
    if hasattr(last, "constant_"):
        return _always(float(last.constant_[0, 0]))
    if hasattr(last, "class_prior_"):
        return _always(float(last.class_prior_[1]))
    total = _read(pipeline, last).total
    if target == "grade":
        return total
    return lambda rows: _probability(total(rows))


def _probability(total: Floats) -> Floats:
    """1 / (1 + e^-x), by whichever of the two ways does not overflow."""
    small = np.exp(-np.abs(total))
    return np.where(total >= 0, 1.0, small) / (1.0 + small)


def _always(expected: float) -> Callable[[Floats], Floats]:
    return lambda rows: np.full(len(rows), expected)


def _read(pipeline: Any, last: Any) -> PlainPipeline:
    steps = dict(pipeline.steps)
    parts = {name: (step, of) for name, step, of in steps["encode"].transformers_}
    nothing: tuple[Any, list[int]] = None, []
    imputer, numbers = parts.get("numbers", nothing)
    known, words = parts.get("words", nothing)
    scale = steps["scale"]
    weights = np.asarray(last.coef_, dtype=np.float64).ravel()
    return PlainPipeline(
        numbers=list(numbers),
        usual=np.empty(0) if imputer is None else np.asarray(imputer.statistics_),
        marked=np.empty(0, np.intp) if imputer is None else imputer.indicator_.features_,
        words=list(words),
        categories=[] if known is None else list(known.categories_),
        shares=np.empty(0) if known is None else np.asarray(known.shares_),
        centre=np.asarray(scale.mean_),
        spread=np.asarray(scale.scale_),
        weights=weights,
        base=float(np.ravel(last.intercept_)[0]),
    )
