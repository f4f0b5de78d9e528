"""Conditions: a small typed language over a cohort's columns.

One tree serves rules, board filters and saved views: it is worked out over whole columns or for
one student, and says itself in words. Nothing in it is evaluated by Python.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rules.columns import Answered, Coded, Column, DictionaryColumn, answers
from rules.conditions import evaluate, row
from rules.conditions.parse import grow
from rules.conditions.text import ConditionError, parse
from rules.conditions.tree import (
    NO,
    UNANSWERED,
    YES,
    Cohort,
    Tree,
    cohorts_of,
    columns_of,
)
from rules.conditions.types import WHY_NOT, check, check_number
from rules.conditions.words import say
from rules.problems import N_
from rules.words import Words

SCORED = frozenset({"score"})
SHOWN = frozenset({"score", "audit", "show"})

__all__ = [
    "NO", "SCORED", "SHOWN", "UNANSWERED", "WHY_NOT", "YES", "Cohort", "Condition",
    "ConditionError", "coded_verdicts", "cohort_function", "cohort_values", "read",
]  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """A condition that was read and checked: its text, its tree, the columns it reads."""

    text: str
    tree: Tree
    columns: Mapping[str, DictionaryColumn]

    def words(self, constants: Mapping[Cohort, float] | None = None) -> Words:
        """The condition in words, in each language, with what its cohort functions come to."""
        return say(self.tree, self.columns, constants or {})

    @cached_property
    def cohorts(self) -> tuple[Cohort, ...]:
        """The cohort functions whose values it needs, inner ones first."""
        return cohorts_of(self.tree)

    def text_of(self, cohort: Cohort) -> str:
        """A cohort function of this condition as it was written."""
        return self.text[cohort.span[0] : cohort.span[1]]

    def verdicts(self, columns: Mapping[str, Column]) -> NDArray[np.int8]:
        """NO, UNANSWERED or YES for each of n students, (n,) int8."""
        typed = {name: answers(columns, known) for name, known in self.columns.items()}
        result = coded_verdicts(self, typed, cohort_values([self], typed))
        return np.asarray(result.values.take(result.codes), dtype=np.int8)

    def holds(self, columns: Mapping[str, Column]) -> NDArray[np.bool_]:
        """For each of n students whether it is so, (n,); unanswered counts as not so."""
        return np.asarray(self.verdicts(columns) == YES)

    def of_student(
        self, student: Mapping[str, Answered], cohort: Mapping[Cohort, float]
    ) -> int:
        """NO, UNANSWERED or YES for one student, given what the cohort functions come to."""
        return row.verdict(self.tree, student, cohort)


def read(
    text: str, columns: Mapping[str, DictionaryColumn], uses: Set[str] = SCORED
) -> Condition:
    """Read a condition over the dictionary's columns whose `use` is in `uses`.

    Raises ConditionError (template, values, span in the stripped text) and nothing else.
    """
    source = parse(text)
    tree = grow(source)
    check(tree, columns, uses)
    used = {name: columns[name] for name in columns_of(tree)}
    return Condition(source.text, tree, used)


def cohort_values(
    conditions: Sequence[Condition], columns: Mapping[str, Column]
) -> dict[Cohort, float]:
    """What the cohort functions of the conditions come to; NaN where nobody answered.

    `columns` has all of theirs, in the dictionary's types (`rules.columns.answers`).
    """
    return evaluate.constants(tuple(condition.tree for condition in conditions), columns)


def coded_verdicts(
    condition: Condition, columns: Mapping[str, Column], cohort: Mapping[Cohort, float]
) -> Coded:
    """Codes (n,) of the students into the distinct verdicts; arguments as in `cohort_values`."""
    return evaluate.coded(condition.tree, columns, cohort)


def cohort_function(text: str, columns: Mapping[str, DictionaryColumn]) -> Cohort:
    """Read one cohort function, as mean(studytime). Raises ConditionError and nothing else."""
    source = parse(text)
    tree = grow(source)
    if not isinstance(tree, Cohort):
        raise ConditionError(N_("Write a function of the cohort here, as mean(column)."), tree.span)
    check_number(tree, columns, SHOWN)
    return tree
