"""The name of one estimate of expected grades, so that it is not computed twice."""

import hashlib
import json
from importlib.metadata import version

import numpy as np
import pandas as pd

from scoring import gap_table

METHOD = 1
"""Raise it when the way of computing changes, so that kept results are computed again."""

FOLDS = 10
LARGE = 5_000
"""From this many students the luck of the folds is small, and two repeats are enough."""


def usual_repeats(students: int) -> int:
    """Say how often the folds are drawn anew when nobody says."""
    return 5 if students < LARGE else 2


def fingerprint(
    frame: pd.DataFrame,
    grade: pd.Series,
    *,
    low: float,
    high: float,
    folds: int = FOLDS,
    repeats: int | None = None,
    seed: int = 0,
) -> str:
    """Name, by sha256, all that `estimate` depends on: data in row order, settings, versions.

    Costs milliseconds, so that a caller can skip an estimate that is kept already.
    """
    repeats = usual_repeats(len(frame)) if repeats is None else repeats
    libraries = [version(name) for name in ("scikit-learn", "numpy")]
    settings = [METHOD, float(low), float(high), folds, repeats, seed, *libraries]
    digest = hashlib.sha256(json.dumps([settings, len(frame)]).encode())
    columns = [("", grade), *((str(name), values) for name, values in frame.items())]
    for name, values in columns:
        if gap_table.is_number(values):
            # Adding 0.0 makes -0.0 and 0.0, which are one number, one pattern of bytes.
            numbers = values.to_numpy(dtype="<f8", na_value=np.nan) + 0.0
            numbers[np.isnan(numbers)] = np.nan
            body, kind = numbers.tobytes(), "number"
        else:
            texts = [None if pd.isna(value) else str(value) for value in values]
            body, kind = json.dumps(texts).encode(), "word"
        digest.update(json.dumps([name, kind, len(body)]).encode() + body)
    return digest.hexdigest()
