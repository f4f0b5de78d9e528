"""A way to another quadrant: which answers change, by how much, and what it comes to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.one_student import Floats, OneStudent
from scoring.tried_answers import Tried


@dataclass(frozen=True)
class Change:
    """Another answer in one column, `steps` of its scale away from the student's own."""

    column: str
    before: float | str
    after: float | str
    steps: int


@dataclass(frozen=True)
class Way:
    """One or two changes that move the student, and the complexity that he then has."""

    changes: tuple[Change, ...]
    complexity: float

    @property
    def steps(self) -> int:
        """How many steps it takes in all."""
        return sum(change.steps for change in self.changes)


def moves_him(student: OneStudent, complexity: Floats) -> NDArray[np.bool_]:
    """Say which complexities (m,) put him into another quadrant than his own."""
    now = student.is_easy(np.array([student.complexity]))
    return np.asarray(~np.isnan(complexity) & (student.is_easy(complexity) != now))


def change_to(one: Tried, at: int) -> Change:
    """The change to the answer at an index of those looked at."""
    after = one.steps.at(one.places[[at]])[0]
    answer = after if isinstance(after, str) else float(after)
    return Change(one.column, one.own, answer, int(one.far[at]))
