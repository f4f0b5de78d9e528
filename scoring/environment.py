"""The environment beside the students: which levers are frequent in which group of a school."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring import by_lot
from scoring.disclosure import SMALLEST, Counts, Mask, about, pooled, tellable
from scoring.replay import share

LEVEL = 0.95
COMMON = 0.5
"""A lever of this share of a group, or more, is the group's rather than one student's."""

MORE, LIKE, FEWER = 1, 0, -1


@dataclass(frozen=True)
class Cell:
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
class Group:
    """The groups of one row, several where they are shown only together, and a cell for each
    lever, None where it is hidden."""

    names: tuple[str, ...]
    students: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Environment:
    """A school's row, and its groups' (none where there is no more than one to show).

    compared: how many cells were compared with the rest of the school. step: counts are rounded to
    its multiples, 1 where they are exact.
    """

    school: Group
    groups: tuple[Group, ...]
    compared: int
    step: int


@dataclass(frozen=True)
class Suggestion:
    """A lever that many of a group have, more than elsewhere; group None: of the whole school."""

    lever: int
    group: Group | None
    cell: Cell
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
        Group(
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
    return Environment(Group(every, n, whole), groups, compared, 1 if exact else smallest)


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


def _cell(count: int, students: int, slack: int) -> Cell:
    """A cell with its interval, which is the wider the more the count was rounded."""
    count = min(count, students)
    low = share(max(count - slack, 0), students).low
    high = share(min(count + slack, students), students).high
    return Cell(count, students, low, high)


def _compared(
    count: int | None, students: int, total: int | None, everybody: int, slack: int, level: float
) -> Cell | None:
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
        if beyond and by_lot.rare(students, members, everybody, level)[seen]:
            return Cell(cell.count, cell.students, cell.low, cell.high, stands)
    return cell
