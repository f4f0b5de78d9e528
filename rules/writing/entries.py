"""Keys of a table: put in where they belong, in the way of their neighbours, and taken out."""

from collections.abc import Sequence
from typing import Any

from data.wording.message import N_
from rules.writing import lines, spelling
from rules.writing.lines import Splice
from rules.writing.placed import Pairs
from rules.writing.refusal import NotEditableError


def added(text: str, table: Pairs, key: str, value: Any, order: Sequence[str]) -> Splice:
    """A key with a value on one line, after those that `order` names before it; else at the end."""
    spelt = spelling.inline(value) if table.flow else spelling.after_colon(value)
    return put(text, table, f"{spelling.words(key, table.flow)}: {spelt}", key, order)


def put(text: str, table: Pairs, pair: str, key: str, order: Sequence[str]) -> Splice:
    """A pair of key and value as it is written, put where the key belongs."""
    if not table.entries:
        return Splice(table.start + 1, table.end - 1, pair)
    if (last := _before(table, key, order)) is None:
        first = table.entries[0][0].start
        return Splice(first, first, f"{pair}, " if table.flow else pair + _break(text, table))
    end = table.entries[last][1].end
    if table.flow:
        return Splice(end, end, f", {pair}")
    end = lines.line_end(text, end)
    return Splice(end, end, _break(text, table) + pair)


def _before(table: Pairs, key: str, order: Sequence[str]) -> int | None:
    """The place of the entry that a new key comes after; None: it comes first."""
    names = [name.text for name, _ in table.entries]
    if key not in order:
        return len(names) - 1
    earlier = order[: order.index(key)]
    known = [at for at, name in enumerate(names) if name in earlier]
    return max(known) if known else None


def _break(text: str, table: Pairs) -> str:
    """A line break, and the spaces before the next key of a table."""
    return lines.newline(text) + " " * lines.column(text, table.entries[0][0].start)


def removed(text: str, table: Pairs, at: int) -> Splice:
    """An entry taken out; a table does not stay without any."""
    key, value = table.entries[at]
    if len(table.entries) == 1:
        raise NotEditableError(N_("This is the last one here. It cannot be removed."), key.line)
    if table.flow:
        return _removed_flow(table, at)
    start = lines.line_start(text, key.start)
    if text[start : key.start].strip():  # on the line of a list's dash, which stays
        return Splice(key.start, table.entries[at + 1][0].start, "")
    start = lines.with_comments(text, start)
    return lines.gone(text, start, max(value.end, key.end))


def _removed_flow(table: Pairs, at: int) -> Splice:
    if at:
        return Splice(table.entries[at - 1][1].end, table.entries[at][1].end, "")
    return Splice(table.entries[0][0].start, table.entries[1][0].start, "")
