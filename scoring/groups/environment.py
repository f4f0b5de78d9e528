"""The environment beside the students: which levers are frequent in which group of a school.

How much of the variation of grades lies between schools or classes, and how sure that is.

Analysis of variance of one factor. The intraclass share is the estimate by mean squares, its
interval the exact one of balanced groups (Searle, Casella & McCulloch 1992, "Variance components",
section 3.6) with the mean size that Donner (1979) takes for groups of unlike sizes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.groups import distributions
from scoring.groups.groups import SMALLEST, Counts, Mask, about, pooled, tellable
from scoring.rule_change.replay import share

LEVEL = 0.95
COMMON = 0.5
"""A lever of this share of a group, or more, is the group's rather than one student's."""

MORE, LIKE, FEWER = 1, 0, -1


@dataclass(frozen=True)
class LeverShare:
    """A lever in a group: offered to `count` of `students`, with the ends of the share's 95 %
    interval; stands: MORE or FEWER where that differs from the rest of the school beyond chance."""

    count: int
    students: int
    low: float
    high: float
    stands: int = LIKE

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.count / self.students


@dataclass(frozen=True)
class GroupShares:
    """The groups of one row, several where they are shown only together, and a cell for each
    lever, None where it is hidden."""

    names: tuple[str, ...]
    students: int
    cells: tuple[LeverShare | None, ...]


@dataclass(frozen=True)
class Environment:
    """A school's row, and its groups' (none where there is no more than one to show).

    compared: how many cells were compared with the rest of the school. step: counts are rounded to
    its multiples, 1 where they are exact.
    """

    school: GroupShares
    groups: tuple[GroupShares, ...]
    compared: int
    step: int


@dataclass(frozen=True)
class Suggestion:
    """A lever that many of a group have, more than elsewhere; group None: of the whole school."""

    lever: int
    group: GroupShares | None
    cell: LeverShare
    elsewhere: float | None


def environment(
    group: Sequence[str], levers: NDArray[np.bool_], *, exact: bool, smallest: int = SMALLEST
) -> Environment | None:
    """Count who has which lever (k, n) in each group (n); None for fewer than `smallest` students.

    Groups of fewer than `smallest` students are shown together with others. exact: for a reader
    who sees every student anyway. Else counts are rounded to `smallest` and hidden where few have
    the lever, or all but a few of the group or of those with any lever; intervals and comparisons
    are then worked out from what is shown, so that nothing else can be read off them.
    """
    n = len(group)
    if n < smallest:
        return None
    named, members = _rows(group, smallest)
    sizes = np.array([row.sum() for row in members], dtype=np.int64)
    columns = _columns(levers, members, sizes, exact, smallest)
    slack = 0 if exact else (smallest + 1) // 2
    compared = sum(one is not None for _, rows in columns for one in rows)
    compared = compared if len(named) > 1 else 0
    level = 1 - (1 - LEVEL) / max(compared, 1)
    whole = tuple(None if total is None else _cell(total, n, slack) for total, _ in columns)
    groups = tuple(
        GroupShares(
            names,
            int(size),
            tuple(
                _compared(rows[at], int(size), total, n, slack, level) for total, rows in columns
            ),
        )
        for at, (names, size) in enumerate(zip(named, sizes, strict=True))
        if len(named) > 1
    )
    every = tuple(name for names in named for name in names)
    return Environment(GroupShares(every, n, whole), groups, compared, 1 if exact else smallest)


def suggestions(found: Environment) -> list[Suggestion]:
    """The levers that COMMON or more of a group have, more than elsewhere beyond chance, the
    furthest from elsewhere first; then those that COMMON or more of the whole school have."""
    there = []
    for group in found.groups:
        for lever, (cell, total) in enumerate(zip(group.cells, found.school.cells, strict=True)):
            if cell and total and cell.stands == MORE and cell.share >= COMMON:
                others = total.students - cell.students
                elsewhere = min(max((total.count - cell.count) / others, 0.0), 1.0)
                there.append(Suggestion(lever, group, cell, elsewhere))
    there.sort(key=lambda one: (elsewhere_of(one) - one.cell.share, one.lever))
    everywhere = [
        Suggestion(lever, None, cell, None)
        for lever, cell in enumerate(found.school.cells)
        if cell and cell.share >= COMMON
    ]
    return there + sorted(everywhere, key=lambda one: (-one.cell.share, one.lever))


def elsewhere_of(one: Suggestion) -> float:
    """The lever's share in the rest of the school; 0 for the whole school, which has no rest."""
    return one.elsewhere or 0.0


def told(
    counts: Counts, sizes: Counts, some: Counts, smallest: int
) -> tuple[int | None, list[int | None]]:
    """About how many of the school have a lever, and of each row (r,), None where it is hidden.

    some: how many of each row have any lever; it may be known exactly, and so may the sizes.
    Rows are hidden until each hidden one could be anything in a range of `smallest` or more.
    """
    total, everybody = int(counts.sum()), int(sizes.sum())
    if not tellable(total, everybody, smallest) or not tellable(total, int(some.sum()), smallest):
        return None, [None] * len(counts)
    rows = range(len(counts))
    out = np.array(
        [
            not tellable(int(counts[row]), int(sizes[row]), smallest)
            or not tellable(int(counts[row]), int(some[row]), smallest)
            for row in rows
        ],
        dtype=bool,
    )
    shown = np.array([about(int(count), smallest) for count in counts], dtype=np.int64)
    for row in np.argsort(sizes, kind="stable"):
        if not _narrow(shown, about(total, smallest), some, out, smallest):
            break
        out[row] = True
    return about(total, smallest), [None if out[row] else int(shown[row]) for row in rows]


def _narrow(shown: Counts, total: int, some: Counts, out: Mask, smallest: int) -> bool:
    """Whether subtracting what is shown leaves a hidden row too narrow a range."""
    half = smallest / 2
    known, unknown = shown[~out], some[out]
    least = total - half - float((known + half).sum())
    most = total + half - float(np.maximum(known - half, 0).sum())
    for own in unknown.tolist():
        low = max(0.0, least - float(unknown.sum() - own))
        if min(float(own), most) - low < min(smallest, own):
            return True
    return False


def _rows(group: Sequence[str], smallest: int) -> tuple[list[tuple[str, ...]], list[Mask]]:
    """The rows of the table: the groups that are large enough, then the others together."""
    names, codes = np.unique(np.array(group, dtype=object), return_inverse=True)
    pool = pooled(np.bincount(codes), smallest)
    named: list[tuple[str, ...]] = [
        (str(name),) for name, small in zip(names, pool, strict=True) if not small
    ]
    members = [codes == at for at in np.flatnonzero(~pool)]
    if pool.any():
        named.append(tuple(str(name) for name in names[pool]))
        members.append(np.asarray(pool[codes]))
    return named, members


def _columns(
    levers: NDArray[np.bool_], members: Sequence[Mask], sizes: Counts, exact: bool, smallest: int
) -> list[tuple[int | None, list[int | None]]]:
    """For each lever how many of the school and of each row have it, None where it is hidden."""
    some = np.array([levers[:, row].any(axis=0).sum() for row in members], dtype=np.int64)
    counts = [np.array([(lever & row).sum() for row in members], np.int64) for lever in levers]
    if exact:
        return [(int(one.sum()), [int(count) for count in one]) for one in counts]
    return [told(one, sizes, some, smallest) for one in counts]


def _cell(count: int, students: int, slack: int) -> LeverShare:
    """A cell with its interval, which is the wider the more the count was rounded."""
    count = min(count, students)
    low = share(max(count - slack, 0), students).low
    high = share(min(count + slack, students), students).high
    return LeverShare(count, students, low, high)


def _compared(
    count: int | None, students: int, total: int | None, everybody: int, slack: int, level: float
) -> LeverShare | None:
    """A cell compared with a lot of as many students from the whole school (hypergeometric), at
    the end of what a rounded count could be that is the less remarkable."""
    if count is None or total is None:
        return None
    cell = _cell(count, students, slack)
    lower = max(cell.count - slack, 0), min(total + slack, everybody)
    upper = min(cell.count + slack, students), max(total - slack, 0)
    for (seen, members), stands in ((lower, MORE), (upper, FEWER)):
        # A rounded total can be less than its part, or leave the others fewer than they are.
        members = min(max(members, seen), everybody - students + seen)
        expected = students * members / everybody
        beyond = seen > expected if stands == MORE else seen < expected
        if beyond and distributions.rare(students, members, everybody, level)[seen]:
            return LeverShare(cell.count, cell.students, cell.low, cell.high, stands)
    return cell


Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VarianceBetweenGroups:
    """Variation between groups, as shares from 0 to 1.

    share: of the squares in this very roster that lies between the groups' means (eta squared);
    by_chance: what it would be on average if students were put into the groups by lot.
    intraclass: how much of the variance belongs to the group when chance is taken off, never
    under 0; low, high: its 95 % interval. groups, students: how many are counted.
    """

    groups: int
    students: int
    share: float
    by_chance: float
    intraclass: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0


def between(
    grade: Floats, groups: Sequence[str], smallest: int = SMALLEST, level: float = LEVEL
) -> VarianceBetweenGroups | None:
    """Share out the variation of grades (n,) over the groups that the students (n) are in.

    Not counted: who has no grade (NaN) or no group (""), and groups of fewer than `smallest`
    grades. None where fewer than two groups are left, or all grades are the same.
    """
    named = np.array(groups, dtype=object)
    known = ~np.isnan(grade) & (named != "")
    _, codes, sizes = np.unique(named[known], return_inverse=True, return_counts=True)
    enough = sizes >= smallest
    counted = enough[codes]
    values, places = grade[known][counted], codes[counted]
    n, k = len(values), int(enough.sum())
    if k < 2 or np.ptp(values) == 0:
        return None
    sizes = sizes[enough].astype(np.float64)
    means = np.bincount(places, values, len(enough))[enough] / sizes
    squares = float(np.square(values - values.mean()).sum())
    outside = float((sizes * np.square(means - values.mean())).sum())
    inside = max(squares - outside, 0.0)
    mean_size = (n - float(np.square(sizes).sum()) / n) / (k - 1)
    found = _intraclass(outside / (k - 1), inside / (n - k), mean_size)
    ends = [
        _intraclass(
            outside / (k - 1),
            distributions.quantile(at, k - 1, n - k) * inside / (n - k),
            mean_size,
        )
        for at in ((1 + level) / 2, (1 - level) / 2)
    ]
    return VarianceBetweenGroups(
        k, n, outside / squares, (k - 1) / (n - 1), found, ends[0], ends[1]
    )


def _intraclass(outside: float, inside: float, size: float) -> float:
    """The group's part of the variance, from the mean squares between and within groups."""
    apart = outside - inside
    return max(0.0, apart / (apart + size * inside))
