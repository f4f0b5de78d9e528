"""Indicators that say the same twice, that run against each other, or that find nobody."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rules import OFFERED_AT, Judgement
from rules.conditions.columns import is_number
from scoring.rule_change.causes import answered

NEARLY_ALL = 0.8
"""Two indicators say the same where this share of whom either concerns is concerned by both."""
MOST_CONCERNED = 0.6
"""An indicator that concerns more than this share tells hardly anybody from anybody else."""
AGAINST = -0.1
"""Points on one column run against each other when their correlation is below this."""


@dataclass(frozen=True)
class IndicatorPair:
    """Two indicators (keys): `both` are concerned by both, `either` by one at least."""

    first: str
    second: str
    both: int
    either: int

    @property
    def share(self) -> float:
        """Jaccard's index: both of either."""
        return self.both / self.either


@dataclass(frozen=True)
class Against:
    """Two indicators on one column whose points run against each other, with their correlation."""

    first: str
    second: str
    column: str
    correlation: float


@dataclass(frozen=True)
class Reach:
    """How many of the judged students an indicator concerns."""

    key: str
    concerned: int
    judged: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.concerned / self.judged


def concerned(judged: Judgement) -> NDArray[np.bool_]:
    """Say of each indicator and student (k, n) whether it concerns him: a lever that is offered,
    a barrier of more than half its points."""
    levers = np.array([found.is_lever for found in judged.rule_set.indicators], dtype=bool)
    offered = (judged.points <= OFFERED_AT) & answered(judged)
    marks = np.where(levers[:, None], offered, judged.points > OFFERED_AT)
    return np.asarray(marks & judged.judged)


def overlapping(judged: Judgement) -> tuple[IndicatorPair, ...]:
    """The pairs of weighty indicators that concern nearly the same students, nearest first."""
    marks = concerned(judged).astype(np.float64)
    both = np.rint(marks @ marks.T).astype(np.int64)  # whole numbers: exact in float64
    alone = np.diag(both)
    weighty = [at for at, found in enumerate(judged.rule_set.indicators) if found.weight > 0]
    keys = [found.key for found in judged.rule_set.indicators]
    either = alone[:, None] + alone - both
    pairs = [
        IndicatorPair(keys[one], keys[two], int(both[one, two]), int(either[one, two]))
        for one, two in combinations(weighty, 2)
        if both[one, two]
    ]
    near = [pair for pair in pairs if pair.share > NEARLY_ALL]
    return tuple(sorted(near, key=lambda pair: -pair.share))


def dead(judged: Judgement) -> tuple[Reach, ...]:
    """The weighty indicators that concern nobody, or so many that they tell nobody apart."""
    everybody = int(np.count_nonzero(judged.judged))
    if not everybody:
        return ()
    found = (
        Reach(indicator.key, count, everybody)
        for indicator, count in zip(judged.rule_set.indicators, judged.count.tolist(), strict=True)
        if indicator.weight > 0
    )
    return tuple(one for one in found if one.concerned == 0 or one.share > MOST_CONCERNED)


def against_each_other(judged: Judgement) -> tuple[Against, ...]:
    """The pairs of weighty indicators that read one column of numbers and whose points run against
    each other over the students who answered both."""
    told = answered(judged) & judged.judged
    found = []
    read = [_columns(judged, at) for at in range(len(judged.rule_set.indicators))]
    for one, two in combinations(range(len(read)), 2):
        shared = read[one] & read[two]
        indicators = judged.rule_set.indicators[one], judged.rule_set.indicators[two]
        if not shared or not all(indicator.weight > 0 for indicator in indicators):
            continue
        both = told[one] & told[two]
        correlation = _correlation(judged.points[one, both], judged.points[two, both])
        if correlation < AGAINST:
            first, second = (indicator.key for indicator in indicators)
            found.append(Against(first, second, min(shared), correlation))
    return tuple(found)


def _columns(judged: Judgement, at: int) -> set[str]:
    """The columns of numbers that an indicator reads."""
    indicator = judged.rule_set.indicators[at]
    named = {indicator.column} if indicator.condition is None else set(indicator.condition.columns)
    known = judged.rule_set.columns
    return {name for name in named if name in known and is_number(known[name])}


def _correlation(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """Pearson's; 0.0 where one of them does not vary."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(two) == 0:
        return 0.0
    return float(np.corrcoef(one, two)[0, 1])
