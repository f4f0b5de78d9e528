"""The functions of a condition: which there are, and what they are given."""

import ast
import re
from collections.abc import Callable, Mapping
from typing import NoReturn

from data.wording.message import N_
from rules.columns import DictionaryColumn
from rules.conditions import groups, meant
from rules.conditions.text import ConditionError, Source
from rules.conditions.tree import Answer, Change, Cohort, Function, Literal, Missing, Span, Tree
from rules.problems import listed, nearest

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
        if len(arguments) != 1 or not isinstance(arguments[0], Answer):
            _misused(name, span)
        return Missing(arguments[0], span)
    fewest = FUNCTIONS[name]
    if len(arguments) < fewest or (fewest == 1 and len(arguments) > 1):
        _misused(name, span)
    return Function(name, arguments, span)


def _cohort(name: str, arguments: tuple[Tree, ...], by: str | None, span: Span) -> Cohort:
    match arguments:
        case (inner, Literal(value=float(level))) if name == "quantile" and 0 <= level <= 1:
            return Cohort(name, inner, level, by, span)
        case (inner,) if name != "quantile":
            return Cohort(name, inner, None, by, span)
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
    return groups.named(source.written(last.value), source.span(last.value), columns)


def _change(node: ast.Call, source: Source, grow: Grow) -> Change:
    span = source.span(node)
    if not 1 <= len(node.args) <= 2 or any(map(source.is_group, node.args)):
        _misused("change", span)
    operand = grow(node.args[0])
    if not isinstance(operand, Answer):
        _misused("change", span)
    if len(node.args) == 1:
        return Change(operand, None, span)
    since = node.args[1]
    if not isinstance(since, ast.Call) or source.written(since.func) != "since":
        _misused("change", span)
    return Change(operand, _month(since, source), span)


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
    elif mistake := meant.function(name, span):
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
