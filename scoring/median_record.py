"""The record in the middle of a roster, to begin from: the median of each number, the commonest
of each word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scoring.layout import is_number

if TYPE_CHECKING:
    import pandas as pd


def median_record(frame: pd.DataFrame) -> dict[str, float | str]:
    """Give the middle answer of each column that has one; of an even number the lower of the two,
    so that it is an answer that somebody gave. Of words equally common the first in the alphabet.
    """
    found: dict[str, float | str] = {}
    for name, answers in frame.items():
        given = answers.dropna()
        if given.empty:
            continue
        if not is_number(given):
            common = given.astype(str).value_counts()
            found[str(name)] = min(word for word in common.index if common[word] == common.max())
        else:
            numbers = given.to_numpy(dtype=np.float64)
            found[str(name)] = float(np.quantile(numbers, 0.5, method="lower"))
    return found
