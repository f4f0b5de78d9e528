"""Names that are no column and no function, and what they were probably taken for."""

from collections.abc import Mapping

from data.wording.message import N_
from rules.columns import DictionaryColumn, allowed
from rules.conditions.meant import foreign
from rules.conditions.meant.mistake import Mistake, instead
from rules.conditions.tree import Span


def name(read: str, span: Span, columns: Mapping[str, DictionaryColumn]) -> Mistake | None:
    """A word that is no column: yes and no of other languages, no answer, or an answer."""
    lower = read.lower()
    if lower in foreign.YES or lower == "yes":
        return instead(read, "yes", span)
    if lower in foreign.NO or lower == "no":
        return instead(read, "no", span)
    if lower in foreign.UNANSWERED:
        said = N_(
            "%(read)s is not a column. For an answer that is not there, write missing(column)."
        )
        return Mistake(said, span, {"read": read})
    for known in columns.values():
        held = next((word for word in allowed(known) if word.lower() == lower), None)
        if held is not None:
            said = N_(
                "%(read)s is an answer of %(column)s, not a column. Put quotes around it: "
                '"%(held)s".'
            )
            return Mistake(said, span, {"read": read, "column": known.name, "held": held})
    return None


def function(read: str, span: Span) -> Mistake | None:
    """A function that goes by another name here, or that is not needed."""
    lower = read.lower()
    if lower in foreign.IF:
        said = N_("A condition needs no %(read)s(...). Write what must be so alone.")
        return Mistake(said, span, {"read": read})
    meant = foreign.FUNCTIONS.get(lower)
    return instead(read, meant, span) if meant else None
