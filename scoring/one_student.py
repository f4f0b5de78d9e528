"""One student of a cohort, judged as he is and with other answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import rules
from rules import Judged
from rules.columns import Answered, Coded, Column
from scoring.ranking import is_easy

Floats = NDArray[np.float64]
Changes = Mapping[str, NDArray[Any]]
"""Column -> what he answers there instead, (m,): float64, or objects (str)."""


@dataclass(frozen=True, eq=False)
class OneStudent:
    """The student in `row` of a judged cohort, under weights (k,)."""

    judged: Judged
    row: int
    weights: Floats

    def own(self, name: str) -> Answered:
        """His answer in a column, None where there is none."""
        column = self.judged.columns.get(name)
        value = None if column is None else column.values[int(column.codes[self.row])]
        if value is None or isinstance(value, str):
            return value
        return None if np.isnan(value) else float(value)

    def columns_with(self, changes: Changes, rows: int) -> dict[str, Column]:
        """A cohort of `rows` students who all answer as he does, but for the changes."""
        rule_set = self.judged.rule_set
        names = [*rule_set.columns, *(past.name for past in rule_set.earlier)]
        found: dict[str, Column] = {}
        for name in names:
            if name in changes:
                found[name] = _coded(changes[name])
            elif name in self.judged.columns:
                column = self.judged.columns[name]
                value = column.values[[int(column.codes[self.row])]]
                found[name] = Coded(np.zeros(rows, dtype=np.uint8), value)
        return found

    def with_(self, changes: Changes, rows: int) -> Judged:
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


def _coded(values: NDArray[Any]) -> Coded:
    distinct, codes = np.unique(values, return_inverse=True)
    return Coded(codes.astype(np.min_scalar_type(len(distinct))), distinct)
