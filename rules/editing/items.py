"""Items of a list: added in the way of their neighbours, and taken out with their comments."""

from collections.abc import Mapping
from typing import Any

from data.wording.languages import LANGUAGES
from data.wording.message import N_
from rules.editing import yaml_spelling, yaml_text, yaml_values
from rules.editing.yaml_text import NotEditableError, Pairs, Path, Splice, TextRows


def add_item(text: str, path: Path, value: Any, at: int | None = None) -> str:
    """The text with an item in the list at `path`, before place `at`; None: at the end.

    A table is written as its neighbours are: in {..}, or with a line a key. A list that is not
    there is made, one line an item. Raises NotEditableError.
    """
    root = yaml_text.read(text)
    listing = yaml_text.find(root, path)
    said = yaml_text.plain(root)
    if listing is None:
        table = yaml_text.find(root, path[:-1])
        if not isinstance(table, Pairs):
            raise NotEditableError(N_("There is no place for a list here any more."))
        return yaml_values.checked(
            yaml_text.spliced(text, [_begun(text, table, path, value)]),
            yaml_values.said_with(said, path, [value]),
        )
    if not isinstance(listing, TextRows):
        raise NotEditableError(N_("This is no list. Change it in the text."), listing.line)
    at = len(listing.items) if at is None else min(at, len(listing.items))
    before = yaml_values.said_at(said, path)
    meant = [*before[:at], value, *before[at:]]
    splice = _put(text, listing, at, value)
    return yaml_values.checked(
        yaml_text.spliced(text, [splice]), yaml_values.said_with(said, path, meant)
    )


def _begun(text: str, table: Pairs, path: Path, value: Any) -> Splice:
    """A list that was not there, with its first item."""
    key, order = str(path[-1]), yaml_values.order(path[:-1])
    if table.flow:
        return yaml_values.added(text, table, key, [value], order)
    indent = " " * (yaml_text.column(text, table.entries[0][0].start) + 2)
    written = _block(value, indent + "  ", yaml_text.newline(text))
    pair = f"{key}:{yaml_text.newline(text)}{indent}- {written}"
    return yaml_values.put(text, table, pair, key, order)


def _put(text: str, listing: TextRows, at: int, value: Any) -> Splice:
    if not listing.items:
        return Splice(listing.start + 1, listing.end - 1, yaml_spelling.inline(value))
    if listing.flow:
        if at == 0:
            first = listing.items[0].start
            return Splice(first, first, f"{yaml_spelling.inline(value)}, ")
        end = listing.items[at - 1].end
        return Splice(end, end, f", {yaml_spelling.inline(value)}")
    near = listing.items[max(at - 1, 0)]
    dash = _dash(text, near.start)
    lead = text[yaml_text.line_start(text, dash) : near.start]
    lead = lead if not lead.strip("- ") else " " * yaml_text.column(text, dash) + "- "
    flow = isinstance(near, Pairs) and near.flow
    inner = " " * len(lead)
    written = yaml_spelling.inline(value) if flow else _block(value, inner, yaml_text.newline(text))
    if at == 0:
        start = yaml_text.with_comments(text, yaml_text.line_start(text, dash))
        return Splice(start, start, lead + written + yaml_text.newline(text))
    end = yaml_text.line_end(text, near.end)
    return Splice(end, end, yaml_text.newline(text) + lead + written)


def _block(value: Any, indent: str, newline: str) -> str:
    """A table with a line a key, or anything else on one line; the first line's indent is there.

    Words in languages are short tables: they stay on one line.
    """
    if not isinstance(value, Mapping) or set(value) <= set(LANGUAGES):
        return yaml_spelling.after_colon(value)
    pairs = (f"{yaml_spelling.words(key, False)}: {yaml_spelling.after_colon(held)}"
             for key, held in value.items())  # fmt: skip
    return (newline + indent).join(pairs)


def _dash(text: str, start: int) -> int:
    """Where the dash of an item stands whose text begins at `start`."""
    dash = text.rfind("-", 0, start)
    if dash < 0 or text[dash + 1 : start].strip():
        line = text.count("\n", 0, start) + 1
        raise NotEditableError(N_("This item is written in a way the form cannot edit."), line)
    return dash


def remove_item(text: str, path: Path) -> str:
    """The text without an item of a list; a list that held nothing else goes with its key.

    Comments right above it go too. Raises NotEditableError.
    """
    root = yaml_text.read(text)
    listing = yaml_text.find(root, path[:-1])
    at = path[-1]
    if not isinstance(listing, TextRows) or not isinstance(at, int) or at >= len(listing.items):
        raise NotEditableError(N_("What should be removed is not there any more."))
    if len(listing.items) == 1:
        return yaml_values.remove(text, path[:-1])
    said = yaml_values.said_without(yaml_text.plain(root), path)
    return yaml_values.checked(yaml_text.spliced(text, [_gone(text, listing, at)]), said)


def _gone(text: str, listing: TextRows, at: int) -> Splice:
    item = listing.items[at]
    if listing.flow and at:
        return Splice(listing.items[at - 1].end, item.end, "")
    if listing.flow:
        return Splice(item.start, listing.items[1].start, "")
    start = yaml_text.line_start(text, _dash(text, item.start))
    return yaml_text.gone(text, yaml_text.with_comments(text, start), item.end)
