"""Rules on an earlier roster: whom they would have listed, and what became of everybody."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.grade_scale import HIGHER_IS_BETTER, GradeScale

Floats = NDArray[np.float64]
Z = 1.959963984540054
"""The normal distribution's 97.5 % point: intervals are 95 % ones."""


@dataclass(frozen=True)
class Share:
    """`part` of `whole`, and the ends of its 95 % interval, from 0 to 1."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Replay:
    """What became of the students that a list names.

    `listed` how many there are; `below` of those whose later grade is known, who then were below
    the pass mark; `missed` of all who then were below it, who were not listed; `fallen` of those
    who passed at the time and were below later, who were not listed.
    """

    listed: int
    below: Share
    missed: Share
    fallen: Share


def share(part: int, whole: int) -> Share:
    """A share with its interval by Wilson's score (1927), which holds for small groups as well."""
    if not whole:
        return Share(part, whole, 0.0, 1.0)
    found, square = part / whole, Z * Z
    middle = (found + square / (2 * whole)) / (1 + square / whole)
    half = (
        Z / (1 + square / whole) * sqrt(found * (1 - found) / whole + square / (4 * whole * whole))
    )
    low = 0.0 if part == 0 else max(0.0, middle - half)
    high = 1.0 if part == whole else min(1.0, middle + half)
    return Share(part, whole, low, high)


def replay(
    listed: NDArray[np.integer],
    grade: Floats,
    later: Floats,
    passing: float,
    scale: GradeScale = HIGHER_IS_BETTER,
) -> Replay:
    """Follow the students `listed` (indices) from their `grade` (n,) to the `later` one (n,).

    NaN is unknown, and nobody whose later grade is unknown is counted in a share. `scale` says
    which grades are worse than the pass mark.
    """
    inside = np.zeros(len(grade), dtype=bool)
    inside[listed] = True
    below = scale.misses(later, passing)
    known = ~np.isnan(later)
    fallen = below & scale.reaches(grade, passing)
    return Replay(
        int(inside.sum()),
        share(int((inside & below).sum()), int((inside & known).sum())),
        share(int((~inside & below).sum()), int(below.sum())),
        share(int((~inside & fallen).sum()), int(fallen.sum())),
    )


def worst_grades(
    grade: Floats, places: int, scale: GradeScale = HIGHER_IS_BETTER
) -> NDArray[np.intp]:
    """The plain list: the worst grades first, likes in the order of the roster, (places,)."""
    order = np.argsort(scale.sign * grade, kind="stable")
    return order[: min(places, int(np.count_nonzero(~np.isnan(grade))))]


def later_grades(
    students: NDArray[np.int64], next_students: NDArray[np.int64], next_grade: Floats
) -> Floats:
    """The grade that each student (n,) has on a later roster, by his number; NaN where none."""
    known = dict(zip(next_students.tolist(), next_grade.tolist(), strict=True))
    return np.array([known.get(one, np.nan) for one in students.tolist()], dtype=np.float64)
