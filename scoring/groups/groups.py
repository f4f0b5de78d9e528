"""The groups of a school by one column, none so small that a figure of it would tell of a few.

Which figures of groups may be shown: none of few students, and none that a difference gives.

Primary and complementary cell suppression (Hundepool et al. 2012, "Statistical disclosure
control"), for tables of one breakdown whose total is shown beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rules.conditions.columns import CohortColumn

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]

SMALLEST = 10
"""By default a figure of fewer students than these is hidden."""


def pooled(sizes: Sequence[int] | Counts, smallest: int = SMALLEST) -> Mask:
    """Which parts (p,) of a whole are shown only together, their sizes adding up to the whole.

    The small ones, and if these are one part or together small, the next smallest too: whoever
    subtracts what is shown from the whole then learns what is shown anyway, the pool's size. All
    True where nothing but the whole can be shown.
    """
    counts = np.asarray(sizes, dtype=np.int64)
    order = np.argsort(counts, kind="stable")
    pool = counts < smallest
    for part in order[int(pool.sum()) :]:
        if not pool.any() or (counts[pool].sum() >= smallest and pool.sum() > 1):
            break
        pool[part] = True
    return pool


def tellable(part: int, whole: int, smallest: int = SMALLEST, all_is_told: bool = False) -> bool:
    """Whether it may be told that `part` of `whole` students are so: neither they nor the others
    are few. all_is_told: that there are no others is no secret."""
    others = whole - part
    return part >= smallest and (others >= smallest or (all_is_told and others == 0))


def hidden(
    parts: Sequence[int] | Counts,
    wholes: Sequence[int] | Counts,
    smallest: int = SMALLEST,
    all_is_told: bool = False,
    within: Sequence[int] | Counts | None = None,
) -> Mask | None:
    """Which rows (r,) of "so many of so many" are hidden; None where their total is hidden as well.

    wholes: each at least `smallest`, as `pooled` leaves them, and shown like the total. within: how
    many are in another figure that these are a part of; what is left of that is not few either.

    Hidden rows taken together are a figure that may be told, so that each could be anything in a
    range of `smallest` or more students: with two hidden rows or more, of T students of whom S are
    so, a row of w lies between max(0, S - (T - w)) and min(w, S).
    """
    so, of = np.asarray(parts, dtype=np.int64), np.asarray(wholes, dtype=np.int64)

    among = None if within is None else np.asarray(within, dtype=np.int64)

    def may(rows: Mask) -> bool:
        part = int(so[rows].sum())
        if among is not None and not tellable(part, int(among[rows].sum()), smallest):
            return False
        return tellable(part, int(of[rows].sum()), smallest, all_is_told)

    every = np.ones(len(so), dtype=bool)
    if not may(every):
        return None
    out = np.array([not may(np.arange(len(so)) == row) for row in range(len(so))], dtype=bool)
    for row in np.argsort(of, kind="stable"):
        if not out.any() or (out.sum() > 1 and may(out)):
            break
        out[row] = True
    return out


def about(count: int, smallest: int = SMALLEST) -> int:
    """A number of students rounded to a multiple of `smallest`.

    For figures that overlap, such as levers, of which one student can have several: subtracting
    two of them leaves a range of twice `smallest`.
    """
    return round(count / smallest) * smallest


MOST_RANGES = 6
"""Numbers that would make more groups than these are shown in so many ranges of like size."""

# A value; the two ends of a range, None where it is open; or None, no answer.
Answer: TypeAlias = float | str | tuple[float | None, float | None] | None


@dataclass(frozen=True, eq=False)
class GroupMembers:
    """The students of a group: what they answer (several answers: shown only together), and who
    they are, `members` (n,)."""

    answers: tuple[Answer, ...]
    members: Mask

    @property
    def size(self) -> int:
        """How many students it has."""
        return int(self.members.sum())


def parts(
    column: CohortColumn, smallest: int = SMALLEST, worded: bool = False
) -> list[GroupMembers]:
    """The groups that a column makes of n students, () where fewer than two can be shown.

    They have no student in common, are the whole school together and have `smallest` students at
    least each; hence so has whatever is left when some are subtracted from the whole. worded:
    numbers are codes, whose words are said one by one. Whoever did not answer is a group of its
    own.
    """
    missing = np.array([value is None or value != value for value in column.values], dtype=bool)
    sizes = np.bincount(column.codes, minlength=len(column.values))
    there: list[int] = np.flatnonzero(~missing & (sizes > 0)).tolist()
    if column.values.dtype != object:
        there.sort(key=lambda place: float(column.values[place]))
        found = _ranges(column, there, sizes, smallest, worded)
    else:
        found = [
            GroupMembers((str(column.values[place]),), column.codes == place) for place in there
        ]
    unanswered = GroupMembers((None,), missing[column.codes])
    found += [unanswered] if unanswered.size else []
    return _together(found, smallest)


def _together(found: list[GroupMembers], smallest: int) -> list[GroupMembers]:
    """Pool what is too small to be shown; nothing is left where that is all but one group."""
    pool = pooled([part.size for part in found], smallest)
    shown = [part for part, small in zip(found, pool, strict=True) if not small]
    few = [part for part, small in zip(found, pool, strict=True) if small]
    if few and shown:
        members = np.logical_or.reduce([part.members for part in few])
        shown.append(
            GroupMembers(tuple(answer for part in few for answer in part.answers), members)
        )
    return shown if len(shown) > 1 else []


def _ranges(
    column: CohortColumn, there: Sequence[int], sizes: NDArray[Any], smallest: int, worded: bool
) -> list[GroupMembers]:
    """Neighbouring numbers taken together until they are enough students."""
    steps = _steps(there, sizes, smallest)
    if len(steps) > MOST_RANGES and not worded:
        enough = int(np.ceil(sizes[list(there)].sum() / MOST_RANGES))
        steps = _steps(there, sizes, max(smallest, enough))
    last = len(steps) - 1
    return [
        GroupMembers(
            _said(column, step, worded, first=at == 0, last=at == last),
            np.isin(column.codes, step),
        )
        for at, step in enumerate(steps)
    ]


def _steps(there: Sequence[int], sizes: NDArray[Any], enough: int) -> list[list[int]]:
    steps: list[list[int]] = [[]]
    for place in there:
        if sizes[steps[-1]].sum() >= enough:
            steps.append([])
        steps[-1].append(place)
    if len(steps) > 1 and sizes[steps[-1]].sum() < enough:
        rest = steps.pop()
        steps[-1] += rest
    return [step for step in steps if step]


def _said(
    column: CohortColumn, step: Sequence[int], worded: bool, *, first: bool, last: bool
) -> tuple[Answer, ...]:
    values = [float(column.values[place]) for place in step]
    if worded or len(values) == 1:
        return tuple(values)
    # Open at the ends of the scale: nobody is told how old the oldest is.
    return ((None if first else values[0], None if last else values[-1]),)
