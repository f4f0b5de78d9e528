"""Works a condition out for a whole cohort: on its columns' distinct answers, then by codes.

Several columns as one: the code of a combination of answers, a block of students at a time.

What a cohort says, as a whole or group by group: of values and how many students hold each.
"""

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.conditions.columns import CodedColumn, CohortColumn, students
from rules.conditions.evaluate_student import Figures
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
    Function,
    IsMissing,
    Literal,
    Negative,
    Not,
    OneOf,
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


def coded(tree: Tree, columns: Mapping[str, CohortColumn], constants: Figures) -> CodedColumn:
    """What `tree` comes to for n students, as codes (n,) and the distinct results they point at.

    Numbers come as float64 (NaN: unanswered), conditions as int8 of NO, UNANSWERED, YES.
    `columns` has every column that the tree reads, its values in the dictionary's type.
    """
    read = [columns[name] for name in reads(tree)]
    if not read:
        total = students(columns)
        results = _evaluate(tree, {}, constants)
        return CodedColumn(np.zeros(total, dtype=np.uint8), results.reshape(1))
    if are_few(read):
        return _together(tree, columns, constants)
    results = _spread(tree, columns, constants)
    if results.dtype == np.int8:
        return CodedColumn(results.view(np.uint8), np.array([NO, UNANSWERED, YES], dtype=np.int8))
    return CodedColumn(np.arange(len(results)), results)


def constants(
    trees: tuple[Tree, ...], columns: Mapping[str, CohortColumn]
) -> dict[CohortFunction, Found]:
    """Every cohort function of the trees; NaN where nobody answered.

    Over all students a number, `by` a column one for each group of it.
    """
    found: dict[CohortFunction, Found] = {}
    for tree in trees:
        for node in figures_of(tree):
            if not isinstance(node, CohortFunction) or node in found:
                continue
            argument = coded(node.argument, columns, found)
            if node.by is not None:
                found[node] = by_group(node.name, node.level, argument, columns[node.by])
            else:
                found[node] = of_all(node.name, node.level, argument)
    return found


def _together(tree: Tree, columns: Mapping[str, CohortColumn], constants: Figures) -> CodedColumn:
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
    return CodedColumn(combined([column.codes for column in read], shape), results.reshape(-1))


def _spread(tree: Tree, columns: Mapping[str, CohortColumn], constants: Figures) -> Values:
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
        case ColumnAnswer():
            return answers[tree.column]
        case CohortFunction():
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
        case ChangeSinceEarlier():
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
        case OneOf():
            choices = (_evaluate(choice, {}, {}) for choice in tree.choices)
            return _fold(np.maximum, [_compare("==", parts[0], choice) for choice in choices])
        case IsMissing():
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


BLOCK = 32_768
"""Students at a time: so few that what is made on the way stays in the processor's cache."""
MOST = 65_535
"""Combinations at most: what 16 bits can count."""
FEW = 256
"""So many combinations are worked out at once however few students there are."""
WIDEST = 16
"""Columns at most: numpy's axes, of which it has 32 in its older versions."""


def are_few(columns: Sequence[CohortColumn]) -> bool:
    """Whether it is cheaper to work on combinations of these columns' answers than on students."""
    size = prod(len(column.values) for column in columns)
    n = len(columns[0].codes)
    return len(columns) == 1 or (
        len(columns) <= WIDEST and size <= MOST and size <= max(n // 2, FEW)
    )


def combined(codes: Sequence[NDArray[Any]], shape: Sequence[int]) -> NDArray[Any]:
    """The code (n,) of each student's combination, from his codes in columns of `shape` answers."""
    if len(codes) == 1:
        return codes[0]
    kind = np.dtype(np.uint8 if prod(shape) < 2**8 else np.uint16)
    result: NDArray[np.unsignedinteger] = codes[0].astype(kind)
    for start in range(0, len(result), BLOCK):
        block = result[start : start + BLOCK]
        for more, size in zip(codes[1:], shape[1:], strict=True):
            np.multiply(block, size, out=block, dtype=kind)
            np.add(block, more[start : start + BLOCK], out=block, dtype=kind, casting="unsafe")
    return result


def each(found: CodedColumn) -> NDArray[Any]:
    """The result of every student, (n,)."""
    results = np.empty(len(found.codes), dtype=found.values.dtype)
    for start in range(0, len(results), BLOCK):
        block = slice(start, start + BLOCK)
        np.take(found.values, found.codes[block], out=results[block], mode="clip")
    return results


TABLE = 65_536
"""Groups times distinct values that are counted in one table."""

Held = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
"""Groups (m,) as codes, values (m,) and how many students of the group hold each (m,)."""


def of_all(name: str, level: float | None, argument: CohortColumn) -> float:
    """mean, median, quantile (at `level`) of numbers, or share (0 to 1) of a condition's results.

    Missing answers are left out, and NaN is returned where nobody is left.
    """
    counts = np.bincount(argument.codes, minlength=len(argument.values))
    nowhere = np.zeros(len(counts), dtype=np.intp)
    return float(_statistic(name, level, (nowhere, argument.values, counts), 1)[0])


def by_group(
    name: str, level: float | None, argument: CohortColumn, groups: CohortColumn
) -> dict[float | str, float]:
    """The same of each group: its name in the column `groups` -> the statistic.

    Students without a group are in none.
    """
    found = _statistic(name, level, _held(argument, groups), len(groups.values))
    return {
        group: value
        for group, value in zip(groups.values.tolist(), found.tolist(), strict=True)
        if group is not None and group == group
    }


def _held(argument: CohortColumn, groups: CohortColumn) -> Held:
    many, distinct = len(groups.values), len(argument.values)
    if many * distinct > max(TABLE, len(groups.codes)):
        each = argument.values.take(argument.codes)
        return groups.codes, each, np.ones(len(each), dtype=np.intp)
    pairs = groups.codes.astype(np.intp) * distinct + argument.codes
    counts = np.bincount(pairs, minlength=many * distinct)
    return (
        np.repeat(np.arange(many), distinct),
        np.tile(argument.values, many),
        counts,
    )


def _statistic(name: str, level: float | None, held: Held, many: int) -> NDArray[np.float64]:
    """The statistic of each of `many` groups, (many,)."""
    groups, values, counts = held
    known = (values != UNANSWERED) if name == "share" else ~np.isnan(values)
    kept = np.flatnonzero(known & (counts > 0))
    groups, values, counts = groups[kept], values[kept], counts[kept]
    total: NDArray[np.float64] = np.bincount(groups, counts, many).astype(np.float64)
    if name in ("share", "mean"):
        added = counts * (values == YES) if name == "share" else counts * values
        with np.errstate(invalid="ignore"):
            return np.asarray(np.bincount(groups, added, many) / total)
    return _quantile(0.5 if level is None else level, (groups, values, counts), total)


def _quantile(level: float, held: Held, total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Between two students' values, in proportion (numpy's and spreadsheets' usual definition)."""
    groups, values, counts = held
    some = total > 0
    order = np.lexsort((values, groups))
    values, upto = values[order], np.cumsum(counts[order])
    place = level * (total[some] - 1)
    below = np.floor(place)
    first = (np.cumsum(total) - total)[some]
    last = first + total[some] - 1
    low = values[np.searchsorted(upto, first + below, side="right")]
    high = values[np.searchsorted(upto, np.minimum(first + below + 1, last), side="right")]
    found = np.full(len(total), np.nan)
    found[some] = low + (high - low) * (place - below)
    return found
