"""What coaching the first students comes to: their levers, and the sessions that these take.

How many students stand on each step of each indicator's scale.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules import Judgement
from rules.conditions import YES, coded_verdicts
from rules.conditions.columns import is_number
from rules.judge import typed_columns
from scoring.rule_change.causes import answered


@dataclass(frozen=True)
class Load:
    """One lever among the first students: for how many it is offered, and the sessions that it
    usually takes with each, None where the rule set does not say."""

    key: str
    students: int
    each: int | None

    @property
    def sessions(self) -> int:
        """All its sessions together; 0 where nobody says how many one takes."""
        return self.students * (self.each or 0)


@dataclass(frozen=True)
class Workload:
    """The levers that are offered to so many students, those of most sessions first."""

    students: int
    loads: tuple[Load, ...]

    @property
    def levers(self) -> int:
        """How many levers are offered to these students together."""
        return sum(load.students for load in self.loads)

    @property
    def sessions(self) -> int:
        """How many sessions they usually take together."""
        return sum(load.sessions for load in self.loads)

    @property
    def each(self) -> float:
        """Sessions a student; 0.0 without students."""
        return self.sessions / self.students if self.students else 0.0

    @property
    def untold(self) -> tuple[Load, ...]:
        """The levers of which nobody says how many sessions they take."""
        return tuple(load for load in self.loads if load.each is None)


def workload(judged: Judgement, first: NDArray[np.integer]) -> Workload:
    """Add up the levers that weigh anything of the students `first` (indices)."""
    fired = judged.fired[first]
    loads = []
    for at, indicator in enumerate(judged.rule_set.indicators):
        if indicator.is_lever and indicator.weight > 0:
            students = int(np.count_nonzero(fired & np.uint64(1 << at)))
            if students:
                loads.append(Load(indicator.key, students, indicator.sessions))
    loads.sort(key=lambda load: (-load.sessions, -load.students))
    return Workload(len(first), tuple(loads))


@dataclass(frozen=True)
class StepOccupancy:
    """How many judged students stand on each step of an indicator's scale; `unanswered` on none."""

    key: str
    steps: tuple[int, ...]
    unanswered: int


def occupied(judged: Judgement) -> tuple[StepOccupancy, ...]:
    """Count the students on each band, or for whom a condition holds and does not."""
    told = answered(judged)
    found = []
    for at, indicator in enumerate(judged.rule_set.indicators):
        here = told[at] & judged.judged
        if indicator.points is not None:
            steps = _verdicts(judged, at, here)
        else:
            steps = _bands(judged, at, here)
        found.append(StepOccupancy(indicator.key, steps, int((judged.judged & ~here).sum())))
    return tuple(found)


def _bands(judged: Judgement, at: int, here: NDArray[np.bool_]) -> tuple[int, ...]:
    indicator = judged.rule_set.indicators[at]
    column = judged.columns.get(indicator.column)
    if column is None:
        return (0,) * len(indicator.bands)
    counts = np.bincount(column.codes[here], minlength=len(column.values))
    if is_number(judged.rule_set.columns[indicator.column]):
        edges = np.array(indicator.edges(judged.thresholds.get(indicator.key)))
        values = np.asarray(column.values, dtype=np.float64)
        places = np.minimum(np.searchsorted(edges, values), len(edges) - 1)
        steps = np.bincount(places, weights=counts * ~np.isnan(values), minlength=len(edges))
        return tuple(steps.astype(int).tolist())
    by_word = dict(zip(column.values.tolist(), counts.tolist(), strict=True))
    return tuple(sum(by_word.get(word, 0) for word in band.is_) for band in indicator.bands)


def _verdicts(judged: Judgement, at: int, here: NDArray[np.bool_]) -> tuple[int, ...]:
    """For how many a condition holds, and for how many not."""
    indicator = judged.rule_set.indicators[at]
    if indicator.condition is None:
        return (0, 0)
    typed = typed_columns(judged.rule_set, judged.columns)
    verdicts = coded_verdicts(indicator.condition, typed, judged.figures)
    holds = (verdicts.values == YES).take(verdicts.codes)
    return int((holds & here).sum()), int((~holds & here).sum())
