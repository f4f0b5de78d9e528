"""Edits of a rule file's text that change only the lines they must.

Each takes a text and gives a text, and raises NotEditableError where it cannot: comments, order,
quotes and the way things are written stay as the lead left them. Nothing is read and dumped
again; characters are put in the place of others, and the result must say what was meant.
"""

from rules.editing.edits import (
    add_example,
    add_indicator,
    knobs,
    move_indicator,
    own_words,
    remove_indicator,
    set_adjust,
    set_words,
)
from rules.editing.items import add_item, remove_item
from rules.editing.yaml_text import NotEditableError, Path
from rules.editing.yaml_values import remove, replace, set_value, set_values

__all__ = [
    "NotEditableError", "Path", "add_example", "add_indicator", "add_item", "knobs",
    "move_indicator", "own_words", "remove", "remove_indicator", "remove_item", "replace",
    "set_adjust", "set_value", "set_values", "set_words",
]  # fmt: skip
