"""The groups that a student can be compared with: his class and his school."""

from collections.abc import Mapping

from data.wording.message import N_
from rules.columns import DictionaryColumn
from rules.conditions.text import ConditionError
from rules.conditions.tree import Span
from rules.problems import listed

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
