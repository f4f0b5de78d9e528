"""Writes a condition's tree as text, one way only: read again, it is the same tree."""

import numpy as np

from rules.conditions.tree import (
    CONDITIONS,
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
)

_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}


def written(tree: Tree) -> str:  # noqa: PLR0911 - one return a node
    """The text of a tree that was read from one, with the brackets that it needs and no others.

    A text that holds both kinds of quotes cannot be written, nor be read.
    """
    match tree:
        case Literal():
            return _literal(tree.value)
        case ColumnAnswer():
            return tree.column
        case Negative():
            return f"-{_bracketed(tree.operand, isinstance(tree.operand, Arithmetic))}"
        case Arithmetic():
            return _arithmetic(tree)
        case Function():
            return f"{tree.name}({', '.join(map(written, tree.arguments))})"
        case CohortFunction():
            return _cohort(tree)
        case ChangeSinceEarlier():
            since = "" if tree.since is None else f', since("{tree.since}")'
            return f"change({tree.operand.column}{since})"
        case IsMissing():
            return f"missing({tree.operand.column})"
    return _condition(tree)


def _condition(tree: Tree) -> str:
    match tree:
        case Comparison():
            told = [_value(operand) for operand in tree.operands]
            signs = zip(tree.operators, told[1:], strict=True)
            return told[0] + "".join(f" {sign} {operand}" for sign, operand in signs)
        case OneOf():
            return _membership(tree, "in")
        case Not(operand=OneOf() as inside):
            return _membership(inside, "not in")
        case Not():
            return f"not {_part(tree.operand)}"
        case Every() | Either():
            word = " and " if isinstance(tree, Every) else " or "
            return word.join(map(_part, tree.parts))
    raise TypeError(f"{type(tree).__name__} is not a condition")


def _membership(tree: OneOf, word: str) -> str:
    return f"{_value(tree.operand)} {word} [{', '.join(map(written, tree.choices))}]"


def _part(tree: Tree) -> str:
    return _bracketed(tree, isinstance(tree, Every | Either))


def _value(tree: Tree) -> str:
    return _bracketed(tree, isinstance(tree, CONDITIONS) and not isinstance(tree, IsMissing))


def _bracketed(tree: Tree, brackets: bool) -> str:
    return f"({written(tree)})" if brackets else written(tree)


def _arithmetic(tree: Arithmetic) -> str:
    binds = _BINDS[tree.operator]
    left, right = (
        isinstance(side, Arithmetic) and _BINDS[side.operator] < least
        for side, least in ((tree.left, binds), (tree.right, binds + 1))
    )
    return f"{_bracketed(tree.left, left)} {tree.operator} {_bracketed(tree.right, right)}"


def _cohort(tree: CohortFunction) -> str:
    told = [written(tree.argument)]
    if tree.level is not None:
        told.append(_literal(tree.level))
    if tree.by is not None:
        told.append(f"by {tree.by}")
    return f"{tree.name}({', '.join(told)})"


def _literal(value: float | str) -> str:
    """A number without an exponent, a text in the quotes that it does not hold."""
    if isinstance(value, float):
        return np.format_float_positional(value, trim="-")
    if value in ("yes", "no"):
        return value
    return f"'{value}'" if '"' in value else f'"{value}"'
