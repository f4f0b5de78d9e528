"""A grade's scale: which end is worst and which best, and what follows from it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def reaches(grade: Floats, mark: float, upwards: bool) -> NDArray[np.bool_]:
    """Say of each grade (n,) whether it is the mark or better; False where unknown. `upwards`:
    whether a higher number is better."""
    return np.asarray(grade >= mark if upwards else grade <= mark)


class GradeScale(NamedTuple):
    """The ends of a scale of grades; `worst` is the higher number where 1 is best."""

    worst: float
    best: float

    @property
    def low(self) -> float:
        """The lowest number of the scale."""
        return min(self)

    @property
    def high(self) -> float:
        """The highest number of the scale."""
        return max(self)

    @property
    def span(self) -> float:
        """How many grade points lie between the ends, over 0."""
        return abs(self.best - self.worst)

    @property
    def upwards(self) -> bool:
        """Whether a higher number is a better grade."""
        return self.best > self.worst

    @property
    def sign(self) -> float:
        """1 where a higher number is better, -1 where it is worse."""
        return 1.0 if self.upwards else -1.0

    def gap(self, expected: Floats, grade: Floats) -> Floats:
        """Gaps (n,) in grade points: over 0 where a grade is worse than expected; NaN stays."""
        return expected - grade if self.upwards else grade - expected

    def reaches(self, grade: Floats, mark: float) -> NDArray[np.bool_]:
        """Say of each grade (n,) whether it is the mark or better; False where unknown."""
        return reaches(grade, mark, self.upwards)

    def misses(self, grade: Floats, mark: float) -> NDArray[np.bool_]:
        """Say of each grade (n,) whether it is worse than the mark; False where unknown."""
        return np.asarray(grade < mark if self.upwards else grade > mark)


HIGHER_IS_BETTER = GradeScale(0.0, 1.0)
"""For whoever only asks which of two grades is better, and has no ends."""
