"""Judges a whole cohort: points for every indicator and student, complexity, levers that fire.

From the points of distinct answers to the points of students, a block of them at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.conditions import NO, YES, Figure, Figures, coded_verdicts, cohort_values
from rules.conditions.columns import CodedColumn, CohortColumn, answers, is_number, students, typed
from rules.rule_set import OFFERED_AT, Indicator, RuleSet

BLOCK = 32_768
"""Students at a time: so few that what is made on the way stays in the processor's cache."""
GRID = 2.0**22
"""Adding it to 0..100 leaves 30 bits behind the point."""
JOINT = 65_536
"""Combinations of answers in one table at most: what 16 bits can count."""


@dataclass(frozen=True, eq=False)
class UnansweredPoints:
    """Which points do not count.

    `by_all` (k,) bool: indicators that nobody answered. `rows` (m,) the students who left another
    one unanswered; `answered` (k, m) float64, 1.0 where they answered.
    """

    by_all: NDArray[np.bool_]
    rows: NDArray[np.intp]
    answered: NDArray[np.float64]

    def of(self, rows: NDArray[np.intp]) -> "UnansweredPoints":
        """The same of some students only; `rows` (m,) ascending, their places here."""
        kept = np.isin(self.rows, rows)
        places = np.searchsorted(rows, self.rows[kept])
        return UnansweredPoints(self.by_all, places, self.answered[:, kept])


def spread_points(
    tables: Sequence[CohortColumn], places: Iterable[int], points: NDArray[np.float64]
) -> None:
    """Write into rows `places` of `points` (k, n) what each student's answer is worth.

    `tables`: students' codes, and the points of each distinct answer, NaN (unanswered) as 0.0.
    """
    work = [
        (table.codes, np.where(np.isnan(table.values), 0.0, table.values), at)
        for table, at in zip(tables, places, strict=True)
    ]
    for start in range(0, points.shape[1], BLOCK):
        block = slice(start, start + BLOCK)
        for codes, values, at in work:
            np.take(values, codes[block], out=points[at, block], mode="clip")


def spread_levers(
    tables: Sequence[CohortColumn], places: Iterable[int], levers: Sequence[bool], n: int
) -> NDArray[np.uint64]:
    """Bit `place` of each student set where that table is a lever to offer him, (n,) uint64."""
    fired = np.zeros(n, dtype=np.uint64)
    offered = [
        (table.codes, np.where(table.values <= OFFERED_AT, np.uint64(1 << at), np.uint64(0)))
        for table, at, lever in zip(tables, places, levers, strict=True)
        if lever
    ]
    for codes, sizes, bits in _together(offered, n):
        for start in range(0, n, BLOCK):
            block = slice(start, start + BLOCK)
            index: NDArray[Any] = codes[0][block].astype(
                np.uint16 if len(bits) <= JOINT else np.intp
            )
            for more, size in zip(codes[1:], sizes[1:], strict=True):
                index *= size
                index += more[block].astype(index.dtype)
            fired[block] |= np.take(bits, index, mode="clip")
    return fired


Levers = tuple[list[NDArray[Any]], list[int], NDArray[np.uint64]]


def _together(offered: Sequence[tuple[NDArray[Any], NDArray[np.uint64]]], n: int) -> list[Levers]:
    """Levers whose answers have few combinations as one table of the bits of each combination.

    One look-up then stands for several. For few students small tables are cheaper to make.
    """
    most = min(JOINT, max(n // 8, 64))
    groups: list[Levers] = []
    for codes, bits in sorted(offered, key=lambda lever: len(lever[1])):
        if groups and len(groups[-1][2]) * len(bits) <= most:
            before, sizes, joint = groups[-1]
            both = (joint[:, np.newaxis] | bits).ravel()
            groups[-1] = ([*before, codes], [*sizes, len(bits)], both)
        else:
            groups.append(([codes], [len(bits)], bits))
    return groups


def find_unanswered(tables: Sequence[CohortColumn]) -> UnansweredPoints:
    """Where the tables (points per distinct answer, NaN unanswered) leave students without."""
    by_all = np.array([bool(np.isnan(table.values).all()) for table in tables], dtype=bool)
    partly = [
        (at, table.codes, np.isnan(table.values))
        for at, table in enumerate(tables)
        if not by_all[at] and np.isnan(table.values).any()
    ]
    found = [open_.take(codes) for _, codes, open_ in partly]
    rows = np.flatnonzero(np.logical_or.reduce(found)) if found else np.zeros(0, dtype=np.intp)
    answered = np.ones((len(tables), len(rows)))
    for at, codes, open_ in partly:
        answered[at] = ~open_.take(codes[rows])
    return UnansweredPoints(by_all, rows, answered)


def settle(complexity: NDArray[np.float64]) -> None:
    """Round to multiples of 2**-30, in place, so that like students get the very same number.

    A matrix product adds in an order that depends on where a student stands, and ends a hair
    apart (or above 100) for the same answers; ties and quadrants must not hang on that.
    """
    for start in range(0, len(complexity), BLOCK):
        block = complexity[start : start + BLOCK]
        block += GRID
        block -= GRID


Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a rule set says of n students with k indicators.

    `points` (k, n) float64, 0.0 where unanswered; `fired` (n,) uint64, bit i set where indicator i
    is a lever to offer; `judged` (n,) False for students whom `applies_to` leaves out (or cannot
    tell); `unanswered` which points do not count; `thresholds` key -> the edge it was judged with;
    `figures` what the cohort functions came to (a number, or one a group), of the whole cohort even
    where it was cut.
    """

    rule_set: RuleSet
    columns: Mapping[str, CohortColumn]
    thresholds: Mapping[str, float]
    points: Floats
    fired: NDArray[np.uint64]
    judged: NDArray[np.bool_]
    unanswered: UnansweredPoints
    figures: Figures

    def complexity(self, weights: Floats | None = None) -> Floats:
        """100 x sum(weight x points) / sum(weight) over what each student answered, (n,).

        `weights` (k,) not negative, by default the rule set's. NaN where nothing that counts was
        answered, or the student is not judged.
        """
        given = self.rule_set.weights() if weights is None else weights
        counted = np.where(self.unanswered.by_all, 0.0, given)
        total = float(counted.sum())
        if total <= 0:
            return np.full(self.points.shape[1], np.nan)
        result = np.asarray((counted / total * 100) @ self.points)
        rows = self.unanswered.rows
        if len(rows):
            answered = (counted / total) @ self.unanswered.answered
            with np.errstate(invalid="ignore", divide="ignore"):
                result[rows] = np.where(answered > 0, result[rows] / answered, np.nan)
        settle(result)
        result[self._left_out] = np.nan
        return result

    def with_thresholds(self, thresholds: Mapping[str, float]) -> "Judgement":
        """The same cohort with other edges (key -> value); only what they change is worked out.

        Raises ValueError as `RuleSet.thresholds` does.
        """
        edges = self.rule_set.thresholds(thresholds)
        changed = [
            at
            for at, indicator in enumerate(self.rule_set.indicators)
            if edges.get(indicator.key) != self.thresholds.get(indicator.key)
        ]
        if not changed:
            return self
        indicators = [self.rule_set.indicators[at] for at in changed]
        tables = [
            _by_bands(indicator, self.rule_set, self.columns, edges[indicator.key])
            for indicator in indicators
        ]
        points = self.points.copy()
        spread_points(tables, changed, points)
        levers = [indicator.is_lever for indicator in indicators]
        fired = self.fired & ~np.uint64(sum(1 << at for at in changed))
        fired |= spread_levers(tables, changed, levers, len(fired))
        fired[self._left_out] = 0
        return replace(self, thresholds=edges, points=points, fired=fired)

    def of(self, rows: NDArray[np.intp], columns: Mapping[str, CohortColumn]) -> "Judgement":
        """The same judgement of some students only: whatever was asked of the cohort stays its.

        `rows` (m,) ascending, their places here; `columns` those of these m students.
        """
        return replace(
            self,
            columns=columns,
            points=self.points.take(rows, axis=1),
            fired=self.fired[rows],
            judged=self.judged[rows],
            unanswered=self.unanswered.of(rows),
        )

    @property
    def for_everybody(self) -> dict[Figure, float]:
        """The figures that are one number for every student."""
        return {key: one for key, one in self.figures.items() if isinstance(one, float)}

    @cached_property
    def count(self) -> NDArray[np.int64]:
        """For each indicator how many students it concerns, (k,)."""
        return self.concerned(self.judged)

    def concerned(self, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        """For each indicator how many of the students `among` (n,) it concerns, (k,).

        A lever concerns those to whom it is offered, a barrier those with more than half its
        points; only judged students count.
        """
        among = among & self.judged
        levers = [indicator.is_lever for indicator in self.rule_set.indicators]
        marks = (
            self.fired & np.uint64(1 << at) if lever else self.points[at] > OFFERED_AT
            for at, lever in enumerate(levers)
        )
        counts = (np.count_nonzero(mark.astype(bool) & among) for mark in marks)
        return np.fromiter(counts, dtype=np.int64, count=len(levers))

    @cached_property
    def _left_out(self) -> NDArray[np.intp]:
        return np.flatnonzero(~self.judged)


def judge(
    rule_set: RuleSet,
    columns: Mapping[str, CohortColumn],
    thresholds: Mapping[str, float] | None = None,
    figures: Figures | None = None,
) -> Judgement:
    """Judge a cohort's n students. A column that the roster lacks counts as unanswered by all.

    `columns` has those of `rule_set.columns`, and under their names (`Earlier.name`) those of
    `rule_set.earlier`, which are the same students' answers in earlier rosters.
    `thresholds`: key of an indicator -> its adjustable edge. `figures`, from another `Judged`: what
    the cohort functions come to, where these are not the cohort's students. Raises ValueError for a
    threshold that does not exist or is out of its limits.
    """
    edges = rule_set.thresholds(thresholds)
    n, k = students(columns), len(rule_set.indicators)
    read = typed_columns(rule_set, columns)
    figures = cohort_of(rule_set, read) if figures is None else figures
    tables = [
        _by_condition(indicator, read, figures)
        if indicator.condition
        else _by_bands(indicator, rule_set, columns, edges.get(indicator.key))
        for indicator in rule_set.indicators
    ]
    points = np.empty((k, n))
    spread_points(tables, range(k), points)
    levers = [indicator.is_lever for indicator in rule_set.indicators]
    fired = spread_levers(tables, range(k), levers, n)
    judged = np.ones(n, dtype=bool)
    if rule_set.applies_to is not None:
        verdicts = coded_verdicts(rule_set.applies_to, read, figures)
        judged = np.asarray((verdicts.values == YES).take(verdicts.codes))
        fired[~judged] = 0
    unanswered = find_unanswered(tables)
    return Judgement(rule_set, columns, edges, points, fired, judged, unanswered, figures)


def typed_columns(
    rule_set: RuleSet, columns: Mapping[str, CohortColumn]
) -> dict[str, CohortColumn]:
    """The columns that the rules read, in the dictionary's types, absent ones as unanswered."""
    return typed(columns, rule_set.columns, rule_set.earlier)


def cohort_of(rule_set: RuleSet, columns: Mapping[str, CohortColumn]) -> Figures:
    """What every cohort function of the rules comes to; `columns` as from `typed_columns`."""
    return cohort_values(rule_set.conditions, columns)


def _by_bands(
    indicator: Indicator,
    rule_set: RuleSet,
    columns: Mapping[str, CohortColumn],
    edge: float | None,
) -> CodedColumn:
    """Codes of the students and the points of each distinct answer, NaN for unanswered."""
    known = rule_set.columns[indicator.column]
    column = answers(columns, known)
    if is_number(known):
        steps = np.array([band.points for band in indicator.bands])
        # What is beyond the last edge, on a roster whose own dictionary goes further, is in the
        # last band; NaN sorts there too.
        at = np.searchsorted(np.array(indicator.edges(edge)), column.values)
        table = steps[np.minimum(at, len(steps) - 1)]
        table[np.isnan(column.values)] = np.nan
    else:
        by_word = {word: band.points for band in indicator.bands for word in band.is_}
        table = np.array([by_word.get(value, np.nan) for value in column.values], dtype=float)
    return CodedColumn(column.codes, table)


def _by_condition(
    indicator: Indicator, columns: Mapping[str, CohortColumn], figures: Figures
) -> CodedColumn:
    if indicator.condition is None or indicator.points is None:
        raise TypeError(f"{indicator.key} has no condition")
    verdicts = coded_verdicts(indicator.condition, columns, figures)
    table = np.full(len(verdicts.values), np.nan)
    table[verdicts.values == YES] = indicator.points.then
    table[verdicts.values == NO] = indicator.points.otherwise
    return CodedColumn(verdicts.codes, table)


def answers_of(columns: Mapping[str, CohortColumn], row: int) -> dict[str, Any]:
    """One student's answers by column; None where missing."""
    found = {}
    for name, column in columns.items():
        value = column.values[int(column.codes[row])]
        found[name] = None if value is None or value != value else value
    return found
