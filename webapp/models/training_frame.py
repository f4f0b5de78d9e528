"""A roster as models learn from it and are asked about it: its answers, and the grades."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.dictionary import Dictionary
from scoring.answer_table import AnswerTable

if TYPE_CHECKING:
    import pandas as pd


def table_of(cohort: Cohort, dictionary: Dictionary, columns: Iterable[str]) -> AnswerTable:
    """Lay out these columns of a cohort, one row a student in its order.

    Numbers (NaN missing), words as objects (None missing). A column that the roster does not have
    is not in the table: whoever needs it says so. What the dictionary calls words
    is words, whatever stands in it.
    """
    found = {}
    for name in columns:
        if name not in cohort.columns:
            continue
        described, answers = dictionary.columns.get(name), cohort.columns[name].each()
        number = answers.dtype != object and (described is None or described.type == "number")
        found[name] = answers.astype(np.float64 if number else object)
    return AnswerTable(found, len(cohort))


def frame_of(cohort: Cohort, dictionary: Dictionary, columns: Iterable[str]) -> pd.DataFrame:
    """Lay out the same for a training. Loads pandas: for child processes and commands."""
    import pandas as pd

    table = table_of(cohort, dictionary, columns)
    return pd.DataFrame(dict(table.items()), index=range(len(table)))


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
