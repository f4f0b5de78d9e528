"""What a model expects of a record that is tried out, beside what it expects of the real one.

The record is a student's own with some answers changed, or one that was typed in. It says what is
usual for students with such a record: nothing here is an effect of the change, let alone a promise.

The record in the middle of a roster, to begin from: the median of each number, the commonest
of each word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scoring.model.answer_table import AnswerTable, is_number, words_in

if TYPE_CHECKING:
    from scoring.model.fold_ensemble import FoldEnsemble

Floats: TypeAlias = NDArray[np.float64]
Answers: TypeAlias = Mapping[str, float | str | None]

STRANGER = -1
"""The fold of a record whose grade no model has seen: the mean of all folds speaks of it."""
LEVEL = 0.8


@dataclass(frozen=True)
class Expectation:
    """What is expected of one record; NaN without any answer.

    expected: grade points, or of passing a probability. low, high: the ends of the interval, within
    the scale (NaN of passing). baseline + the sum of contributions = expected, to 1e-9.
    """

    expected: float
    low: float
    high: float
    contributions: Mapping[str, float]

    @property
    def baseline(self) -> float:
        """What is expected of the mean student, before any answer is looked at."""
        return self.expected - sum(self.contributions.values())


@dataclass(frozen=True, eq=False)
class ModelUnderQuestion:
    """A model that is asked about one student's record and what becomes of it.

    fold: which fold of the model held him out, STRANGER for a record that is nobody's. own: his
    record, and kept: what his page says of it. Then everything is page value + (model of the tried
    record - model of his own): with nothing changed it is the page's, to the last digit, also where
    the page's figure comes from more models than this one.
    """

    model: FoldEnsemble
    fold: int = STRANGER
    own: Answers | None = None
    kept: Expectation | None = None

    def about(self, record: Answers) -> Expectation:
        """Say what is usual for a record, and what each of its answers adds."""
        if self.kept is not None and self.own is not None and _same(self.own, record, self.model):
            return self.kept
        found = self._plain(record)
        shift = self._shift
        if self.kept is None or shift is None:
            return found
        ends = self.kept.low + found.low - shift.low, self.kept.high + found.high - shift.high
        low, high = np.clip(ends, self.model.low, self.model.high).tolist()
        return Expectation(
            self.kept.expected + found.expected - shift.expected,
            low,
            high,
            {
                name: self.kept.contributions.get(name, 0.0) + value - shift.contributions[name]
                for name, value in found.contributions.items()
            },
        )

    def of_each(self, records: Sequence[Answers]) -> tuple[Floats, Floats, Floats]:
        """Say what is expected of several records, and the ends of their intervals, (n,) each."""
        table, fold = table_of(self.model, records), np.full(len(records), self.fold, np.intp)
        expected = self.model.expected(table, fold)
        low, high = self.model.interval(table, fold, LEVEL)
        shift = self._shift
        if self.kept is not None and shift is not None:
            expected = expected + (self.kept.expected - shift.expected)
            ends = self.model.low, self.model.high
            low = np.clip(low + (self.kept.low - shift.low), *ends)
            high = np.clip(high + (self.kept.high - shift.high), *ends)
        return expected, low, high

    def unseen(self, record: Answers) -> tuple[str, ...]:
        """Name the columns whose answer no student of the training gave."""
        marks = self.model.unseen(table_of(self.model, [record]))[0]
        return tuple(self.model.columns[at] for at in np.flatnonzero(marks))

    @cached_property
    def _shift(self) -> Expectation | None:
        """What the model says of his own record; None where there is nothing to go by."""
        return self._plain(self.own) if self.own is not None and self.kept is not None else None

    def _plain(self, record: Answers) -> Expectation:
        table, fold = table_of(self.model, [record]), np.array([self.fold], dtype=np.intp)
        expected = self.model.expected(table, fold)
        low, high = self.model.interval(table, fold, LEVEL)
        explained = self.model.explained(table, fold)
        return Expectation(
            float(expected[0]),
            float(low[0]),
            float(high[0]),
            explained.lines()[0],
        )


def table_of(model: FoldEnsemble, records: Sequence[Answers]) -> AnswerTable:
    """Lay records out as a model reads them, one row each; an answer that is not there is None."""
    words = model.words
    columns = {
        name: np.array(
            [record.get(name) for record in records],
            dtype=object if name in words else np.float64,
        )
        for name in model.columns
    }
    return AnswerTable(columns, len(records))


def _same(own: Answers, record: Answers, model: FoldEnsemble) -> bool:
    return all(own.get(name) == record.get(name) for name in model.columns)


def median_record(table: AnswerTable) -> dict[str, float | str]:
    """Give the middle answer of each column that has one; of an even number the lower of the two,
    so that it is an answer that somebody gave. Of words equally common the first in the alphabet.
    """
    found: dict[str, float | str] = {}
    for name, answers in table.items():
        if is_number(answers):
            given = answers[~np.isnan(answers)]
            if given.size:
                found[name] = float(np.quantile(given, 0.5, method="lower"))
            continue
        common = Counter(word for word in words_in(answers) if word is not None)
        if common:
            most = max(common.values())
            found[name] = min(word for word, count in common.items() if count == most)
    return found
