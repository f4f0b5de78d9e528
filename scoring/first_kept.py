"""Whether the students with the largest gaps stay so when the same model is learned anew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.grade_only import PLACES

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kept:
    """Of the `places` largest gaps of one learning, how many are among those of another: on
    average over all pairs of `runs`, and at worst."""

    places: int
    runs: int
    mean: float
    least: int


def largest(gap: Floats, places: int) -> NDArray[np.intp]:
    """The places of the students with the largest gaps (n,), NaN being nobody, first first."""
    order = np.argsort(-gap, kind="stable")
    return order[: min(places, int(np.count_nonzero(~np.isnan(gap))))]


def kept(expected: Sequence[Floats], grade: Floats, places: int = PLACES) -> Kept | None:
    """Compare the first ones by gap of several learnings of the same model.

    expected: a learning's (n,) each, of students whom it never saw. None for fewer than two, and
    where nobody has a gap.
    """
    firsts = [set(largest(one - grade, places).tolist()) for one in expected]
    if len(firsts) < 2 or not firsts[0]:
        return None
    shared = [len(one & other) for at, one in enumerate(firsts) for other in firsts[at + 1 :]]
    return Kept(len(firsts[0]), len(firsts), float(np.mean(shared)), min(shared))
