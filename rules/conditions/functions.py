"""The functions of a condition: which there are, and what they are given.

The groups that a student can be compared with: his class and his school.
"""

import ast
import re
from collections.abc import Callable, Mapping
from typing import NoReturn

from data.wording.message import N_
from rules.conditions import hints
from rules.conditions.columns import DictionaryColumn
from rules.conditions.limits import ConditionError, Source
from rules.conditions.tree import (
    ChangeSinceEarlier,
    CohortFunction,
    ColumnAnswer,
    Function,
    IsMissing,
    Literal,
    Span,
    Tree,
)
from rules.text.problems import listed, nearest

FUNCTIONS = {"abs": 1, "round": 1, "min": 2, "max": 2}
"""Functions of one student's numbers -> the fewest values they take."""
COHORT = ("mean", "median", "quantile", "share")
CALLS = (*FUNCTIONS, *COHORT, "change", "missing")

_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])", re.ASCII)
_USAGE = {
    "abs": "abs(column)", "round": "round(column)", "min": "min(column, 5)",
    "max": "max(column, 5)", "mean": "mean(column), mean(column, by class)",
    "median": "median(column), median(column, by class)",
    "quantile": "quantile(column, 0.9), quantile(column, 0.9, by class)",
    "share": "share(column > 5), share(column > 5, by class)", "missing": "missing(column)",
    "change": 'change(column), change(column, since("2024-09"))',
}  # fmt: skip

Grow = Callable[[ast.expr], Tree]


def call(
    node: ast.Call, source: Source, columns: Mapping[str, DictionaryColumn], grow: Grow
) -> Tree:
    """The tree of a function; `grow` makes those of its arguments. Raises ConditionError."""
    name, span = source.written(node.func), source.span(node)
    if not isinstance(node.func, ast.Name) or name not in CALLS:
        _unknown(name, source.span(node.func))
    if node.keywords:
        _misused(name, span)
    if name == "change":
        return _change(node, source, grow)
    plain = [argument for argument in node.args if not source.is_group(argument)]
    arguments = tuple(grow(argument) for argument in plain)
    if name in COHORT:
        by = _group(node, source, columns, name)
        return _cohort(name, arguments, by, span)
    if len(plain) < len(node.args):
        _misused(name, span)
    if name == "missing":
        if len(arguments) != 1 or not isinstance(arguments[0], ColumnAnswer):
            _misused(name, span)
        return IsMissing(arguments[0], span)
    fewest = FUNCTIONS[name]
    if len(arguments) < fewest or (fewest == 1 and len(arguments) > 1):
        _misused(name, span)
    return Function(name, arguments, span)


def _cohort(name: str, arguments: tuple[Tree, ...], by: str | None, span: Span) -> CohortFunction:
    match arguments:
        case (inner, Literal(value=float(level))) if name == "quantile" and 0 <= level <= 1:
            return CohortFunction(name, inner, level, by, span)
        case (inner,) if name != "quantile":
            return CohortFunction(name, inner, None, by, span)
    return _misused(name, span)


def _group(
    node: ast.Call, source: Source, columns: Mapping[str, DictionaryColumn], name: str
) -> str | None:
    """The column of `by class`, which comes last and once."""
    found = [argument for argument in node.args if source.is_group(argument)]
    if not found:
        return None
    last = node.args[-1]
    if found != [last] or not isinstance(last, ast.Starred) or not isinstance(last.value, ast.Name):
        _misused(name, source.span(node))
    return named(source.written(last.value), source.span(last.value), columns)


def _change(node: ast.Call, source: Source, grow: Grow) -> ChangeSinceEarlier:
    span = source.span(node)
    if not 1 <= len(node.args) <= 2 or any(map(source.is_group, node.args)):
        _misused("change", span)
    operand = grow(node.args[0])
    if not isinstance(operand, ColumnAnswer):
        _misused("change", span)
    if len(node.args) == 1:
        return ChangeSinceEarlier(operand, None, span)
    since = node.args[1]
    if not isinstance(since, ast.Call) or source.written(since.func) != "since":
        _misused("change", span)
    return ChangeSinceEarlier(operand, _month(since, source), span)


def _month(since: ast.Call, source: Source) -> str:
    if len(since.args) == 1 and not since.keywords and isinstance(since.args[0], ast.Constant):
        month = since.args[0].value
        if isinstance(month, str) and _MONTH.fullmatch(month):
            return month
    template = N_('%(written)s names no month. Write the year and the month, as since("2024-09").')
    raise ConditionError(template, source.span(since), written=source.written(since))


def _unknown(name: str, span: Span) -> NoReturn:
    template = N_("%(name)s is not a function that conditions know. They know: %(known)s.")
    if name == "since":
        template = N_('since belongs inside change, as in change(column, since("2024-09")).')
    elif mistake := hints.function(name, span):
        raise ConditionError(mistake.template, mistake.span, **mistake.values)
    elif near := nearest(name, CALLS):
        template = N_(
            "%(name)s is not a function that conditions know. Did you mean %(near)s? "
            "They know: %(known)s."
        )
        raise ConditionError(template, span, name=name, near=near, known=listed(CALLS))
    raise ConditionError(template, span, name=name, known=listed(CALLS))


def _misused(name: str, span: Span) -> NoReturn:
    template = N_("%(name)s is used otherwise. Write it as in %(usage)s.")
    raise ConditionError(template, span, name=name, usage=_USAGE[name])


GROUPS = ("class", "school")


def kind(column: DictionaryColumn) -> str | None:
    """Whether a column holds a student's "class" or "school", by its role, else by its name."""
    if column.role in GROUPS:
        return column.role
    return column.name if column.name in GROUPS and column.role is None else None


def named(name: str, span: Span, columns: Mapping[str, DictionaryColumn]) -> str:
    """The name of the column that is meant by "class", "school", or its own name.

    Raises ConditionError, at `span`, for anything else.
    """
    kinds = {known.name: kind(known) for known in columns.values() if kind(known)}
    if name in kinds:
        return _usable(columns[name], span)
    meant = next((column for column, of in kinds.items() if of == name), None)
    if meant is not None:
        return _usable(columns[meant], span)
    if name in GROUPS:
        template = N_(
            "This roster's data dictionary has no column for %(name)s. "
            "Compare with the whole cohort: leave out the comma and by %(name)s."
        )
        raise ConditionError(template, span, name=name)
    template = N_(
        "Students are compared with their own class or school, not by %(name)s. Write by %(known)s."
    )
    raise ConditionError(template, span, name=name, known=listed(kinds) or GROUPS[0])


def _usable(column: DictionaryColumn, span: Span) -> str:
    if column.use in ("audit", "never"):
        template = N_(
            "Students cannot be compared by %(name)s: the data dictionary does not allow it. "
            "Leave out the comma and by %(name)s."
        )
        raise ConditionError(template, span, name=column.name)
    return column.name
