"""Which answers of two columns together move a student, in the fewest steps.

Which one or two answers would move a student to another quadrant, as the rules stand.

It is about the rules alone: where their lines run, not what anybody's grade would become. Only
answers that coaching can act on are changed, to what their columns allow; the need stays, and so
does whatever the rules ask of the whole cohort (means, medians, shares).

A way to another quadrant: which answers change, by how much, and what it comes to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rules import Judgement
from scoring.groups.school_figures import actionable, asked
from scoring.what_if.answer_search import Floats, OneStudent, TriedAnswers, told_apart, tried


@dataclass(frozen=True)
class AnswerChange:
    """Another answer in one column, `steps` of its scale away from the student's own."""

    column: str
    before: float | str
    after: float | str
    steps: int


@dataclass(frozen=True)
class WayToQuadrant:
    """One or two changes that move the student, and the complexity that he then has."""

    changes: tuple[AnswerChange, ...]
    complexity: float

    @property
    def steps(self) -> int:
        """How many steps it takes in all."""
        return sum(change.steps for change in self.changes)


def moves_him(student: OneStudent, complexity: Floats) -> NDArray[np.bool_]:
    """Say which complexities (m,) put him into another quadrant than his own."""
    now = student.is_easy(np.array([student.complexity]))
    return np.asarray(~np.isnan(complexity) & (student.is_easy(complexity) != now))


def change_to(one: TriedAnswers, at: int) -> AnswerChange:
    """The change to the answer at an index of those looked at."""
    after = one.steps.at(one.places[[at]])[0]
    answer = after if isinstance(after, str) else float(after)
    return AnswerChange(one.column, one.own, answer, int(one.far[at]))


MOST_TOGETHER = 60
"""Answers of each of two columns that one rule asks for together: all combinations of them are
looked at. Of other pairs those that the rules tell apart are enough."""
AT_ONCE = 50_000  # combinations judged at a time: some tens of megabytes


def together(student: OneStudent, looked_at: Sequence[TriedAnswers]) -> Iterator[WayToQuadrant]:
    """Of each two columns the answers that move him in the fewest steps, if any do."""
    short = {one.column: told_apart(student, one) for one in looked_at}
    block: list[AnswerPairs] = []
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
class AnswerPairs:
    """All combinations (m,) of the answers of two columns, by their indices, nearest first."""

    one: TriedAnswers
    other: TriedAnswers
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    far: NDArray[np.int64]


def _pair(one: TriedAnswers, other: TriedAnswers) -> AnswerPairs:
    first, second = np.divmod(np.arange(len(one.places) * len(other.places)), len(other.places))
    far = one.far[first] + other.far[second]
    order = np.lexsort((second, first, far))
    return AnswerPairs(one, other, first[order], second[order], far[order])


def _of_pairs(student: OneStudent, block: Sequence[AnswerPairs]) -> Iterator[WayToQuadrant]:
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
            yield WayToQuadrant(both, float(complexity[start + at]))


def _asked_together(judged: Judgement, one: str, other: str) -> bool:
    return any({one, other} <= asked(indicator) for indicator in judged.rule_set.indicators)


def _nearest(one: TriedAnswers) -> TriedAnswers:
    """Those of the answers that are nearest to his own, as many as are looked at together."""
    kept = np.sort(np.argsort(one.far, kind="stable")[:MOST_TOGETHER])
    return TriedAnswers(one.column, one.own, one.steps, one.places[kept])


__all__ = ["AnswerChange", "Smallest", "WayToQuadrant", "smallest_change"]

MOST_WAYS = 12


@dataclass(frozen=True)
class Smallest:
    """The ways to another quadrant, fewest steps first; `ways` is empty where there is none.

    columns: whose answers were looked at. unanswered: those that coaching could act on but that
    have no answer; changing one would be inventing it. spread: of these columns some answers only
    were looked at.
    """

    ways: tuple[WayToQuadrant, ...]
    columns: tuple[str, ...]
    unanswered: tuple[str, ...]
    spread: tuple[str, ...] = ()


def smallest_change(judged: Judgement, row: int, weights: Floats) -> Smallest:
    """Search one answer, and where none does it two, that would move the student in `row`.

    judged: of the cohort, with the edges in use; weights (k,) those in use. Of each column the
    nearest answer on either side that moves him (of words, each), of each two columns the fewest
    steps in all. A student without a complexity has no quadrant to leave.
    """
    student = OneStudent(judged, row, weights)
    found = actionable(judged.rule_set, weights)
    columns = tuple(name for name in found if student.own(name) is not None)
    unanswered = tuple(name for name in found if student.own(name) is None)
    if np.isnan(student.complexity):
        return Smallest((), columns, unanswered)
    looked_at = [tried(student, name) for name in columns]
    ways = [way for one in looked_at for way in _alone(student, one)]
    ways = ways or list(together(student, looked_at))
    ways.sort(key=lambda way: way.steps)
    spread = tuple(one.column for one in looked_at if one.spread)
    return Smallest(tuple(ways[:MOST_WAYS]), columns, unanswered, spread)


def _alone(student: OneStudent, one: TriedAnswers) -> Iterator[WayToQuadrant]:
    """The nearest answers of one column that move him, one on either side; of words each."""
    answers, far = one.steps.at(one.places), one.far
    complexity = student.with_({one.column: answers}, len(far)).complexity(student.weights)
    there = np.flatnonzero(moves_him(student, complexity) & (far > 0))
    if isinstance(one.own, float):
        values = np.asarray(answers, dtype=np.float64)[there]
        there = np.concatenate([there[values < one.own][-1:], there[values > one.own][:1]])
    for at in there.tolist():
        yield WayToQuadrant((change_to(one, at),), float(complexity[at]))
