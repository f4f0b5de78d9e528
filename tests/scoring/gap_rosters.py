"""Rosters that the tests of the gap learn from: an invented one, and the real ones if present."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scoring.model.model_config import Recipe
from scoring.model.refusal import ModelRefusal
from scoring.model.training import TrainedModel, train

SCALE = {"low": 0.0, "high": 20.0}
RECORD = [
    "traveltime",
    "studytime",
    "failures",
    "schoolsup",
    "famsup",
    "paid",
    "activities",
    "higher",
    "absences",
]
SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def invented(
    n: int = 120, seed: int = 7, *, ungraded: int = 6, missing: int = 10
) -> tuple[pd.DataFrame, pd.Series]:
    """Make n students whose record says something of their grade; some answers are missing."""
    rng = np.random.default_rng(seed)
    studytime = rng.integers(1, 5, n).astype(float)
    failures = rng.choice([0.0, 1.0, 2.0], n, p=[0.7, 0.2, 0.1])
    higher = rng.choice(np.array(["yes", "no"], dtype=object), n, p=[0.8, 0.2])
    track = rng.choice(np.array(["arts", "science", "trade"], dtype=object), n)
    grade = 10 + 1.2 * studytime - 2.5 * failures + 1.5 * (higher == "yes") - 2 * (track == "arts")
    grade = np.clip(np.round(grade + rng.normal(0, 2, n)), 0, 20)
    grade[rng.choice(n, ungraded, replace=False)] = np.nan
    studytime[rng.choice(n, missing, replace=False)] = np.nan
    higher[rng.choice(n, missing, replace=False)] = None
    columns = {"studytime": studytime, "failures": failures, "higher": higher, "track": track}
    return pd.DataFrame(columns), pd.Series(grade)


def told(frame: pd.DataFrame, grade: pd.Series, **settings: Any) -> TrainedModel | ModelRefusal:
    """Train the usual recipe on every column of the frame."""
    return train(frame, grade, Recipe(tuple(frame.columns)), **{**SCALE, **settings})


def trained(frame: pd.DataFrame, grade: pd.Series, **settings: Any) -> TrainedModel:
    """The same, for a roster that is not refused; of five folds once, unless more are asked for."""
    found = told(frame, grade, **{"repeats": 1, "folds": 5, **settings})
    assert isinstance(found, TrainedModel), found.message
    return found


def real(name: str, grade: str = "FinalGrade", sep: str = ",") -> tuple[pd.DataFrame, pd.Series]:
    """Read the school-record columns and the grades of a shared file, or skip and say so."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not in ../shared/data, so nothing is measured on it")
    frame = pd.read_csv(path, sep=sep)
    return frame[RECORD], frame[grade].astype(float)
