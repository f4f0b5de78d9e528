"""Edits of a rule file's text that change only the lines they must.

Each takes a text and gives a text, and raises NotEditableError where it cannot: comments, order,
quotes and the way things are written stay as the lead left them. Nothing is read and dumped
again; characters are put in the place of others, and the result must say what was meant.
"""

from rules.writing.examples import add_example
from rules.writing.items import add_item, remove_item
from rules.writing.knobs import knobs
from rules.writing.placed import Path
from rules.writing.refusal import NotEditableError
from rules.writing.values import remove, set_value, set_values

__all__ = [
    "NotEditableError", "Path", "add_example", "add_item", "knobs", "remove", "remove_item",
    "set_value", "set_values",
]  # fmt: skip
