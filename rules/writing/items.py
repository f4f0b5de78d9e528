"""Items of a list: added in the way of their neighbours, and taken out with their comments."""

from collections.abc import Mapping
from typing import Any

from data.wording.languages import LANGUAGES
from data.wording.message import N_
from rules.writing import entries, lines, placed, spelling, values
from rules.writing.lines import Splice
from rules.writing.placed import Pairs, Path, Rows
from rules.writing.refusal import NotEditableError


def add_item(text: str, path: Path, value: Any, at: int | None = None) -> str:
    """The text with an item in the list at `path`, before place `at`; None: at the end.

    A table is written as its neighbours are: in {..}, or with a line a key. A list that is not
    there is made, one line an item. Raises NotEditableError.
    """
    root = placed.read(text)
    listing = placed.find(root, path)
    said = placed.plain(root)
    if listing is None:
        table = placed.find(root, path[:-1])
        if not isinstance(table, Pairs):
            raise NotEditableError(N_("There is no place for a list here any more."))
        return values.checked(
            lines.spliced(text, [_begun(text, table, path, value)]),
            values.said_with(said, path, [value]),
        )
    if not isinstance(listing, Rows):
        raise NotEditableError(N_("This is no list. Change it in the text."), listing.line)
    at = len(listing.items) if at is None else min(at, len(listing.items))
    before = values.said_at(said, path)
    meant = [*before[:at], value, *before[at:]]
    splice = _put(text, listing, at, value)
    return values.checked(lines.spliced(text, [splice]), values.said_with(said, path, meant))


def _begun(text: str, table: Pairs, path: Path, value: Any) -> Splice:
    """A list that was not there, with its first item."""
    key, order = str(path[-1]), values.order(path[:-1])
    if table.flow:
        return entries.added(text, table, key, [value], order)
    indent = " " * (lines.column(text, table.entries[0][0].start) + 2)
    written = _block(value, indent + "  ", lines.newline(text))
    pair = f"{key}:{lines.newline(text)}{indent}- {written}"
    return entries.put(text, table, pair, key, order)


def _put(text: str, listing: Rows, at: int, value: Any) -> Splice:
    if not listing.items:
        return Splice(listing.start + 1, listing.end - 1, spelling.inline(value))
    if listing.flow:
        if at == 0:
            first = listing.items[0].start
            return Splice(first, first, f"{spelling.inline(value)}, ")
        end = listing.items[at - 1].end
        return Splice(end, end, f", {spelling.inline(value)}")
    near = listing.items[max(at - 1, 0)]
    dash = _dash(text, near.start)
    lead = text[lines.line_start(text, dash) : near.start]
    lead = lead if not lead.strip("- ") else " " * lines.column(text, dash) + "- "
    flow = isinstance(near, Pairs) and near.flow
    inner = " " * len(lead)
    written = spelling.inline(value) if flow else _block(value, inner, lines.newline(text))
    if at == 0:
        start = lines.with_comments(text, lines.line_start(text, dash))
        return Splice(start, start, lead + written + lines.newline(text))
    end = lines.line_end(text, near.end)
    return Splice(end, end, lines.newline(text) + lead + written)


def _block(value: Any, indent: str, newline: str) -> str:
    """A table with a line a key, or anything else on one line; the first line's indent is there.

    Words in languages are short tables: they stay on one line.
    """
    if not isinstance(value, Mapping) or set(value) <= set(LANGUAGES):
        return spelling.after_colon(value)
    pairs = (f"{spelling.words(key, False)}: {spelling.after_colon(held)}"
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
    root = placed.read(text)
    listing = placed.find(root, path[:-1])
    at = path[-1]
    if not isinstance(listing, Rows) or not isinstance(at, int) or at >= len(listing.items):
        raise NotEditableError(N_("What should be removed is not there any more."))
    if len(listing.items) == 1:
        return values.remove(text, path[:-1])
    said = values.said_without(placed.plain(root), path)
    return values.checked(lines.spliced(text, [_gone(text, listing, at)]), said)


def _gone(text: str, listing: Rows, at: int) -> Splice:
    item = listing.items[at]
    if listing.flow and at:
        return Splice(listing.items[at - 1].end, item.end, "")
    if listing.flow:
        return Splice(item.start, listing.items[1].start, "")
    start = lines.line_start(text, _dash(text, item.start))
    return lines.gone(text, lines.with_comments(text, start), item.end)
