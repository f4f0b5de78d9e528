"""A model's errors by group, and whom it selects, beside the school and the lowest grades."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.groups.evidence import student_t
from scoring.groups.groups import Answer, GroupMembers
from scoring.groups.selection_fairness import Lists, lowest, selection
from scoring.groups.selection_fairness import SelectionShares as Selected

LEVEL = 0.95

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SubgroupErrors:
    """One group's errors. typical: root of the mean squared error; leaning: what was expected less
    what came, on average, with its 95 % interval: above 0, too much is expected of the group.
    below, first: its share of those two lists, None where nobody is on them."""

    answers: tuple[Answer, ...]
    students: int
    typical: float
    leaning: float
    low: float
    high: float
    below: Selected | None
    first: Selected | None

    @property
    def leans(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


def by_group(
    columns: Mapping[str, Sequence[GroupMembers]],
    gap: Floats,
    grade: Floats,
    below: NDArray[np.int64],
    first: NDArray[np.int64],
    limit: float,
) -> dict[str, tuple[SubgroupErrors, ...]]:
    """Say of each group of each column how wrong the model is, and how much of two lists it is.

    gap (n,): by how much what came is worse than expected, nobody without. grade (n,): lower is
    worse. columns: name -> parts of these n students, as
    `parts` makes them. below, first: the places of those whose grade is below what is usual, and
    of the board's first ones. limit: in percentage points, as for a list of rules.
    """
    lists = {
        name: selection(columns, _lists(places, grade), limit).columns
        for name, places in (("below", below), ("first", first))
    }
    return {
        name: tuple(
            _row(part, gap, *(_at(lists[key][name], at) for key in ("below", "first")))
            for at, part in enumerate(found)
        )
        for name, found in columns.items()
    }


def _lists(places: NDArray[np.int64], grade: Floats) -> Lists:
    return Lists(places, {}, lowest(grade, len(places)), {})


def _at(rows: Sequence[Selected], at: int) -> Selected | None:
    return rows[at] if rows else None


def _row(
    part: GroupMembers, gap: Floats, below: Selected | None, first: Selected | None
) -> SubgroupErrors:
    own = gap[part.members]
    n, mean = len(own), float(own.mean())
    reach = student_t((1 + LEVEL) / 2, n - 1) * float(own.std(ddof=1)) / sqrt(n)
    return SubgroupErrors(
        answers=part.answers,
        students=n,
        typical=float(np.sqrt(np.square(own).mean())),
        leaning=mean,
        low=mean - reach,
        high=mean + reach,
        below=below,
        first=first,
    )
