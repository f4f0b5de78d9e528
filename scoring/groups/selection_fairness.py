"""Whom a list selects: each group's share of it against the school and the plain lowest grades."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.groups import distributions
from scoring.groups.groups import Answer, GroupMembers

Places = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lists:
    """Lists of a school's n students, by their places 0 to n - 1.

    first: the one that is looked at. others: more of them, by name. plain: (n,) how much of each
    student is in the list of the lowest grades that is as long, see `lowest`. without: an
    indicator's key -> the first ones if it had no weight.
    """

    first: Places
    others: Mapping[str, Places]
    plain: Floats
    without: Mapping[str, Places]


@dataclass(frozen=True)
class SelectionShares:
    """One group. Shares run from 0 to 1; None of a list with nobody on it.

    students: the group's, in the school. count: its members in the list. low, high: the shares of
    a school from which a list by lot would have so many (95 %, exact). plain: its share of the
    lowest grades. without: an indicator's key -> its share of the list if that had no weight;
    cause: the one without which the list would be nearest to the school, None where none brings it
    nearer by a student. over: whether the list is further from the school than the limit, and the
    interval leaves the school's share out.
    """

    answers: tuple[Answer, ...]
    students: int
    school: float
    count: int
    share: float
    low: float
    high: float
    plain: float | None
    others: Mapping[str, float | None]
    without: Mapping[str, float | None]
    cause: str | None
    over: bool

    @property
    def difference(self) -> float:
        """The group's share of the list less that of the school."""
        return self.share - self.school


@dataclass(frozen=True)
class Selection:
    """What a list does to each group. students: the school's; drawn: the list's.

    columns: name -> rows, () where fewer than two groups can be shown. by_chance: how many rows
    would be over the limit on average if the list were drawn by lot.
    """

    students: int
    drawn: int
    columns: Mapping[str, tuple[SelectionShares, ...]]
    by_chance: float


def selection(
    columns: Mapping[str, Sequence[GroupMembers]], lists: Lists, limit: float
) -> Selection:
    """Compare every group's shares; `limit` in percentage points.

    columns: name -> parts of the n students, as `parts` makes them. A list with nobody on it
    compares nothing.
    """
    students, drawn = len(lists.plain), len(lists.first)
    if not drawn:
        return Selection(students, 0, dict.fromkeys(columns, ()), 0.0)
    rows = {
        name: tuple(_row(part, lists, limit) for part in found) for name, found in columns.items()
    }
    chance = sum(
        float(
            distributions.chances(drawn, row.students, students) @ _over(row.students, lists, limit)
        )
        for found in rows.values()
        for row in found
    )
    return Selection(students, drawn, rows, chance)


def lowest(grade: Floats, places: int) -> Floats:
    """How much of each student (n,) is in a list of the lowest grades: 1 for a grade under that of
    the last place, for those who share it an equal part of what is left, 0 for the others.

    Where 1 is best, hand the grades with their sign turned round. Among like grades nothing but
    chance could choose; NaN grades are in no such list.
    """
    graded = np.flatnonzero(~np.isnan(grade))
    weight = np.zeros(len(grade))
    if not len(graded) or places <= 0:
        return weight
    last = np.sort(grade[graded])[min(places, len(graded)) - 1]
    below, like = grade < last, grade == last
    weight[below] = 1.0
    weight[like] = min(1.0, (places - below.sum()) / like.sum())
    return weight


def _row(part: GroupMembers, lists: Lists, limit: float) -> SelectionShares:
    n, drawn = len(lists.plain), len(lists.first)
    size, count = part.size, int(part.members[lists.first].sum())
    low, high = distributions.interval(count, drawn, n)
    plain = float(lists.plain.sum())
    without = {key: _share(part, places) for key, places in lists.without.items()}
    return SelectionShares(
        answers=part.answers,
        students=size,
        school=size / n,
        count=count,
        share=count / drawn,
        low=low / n,
        high=high / n,
        plain=float(lists.plain[part.members].sum()) / plain if plain else None,
        others={name: _share(part, places) for name, places in lists.others.items()},
        without=without,
        cause=_cause(without, size / n, count, drawn),
        over=bool(_over(size, lists, limit)[count]),
    )


def _cause(
    without: Mapping[str, float | None], school: float, count: int, drawn: int
) -> str | None:
    """The indicator without which the list would be nearest to the school, by a student or more."""
    distance = abs(count / drawn - school)
    nearer = {
        key: distance - abs(share - school) for key, share in without.items() if share is not None
    }
    best = max(nearer, key=nearer.__getitem__, default=None)
    return best if best is not None and nearer[best] * drawn >= 1 - 1e-9 else None


def _over(size: int, lists: Lists, limit: float) -> NDArray[np.bool_]:
    """For 0, 1, ... members in the list, (drawn + 1,), whether that is over the limit."""
    n, drawn = len(lists.plain), len(lists.first)
    points = 100 * np.abs(np.arange(drawn + 1) / drawn - size / n)
    found: NDArray[np.bool_] = (points > limit + 1e-9) & distributions.rare(drawn, size, n)
    return found


def _share(part: GroupMembers, places: Places) -> float | None:
    return float(part.members[places].mean()) if len(places) else None
