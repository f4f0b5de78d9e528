"""Conditions: a small typed language over a cohort's columns.

One tree serves rules, board filters and saved views: it is worked out over whole columns or for
one student, and says itself in words. Nothing in it is evaluated by Python.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from data.wording.languages import Words
from data.wording.message import N_
from rules.conditions import evaluate_cohort, evaluate_student
from rules.conditions.columns import (
    Answered,
    CodedColumn,
    CohortColumn,
    DictionaryColumn,
    Earlier,
    typed,
)
from rules.conditions.evaluate_cohort import each
from rules.conditions.evaluate_student import Figures, own
from rules.conditions.in_words import say
from rules.conditions.limits import ConditionError, parse_bounded
from rules.conditions.parse import grow
from rules.conditions.tree import (
    NO,
    UNANSWERED,
    YES,
    ChangeSinceEarlier,
    CohortFunction,
    Figure,
    Tree,
    answers_in,
    columns_of,
    figures_of,
)
from rules.conditions.typecheck import WHY_NOT, check, check_number

SCORED = frozenset({"score"})
SHOWN = frozenset({"score", "audit", "show"})

__all__ = [
    "NO",
    "SCORED",
    "SHOWN",
    "UNANSWERED",
    "WHY_NOT",
    "YES",
    "ChangeSinceEarlier",
    "CohortFunction",
    "Condition",
    "ConditionError",
    "Figure",
    "Figures",
    "coded_verdicts",
    "cohort_values",
    "figure",
    "own",
    "read",
]


@dataclass(frozen=True)
class Condition:
    """A condition that was read and checked: its text, its tree, the columns it reads."""

    text: str
    tree: Tree
    columns: Mapping[str, DictionaryColumn]

    def words(self, figures: Mapping[Figure, float] | None = None) -> Words:
        """The condition in words, in each language, with what its figures are for a student."""
        return say(self.tree, self.columns, figures or {})

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The cohort functions and changes whose values it needs, inner ones first."""
        return figures_of(self.tree)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The columns whose answers it asks of the student himself, beside its figures."""
        return answers_in(self.tree)

    @cached_property
    def earlier(self) -> tuple[Earlier, ...]:
        """The earlier columns that its changes read, wherever they stand in it."""
        changes = (figure for figure in self.figures if isinstance(figure, ChangeSinceEarlier))
        return tuple(dict.fromkeys(change.earlier for change in changes))

    def text_of(self, figure: Figure) -> str:
        """A cohort function or change of this condition as it was written."""
        return self.text[figure.span[0] : figure.span[1]]

    def typed(self, columns: Mapping[str, CohortColumn]) -> dict[str, CohortColumn]:
        """Its columns of a cohort, earlier ones too, in the dictionary's types."""
        return typed(columns, self.columns, self.earlier)

    def verdicts(self, columns: Mapping[str, CohortColumn]) -> NDArray[np.int8]:
        """NO, UNANSWERED or YES for each of n students, (n,) int8."""
        read = self.typed(columns)
        return np.asarray(each(coded_verdicts(self, read, cohort_values([self], read))), np.int8)

    def holds(self, columns: Mapping[str, CohortColumn]) -> NDArray[np.bool_]:
        """For each of n students whether it is so, (n,); unanswered counts as not so."""
        return np.asarray(self.verdicts(columns) == YES)

    def of_student(self, student: Mapping[str, Answered], figures: Mapping[Figure, float]) -> int:
        """NO, UNANSWERED or YES for one student, given what its figures are for him."""
        return evaluate_student.verdict(self.tree, student, figures)


def read(text: str, columns: Mapping[str, DictionaryColumn], uses: Set[str] = SCORED) -> Condition:
    """Read a condition over the dictionary's columns whose `use` is in `uses`.

    Raises ConditionError (template, values, span in the stripped text) and nothing else.
    """
    source = parse_bounded(text)
    tree = grow(source, columns)
    check(tree, columns, uses)
    used = {name: columns[name] for name in columns_of(tree)}
    return Condition(source.text, tree, used)


def cohort_values(conditions: Sequence[Condition], columns: Mapping[str, CohortColumn]) -> Figures:
    """What the cohort functions of the conditions come to; NaN where nobody answered.

    `columns` has all of theirs, in the dictionary's types (`Condition.typed`).
    """
    return evaluate_cohort.constants(tuple(condition.tree for condition in conditions), columns)


def coded_verdicts(
    condition: Condition, columns: Mapping[str, CohortColumn], figures: Figures
) -> CodedColumn:
    """Codes (n,) of the students into verdicts; arguments as in `cohort_values`."""
    return evaluate_cohort.coded(condition.tree, columns, figures)


def figure(text: str, columns: Mapping[str, DictionaryColumn]) -> Figure:
    """Read one cohort function, as mean(studytime), or change, as change(absences).

    Raises ConditionError and nothing else.
    """
    source = parse_bounded(text)
    tree = grow(source, columns)
    if not isinstance(tree, Figure):
        template = N_("Write a function of the cohort here, as mean(column), or change(column).")
        raise ConditionError(template, tree.span)
    check_number(tree, columns, SHOWN)
    return tree
