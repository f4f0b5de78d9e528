"""How many students stand on each step of each indicator's scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules import Judged
from rules.columns import is_number
from rules.conditions import YES, coded_verdicts
from rules.judge import typed_columns
from scoring.mixing import answered


@dataclass(frozen=True)
class Occupied:
    """How many judged students stand on each step of an indicator's scale; `unanswered` on none."""

    key: str
    steps: tuple[int, ...]
    unanswered: int


def occupied(judged: Judged) -> tuple[Occupied, ...]:
    """Count the students on each band, or for whom a condition holds and does not."""
    told = answered(judged)
    found = []
    for at, indicator in enumerate(judged.rule_set.indicators):
        here = told[at] & judged.judged
        if indicator.points is not None:
            steps = _verdicts(judged, at, here)
        else:
            steps = _bands(judged, at, here)
        found.append(Occupied(indicator.key, steps, int((judged.judged & ~here).sum())))
    return tuple(found)


def _bands(judged: Judged, at: int, here: NDArray[np.bool_]) -> tuple[int, ...]:
    indicator = judged.rule_set.indicators[at]
    column = judged.columns.get(indicator.column)
    if column is None:
        return (0,) * len(indicator.bands)
    counts = np.bincount(column.codes[here], minlength=len(column.values))
    if is_number(judged.rule_set.columns[indicator.column]):
        edges = np.array(indicator.edges(judged.thresholds.get(indicator.key)))
        places = np.searchsorted(edges, np.asarray(column.values, dtype=np.float64))
        steps = np.bincount(places, weights=counts, minlength=len(edges))[: len(edges)]
        return tuple(steps.astype(int).tolist())
    by_word = dict(zip(column.values.tolist(), counts.tolist(), strict=True))
    return tuple(sum(by_word.get(word, 0) for word in band.is_) for band in indicator.bands)


def _verdicts(judged: Judged, at: int, here: NDArray[np.bool_]) -> tuple[int, ...]:
    """For how many a condition holds, and for how many not."""
    indicator = judged.rule_set.indicators[at]
    if indicator.condition is None:
        return (0, 0)
    typed = typed_columns(judged.rule_set, judged.columns)
    verdicts = coded_verdicts(indicator.condition, typed, judged.figures)
    holds = (verdicts.values == YES).take(verdicts.codes)
    return int((holds & here).sum()), int((~holds & here).sum())
