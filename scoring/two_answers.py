"""Which answers of two columns together move a student, in the fewest steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rules import Judged
from scoring.actionable import asked
from scoring.one_student import OneStudent
from scoring.tried_answers import Tried, told_apart
from scoring.ways import Way, change_to, moves_him

MOST_TOGETHER = 60
"""Answers of each of two columns that one rule asks for together: all combinations of them are
looked at. Of other pairs those that the rules tell apart are enough."""
AT_ONCE = 50_000  # combinations judged at a time: some tens of megabytes


def together(student: OneStudent, looked_at: Sequence[Tried]) -> Iterator[Way]:
    """Of each two columns the answers that move him in the fewest steps, if any do."""
    short = {one.column: told_apart(student, one) for one in looked_at}
    block: list[Pair] = []
    for one, other in combinations(looked_at, 2):
        if _asked_together(student.judged, one.column, other.column):
            block.append(_pair(_nearest(one), _nearest(other)))
        else:
            block.append(_pair(short[one.column], short[other.column]))
        if sum(len(pair.far) for pair in block) > AT_ONCE:
            yield from _of_pairs(student, block)
            block = []
    yield from _of_pairs(student, block)


@dataclass(frozen=True, eq=False)
class Pair:
    """All combinations (m,) of the answers of two columns, by their indices, nearest first."""

    one: Tried
    other: Tried
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    far: NDArray[np.int64]


def _pair(one: Tried, other: Tried) -> Pair:
    first, second = np.divmod(np.arange(len(one.places) * len(other.places)), len(other.places))
    far = one.far[first] + other.far[second]
    order = np.lexsort((second, first, far))
    return Pair(one, other, first[order], second[order], far[order])


def _of_pairs(student: OneStudent, block: Sequence[Pair]) -> Iterator[Way]:
    """Judge the combinations of several pairs at once, and take of each pair the first that moves.

    One judgement of all is far cheaper than one a pair: there are 1,770 pairs of sixty columns.
    """
    if not block:
        return
    ends = np.cumsum([0, *(len(pair.far) for pair in block)])
    tried_ = {one.column: one for pair in block for one in (pair.one, pair.other)}
    changes = {
        name: np.full(ends[-1], one.own, dtype=float if isinstance(one.own, float) else object)
        for name, one in tried_.items()
    }
    for pair, start, end in zip(block, ends, ends[1:], strict=False):
        changes[pair.one.column][start:end] = pair.one.steps.at(pair.one.places[pair.first])
        changes[pair.other.column][start:end] = pair.other.steps.at(pair.other.places[pair.second])
    complexity = student.with_(changes, int(ends[-1])).complexity(student.weights)
    moved = moves_him(student, complexity)
    for pair, start, end in zip(block, ends, ends[1:], strict=False):
        there = np.flatnonzero(moved[start:end])
        if len(there):
            at = int(there[0])
            both = change_to(pair.one, pair.first[at]), change_to(pair.other, pair.second[at])
            yield Way(both, float(complexity[start + at]))


def _asked_together(judged: Judged, one: str, other: str) -> bool:
    return any({one, other} <= asked(indicator) for indicator in judged.rule_set.indicators)


def _nearest(one: Tried) -> Tried:
    """Those of the answers that are nearest to his own, as many as are looked at together."""
    kept = np.sort(np.argsort(one.far, kind="stable")[:MOST_TOGETHER])
    return Tried(one.column, one.own, one.steps, one.places[kept])
