"""The name of one training, so that it is not done twice."""

import hashlib
import json
from importlib.metadata import version

import numpy as np
import pandas as pd

from scoring.answer_table import is_number
from scoring.recipe import RIDGE, Recipe

METHOD = 2
"""Raise it when the way of computing changes, so that kept results are computed again."""

FOLDS = 10
LARGE = 5_000
"""From this many students the luck of the folds is small, and two repeats are enough."""


def usual_repeats(students: int, recipe: Recipe) -> int:
    """Say how often the folds are drawn when nobody says: 5 times where a fit is quick, 2 times
    for many students, or where each fit searches for its settings."""
    quick = recipe.candidate == RIDGE or bool(recipe.settings)
    return 5 if quick and students < LARGE else 2


def fingerprint(
    frame: pd.DataFrame,
    grade: pd.Series,
    recipe: Recipe,
    *,
    low: float,
    high: float,
    folds: int = FOLDS,
    repeats: int | None = None,
    seed: int = 0,
) -> str:
    """Name, by sha256, all that `train` depends on: data in row order, recipe, settings, versions.

    frame: the recipe's columns are read, others do not count. Costs milliseconds, so that a caller
    can skip a training that is kept already.
    """
    repeats = usual_repeats(len(frame), recipe) if repeats is None else repeats
    libraries = [version(name) for name in ("scikit-learn", "numpy")]
    settings = [METHOD, float(low), float(high), folds, repeats, seed, *libraries]
    told = json.dumps([settings, recipe.as_json(), len(frame)], sort_keys=True)
    digest = hashlib.sha256(told.encode())
    there = [column for column in recipe.columns if column in frame.columns]
    columns = [("", grade), *((column, frame[column]) for column in there)]
    for name, values in columns:
        if is_number(values):
            # Adding 0.0 makes -0.0 and 0.0, which are one number, one pattern of bytes.
            numbers = values.to_numpy(dtype="<f8", na_value=np.nan) + 0.0
            numbers[np.isnan(numbers)] = np.nan
            body, kind = numbers.tobytes(), "number"
        else:
            texts = [None if pd.isna(value) else str(value) for value in values]
            body, kind = json.dumps(texts).encode(), "word"
        digest.update(json.dumps([name, kind, len(body)]).encode() + body)
    return digest.hexdigest()
