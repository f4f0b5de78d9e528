"""Works a condition out for a whole cohort: on its columns' distinct answers, then by codes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.columns import Coded, Column, students
from rules.conditions.combining import are_few, combined, each
from rules.conditions.row import Figures
from rules.conditions.statistics import by_group, of_all
from rules.conditions.tree import (
    NO,
    UNANSWERED,
    YES,
    Answer,
    Arithmetic,
    Change,
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
    figures_of,
    reads,
)

Values = NDArray[Any]
Found = float | Mapping[float | str, float]

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


def coded(tree: Tree, columns: Mapping[str, Column], constants: Figures) -> Coded:
    """What `tree` comes to for n students, as codes (n,) and the distinct results they point at.

    Numbers come as float64 (NaN: unanswered), conditions as int8 of NO, UNANSWERED, YES.
    `columns` has every column that the tree reads, its values in the dictionary's type.
    """
    read = [columns[name] for name in reads(tree)]
    if not read:
        total = students(columns)
        results = _evaluate(tree, {}, constants)
        return Coded(np.zeros(total, dtype=np.uint8), results.reshape(1))
    if are_few(read):
        return _together(tree, columns, constants)
    results = _spread(tree, columns, constants)
    if results.dtype == np.int8:
        return Coded(results.view(np.uint8), np.array([NO, UNANSWERED, YES], dtype=np.int8))
    return Coded(np.arange(len(results)), results)


def constants(trees: tuple[Tree, ...], columns: Mapping[str, Column]) -> dict[Cohort, Found]:
    """Every cohort function of the trees; NaN where nobody answered.

    Over all students a number, `by` a column one for each group of it.
    """
    found: dict[Cohort, Found] = {}
    for tree in trees:
        for node in figures_of(tree):
            if not isinstance(node, Cohort) or node in found:
                continue
            argument = coded(node.argument, columns, found)
            if node.by is not None:
                found[node] = by_group(node.name, node.level, argument, columns[node.by])
            else:
                found[node] = of_all(node.name, node.level, argument)
    return found


def _together(tree: Tree, columns: Mapping[str, Column], constants: Figures) -> Coded:
    """The results of all combinations of answers, and which combination each student has."""
    names = reads(tree)
    read = [columns[name] for name in names]
    shape = tuple(len(column.values) for column in read)
    # One axis a column: numpy works each part out on the columns that it reads, and no others.
    values = {
        name: column.values.reshape([-1 if other == at else 1 for other in range(len(read))])
        for at, (name, column) in enumerate(zip(names, read, strict=True))
    }
    results = np.broadcast_to(_evaluate(tree, values, constants), shape)
    return Coded(combined([column.codes for column in read], shape), results.reshape(-1))


def _spread(tree: Tree, columns: Mapping[str, Column], constants: Figures) -> Values:
    """One result a student, of shape (n,), or () where it is the same for all."""
    names = reads(tree)
    if not names:
        return _evaluate(tree, {}, constants)
    if len(names) == 1 or are_few([columns[name] for name in names]):
        return each(_together(tree, columns, constants))
    return _combine(tree, [_spread(child, columns, constants) for child in children(tree)])


def _evaluate(tree: Tree, answers: Mapping[str, Values], constants: Figures) -> Values:
    match tree:
        case Literal():
            return np.asarray(tree.value, dtype=object if isinstance(tree.value, str) else float)
        case Answer():
            return answers[tree.column]
        case Cohort():
            return _figure(constants[tree], None if tree.by is None else answers[tree.by])
    return _combine(tree, [_evaluate(child, answers, constants) for child in children(tree)])


def _figure(found: Found, groups: Values | None) -> Values:
    if groups is None or not isinstance(found, Mapping):
        return np.asarray(found, dtype=float)
    own = [found.get(group, np.nan) for group in groups.ravel().tolist()]
    return np.array(own, dtype=float).reshape(groups.shape)


def _combine(tree: Tree, parts: list[Values]) -> Values:  # noqa: PLR0911 - one return a node
    """The result of a node from the results of its children."""
    match tree:
        case Negative():
            return np.negative(parts[0])
        case Change():
            return _arithmetic("-", parts[0], parts[1])
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
