"""Figures of a school and of its groups, with nothing in them that tells of a few students.

Which answers coaching can act on, as a rule set says: those that its levers judge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules import Indicator, RuleSet
from rules.conditions import ChangeSinceEarlier
from scoring.groups.groups import SMALLEST, Counts, Mask, about, hidden, pooled, tellable

GRADED, LOW = "graded", "low"
ALL_IS_TOLD = frozenset({GRADED})  # that everybody has a grade is no secret
WITHIN = {LOW: GRADED}  # else the grades less the low ones could be a few students
GRADE_STEP = 0.5  # grade points to which a median is rounded


@dataclass(frozen=True)
class Figure:
    """So many students of a row; percent of the row's students, rounded."""

    count: int
    percent: int


@dataclass(frozen=True)
class SchoolFiguresRow:
    """One row: the groups it is about, several where they are shown only together.

    figures: what is asked -> the figure, None where it is hidden. median: of the grades, rounded
    to GRADE_STEP, None where a few have one; it tells nothing of how many have.
    """

    groups: tuple[str, ...]
    students: int
    figures: Mapping[str, Figure | None]
    median: float | None


@dataclass(frozen=True)
class SchoolFigures:
    """A school's row, those of its groups (none where there is no more than one to show), and of
    the whole school how many students were set aside why (reason -> count; several reasons where
    shown only together) and how many have which lever (its number -> about how many)."""

    school: SchoolFiguresRow
    groups: tuple[SchoolFiguresRow, ...]
    reasons: tuple[tuple[tuple[str, ...], int], ...]
    levers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class NamelessStudents:
    """n students without a name. group: (n,) the group of each. marks: what is asked -> (n,).

    grade: (n,) NaN without one. levers: (k, n) who has which. reasons: one for each of those who
    are set aside.
    """

    group: Sequence[str]
    marks: Mapping[str, Mask]
    grade: NDArray[np.float64]
    levers: NDArray[np.bool_]
    reasons: Sequence[str]


def figures(students: NamelessStudents, smallest: int = SMALLEST) -> SchoolFigures | None:
    """All that may be shown of a school; None for fewer than `smallest` students."""
    n = len(students.group)
    if n < smallest:
        return None
    names, codes = np.unique(np.array(students.group, dtype=object), return_inverse=True)
    pool = pooled(np.bincount(codes), smallest)
    sets: list[tuple[str, ...]] = [
        (str(name),) for name, small in zip(names, pool, strict=True) if not small
    ]
    members = [codes == at for at in np.flatnonzero(~pool)]
    if pool.any() and not pool.all():
        sets.append(tuple(str(name) for name in names[pool]))
        members.append(pool[codes])
    everybody = np.ones(n, dtype=bool)
    rows = [everybody] if len(sets) < 2 else members
    table = {
        name: _column(
            mark, rows, smallest, name in ALL_IS_TOLD, students.marks.get(WITHIN.get(name, ""))
        )
        for name, mark in students.marks.items()
    }
    school = SchoolFiguresRow(
        tuple(str(name) for name in names),
        n,
        {name: total for name, (total, _) in table.items()},
        _median(students.grade, everybody, smallest),
    )
    groups = tuple(
        SchoolFiguresRow(
            sets[at],
            int(row.sum()),
            {name: found[at] for name, (_, found) in table.items()},
            _median(students.grade, row, smallest),
        )
        for at, row in enumerate(rows)
        if len(sets) > 1
    )
    return SchoolFigures(school, groups, _reasons(students, smallest), _levers(students, smallest))


def _column(
    mark: Mask,
    rows: Sequence[Mask],
    smallest: int,
    all_is_told: bool,
    superset: Mask | None,
) -> tuple[Figure | None, list[Figure | None]]:
    """One question: the school's figure, and that of each row."""
    parts = [int((mark & row).sum()) for row in rows]
    wholes = [int(row.sum()) for row in rows]
    among = None if superset is None else [int((superset & row).sum()) for row in rows]
    out = hidden(parts, wholes, smallest, all_is_told, among)
    if out is None:
        return None, [None] * len(rows)
    found = [
        None if gone else _figure(part, whole)
        for gone, part, whole in zip(out, parts, wholes, strict=True)
    ]
    return _figure(sum(parts), sum(wholes)), found


def _figure(part: int, whole: int) -> Figure:
    return Figure(part, round(100 * part / whole))


def _median(grade: NDArray[np.float64], row: Mask, smallest: int) -> float | None:
    graded = grade[row & ~np.isnan(grade)]
    if len(graded) < smallest:
        return None
    return round(float(np.median(graded)) / GRADE_STEP) * GRADE_STEP


def _reasons(students: NamelessStudents, smallest: int) -> tuple[tuple[tuple[str, ...], int], ...]:
    """How many are set aside for which reason; those who are not are the last part of the whole."""
    names, counts = np.unique(np.array(students.reasons, dtype=object), return_counts=True)
    sizes: Counts = np.array([*counts, len(students.group) - len(students.reasons)], dtype=np.int64)
    pool = pooled(sizes, smallest)
    if pool[-1]:
        return ()
    shown: list[tuple[tuple[str, ...], int]] = [
        ((str(name),), int(size))
        for name, size, small in zip(names, counts, pool[:-1], strict=True)
        if not small
    ]
    shown.sort(key=lambda one: -one[1])
    if pool.any():
        shown.append((tuple(str(name) for name in names[pool[:-1]]), int(sizes[pool].sum())))
    return tuple(shown)


def _levers(students: NamelessStudents, smallest: int) -> tuple[tuple[int, int], ...]:
    """The levers that many students have, the most frequent first, each with about how many."""
    n = len(students.group)
    some = int(students.levers.any(axis=0).sum())
    counts = students.levers.sum(axis=1).tolist()
    shown = [
        (lever, about(count, smallest))
        for lever, count in enumerate(counts)
        if tellable(count, n, smallest) and tellable(count, some, smallest)
    ]
    return tuple(sorted(shown, key=lambda one: (-one[1], one[0])))


Floats = NDArray[np.float64]


def actionable(rule_set: RuleSet, weights: Floats) -> tuple[str, ...]:
    """The columns that a lever with a weight judges, in the order of the rules; `weights` (k,).

    What a lever's condition asks besides (`studytime < 2 and failures > 0`) is left out where a
    barrier judges it: coaching cannot act on that.
    """
    weighty = [one for one, weight in zip(rule_set.indicators, weights, strict=True) if weight > 0]
    barriers = {name for one in weighty if not one.is_lever for name in asked(one)}
    found: dict[str, None] = {}
    for one in weighty:
        if one.is_lever:
            own = asked(one)
            found |= dict.fromkeys(own if one.condition is None else own - barriers)
    return tuple(name for name in rule_set.columns if name in found)


def asked(indicator: Indicator) -> frozenset[str]:
    """The columns whose answers of today an indicator judges."""
    condition = indicator.condition
    if condition is None:
        return frozenset([indicator.column])
    changes = (
        one.operand.column for one in condition.figures if isinstance(one, ChangeSinceEarlier)
    )
    return frozenset([*condition.asked, *changes])


def edges(
    indicators: Sequence[Indicator], column: str, thresholds: dict[str, float]
) -> list[float]:
    """Every edge of the bands that judge a column, the adjustable ones where they are."""
    return [
        edge
        for one in indicators
        if one.condition is None and one.column == column
        for edge in one.edges(thresholds.get(one.key))
        if np.isfinite(edge)
    ]
