"""How much of a gap is merely the grade, and whether its first ones stay when learned anew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.correlation import Correlation, spearman
from scoring.selection import lowest

Floats = NDArray[np.float64]

PLACES = 12
"""A list as long as a board's is, unless its reader says otherwise."""


@dataclass(frozen=True)
class Merely:
    """correlation: of gap and grade, by rank; near -1, the gap is the grade again. shared: how many
    of the `places` largest gaps are among as many lowest grades, likes counted by parts."""

    correlation: Correlation | None
    places: int
    shared: float


@dataclass(frozen=True)
class Kept:
    """Of the `places` largest gaps of one learning, how many are among those of another: on
    average over all pairs of `runs`, and at worst."""

    places: int
    runs: int
    mean: float
    least: int


def merely(expected: Floats, grade: Floats, places: int) -> Merely:
    """Compare the gaps of n students with their grades, NaN unknown."""
    gap = expected - grade
    first = largest(gap, places)
    # Whoever has no gap is no candidate for either list.
    graded = np.where(np.isnan(gap), np.nan, grade)
    return Merely(spearman(gap, graded), len(first), float(lowest(graded, len(first))[first].sum()))


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
