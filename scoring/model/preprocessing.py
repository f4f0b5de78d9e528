"""The first step of every pipeline: answers as features, each of an explicit type."""

import numpy as np
from numpy.typing import NDArray
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder

from scoring.model.features import FeatureTable

Floats = NDArray[np.float64]

ALPHAS = tuple(float(alpha) for alpha in np.logspace(0, 4, 9))
"""Penalties tried, on standardised columns: from nearly none to nearly the mean alone."""


class KnownWords(OneHotEncoder):  # type: ignore[misc]
    """One-hot words, where a word unseen in training stands as the training students' mean.

    All zeros, the usual answer, would not be neutral: the scaler reads it as "none of these",
    which is as far from everybody as can be and moves the expectation by points.
    """

    def fit(self, words: Floats, y: object = None) -> "KnownWords":
        super().fit(words)
        self.shares_ = super().transform(words).mean(axis=0)
        return self

    def transform(self, words: Floats) -> Floats:
        levels = super().transform(words)
        end = 0
        for categories in self.categories_:
            start, end = end, end + len(categories)
            block = slice(start, end)
            unseen = levels[:, block].sum(axis=1) == 0
            levels[unseen, block] = self.shares_[block]
        return np.asarray(levels, dtype=np.float64)


def encoder(table: FeatureTable) -> ColumnTransformer:
    """Columns of a table as features, each of an explicit type.

    A missing number takes the training mean, where a slope adds exactly nothing, and has an
    indicator of its own; a missing word is a category. So "missing" is an answer with its own
    line in the arithmetic, and no value is invented for the student.
    """
    last = table.matrix.shape[1]
    numbers, words = list(range(table.numbers)), list(range(table.numbers, last))
    known = KnownWords(handle_unknown="ignore", sparse_output=False)
    steps = [
        ("numbers", SimpleImputer(add_indicator=True, keep_empty_features=True), numbers),
        ("words", known, words),
    ]
    return ColumnTransformer([step for step in steps if step[2]])
