"""Works a condition out for a whole cohort: on a column's distinct answers, then by their codes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.columns import Coded, Column
from rules.conditions.statistics import statistic
from rules.conditions.tree import (
    NO,
    UNANSWERED,
    YES,
    Answer,
    Arithmetic,
    Cohort,
    Comparison,
    Either,
    Every,
    Function,
    Literal,
    Membership,
    Missing,
    Negative,
    Not,
    Tree,
    children,
    cohorts_of,
    columns_of,
)

Values = NDArray[Any]
Constants = Mapping[Cohort, float]

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


def coded(tree: Tree, columns: Mapping[str, Column], constants: Constants) -> Coded:
    """What `tree` comes to for n students, as codes (n,) and the distinct results they point at.

    Numbers come as float64 (NaN: unanswered), conditions as int8 of NO, UNANSWERED, YES.
    `columns` has every column of the tree, its values in the dictionary's type.
    """
    names = columns_of(tree, into_cohort=False)
    if len(names) == 1:
        column = columns[names[0]]
        results = _evaluate(tree, {names[0]: column.values}, constants)
        return Coded(column.codes, np.broadcast_to(results, column.values.shape))
    results = _spread(tree, columns, constants)
    if results.ndim == 0:
        total = len(next(iter(columns.values())).codes)
        return Coded(np.zeros(total, dtype=np.uint8), results.reshape(1))
    if results.dtype == np.int8:
        return Coded(results.view(np.uint8), np.array([NO, UNANSWERED, YES], dtype=np.int8))
    return Coded(np.arange(len(results)), results)


def constants(trees: tuple[Tree, ...], columns: Mapping[str, Column]) -> dict[Cohort, float]:
    """Every cohort function of the trees over all students; NaN where nobody answered."""
    found: dict[Cohort, float] = {}
    for tree in trees:
        for node in cohorts_of(tree):
            if node not in found:
                argument = coded(node.argument, columns, found)
                counts = np.bincount(argument.codes, minlength=len(argument.values))
                found[node] = statistic(node.name, node.level, argument.values, counts)
    return found


def _spread(tree: Tree, columns: Mapping[str, Column], constants: Constants) -> Values:
    """One result a student, of shape (n,), or () where it is the same for all."""
    names = columns_of(tree, into_cohort=False)
    if len(names) > 1:
        return _combine(tree, [_spread(child, columns, constants) for child in children(tree)])
    if not names:
        return _evaluate(tree, {}, constants)
    column = columns[names[0]]
    results = _evaluate(tree, {names[0]: column.values}, constants)
    return np.asarray(np.broadcast_to(results, column.values.shape).take(column.codes))


def _evaluate(tree: Tree, answers: Mapping[str, Values], constants: Constants) -> Values:
    match tree:
        case Literal():
            return np.asarray(tree.value, dtype=object if isinstance(tree.value, str) else float)
        case Answer():
            return answers[tree.column]
        case Cohort():
            return np.asarray(constants[tree], dtype=float)
    return _combine(tree, [_evaluate(child, answers, constants) for child in children(tree)])


def _combine(tree: Tree, parts: list[Values]) -> Values:  # noqa: PLR0911 - one return a node
    """The result of a node from the results of its children."""
    match tree:
        case Negative():
            return np.negative(parts[0])
        case Arithmetic():
            return _arithmetic(tree.operator, parts[0], parts[1])
        case Function():
            return _function(tree.name, parts)
        case Comparison():
            pairs = [
                _compare(operator, parts[at], parts[at + 1])
                for at, operator in enumerate(tree.operators)
            ]
            return _fold(np.minimum, pairs)
        case Membership():
            choices = (_evaluate(choice, {}, {}) for choice in tree.choices)
            return _fold(np.maximum, [_compare("==", parts[0], choice) for choice in choices])
        case Missing():
            return np.where(unanswered(parts[0]), YES, NO).astype(np.int8)
        case Every():
            return _fold(np.minimum, parts)
        case Either():
            return _fold(np.maximum, parts)
        case Not():
            return np.asarray(YES - parts[0], dtype=np.int8)
    raise TypeError(f"{type(tree).__name__} is not a node that has parts")


def unanswered(values: Values) -> NDArray[np.bool_]:
    """Where an answer is missing: NaN among numbers, None among words."""
    if values.dtype == object:
        return np.asarray(values == np.array(None, dtype=object), dtype=np.bool_)
    return np.isnan(values)


def _compare(operator: str, left: Values, right: Values) -> Values:
    unknown = unanswered(left) | unanswered(right)
    verdict = np.where(np.asarray(COMPARE[operator](left, right), dtype=bool), YES, NO)
    return np.asarray(np.where(unknown, UNANSWERED, verdict), dtype=np.int8)


def _fold(both: Callable[[Any, Any], Any], parts: list[Values]) -> Values:
    result = parts[0]
    for part in parts[1:]:
        result = both(result, part)
    return np.asarray(result, dtype=np.int8)


def _arithmetic(operator: str, left: Values, right: Values) -> Values:
    with np.errstate(all="ignore"):
        match operator:
            case "+":
                result = left + right
            case "-":
                result = left - right
            case "*":
                result = left * right
            case _:
                result = np.where(right == 0, np.nan, np.divide(left, right))
    return np.asarray(result)


def _function(name: str, parts: list[Values]) -> Values:
    if name == "abs":
        return np.abs(parts[0])
    if name == "round":
        return np.rint(parts[0])
    both = np.minimum if name == "min" else np.maximum
    result = parts[0]
    for part in parts[1:]:
        result = both(result, part)
    return np.asarray(result)
