"""Edits of a rule file's text that change only the lines they must.

Each takes a text and gives a text, and raises NotEditableError where it cannot: comments, order,
quotes and the way things are written stay as the lead left them. Nothing is read and dumped
again; characters are put in the place of others, and the result must say what was meant.
"""

from rules.writing.bands import set_adjust
from rules.writing.examples import add_example
from rules.writing.indicators import add_indicator, move_indicator, remove_indicator
from rules.writing.items import add_item, remove_item
from rules.writing.knobs import knobs
from rules.writing.placed import Path
from rules.writing.refusal import NotEditableError
from rules.writing.said import own_words, set_words
from rules.writing.values import remove, replace, set_value, set_values

__all__ = [
    "NotEditableError", "Path", "add_example", "add_indicator", "add_item", "knobs",
    "move_indicator", "own_words", "remove", "remove_indicator", "remove_item", "replace",
    "set_adjust", "set_value", "set_values", "set_words",
]  # fmt: skip
