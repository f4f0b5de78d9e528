"""Which of the answers that a column may hold are looked at, for one student."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules import Judged
from scoring.actionable import edges
from scoring.allowed_steps import Steps, steps_of
from scoring.one_student import OneStudent

Places = NDArray[np.int64]

MOST = 500
"""Answers of a column that are looked at one by one. Of a longer column so many, spread over it,
those at the edges of bands, and each place where two neighbours turn out to be judged otherwise."""
HALVINGS = 40  # a billion steps are halved thirty times
MOST_HALVED = 200  # places at a time


@dataclass(frozen=True, eq=False)
class Tried:
    """Answers of one column that were looked at: places on its scale, ascending (m,)."""

    column: str
    own: float | str
    steps: Steps
    places: Places

    @property
    def far(self) -> NDArray[np.int64]:
        """How many steps (m,) each is from his own answer."""
        return self.steps.steps(self.own, self.places)

    @property
    def spread(self) -> bool:
        """Whether these are some of the answers only."""
        return len(self.places) < self.steps.count


def tried(student: OneStudent, name: str) -> Tried:
    """Choose the answers of a column to look at; he has an answer there."""
    rule_set, own = student.judged.rule_set, student.own(name)
    if own is None:
        raise ValueError(f"there is no answer in {name} to go from")
    marks = edges(rule_set.indicators, name, dict(student.judged.thresholds))
    held = [*student.judged.columns[name].values.tolist(), *marks]
    steps = steps_of(rule_set.columns[name], held)
    if steps.count <= MOST:
        return Tried(name, own, steps, np.arange(steps.count, dtype=np.int64))
    spread = np.linspace(0, steps.count - 1, MOST).astype(np.int64)
    near = [*marks, own] if isinstance(own, float) else marks
    around = np.array([at for mark in near for at in steps.around(mark)], dtype=np.int64)
    return Tried(name, own, steps, _refined(student, name, steps, np.union1d(spread, around)))


def told_apart(student: OneStudent, tried: Tried) -> Tried:
    """Keep of neighbours that are judged alike the one nearest to his own answer."""
    runs = np.concatenate(
        [[0], np.cumsum(_differ(student, tried.column, tried.steps, tried.places))]
    )
    order = np.lexsort((tried.far, runs))
    first = np.concatenate([[True], np.diff(runs[order]) > 0]) if len(order) else order
    kept = np.sort(order[np.asarray(first, dtype=bool)])
    return Tried(tried.column, tried.own, tried.steps, tried.places[kept])


def _refined(student: OneStudent, name: str, steps: Steps, places: Places) -> Places:
    """Add the places where neighbours (m,) that are judged otherwise begin to be so."""
    for _ in range(HALVINGS):
        differ = _differ(student, name, steps, places)
        wide = np.flatnonzero(differ & (np.diff(places) > 1))[:MOST_HALVED]
        if not len(wide):
            break
        places = np.union1d(places, (places[wide] + places[wide + 1]) // 2)
    return places


def _differ(student: OneStudent, name: str, steps: Steps, places: Places) -> NDArray[np.bool_]:
    """Whether each answer and the next (m - 1,) are judged otherwise by any indicator."""
    judged = student.with_({name: steps.at(places)}, len(places))
    said = _said(judged)
    return np.asarray((said[:, 1:] != said[:, :-1]).any(axis=0))


def _said(judged: Judged) -> NDArray[np.float64]:
    """All that the rules say of each student: points, -1 where unanswered, and whether judged."""
    points = judged.points.copy()
    points[judged.unanswered.by_all] = -1
    rows, answered = judged.unanswered.rows, judged.unanswered.answered
    points[:, rows] = np.where(answered > 0, points[:, rows], -1)
    return np.vstack([points, judged.judged])
