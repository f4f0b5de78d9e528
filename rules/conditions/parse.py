"""From Python's syntax tree to our own, node by node: what is not listed here is refused."""

import ast
import re
import unicodedata
from collections.abc import Mapping
from typing import NoReturn

from data.wording.message import N_
from rules.conditions.columns import DictionaryColumn
from rules.conditions.functions import CALLS, call
from rules.conditions.limits import ConditionError, Source
from rules.conditions.tree import (
    Arithmetic,
    ColumnAnswer,
    Comparison,
    Either,
    Every,
    Literal,
    Negative,
    Not,
    OneOf,
    Tree,
)
from rules.text.problems import listed

LARGEST = 1e9

_ARITHMETIC: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARES: dict[type, str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


Columns = Mapping[str, DictionaryColumn]


def grow(source: Source, columns: Columns) -> Tree:
    """Our tree of a whole condition or number. Raises ConditionError for anything not listed.

    `columns`: the data dictionary's, which say what is a student's class and school.
    """
    return _grow(source.syntax, source, columns)


def _grow(node: ast.expr, source: Source, columns: Columns) -> Tree:  # noqa: PLR0911 - one return a node
    span = source.span(node)
    match node:
        case ast.Constant():
            return _literal(node, source)
        case ast.Name():
            return _name(source.written(node), source, node)
        case ast.UnaryOp(op=ast.USub()):
            inner = _grow(node.operand, source, columns)
            if isinstance(inner, Literal) and isinstance(inner.value, float):
                return Literal(-inner.value, span)
            return Negative(inner, span)
        case ast.UnaryOp(op=ast.UAdd()):
            return _grow(node.operand, source, columns)
        case ast.UnaryOp(op=ast.Not()):
            return Not(_grow(node.operand, source, columns), span)
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            operator = _ARITHMETIC[type(node.op)]
            left, right = (_grow(side, source, columns) for side in (node.left, node.right))
            return Arithmetic(operator, left, right, span)
        case ast.BoolOp():
            parts = tuple(_grow(value, source, columns) for value in node.values)
            return Every(parts, span) if isinstance(node.op, ast.And) else Either(parts, span)
        case ast.Compare():
            return _comparison(node, source, columns)
        case ast.Call():
            return call(node, source, columns, lambda inner: _grow(inner, source, columns))
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


def _name(name: str, source: Source, node: ast.expr) -> Literal | ColumnAnswer:
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
    return ColumnAnswer(name, span)


def _comparison(node: ast.Compare, source: Source, columns: Columns) -> Tree:
    span = source.span(node)
    if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
        choices = _choices(node.comparators[0], source, columns)
        inside = OneOf(_grow(node.left, source, columns), choices, span)
        return Not(inside, span) if isinstance(node.ops[0], ast.NotIn) else inside
    for operator in node.ops:
        if type(operator) not in _COMPARES:
            template = N_(
                "Compare with %(operators)s, or with in [..] alone: %(written)s cannot be read."
            )
            raise ConditionError(
                template, span, operators=listed(_COMPARES.values()), written=source.written(node)
            )
    operands = tuple(_grow(part, source, columns) for part in (node.left, *node.comparators))
    return Comparison(operands, tuple(_COMPARES[type(operator)] for operator in node.ops), span)


def _choices(node: ast.expr, source: Source, columns: Columns) -> tuple[Literal, ...]:
    grown = (
        tuple(_grow(element, source, columns) for element in node.elts)
        if isinstance(node, ast.List | ast.Tuple)
        else ()
    )
    choices = tuple(choice for choice in grown if isinstance(choice, Literal))
    if not choices or len(choices) < len(grown):
        template = N_('After "in", list numbers or quoted texts, as in [1, 2]; not %(written)s.')
        raise ConditionError(template, source.span(node), written=source.written(node))
    return choices


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
