"""From Python's syntax tree to our own, node by node: what is not listed here is refused."""

import ast
import re
import unicodedata
from typing import NoReturn

from rules.conditions.text import ConditionError, Source
from rules.conditions.tree import (
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
)
from rules.problems import N_, listed, nearest

LARGEST = 1e9

FUNCTIONS = {"abs": 1, "round": 1, "min": 2, "max": 2}
"""Functions of one student's numbers -> the fewest values they take."""
COHORT = ("mean", "median", "quantile", "share")
CALLS = (*FUNCTIONS, *COHORT, "missing")

_ARITHMETIC: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARES: dict[type, str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


def grow(source: Source) -> Tree:
    """Our tree of a whole condition or number. Raises ConditionError for anything not listed."""
    return _grow(source.syntax, source)


def _grow(node: ast.expr, source: Source) -> Tree:  # noqa: PLR0911 - one return a node
    span = source.span(node)
    match node:
        case ast.Constant():
            return _literal(node, source)
        case ast.Name():
            return _name(source.written(node), source, node)
        case ast.UnaryOp(op=ast.USub()):
            inner = _grow(node.operand, source)
            if isinstance(inner, Literal) and isinstance(inner.value, float):
                return Literal(-inner.value, span)
            return Negative(inner, span)
        case ast.UnaryOp(op=ast.UAdd()):
            return _grow(node.operand, source)
        case ast.UnaryOp(op=ast.Not()):
            return Not(_grow(node.operand, source), span)
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            operator = _ARITHMETIC[type(node.op)]
            return Arithmetic(operator, _grow(node.left, source), _grow(node.right, source), span)
        case ast.BoolOp():
            parts = tuple(_grow(value, source) for value in node.values)
            return Every(parts, span) if isinstance(node.op, ast.And) else Either(parts, span)
        case ast.Compare():
            return _comparison(node, source)
        case ast.Call():
            return _call(node, source)
    return _refused(node, source)


def _literal(node: ast.Constant, source: Source) -> Literal:
    written, span = source.written(node), source.span(node)
    if isinstance(node.value, str) and written[1:-1] == node.value and len(written) >= 2:
        return Literal(node.value, span)
    if not re.fullmatch(r"\d+(\.\d+)?|\.\d+", written, re.ASCII):
        template = N_("%(written)s is neither a plain number, as 2.5, nor a quoted text.")
        raise ConditionError(template, span, written=written)
    if (value := float(written)) > LARGEST:
        raise ConditionError(N_("%(written)s is too large a number."), span, written=written)
    return Literal(value, span)


def _name(name: str, source: Source, node: ast.expr) -> Literal | Answer:
    span = source.span(node)
    if name in ("yes", "no"):
        return Literal(name, span)
    if name in ("True", "False", "None"):
        template = N_("%(name)s is not used here. Write yes or no, or missing(column).")
        raise ConditionError(template, span, name=name)
    if unicodedata.normalize("NFKC", name) != name:
        template = N_(
            "%(name)s holds letters that only look like the usual ones. Type it again by hand."
        )
        raise ConditionError(template, span, name=name)
    return Answer(name, span)


def _comparison(node: ast.Compare, source: Source) -> Tree:
    span = source.span(node)
    if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
        inside = Membership(
            _grow(node.left, source), _choices(node.comparators[0], source), span
        )
        return Not(inside, span) if isinstance(node.ops[0], ast.NotIn) else inside
    for operator in node.ops:
        if type(operator) not in _COMPARES:
            template = N_(
                "Compare with %(operators)s, or with in [..] alone: %(written)s cannot be read."
            )
            raise ConditionError(
                template, span, operators=listed(_COMPARES.values()), written=source.written(node)
            )
    operands = tuple(_grow(operand, source) for operand in (node.left, *node.comparators))
    return Comparison(operands, tuple(_COMPARES[type(operator)] for operator in node.ops), span)


def _choices(node: ast.expr, source: Source) -> tuple[Literal, ...]:
    grown = (
        tuple(_grow(element, source) for element in node.elts)
        if isinstance(node, ast.List | ast.Tuple)
        else ()
    )
    choices = tuple(choice for choice in grown if isinstance(choice, Literal))
    if not choices or len(choices) < len(grown):
        template = N_('After "in", list numbers or quoted texts, as in [1, 2]; not %(written)s.')
        raise ConditionError(template, source.span(node), written=source.written(node))
    return choices


def _call(node: ast.Call, source: Source) -> Tree:
    name, span = source.written(node.func), source.span(node)
    if not isinstance(node.func, ast.Name) or name not in CALLS:
        template = N_("%(name)s is not a function that conditions know. They know: %(known)s.")
        if near := nearest(name, CALLS):
            template = N_(
                "%(name)s is not a function that conditions know. Did you mean %(near)s? "
                "They know: %(known)s."
            )
        raise ConditionError(template, span, name=name, near=near, known=listed(CALLS))
    arguments = tuple(_grow(argument, source) for argument in node.args)
    if node.keywords:
        _wrong_arguments(name, span)
    if name in FUNCTIONS:
        fewest = FUNCTIONS[name]
        if len(arguments) < fewest or (fewest == 1 and len(arguments) > 1):
            _wrong_arguments(name, span)
        return Function(name, arguments, span)
    if name == "quantile":
        return _quantile(arguments, span)
    if len(arguments) != 1:
        _wrong_arguments(name, span)
    if name == "missing":
        if not isinstance(arguments[0], Answer):
            _wrong_arguments(name, span)
        return Missing(arguments[0], span)
    return Cohort(name, arguments[0], None, span)


def _quantile(arguments: tuple[Tree, ...], span: tuple[int, int]) -> Cohort:
    match arguments:
        case (inner, Literal(value=float(level))) if 0 <= level <= 1:
            return Cohort("quantile", inner, level, span)
    return _wrong_arguments("quantile", span)


_USAGE = {
    "abs": "abs(column)", "round": "round(column)", "min": "min(column, 5)",
    "max": "max(column, 5)", "mean": "mean(column)", "median": "median(column)",
    "quantile": "quantile(column, 0.9)", "share": "share(column > 5)", "missing": "missing(column)",
}  # fmt: skip


def _wrong_arguments(name: str, span: tuple[int, int]) -> NoReturn:
    template = N_("%(name)s is used otherwise. Write it as in %(usage)s.")
    raise ConditionError(template, span, name=name, usage=_USAGE[name])


def _refused(node: ast.expr, source: Source) -> NoReturn:
    template = N_(
        "%(written)s is not something a condition can hold. Use columns, numbers, quoted texts, "
        "yes and no, comparisons, and, or, not, in [..], + - * / and the functions %(known)s."
    )
    if isinstance(node, ast.Tuple):
        template = N_("%(written)s has a comma. Write decimals with a point, as 2.5.")
    raise ConditionError(
        template, source.span(node), written=source.written(node), known=listed(CALLS)
    )
