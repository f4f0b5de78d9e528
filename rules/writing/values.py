"""Scalars: set where they stand, put in where they were not, and taken out."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from data.wording.languages import LANGUAGES
from data.wording.message import N_
from rules.reading.file import KEYS as RULE_KEYS
from rules.reading.indicators import KEYS as INDICATOR_KEYS
from rules.writing import entries, lines, placed, spelling
from rules.writing.lines import Splice
from rules.writing.placed import Node, Pairs, Path, Plain, Rows, Word
from rules.writing.refusal import NotEditableError
from rules.writing.spelling import Value

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
    root = placed.read(text)
    said = placed.plain(root)
    splices = []
    for path, value in values.items():
        value = spelling.settled(value) if isinstance(value, str) else value
        if (one := _splice(text, root, path, value)) is not None:
            splices.append(one)
            said = said_with(said, path, value)
    return checked(lines.spliced(text, splices), said)


def _splice(text: str, root: Node, path: Path, value: Value) -> Splice | None:
    node = placed.find(root, path)
    if isinstance(node, Word):
        return None if spelling.same(node, value) else _replaced(text, root, path, node, value)
    if node is not None:
        raise NotEditableError(N_("This holds a list or table, not one value."), node.line)
    above = placed.find(root, path[:-1])
    if isinstance(above, Pairs):
        return entries.added(text, above, str(path[-1]), value, order(path[:-1]))
    if above is None and path[:-2] != path[:-1] and isinstance(path[-1], str):
        above = placed.find(root, path[:-2])
        if isinstance(above, Pairs) and isinstance(path[-2], str):
            held = {path[-1]: value}
            return entries.added(text, above, path[-2], held, order(path[:-2]))
    raise _nowhere(path)


def replace(text: str, path: Path, value: Any) -> str:
    """The text with a list or table set on one line, in place of what stands there.

    What says the same already changes nothing. Raises NotEditableError.
    """
    root = placed.read(text)
    node = placed.find(root, path)
    said = placed.plain(root)
    if node is None:
        table = placed.find(root, path[:-1])
        if not isinstance(table, Pairs):
            raise _nowhere(path)
        splice = entries.added(text, table, str(path[-1]), value, order(path[:-1]))
    elif _agree(placed.plain(node), value):
        return text
    elif isinstance(node, Word) and node.start == node.end:
        splice = Splice(node.start, node.end, f" {spelling.inline(value)}")
    else:
        splice = Splice(node.start, node.end, spelling.inline(value))
    return checked(lines.spliced(text, [splice]), said_with(said, path, value))


def _nowhere(path: Path) -> NotEditableError:
    return NotEditableError(
        N_('There is no "%(path)s" in this text any more.'), path=".".join(map(str, path))
    )


def _replaced(text: str, root: Node, path: Path, node: Word, value: Value) -> Splice:
    above = placed.find(root, path[:-1])
    flow = in_flow(root, path)
    written = text[node.start : node.end]
    spelt = spelling.respelled(node, value, flow, written, lines.newline(text))
    if node.start == node.end:  # a key without a value
        if text[node.start - 1 : node.start] != ":" or isinstance(above, Rows):
            raise NotEditableError(N_("This is empty. Write it in the text."), node.line)
        spelt = f" {spelt}"
    return Splice(node.start, node.end, spelt)


def in_flow(root: Node, path: Path) -> bool:
    """Whether what stands at a path is inside [..] or {..}."""
    above = (placed.find(root, path[:depth]) for depth in range(len(path)))
    return any(isinstance(node, Rows | Pairs) and node.flow for node in above)


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
    root = placed.read(text)
    if placed.find(root, path) is None:
        return text
    table = placed.find(root, path[:-1])
    while len(path) > 1 and isinstance(table, Pairs) and len(table.entries) == 1:
        path, table = path[:-1], placed.find(root, path[:-2])
    if not isinstance(table, Pairs):
        raise _nowhere(path)
    at = [name.text for name, _ in table.entries].index(str(path[-1]))
    said = said_without(placed.plain(root), path)
    return checked(lines.spliced(text, [entries.removed(text, table, at)]), said)


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
    if not _agree(placed.plain(placed.read(text)), said):
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
    return spelling.says(read, meant)
