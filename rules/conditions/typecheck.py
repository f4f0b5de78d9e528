"""Checks a condition against the data dictionary: which columns, which types, which values."""

from collections.abc import Mapping, Set
from typing import NoReturn

from data.wording.message import N_
from rules.conditions import hints
from rules.conditions.columns import DictionaryColumn, allowed, is_number, limits
from rules.conditions.limits import ConditionError
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
    columns_of,
    walk,
)
from rules.text.problems import listed, nearest

Dictionary = Mapping[str, DictionaryColumn]

WHY_NOT = {
    "audit": N_(
        "%(column)s cannot be judged: nobody is ranked by sex, age, family, parents or "
        "nationality. It serves only to check that the list treats groups alike. "
        "Take another column."
    ),
    "show": N_(
        "%(column)s cannot be judged: the data dictionary marks it as shown only. "
        "Take another column."
    ),
    "never": N_("%(column)s cannot be used: the data dictionary says so. Take another column."),
}
"""`use` in the data dictionary -> why a column with it is refused."""


def check(tree: Tree, columns: Dictionary, uses: Set[str]) -> None:
    """Raise ConditionError unless `tree` is a condition over columns whose `use` is in `uses`."""
    _check_columns(tree, columns, uses)
    if not columns_of(tree):
        _no_column(tree, columns)
    _condition(tree, columns)


def _no_column(tree: Tree, columns: Dictionary) -> NoReturn:
    for node in walk(tree):
        if isinstance(node, Literal) and node.value in columns:
            template = N_("%(name)s is a column. Write it without quotes.")
            raise ConditionError(template, node.span, name=node.value)
    raise ConditionError(N_("The condition reads no column. Name one."), tree.span)


def check_number(tree: Tree, columns: Dictionary, uses: Set[str]) -> None:
    """Raise ConditionError unless `tree` is a number over such columns."""
    _check_columns(tree, columns, uses)
    _number(tree, columns)


def _check_columns(tree: Tree, columns: Dictionary, uses: Set[str]) -> None:
    for node in walk(tree):
        if not isinstance(node, ColumnAnswer):
            continue
        if node.column not in columns:
            if mistake := hints.name(node.column, node.span, columns):
                raise ConditionError(mistake.template, mistake.span, **mistake.values)
            template = N_(
                "%(name)s is not a column of this roster. The columns: %(known)s. "
                "Put quotes around a text."
            )
            if near := nearest(node.column, columns):
                template = N_("%(name)s is not a column of this roster. Did you mean %(near)s?")
            raise ConditionError(
                template, node.span, name=node.column, near=near, known=listed(columns)
            )
        if (use := columns[node.column].use) not in uses:
            raise ConditionError(WHY_NOT[use], node.span, column=node.column)


def _condition(tree: Tree, columns: Dictionary) -> None:
    match tree:
        case Every() | Either():
            for part in tree.parts:
                if isinstance(part, Literal):
                    _alone(part, tree.parts[0])
                _condition(part, columns)
        case Not():
            _condition(tree.operand, columns)
        case Comparison():
            for at, operator in enumerate(tree.operators):
                _pair(operator, tree.operands[at], tree.operands[at + 1], columns)
        case OneOf():
            for choice in tree.choices:
                _pair("==", tree.operand, choice, columns)
        case IsMissing():
            pass
        case _:
            template = N_("This is a value, not a condition. Compare it with something, as %(as)s.")
            usual = "schoolsup == yes" if _is_text(tree, columns) else "absences > 10"
            if isinstance(tree, ColumnAnswer):
                usual = f"{tree.column} == yes" if _is_text(tree, columns) else f"{tree.column} > 1"
            raise ConditionError(template, tree.span, **{"as": usual})


def _alone(value: Literal, before: Tree) -> NoReturn:
    """A value after `or` or `and` that stands for a whole comparison: `goout == 3 or 4`."""
    usual = before.operands[0] if isinstance(before, Comparison) else None
    column = usual.column if isinstance(usual, ColumnAnswer) else "absences"
    shown = f'"{value.value}"' if isinstance(value.value, str) else f"{value.value:g}"
    template = N_(
        "%(value)s stands alone. Write the whole comparison again, as in %(column)s == %(value)s, "
        "or list the answers, as in %(column)s in [3, 4]."
    )
    raise ConditionError(template, value.span, value=shown, column=column)


def _is_text(tree: Tree, columns: Dictionary) -> bool:
    if isinstance(tree, ColumnAnswer):
        return not is_number(columns[tree.column])
    return isinstance(tree, Literal) and isinstance(tree.value, str)


def _pair(operator: str, left: Tree, right: Tree, columns: Dictionary) -> None:
    texts = _is_text(left, columns), _is_text(right, columns)
    if not any(texts):
        _number(left, columns)
        _number(right, columns)
    elif not all(texts):
        _mixed(left, right, columns)
    elif operator not in ("==", "!="):
        template = N_("Texts have no order. Compare them with == or !=, or with in [..].")
        raise ConditionError(template, right.span)
    for answer, literal, turned in ((left, right, operator), (right, left, _turned(operator))):
        if isinstance(answer, ColumnAnswer) and isinstance(literal, Literal):
            _can_hold(columns[answer.column], turned, literal)
        elif isinstance(answer, ChangeSinceEarlier) and isinstance(literal, Literal):
            _can_change(columns[answer.operand.column], literal)


def _turned(operator: str) -> str:
    return operator.translate(str.maketrans("<>", "><"))


def _mixed(left: Tree, right: Tree, columns: Dictionary) -> NoReturn:
    for answer, other in ((left, right), (right, left)):
        if isinstance(answer, ColumnAnswer):
            known = columns[answer.column]
            if not is_number(known) and allowed(known):
                template = N_("%(name)s cannot be compared with this. It can be: %(allowed)s.")
                raise ConditionError(
                    template, other.span, name=known.name, allowed=listed(allowed(known))
                )
            if is_number(known):
                template = N_("%(name)s is a number. Compare it with a number, without quotes.")
                raise ConditionError(template, other.span, name=known.name)
    raise ConditionError(N_("A number cannot be compared with a text."), right.span)


def _can_hold(known: DictionaryColumn, operator: str, literal: Literal) -> None:
    value = literal.value
    if isinstance(value, str):
        words = allowed(known)
        if words and value not in words:
            template = N_("%(name)s is never %(value)s. It can be: %(allowed)s.")
            if near := nearest(value, words):
                template = N_("%(name)s is never %(value)s. Did you mean %(near)s?")
            raise ConditionError(
                template,
                literal.span,
                name=known.name,
                value=value,
                near=near,
                allowed=listed(words),
            )
        return
    low, high = limits(known)
    equal = operator in ("==", "!=")
    values = {float(held) for held in known.values}
    if equal and values and value not in values:
        template = N_("%(name)s is never %(value)s. It can be: %(allowed)s.")
        raise ConditionError(
            template, literal.span, name=known.name, value=value, allowed=listed(sorted(values))
        )
    if not low <= value <= high:
        template = N_("%(name)s goes from %(low)s to %(high)s; %(value)s is outside.")
        raise ConditionError(
            template, literal.span, name=known.name, low=low, high=high, value=value
        )
    if equal and known.whole and value != int(value):
        template = N_("%(name)s holds whole numbers only; it is never %(value)s.")
        raise ConditionError(template, literal.span, name=known.name, value=value)


def _can_change(known: DictionaryColumn, literal: Literal) -> None:
    low, high = limits(known)
    if isinstance(literal.value, float) and not abs(literal.value) <= high - low:
        template = N_(
            "%(name)s goes from %(low)s to %(high)s, so it never changes by %(value)s. "
            "Write a smaller number."
        )
        raise ConditionError(
            template, literal.span, name=known.name, low=low, high=high, value=literal.value
        )


def _number(tree: Tree, columns: Dictionary) -> None:
    match tree:
        case Negative() | ChangeSinceEarlier():
            _number(tree.operand, columns)
        case Arithmetic():
            _number(tree.left, columns)
            _number(tree.right, columns)
        case Function():
            for argument in tree.arguments:
                _number(argument, columns)
        case CohortFunction():
            if not columns_of(tree.argument):
                raise ConditionError(N_("This reads no column. Name one."), tree.span)
            if tree.name == "share":
                _condition(tree.argument, columns)
            else:
                _number(tree.argument, columns)
        case _ if isinstance(tree, CONDITIONS):
            template = N_("This is a condition where a number is needed.")
            raise ConditionError(template, tree.span)
        case _ if _is_text(tree, columns):
            template = N_("This is a text where a number is needed. Texts have no arithmetic.")
            raise ConditionError(template, tree.span)
