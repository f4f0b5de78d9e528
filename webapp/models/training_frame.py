"""A roster as models learn from it and are asked about it: a frame, and the grades."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.dictionary import Dictionary

if TYPE_CHECKING:
    import pandas as pd


def frame_of(cohort: Cohort, dictionary: Dictionary, columns: Iterable[str]) -> pd.DataFrame:
    """Lay out these columns of a cohort, one row a student in its order.

    Numbers (NaN missing), words as objects (None missing). A column that the roster does not have
    is not in the frame: whoever needs it says so. What the dictionary calls words
    is words, whatever stands in it.
    """
    import pandas as pd

    found = {}
    for name in columns:
        if name not in cohort.columns:
            continue
        described, answers = dictionary.columns.get(name), cohort.columns[name].each()
        number = answers.dtype != object and (described is None or described.type == "number")
        found[name] = answers.astype(np.float64 if number else object)
    return pd.DataFrame(found, index=range(len(cohort)))


def grades_of(cohort: Cohort, dictionary: Dictionary) -> NDArray[np.float64]:
    """Take the current grades (n,), NaN where there is none."""
    grades: NDArray[np.float64] = cohort.columns[dictionary.grade.name].each().astype(np.float64)
    return grades


def scale_of(dictionary: Dictionary) -> tuple[float, float]:
    """Return the ends of the grade's scale."""
    low, high = dictionary.grade.low, dictionary.grade.high
    if low is None or high is None:
        raise ValueError(f"{dictionary.grade.name}: a grade needs its lowest and highest value.")
    return low, high
