"""Conditions as menus can say them: columns compared with values or averages, all joined alike."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rules.conditions import Condition
from rules.conditions.columns import DictionaryColumn, allowed, is_number, limits
from rules.conditions.tree import (
    CohortFunction,
    ColumnAnswer,
    Comparison,
    Either,
    Every,
    IsMissing,
    Literal,
    Not,
    Tree,
)
from rules.editing.yaml_spelling import number

SIGNS = ("<", "<=", ">", ">=", "==", "!=")
ANSWERED = ("missing", "given")
AVERAGES = ("mean", "median")


@dataclass(frozen=True)
class ConditionPart:
    """One comparison. sign: one of SIGNS, or "missing" or "given" (there is an answer).

    against: "value", "mean" or "median" (of the same column); by: "", or the group's own.
    """

    column: str
    sign: str = ">"
    against: str = "value"
    value: str = ""
    by: str = ""


@dataclass(frozen=True)
class Menus:
    """Comparisons joined by "and" or "or"."""

    joined: str
    parts: tuple[ConditionPart, ...]


def menus(condition: Condition) -> Menus | None:
    """A condition as menus show it; None where they cannot say it."""
    tree = condition.tree
    joined = "or" if isinstance(tree, Either) else "and"
    trees = tree.parts if isinstance(tree, Every | Either) else (tree,)
    parts = tuple(found for one in trees if (found := _part(one)) is not None)
    return Menus(joined, parts) if len(parts) == len(trees) else None


def _part(tree: Tree) -> ConditionPart | None:
    match tree:
        case IsMissing(operand=ColumnAnswer(column=column)):
            return ConditionPart(column, "missing")
        case Not(operand=IsMissing(operand=ColumnAnswer(column=column))):
            return ConditionPart(column, "given")
        case Comparison(
            operands=(ColumnAnswer(column=column), Literal(value=value)), operators=(sign,)
        ):
            return ConditionPart(
                column, sign, value=value if isinstance(value, str) else number(value)
            )
        case Comparison(
            operands=(
                ColumnAnswer(column=column),
                CohortFunction(name=name, argument=ColumnAnswer(column=other), level=None, by=by),
            ),
            operators=(sign,),
        ) if name in AVERAGES and other == column:
            return ConditionPart(column, sign, name, by=by or "")
    return None


def spelled(chosen: Menus, columns: Mapping[str, DictionaryColumn]) -> str:
    """The text of a condition; what a column cannot be compared with gives way to what it can."""
    parts = [_spelled(fitting(part, columns[part.column])) for part in chosen.parts]
    return f" {chosen.joined} ".join(parts)


def fitting(part: ConditionPart, known: DictionaryColumn) -> ConditionPart:
    """A comparison that the column allows: words have no order, and a value lies within limits."""
    if part.sign in ANSWERED:
        return part
    if not is_number(known):
        sign = part.sign if part.sign in ("==", "!=") else "=="
        words = allowed(known)
        value = part.value if part.value in words or not words else words[0]
        return replace(part, sign=sign, against="value", value=value, by="")
    if part.against in AVERAGES:
        return replace(part, value="")
    return replace(part, value=_within(part.value, known), by="")


def _within(value: str, known: DictionaryColumn) -> str:
    low, high = limits(known)
    try:
        read = float(value.replace(",", "."))
    except ValueError:
        read = low if low > float("-inf") else 0.0
    read = min(max(read, low), high)
    return number(float(round(read)) if known.whole else read)


def _spelled(part: ConditionPart) -> str:
    if part.sign in ANSWERED:
        return f"{'not ' if part.sign == 'given' else ''}missing({part.column})"
    if part.against in AVERAGES:
        by = f", by {part.by}" if part.by else ""
        return f"{part.column} {part.sign} {part.against}({part.column}{by})"
    plain = part.value in ("yes", "no") or part.value.lstrip("-").replace(".", "", 1).isdigit()
    quote = "'" if '"' in part.value else '"'
    value = part.value if plain else f"{quote}{part.value}{quote}"
    return f"{part.column} {part.sign} {value}"
