"""Indicators: added in the file's own indents, taken out and moved with the comments above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.wording.languages import LANGUAGES
from data.wording.message import N_
from rules.writing import entries, lines, placed, spelling, values
from rules.writing.lines import Splice
from rules.writing.placed import Node, Pairs, Rows, Word
from rules.writing.refusal import NotEditableError

PATH = ("indicators",)


@dataclass(frozen=True)
class _Style:
    """How a file indents: the columns of an indicator's key, of its keys, of a list's dashes.

    flow: the tables in lists are written in {..}.
    """

    key: int = 2
    inner: int = 4
    dash: int = 6
    apart: bool = True
    flow: bool = False


def add_indicator(text: str, key: str, fields: Mapping[str, Any]) -> str:
    """The text with one more indicator at the end, `fields` in their order.

    Lists of tables are written with a line a key, other tables in {..}. Raises NotEditableError
    where there is one of that key already.
    """
    root = placed.read(text)
    table = placed.find(root, PATH)
    if isinstance(table, Pairs) and table.get(key) is not None:
        raise NotEditableError(N_('An indicator is called "%(key)s" already.'), key=key)
    said = values.said_with(_with_table(root), (*PATH, key), fields)
    return values.checked(lines.spliced(text, _added(text, root, table, key, fields)), said)


def _with_table(root: Node) -> Any:
    said: Any = placed.plain(root)
    if isinstance(said, dict) and not isinstance(said.get("indicators"), dict):
        said["indicators"] = {}
    return said


def _added(
    text: str, root: Node, table: Node | None, key: str, fields: Mapping[str, Any]
) -> list[Splice]:
    newline = lines.newline(text)
    if isinstance(table, Pairs) and table.entries:
        if table.flow:
            return [entries.added(text, table, key, fields, ())]
        style = _style(text, table)
        written = newline.join(_written(key, fields, style))
        end = lines.line_end(text, table.end)
        return [Splice(end, end, newline * (2 if style.apart else 1) + written)]
    written = newline.join(_written(key, fields, _Style()))
    if table is not None:  # there, and empty: {}, or nothing after the colon
        emptied = text[: table.start].rstrip(" ")
        end = lines.line_end(text, table.end)
        return [
            Splice(len(emptied), table.end, ""),
            Splice(end, end, newline + written),
        ]
    if not isinstance(root, Pairs):
        raise NotEditableError(N_("This is no rule file. Begin with a table of keys."))
    pair = f"indicators:{newline}{written}"
    return [entries.put(text, root, pair, "indicators", values.order(()))]


def _style(text: str, table: Pairs) -> _Style:
    """The indents of the first indicator that is written with a line a key."""
    key = lines.column(text, table.entries[0][0].start)
    inner, dash, flow = key + 2, 2, False
    for _, node in table.entries:
        if not isinstance(node, Pairs) or node.flow:
            continue
        inner = lines.column(text, node.entries[0][0].start)
        for _, held in node.entries:
            if isinstance(held, Rows) and not held.flow:
                start = lines.line_start(text, held.items[0].start)
                dash = text.find("-", start) - start - inner
                flow = isinstance(held.items[0], Pairs) and held.items[0].flow
                break
        break
    return _Style(key, inner, inner + dash, _apart(text, table), flow)


def _apart(text: str, table: Pairs) -> bool:
    """Whether blank lines stand between the indicators; below it, where there is only one."""
    if len(table.entries) == 1:
        below = lines.next_line(text, table.end)
        return below < len(text) and not text[below : lines.line_end(text, below)].strip()
    between = text[table.entries[0][1].end : table.entries[1][0].start]
    return "\n\n" in between.replace("\r", "").replace(" ", "")


def _written(key: str, fields: Mapping[str, Any], style: _Style) -> Sequence[str]:
    written = [" " * style.key + f"{spelling.words(key, False)}:"]
    for name, value in fields.items():
        lead = " " * style.inner + f"{spelling.words(name, False)}:"
        if isinstance(value, list | tuple):
            written += [lead, *(line for item in value for line in _item(item, style))]
        else:
            written.append(f"{lead} {spelling.after_colon(value)}")
    return written


def _item(item: Any, style: _Style) -> list[str]:
    dash = " " * style.dash + "- "
    if style.flow or not isinstance(item, Mapping) or set(item) <= set(LANGUAGES):
        return [dash + spelling.after_colon(item)]
    pairs = [f"{key}: {spelling.after_colon(held)}" for key, held in item.items()]
    return [dash + pairs[0], *(" " * len(dash) + pair for pair in pairs[1:])]


def remove_indicator(text: str, key: str) -> str:
    """The text without an indicator and the comments right above it. Raises NotEditableError."""
    root = placed.read(text)
    table, at = _place(root, key)
    said = values.said_without(placed.plain(root), (*PATH, key))
    if table.flow or len(table.entries) == 1:
        splice = entries.removed(text, table, at)
    else:
        start, end = _lines_of(text, table, at)
        splice = lines.gone(text, start, end, blank=True)
    return values.checked(lines.spliced(text, [splice]), said)


def move_indicator(text: str, key: str, by: int) -> str:
    """The text with an indicator before (by -1) or after (by 1) the one next to it.

    The first stays first and the last stays last. Raises NotEditableError.
    """
    root = placed.read(text)
    table, at = _place(root, key)
    upper = min(at, at + by)
    if not 0 <= upper < upper + 1 < len(table.entries):
        return text
    above, below = _lines_of(text, table, upper), _lines_of(text, table, upper + 1)
    both = text[below[0] : below[1]] + text[above[1] : below[0]] + text[above[0] : above[1]]
    edited = values.checked(
        lines.spliced(text, [Splice(above[0], below[1], both)]), placed.plain(root)
    )
    names = [name.text for name, _ in table.entries]
    names[upper], names[upper + 1] = names[upper + 1], names[upper]
    moved, _ = _place(placed.read(edited), key)
    if [name.text for name, _ in moved.entries] != names:
        raise NotEditableError(N_("This cannot be moved here. Move it in the text."))
    return edited


def _place(root: Node, key: str) -> tuple[Pairs, int]:
    table = placed.find(root, PATH)
    for at, (name, _) in enumerate(table.entries if isinstance(table, Pairs) else ()):
        if isinstance(table, Pairs) and name.text == key:
            return table, at
    raise NotEditableError(N_('No indicator is called "%(key)s" any more.'), key=key)


def _lines_of(text: str, table: Pairs, at: int) -> tuple[int, int]:
    """Where an indicator begins, with the comments above it, and ends: before its line break."""
    name, node = table.entries[at]
    if table.flow:
        return name.start, node.end
    start = lines.with_comments(text, lines.line_start(text, name.start))
    return start, lines.line_end(text, _end(name, node))


def _end(name: Word, node: Node) -> int:
    return max(name.end, node.end)
