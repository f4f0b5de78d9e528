"""Judges a whole cohort: points for every indicator and student, complexity, levers that fire."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.columns import Coded, Column, answers, is_number, students, typed
from rules.conditions import NO, YES, Figure, Figures, coded_verdicts, cohort_values
from rules.ruleset import OFFERED_AT, Indicator, RuleSet
from rules.spread import Unanswered, find_unanswered, settle, spread_levers, spread_points

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Judged:
    """What a rule set says of n students with k indicators.

    `points` (k, n) float64, 0.0 where unanswered; `fired` (n,) uint64, bit i set where indicator i
    is a lever to offer; `judged` (n,) False for students whom `applies_to` leaves out (or cannot
    tell); `unanswered` which points do not count; `thresholds` key -> the edge it was judged with;
    `figures` what the cohort functions came to (a number, or one a group), of the whole cohort even
    where it was cut.
    """

    rule_set: RuleSet
    columns: Mapping[str, Column]
    thresholds: Mapping[str, float]
    points: Floats
    fired: NDArray[np.uint64]
    judged: NDArray[np.bool_]
    unanswered: Unanswered
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

    def with_thresholds(self, thresholds: Mapping[str, float]) -> "Judged":
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

    def of(self, rows: NDArray[np.intp], columns: Mapping[str, Column]) -> "Judged":
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
    columns: Mapping[str, Column],
    thresholds: Mapping[str, float] | None = None,
    figures: Figures | None = None,
) -> Judged:
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
    return Judged(rule_set, columns, edges, points, fired, judged, unanswered, figures)


def typed_columns(rule_set: RuleSet, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns that the rules read, in the dictionary's types, absent ones as unanswered."""
    return typed(columns, rule_set.columns, rule_set.earlier)


def cohort_of(rule_set: RuleSet, columns: Mapping[str, Column]) -> Figures:
    """What every cohort function of the rules comes to; `columns` as from `typed_columns`."""
    return cohort_values(rule_set.conditions, columns)


def _by_bands(
    indicator: Indicator,
    rule_set: RuleSet,
    columns: Mapping[str, Column],
    edge: float | None,
) -> Coded:
    """Codes of the students and the points of each distinct answer, NaN for unanswered."""
    known = rule_set.columns[indicator.column]
    column = answers(columns, known)
    if is_number(known):
        steps = np.array([*(band.points for band in indicator.bands), np.nan])
        # NaN sorts behind every edge, and so does what is beyond the last one.
        table = steps[np.searchsorted(np.array(indicator.edges(edge)), column.values)]
    else:
        by_word = {word: band.points for band in indicator.bands for word in band.is_}
        table = np.array([by_word.get(value, np.nan) for value in column.values], dtype=float)
    return Coded(column.codes, table)


def _by_condition(indicator: Indicator, columns: Mapping[str, Column], figures: Figures) -> Coded:
    if indicator.condition is None or indicator.points is None:
        raise TypeError(f"{indicator.key} has no condition")
    verdicts = coded_verdicts(indicator.condition, columns, figures)
    table = np.full(len(verdicts.values), np.nan)
    table[verdicts.values == YES] = indicator.points.then
    table[verdicts.values == NO] = indicator.points.otherwise
    return Coded(verdicts.codes, table)


def answers_of(columns: Mapping[str, Column], row: int) -> dict[str, Any]:
    """One student's answers by column; None where missing."""
    found = {}
    for name, column in columns.items():
        value = column.values[int(column.codes[row])]
        found[name] = None if value is None or value != value else value
    return found
