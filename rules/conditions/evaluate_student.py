"""Works a condition out for one student: for explanations and for a rule file's examples."""

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rules.conditions.columns import Answered
from rules.conditions.tree import (
    NO,
    UNANSWERED,
    YES,
    Arithmetic,
    ChangeSinceEarlier,
    CohortFunction,
    ColumnAnswer,
    Comparison,
    Either,
    Every,
    Figure,
    Function,
    IsMissing,
    Literal,
    Negative,
    Not,
    OneOf,
    Tree,
)

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


Figures = Mapping[CohortFunction, float | Mapping[float | str, float]]
"""What cohort functions came to: a number, or one a group (by its name in the group's column)."""


def own(
    asked: Iterable[Figure], figures: Figures, answers: Mapping[str, Answered]
) -> dict[Figure, float]:
    """What the cohort functions and changes asked for are for one student, where that is known.

    `answers` has the earlier ones under their own names (`Earlier.name`).
    """
    found: dict[Figure, float] = {}
    for figure in asked:
        if isinstance(figure, ChangeSinceEarlier):
            value = _change(figure, answers)
        else:
            value = _of_group(figure, figures, answers)
        if value is not None:
            found[figure] = value
    return found


def _change(change: ChangeSinceEarlier, answers: Mapping[str, Answered]) -> float | None:
    now = _answer(change.operand.column, answers)
    before = _answer(change.earlier.name, answers)
    return now - before if isinstance(now, float) and isinstance(before, float) else None


def _of_group(
    cohort: CohortFunction, figures: Figures, answers: Mapping[str, Answered]
) -> float | None:
    found = figures.get(cohort)
    if not isinstance(found, Mapping):
        return found
    group = None if cohort.by is None else _answer(cohort.by, answers)
    return None if group is None else found.get(group)


def verdict(tree: Tree, answers: Mapping[str, Answered], constants: Mapping[Figure, float]) -> int:
    """NO, UNANSWERED or YES for one student.

    An answer that is not in `answers`, None or NaN is missing; a cohort function or change that is
    not in `constants` is not known, and what depends on it is unanswered.
    """
    match tree:
        case Comparison():
            values = [result(operand, answers, constants) for operand in tree.operands]
            pairs = zip(tree.operators, values, values[1:], strict=False)
            return min(_compare(sign, left, right) for sign, left, right in pairs)
        case OneOf():
            value = result(tree.operand, answers, constants)
            return max(_compare("==", value, choice.value) for choice in tree.choices)
        case IsMissing():
            return YES if _answer(tree.operand.column, answers) is None else NO
        case Every():
            return min(verdict(part, answers, constants) for part in tree.parts)
        case Either():
            return max(verdict(part, answers, constants) for part in tree.parts)
        case Not():
            return YES - verdict(tree.operand, answers, constants)
    raise TypeError(f"{type(tree).__name__} is not a condition")


def _compare(sign: str, left: Answered, right: Answered) -> int:
    if left is None or right is None:
        return UNANSWERED
    return YES if _COMPARE[sign](left, right) else NO


def _answer(column: str, answers: Mapping[str, Answered]) -> Answered:
    value = answers.get(column)
    return None if isinstance(value, float) and math.isnan(value) else value


def result(
    tree: Tree, answers: Mapping[str, Answered], constants: Mapping[Figure, float]
) -> Answered:
    """The number or word that a value comes to for one student; None where it is not known."""
    match tree:
        case Literal():
            return tree.value
        case ColumnAnswer():
            return _answer(tree.column, answers)
        case CohortFunction() | ChangeSinceEarlier():
            return _known(constants.get(tree))
        case Negative():
            parts = [result(tree.operand, answers, constants)]
            work: Callable[..., float] = operator.neg
        case Arithmetic():
            parts = [result(part, answers, constants) for part in (tree.left, tree.right)]
            work = _ARITHMETIC[tree.operator]
        case Function():
            parts = [result(part, answers, constants) for part in tree.arguments]
            work = _FUNCTIONS[tree.name]
        case _:
            raise TypeError(f"{type(tree).__name__} is not a value")
    return None if None in parts else _known(work(*parts))


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def _divide(left: float, right: float) -> float:
    return left / right if right else math.nan


def _round(value: float) -> float:
    return float(round(value)) if math.isfinite(value) else value


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": _divide,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., float]] = {"abs": abs, "min": min, "max": max, "round": _round}
