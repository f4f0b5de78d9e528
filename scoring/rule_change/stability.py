"""Judges a cohort by many shaken copies of a rule set at once: see `stability`.

Solid or borderline: how often a student is among the first when the rules are shaken a little.

In each of 200 runs every weight is multiplied by a number between 0.8 and 1.2, and every threshold
is read off another cohort: as many students as there are, drawn from them with repetition
(Efron's bootstrap). A band's edge keeps its share of the cohort: in a run it stands at the value
whose share of the drawn students comes nearest to the share that the edge has of the real ones,
and at the edge itself where that is as near. So an edge between two common answers stays, and one
among rare answers moves to a neighbour. A column's last edge holds all there is and stays; words
have no edges; a mean or median in a condition is that of the drawn students; a number written in a
condition stays. Everybody is then judged by the shaken rules with his own real answers.

Moving an edge to a neighbouring answer at random would be simpler, but says nothing of how many
students stand there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rules import OFFERED_AT, Indicator, Judgement
from rules.conditions import NO, YES, CohortFunction, coded_verdicts, cohort_values
from rules.conditions.columns import CodedColumn, CohortColumn, is_number
from rules.judge import settle, typed_columns
from scoring.ranking import StudentRanking, Students, priorities, tie_order
from scoring.rule_change.causes import answered

Floats = NDArray[np.float64]
Counts = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class ShakenJudgement:
    """A judgement to be shaken, of whose students only those at `who` (m,) are asked for."""

    judged: Judgement
    who: NDArray[np.integer]

    def judge(self, factors: Floats, drawn: Counts | None) -> tuple[Floats, Counts]:
        """Complexity (runs, m), NaN where unknown, and levers offered (runs, m).

        `factors` (runs, k) on the weights; `drawn` (runs, n): the students of the cohort that each
        run reads its thresholds off, None to leave them.
        """
        weights = self.judged.rule_set.weights() * factors
        moved = [] if drawn is None else self._moving
        still = np.array([at not in moved for at in range(weights.shape[1])], dtype=bool)
        points: Floats = np.asarray(weights[:, still] @ self._points[still])
        total: Floats = np.asarray(weights[:, still] @ self._answered[still].astype(np.float64))
        levers = np.tile(self._offered[still].sum(axis=0, dtype=np.int16), (len(weights), 1))
        for at, (table, codes) in self._shaken(moved, drawn):
            told = ~np.isnan(table)
            weight = weights[:, at, None]
            points += np.where(told, table * weight, 0.0).take(codes, axis=1)
            total += (told * weight).take(codes, axis=1)
            if self._levers[at]:
                levers += (table <= OFFERED_AT).astype(np.int16).take(codes, axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            complexity = np.where(total > 0, 100.0 * points / total, np.nan)
        settle(complexity.reshape(-1))
        return complexity, levers

    @cached_property
    def _points(self) -> Floats:
        return self.judged.points[:, self.who]

    @cached_property
    def _levers(self) -> NDArray[np.bool_]:
        indicators = self.judged.rule_set.indicators
        return np.array([one.is_lever and one.weight > 0 for one in indicators], dtype=bool)

    @cached_property
    def _answered(self) -> NDArray[np.bool_]:
        return answered(self.judged)[:, self.who]

    @cached_property
    def _offered(self) -> NDArray[np.bool_]:
        low = self._points <= OFFERED_AT
        return np.asarray(low & self._answered & self._levers[:, None])

    @cached_property
    def _typed(self) -> dict[str, CohortColumn]:
        return typed_columns(self.judged.rule_set, self.judged.columns)

    @cached_property
    def _moving(self) -> list[int]:
        """The indicators (places) that have a threshold which depends on the cohort."""
        return [
            at
            for at, one in enumerate(self.judged.rule_set.indicators)
            if (self._asks_cohort(one) if one.condition else self._has_edges(one))
        ]

    def _asks_cohort(self, indicator: Indicator) -> bool:
        asked = indicator.condition.figures if indicator.condition else ()
        return any(isinstance(figure, CohortFunction) for figure in asked)

    def _has_edges(self, indicator: Indicator) -> bool:
        known = self.judged.rule_set.columns[indicator.column]
        return is_number(known) and len(indicator.bands) > 1

    def _shaken(
        self, moved: list[int], drawn: Counts | None
    ) -> Iterator[tuple[int, tuple[Floats, Counts]]]:
        """Of each of these indicators the points of each distinct result in each run (runs, v),
        and whose is which (m,)."""
        if drawn is None:
            return
        for at in moved:
            indicator = self.judged.rule_set.indicators[at]
            by = self._by_bands if indicator.condition is None else self._by_condition
            yield at, by(indicator, drawn)

    def _by_bands(self, indicator: Indicator, drawn: Counts) -> tuple[Floats, Counts]:
        column = self._typed[indicator.column]
        values = np.asarray(column.values, dtype=np.float64)
        edges = np.array(indicator.edges(self.judged.thresholds.get(indicator.key)))
        moved = drawn_edges(edges, values, column.codes, drawn)
        steps = np.array([*(band.points for band in indicator.bands), np.nan])
        # Beyond the last edge is in the last band.
        place = (values[None, None, :] > moved[:, :-1, None]).sum(axis=1)
        place[:, np.isnan(values)] = len(edges)
        return steps[place], column.codes[self.who]

    def _by_condition(self, indicator: Indicator, drawn: Counts) -> tuple[Floats, Counts]:
        condition, points = indicator.condition, indicator.points
        if condition is None or points is None:
            raise TypeError(f"{indicator.key} has no condition")
        rows = []
        worth = np.full(3, np.nan)
        worth[[YES, NO]] = points.then, points.otherwise
        read = condition.typed(self.judged.columns)
        for run in drawn:
            again = {name: CodedColumn(one.codes[run], one.values) for name, one in read.items()}
            found = coded_verdicts(condition, read, cohort_values([condition], again))
            rows.append(worth[found.values.take(found.codes[self.who])])
        return np.array(rows), np.arange(len(self.who))


def drawn_edges(edges: Floats, values: Floats, codes: Counts, drawn: Counts) -> Floats:
    """Where bands' edges (e,) stand in each run, (runs, e): the last one stays.

    `values` (v,) the distinct answers, NaN for none; `codes` (n,) whose is which; `drawn`
    (runs, n) the students that each run has.
    """
    runs, v = len(drawn), len(values)
    order = np.argsort(values)
    known = order[: v - int(np.isnan(values).sum())]
    moved = np.tile(edges, (runs, 1))
    real = np.bincount(codes, minlength=v)[known].cumsum()
    if not len(known) or not real[-1]:
        return moved
    offsets = np.arange(runs)[:, None] * v
    counts = np.bincount((codes[drawn] + offsets).ravel(), minlength=runs * v)
    upto = counts.reshape(runs, v)[:, known].cumsum(axis=1)
    share = upto / np.maximum(upto[:, -1:], 1)
    for at, edge in enumerate(edges[:-1]):
        here = int(np.searchsorted(values[known], edge, side="right")) - 1
        if here < 0:
            continue
        off = np.abs(share - real[here] / real[-1])
        best = off.argmin(axis=1)
        stays = off[:, here] <= off[np.arange(runs), best] + 1e-12
        moved[:, at] = np.where(stays, edge, values[known][best])
    return np.maximum.accumulate(moved, axis=1)


RUNS = 200
SPREAD = 0.2
SOLID = 0.9
"""In this share of runs or more a student is solidly among the first; in 1 - SOLID or less, not."""
SEED = 2008
AT_ONCE = 25
"""Runs at a time: so few that what is made on the way stays in the processor's cache."""


@dataclass(frozen=True)
class Perturbation:
    """How the rules are shaken: each weight by up to `spread` of itself, thresholds or not."""

    spread: float = SPREAD
    thresholds: bool = True
    runs: int = RUNS
    seed: int = SEED


@dataclass(frozen=True, eq=False)
class Stability:
    """How often each student (n,) was among the first, of `runs`."""

    runs: int
    times: NDArray[np.int64]

    @property
    def share(self) -> Floats:
        """From 0 to 1, (n,)."""
        return self.times / self.runs


def stability(
    judged: Judgement,
    ranking: StudentRanking,
    students: Students,
    places: int,
    shaken: Perturbation | None = None,
) -> Stability:
    """Rank everybody anew in each run and count how often each is among the first `places`.

    `ranking` is that of the rules unshaken: of it only need and who can get a place are taken.
    Without any perturbation the first ones are first in all runs.
    """
    shaken = shaken or Perturbation()
    draw = np.random.default_rng(shaken.seed)
    n = len(ranking.need)
    free = np.sort(ranking.queue)
    need, grade, gap = ranking.need[free], students.grade[free], students.gap[free]
    times = np.zeros(n, dtype=np.int64)
    shaking = ShakenJudgement(judged, free)
    for start in range(0, shaken.runs, AT_ONCE):
        runs = min(AT_ONCE, shaken.runs - start)
        factors = draw.uniform(1 - shaken.spread, 1 + shaken.spread, (runs, len(judged.points)))
        drawn = draw.integers(0, n, (runs, n)) if shaken.thresholds and n else None
        complexity, levers = shaking.judge(factors, drawn)
        priority = priorities(need, complexity)
        ties = (grade if students.scale.upwards else -grade, gap, levers)
        times[free] += first_of_each(priority, ties, places).sum(axis=0)
    return Stability(shaken.runs, times)


def first_of_each(
    priority: Floats, ties: tuple[Floats, Floats, NDArray[np.integer]], places: int
) -> NDArray[np.bool_]:
    """Say of each run and student (runs, m) whether he is among the first `places` in it.

    `ties`: grade (m,), the worst lowest, gap (m,) and levers (runs, m), which tell like priorities
    apart as `tie_order` does.
    """
    runs, m = priority.shape
    if places >= m or not places:
        return np.full((runs, m), places >= m)
    priority = np.nan_to_num(priority, nan=-1.0)
    last = np.partition(priority, m - places, axis=1)[:, m - places, None]
    inside = priority > last
    even = priority == last
    left = places - inside.sum(axis=1)
    grade, gap, levers = ties
    for run in range(runs):
        tied = np.flatnonzero(even[run])
        if len(tied) > left[run]:
            order = tie_order(grade[tied], gap[tied], levers[run, tied])
            tied = tied[order[: left[run]]]
        inside[run, tied] = True
    return inside
