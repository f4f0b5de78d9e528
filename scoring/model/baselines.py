"""What the grades alone would say: the plain list, and the grade of before, as what to beat."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PLACES = 12
"""As many students as a counsellor usually has places for."""


def largest(gap: Floats, places: int) -> NDArray[np.intp]:
    """The places of the students with the largest gaps (n,), NaN being nobody, first first."""
    order = np.argsort(-gap, kind="stable")
    return order[: min(places, int(np.count_nonzero(~np.isnan(gap))))]


def lowest(gap: Floats, grade: Floats, places: int = PLACES) -> dict[str, float] | None:
    """Count how many of the students with the largest gaps the plain list of the lowest grades has.

    gap, grade: (n,), NaN where unknown. On average, where those who share the last grade of the
    plain list draw lots for its last places. None where fewer than `places` students have a gap.
    """
    known = np.flatnonzero(~np.isnan(gap))
    if known.size < places:
        return None
    grades, first = grade[known], np.argsort(-gap[known], kind="stable")[:places]
    last = np.sort(grades)[places - 1]
    left = places - (grades < last).sum()
    by_lot = left / (grades == last).sum() * (grades[first] == last).sum()
    return {"places": places, "shared": float((grades[first] < last).sum() + by_lot)}


def earlier(columns: Mapping[str, Floats], grade: Floats) -> dict[str, Any] | None:
    """Say how far off one is who expects an earlier grade to come again: of the earlier grades the
    one that errs least, over the students who have both. None where nobody has.

    columns: name -> (n,) earlier grades on the scale of the grade, NaN where unknown.
    """
    errors = {}
    for name, before in columns.items():
        squares = np.square(before - grade)
        if not np.isnan(squares).all():
            errors[name] = float(np.sqrt(np.nanmean(squares)))
    if not errors:
        return None
    best = min(errors, key=errors.__getitem__)
    return {"column": best, "rmse": errors[best]}
