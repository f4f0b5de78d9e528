"""Scalars: set where they stand, put in where they were not, and taken out.

Keys of a table: put in where they belong, in the way of their neighbours, and taken out.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from data.wording.languages import LANGUAGES
from data.wording.message import N_
from rules.editing import yaml_spelling, yaml_text
from rules.editing.yaml_spelling import Value
from rules.editing.yaml_text import (
    Node,
    NotEditableError,
    Pairs,
    Path,
    Plain,
    Splice,
    TextRows,
    Word,
)
from rules.reading.indicators import KEYS as INDICATOR_KEYS
from rules.reading.rule_file import KEYS as RULE_KEYS

ORDERS: Mapping[str, Sequence[str]] = {
    "need": ("from", "pass"),
    "quadrants": ("need", "ease", "names"),
    "names": ("top_right", "bottom_right", "top_left", "bottom_left"),
    "points": ("then", "otherwise"),
    "says": ("then", "otherwise", *LANGUAGES),
    "bands": ("up_to", "is", "points", "says", "adjust"),
    "adjust": ("from", "to"),
    "evidence": ("claim", "source", "strength"),
    "indicators": INDICATOR_KEYS,
}
"""The table or list that holds a table -> the order of the table's keys."""


def set_value(text: str, path: Path, value: Value) -> str:
    """The text with one value set: only the lines it is written on differ.

    `path`: keys and places, as ("in_force_from",) or ("indicators", "goout", "bands", 0,
    "points"). A value that says the same already changes nothing. A key that is not there is
    added after those that usually come before it; so is the table right above it, as {key: value}.
    Raises NotEditableError for a path whose table is not there, or that is no scalar.
    """
    return set_values(text, {path: value})


def set_values(text: str, values: Mapping[Path, Value]) -> str:
    """The text with several values set, as `set_value` does with each."""
    root = yaml_text.read(text)
    said = yaml_text.plain(root)
    splices = []
    for path, value in values.items():
        value = yaml_spelling.settled(value) if isinstance(value, str) else value
        if (one := _splice(text, root, path, value)) is not None:
            splices.append(one)
            said = said_with(said, path, value)
    return checked(yaml_text.spliced(text, splices), said)


def _splice(text: str, root: Node, path: Path, value: Value) -> Splice | None:
    node = yaml_text.find(root, path)
    if isinstance(node, Word):
        return None if yaml_spelling.same(node, value) else _replaced(text, root, path, node, value)
    if node is not None:
        raise NotEditableError(N_("This holds a list or table, not one value."), node.line)
    above = yaml_text.find(root, path[:-1])
    if isinstance(above, Pairs):
        return added(text, above, str(path[-1]), value, order(path[:-1]))
    if above is None and path[:-2] != path[:-1] and isinstance(path[-1], str):
        above = yaml_text.find(root, path[:-2])
        if isinstance(above, Pairs) and isinstance(path[-2], str):
            held = {path[-1]: value}
            return added(text, above, path[-2], held, order(path[:-2]))
    raise _nowhere(path)


def replace(text: str, path: Path, value: Any) -> str:
    """The text with a list or table set on one line, in place of what stands there.

    What says the same already changes nothing. Raises NotEditableError.
    """
    root = yaml_text.read(text)
    node = yaml_text.find(root, path)
    said = yaml_text.plain(root)
    if node is None:
        table = yaml_text.find(root, path[:-1])
        if not isinstance(table, Pairs):
            raise _nowhere(path)
        splice = added(text, table, str(path[-1]), value, order(path[:-1]))
    elif _agree(yaml_text.plain(node), value):
        return text
    elif isinstance(node, Word) and node.start == node.end:
        splice = Splice(node.start, node.end, f" {yaml_spelling.inline(value)}")
    else:
        splice = Splice(node.start, node.end, yaml_spelling.inline(value))
    return checked(yaml_text.spliced(text, [splice]), said_with(said, path, value))


def _nowhere(path: Path) -> NotEditableError:
    return NotEditableError(
        N_('There is no "%(path)s" in this text any more.'), path=".".join(map(str, path))
    )


def _replaced(text: str, root: Node, path: Path, node: Word, value: Value) -> Splice:
    above = yaml_text.find(root, path[:-1])
    flow = in_flow(root, path)
    written = text[node.start : node.end]
    spelt = yaml_spelling.respelled(node, value, flow, written, yaml_text.newline(text))
    if node.start == node.end:  # a key without a value
        if text[node.start - 1 : node.start] != ":" or isinstance(above, TextRows):
            raise NotEditableError(N_("This is empty. Write it in the text."), node.line)
        spelt = f" {spelt}"
    return Splice(node.start, node.end, spelt)


def in_flow(root: Node, path: Path) -> bool:
    """Whether what stands at a path is inside [..] or {..}."""
    above = (yaml_text.find(root, path[:depth]) for depth in range(len(path)))
    return any(isinstance(node, TextRows | Pairs) and node.flow for node in above)


def order(path: Path) -> Sequence[str]:
    """The order in which the keys of the table at a path are usually written."""
    if not path:
        return RULE_KEYS
    if path[0] == "indicators" and len(path) == 2:
        return INDICATOR_KEYS
    named = [step for step in path if isinstance(step, str)]
    if path[0] == "indicators" and len(path) == 1:
        return ()
    return ORDERS.get(named[-1], tuple(LANGUAGES))


def remove(text: str, path: Path) -> str:
    """The text without a key of a table; what held nothing else goes with it.

    Comments right above it go too. What is not there changes nothing.
    """
    root = yaml_text.read(text)
    if yaml_text.find(root, path) is None:
        return text
    table = yaml_text.find(root, path[:-1])
    while len(path) > 1 and isinstance(table, Pairs) and len(table.entries) == 1:
        path, table = path[:-1], yaml_text.find(root, path[:-2])
    if not isinstance(table, Pairs):
        raise _nowhere(path)
    at = [name.text for name, _ in table.entries].index(str(path[-1]))
    said = said_without(yaml_text.plain(root), path)
    return checked(yaml_text.spliced(text, [removed(text, table, at)]), said)


def said_with(said: Plain, path: Path, value: Any) -> Plain:
    """What a text says once a value is set in it, the tables above it made."""
    said = copy.deepcopy(said)
    inner: Any = said
    for step in path[:-1]:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
    inner[path[-1]] = value
    return said


def said_at(said: Plain, path: Path) -> Any:
    """What a text says at a path that is there."""
    inner: Any = said
    for step in path:
        inner = inner[step]
    return inner


def said_without(said: Plain, path: Path) -> Plain:
    """What a text says once something is taken out of it."""
    said = copy.deepcopy(said)
    inner: Any = said
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return said


def checked(text: str, said: Plain) -> str:
    """An edited text, which must say what it was edited to say, and nothing else.

    Raises NotEditableError where it does not: the lead's text was written in a way that is not
    understood here, and stays as it is.
    """
    if not _agree(yaml_text.plain(yaml_text.read(text)), said):
        raise NotEditableError(N_("This cannot be changed here without touching other lines. "
                                  "Change it in the text."))  # fmt: skip
    return text


def _agree(read: Any, meant: Any) -> bool:
    """Whether what was read is what was meant; numbers and days were meant as such."""
    if isinstance(meant, Mapping):
        agree = isinstance(read, dict) and read.keys() == meant.keys()
        return agree and all(_agree(read[key], value) for key, value in meant.items())
    if isinstance(meant, list | tuple):
        agree = isinstance(read, list) and len(read) == len(meant)
        return agree and all(map(_agree, read, meant))
    if not isinstance(read, str):
        return False
    return yaml_spelling.says(read, meant)


def added(text: str, table: Pairs, key: str, value: Any, order: Sequence[str]) -> Splice:
    """A key with a value on one line, after those that `order` names before it; else at the end."""
    spelt = yaml_spelling.inline(value) if table.flow else yaml_spelling.after_colon(value)
    return put(text, table, f"{yaml_spelling.words(key, table.flow)}: {spelt}", key, order)


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
    end = yaml_text.line_end(text, end)
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
    return yaml_text.newline(text) + " " * yaml_text.column(text, table.entries[0][0].start)


def removed(text: str, table: Pairs, at: int) -> Splice:
    """An entry taken out; a table does not stay without any."""
    key, value = table.entries[at]
    if len(table.entries) == 1:
        raise NotEditableError(N_("This is the last one here. It cannot be removed."), key.line)
    if table.flow:
        return _removed_flow(table, at)
    start = yaml_text.line_start(text, key.start)
    if text[start : key.start].strip():  # on the line of a list's dash, which stays
        return Splice(key.start, table.entries[at + 1][0].start, "")
    start = yaml_text.with_comments(text, start)
    return yaml_text.gone(text, start, max(value.end, key.end))


def _removed_flow(table: Pairs, at: int) -> Splice:
    if at:
        return Splice(table.entries[at - 1][1].end, table.entries[at][1].end, "")
    return Splice(table.entries[0][0].start, table.entries[1][0].start, "")
