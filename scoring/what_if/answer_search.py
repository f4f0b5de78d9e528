"""Which of the answers that a column may hold are looked at, for one student.

The answers that a column may hold, one step after the other, as its dictionary allows them.

One student of a cohort, judged as he is and with other answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, isfinite, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

import rules
from rules import Judgement
from rules.conditions.columns import (
    Answered,
    CodedColumn,
    CohortColumn,
    DictionaryColumn,
    allowed,
    is_number,
    limits,
)
from scoring.groups.school_figures import edges
from scoring.ranking import is_easy

FINE = 50
"""A number that is not whole goes in steps of a power of ten, at least so many on its scale."""
DIGITS = 9  # behind the point, so that 3 x 0.1 is 0.3


@dataclass(frozen=True)
class Numbers:
    """`count` numbers from `low`, `size` apart."""

    low: float
    size: float
    count: int

    def at(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """The answers at these places (m,)."""
        return np.round(self.low + places * self.size, DIGITS)

    def steps(self, value: float | str, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many steps (m,) it is from an answer to each of these places; part of one is one."""
        if not isinstance(value, float):
            raise TypeError(f"{value!r} is not a number")
        here = (value - self.low) / self.size
        return np.asarray(np.ceil(np.abs(places - here) - 1e-6), dtype=np.int64)

    def spread(self, most: int) -> NDArray[np.float64]:
        """All of them, or of many `most`, evenly spread, with both ends."""
        if self.count <= most:
            return self.at(np.arange(self.count))
        return self.at(np.unique(np.linspace(0, self.count - 1, most).round().astype(np.int64)))

    def around(self, value: float) -> Iterable[int]:
        """The places of the last answer up to a value, and of the first beyond it."""
        here = floor((value - self.low) / self.size + 1e-6)
        return (place for place in (here - 1, here, here + 1) if 0 <= place < self.count)


@dataclass(frozen=True)
class Choices:
    """Words, in no order: from any to any other it is one step."""

    words: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.words)

    def at(self, places: NDArray[np.int64]) -> NDArray[np.object_]:
        """The answers at these places (m,)."""
        return np.array(self.words, dtype=object)[places]

    def steps(self, value: float | str, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many steps (m,) it is from an answer to each of these places."""
        return np.array([self.words[place] != value for place in places], dtype=np.int64)

    def around(self, value: float) -> Iterable[int]:
        """No number lies among words."""
        return ()


Steps = Numbers | Choices


def steps_of(column: DictionaryColumn, held: Iterable[float | str]) -> Steps:
    """The steps of a column; `held` says what there is where the dictionary sets no limit."""
    if not is_number(column):
        texts = (value for value in held if isinstance(value, str))
        return Choices(allowed(column) or tuple(dict.fromkeys(texts)))
    low, high = limits(column)
    numbers = [value for value in held if isinstance(value, float) and isfinite(value)]
    low = low if isfinite(low) else min(numbers, default=0.0)
    high = high if isfinite(high) else max(numbers, default=low)
    return numbers_between(low, high, column.whole)


def numbers_between(low: float, high: float, whole: bool) -> Numbers:
    """The numbers from low to high: whole ones, or in steps that suit their distance."""
    size = 1.0 if whole or high <= low else 10.0 ** floor(log10((high - low) / FINE))
    start = float(ceil(low)) if whole else low
    return Numbers(start, size, max(floor((high - start) / size + 1e-6) + 1, 0))


Floats = NDArray[np.float64]
Changes = Mapping[str, NDArray[Any]]
"""Column -> what he answers there instead, (m,): float64, or objects (str)."""


@dataclass(frozen=True, eq=False)
class OneStudent:
    """The student in `row` of a judged cohort, under weights (k,)."""

    judged: Judgement
    row: int
    weights: Floats

    def own(self, name: str) -> Answered:
        """His answer in a column, None where there is none."""
        column = self.judged.columns.get(name)
        value = None if column is None else column.values[int(column.codes[self.row])]
        if value is None or isinstance(value, str):
            return value
        return None if np.isnan(value) else float(value)

    def columns_with(self, changes: Changes, rows: int) -> dict[str, CohortColumn]:
        """A cohort of `rows` students who all answer as he does, but for the changes."""
        rule_set = self.judged.rule_set
        names = [*rule_set.columns, *(past.name for past in rule_set.earlier)]
        # Without any column of the rules nothing else would say how many students there are.
        nothing = CodedColumn(np.zeros(rows, dtype=np.uint8), np.array([np.nan]))
        found: dict[str, CohortColumn] = {"": nothing}
        for name in names:
            if name in changes:
                found[name] = _coded(changes[name])
            elif name in self.judged.columns:
                column = self.judged.columns[name]
                value = column.values[[int(column.codes[self.row])]]
                found[name] = CodedColumn(np.zeros(rows, dtype=np.uint8), value)
        return found

    def with_(self, changes: Changes, rows: int) -> Judgement:
        """Judge such a cohort; what the rules ask of the whole school stays as it is."""
        judged, table = self.judged, self.columns_with(changes, rows)
        return rules.judge(judged.rule_set, table, judged.thresholds, judged.figures)

    def is_easy(self, complexity: Floats) -> NDArray[np.bool_]:
        """On which side of the chart's line each complexity (m,) lies; False where unknown."""
        return is_easy(self.judged.rule_set.quadrants, complexity)

    @cached_property
    def complexity(self) -> float:
        """His complexity as he is, NaN where it is unknown."""
        return float(self.with_({}, 1).complexity(self.weights)[0])


def answer_of(value: float | str) -> NDArray[Any]:
    """One answer as a change of one student, (1,)."""
    return np.array([value], dtype=object if isinstance(value, str) else np.float64)


def _coded(values: NDArray[Any]) -> CodedColumn:
    distinct, codes = np.unique(values, return_inverse=True)
    return CodedColumn(codes.astype(np.min_scalar_type(len(distinct))), distinct)


Places = NDArray[np.int64]

MOST = 500
"""Answers of a column that are looked at one by one. Of a longer column so many, spread over it,
those at the edges of bands, and each place where two neighbours turn out to be judged otherwise."""
HALVINGS = 40  # a billion steps are halved thirty times
MOST_HALVED = 200  # places at a time


@dataclass(frozen=True, eq=False)
class TriedAnswers:
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


def tried(student: OneStudent, name: str) -> TriedAnswers:
    """Choose the answers of a column to look at; he has an answer there."""
    rule_set, own = student.judged.rule_set, student.own(name)
    if own is None:
        raise ValueError(f"there is no answer in {name} to go from")
    marks = edges(rule_set.indicators, name, dict(student.judged.thresholds))
    held = [*student.judged.columns[name].values.tolist(), *marks]
    steps = steps_of(rule_set.columns[name], held)
    if steps.count <= MOST:
        return TriedAnswers(name, own, steps, np.arange(steps.count, dtype=np.int64))
    spread = np.linspace(0, steps.count - 1, MOST).astype(np.int64)
    near = [*marks, own] if isinstance(own, float) else marks
    around = np.array([at for mark in near for at in steps.around(mark)], dtype=np.int64)
    return TriedAnswers(
        name, own, steps, _refined(student, name, steps, np.union1d(spread, around))
    )


def told_apart(student: OneStudent, tried: TriedAnswers) -> TriedAnswers:
    """Keep of neighbours that are judged alike the one nearest to his own answer."""
    runs = np.concatenate(
        [[0], np.cumsum(_differ(student, tried.column, tried.steps, tried.places))]
    )
    order = np.lexsort((tried.far, runs))
    first = np.concatenate([[True], np.diff(runs[order]) > 0]) if len(order) else order
    kept = np.sort(order[np.asarray(first, dtype=bool)])
    return TriedAnswers(tried.column, tried.own, tried.steps, tried.places[kept])


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


def _said(judged: Judgement) -> NDArray[np.float64]:
    """All that the rules say of each student: points, -1 where unanswered, and whether judged."""
    points = judged.points.copy()
    points[judged.unanswered.by_all] = -1
    rows, answered = judged.unanswered.rows, judged.unanswered.answered
    points[:, rows] = np.where(answered > 0, points[:, rows], -1)
    return np.vstack([points, judged.judged])
