"""Which one or two answers would move a student to another quadrant, as the rules stand.

It is about the rules alone: where their lines run, not what anybody's grade would become. Only
answers that coaching can act on are changed, to what their columns allow; the need stays, and so
does whatever the rules ask of the whole cohort (means, medians, shares).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rules import Judged
from scoring.actionable import actionable
from scoring.one_student import Floats, OneStudent
from scoring.tried_answers import Tried, tried
from scoring.two_answers import together
from scoring.ways import Change, Way, change_to, moves_him

__all__ = ["Change", "Smallest", "Way", "smallest_change"]

MOST_WAYS = 12


@dataclass(frozen=True)
class Smallest:
    """The ways to another quadrant, fewest steps first; `ways` is empty where there is none.

    columns: whose answers were looked at. unanswered: those that coaching could act on but that
    have no answer; changing one would be inventing it. spread: of these columns some answers only
    were looked at.
    """

    ways: tuple[Way, ...]
    columns: tuple[str, ...]
    unanswered: tuple[str, ...]
    spread: tuple[str, ...] = ()


def smallest_change(judged: Judged, row: int, weights: Floats) -> Smallest:
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


def _alone(student: OneStudent, one: Tried) -> Iterator[Way]:
    """The nearest answers of one column that move him, one on either side; of words each."""
    answers, far = one.steps.at(one.places), one.far
    complexity = student.with_({one.column: answers}, len(far)).complexity(student.weights)
    there = np.flatnonzero(moves_him(student, complexity) & (far > 0))
    if isinstance(one.own, float):
        values = np.asarray(answers, dtype=np.float64)[there]
        there = np.concatenate([there[values < one.own][-1:], there[values > one.own][:1]])
    for at in there.tolist():
        yield Way((change_to(one, at),), float(complexity[at]))
