"""Why counsellors set students aside, by the levers that these students have."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST = 5
"""Under so many dismissals a share says nothing, and points at somebody."""


@dataclass(frozen=True)
class Reasons:
    """The reasons given for students who have a lever: (reason, how many), most frequent first.

    students: how many were set aside, None under FEWEST; `given` is then empty.
    """

    students: int | None
    given: tuple[tuple[str, int], ...]

    def percent(self, count: int) -> int:
        """So many of them in percent, rounded."""
        return round(100 * count / self.students) if self.students else 0


def by_lever(
    fired: NDArray[np.uint64],
    students: NDArray[np.int64],
    reasons: Mapping[int, str],
    levers: Sequence[int],
) -> dict[int, Reasons]:
    """For each lever (its bit in `fired`, (n,)) why students (their ids (n,)) with it were set
    aside; `reasons`: a student's id -> the reason given last."""
    aside = [place for place, student in enumerate(students.tolist()) if student in reasons]
    rows = np.array(aside, dtype=np.intp)
    names = [reasons[int(student)] for student in students[rows]]
    found = {}
    for bit in levers:
        has = (fired[rows] >> np.uint64(bit)) & np.uint64(1)
        counts = Counter(name for name, mark in zip(names, has, strict=True) if mark)
        total = counts.total()
        told = total if total >= FEWEST else (None if total else 0)
        given = sorted(counts.items(), key=lambda one: (-one[1], one[0])) if total >= FEWEST else ()
        found[bit] = Reasons(told, tuple(given))
    return found
