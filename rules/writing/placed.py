"""A YAML text as nodes that know which characters they were written with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from data.wording.message import N_
from rules.document import DEEPEST, LARGEST
from rules.writing.refusal import NotEditableError

Path = tuple[str | int, ...]
"""The way to a node: keys of tables and places in lists, as ("indicators", "goout", "bands", 0)."""


@dataclass(frozen=True)
class Word:
    """One scalar, text[start:end]. style: "" plain, else the quote, or `>` or `|`."""

    text: str
    style: str
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class Rows:
    """A list, text[start:end]; flow: written as [..]."""

    items: tuple["Node", ...]
    flow: bool
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class Pairs:
    """A table, text[start:end]; flow: written as {..}. Of a key that is there twice, the first."""

    entries: tuple[tuple[Word, "Node"], ...]
    flow: bool
    start: int
    end: int
    line: int

    def get(self, key: str) -> "Node | None":
        """The node under that key."""
        return next((node for name, node in self.entries if name.text == key), None)


Node = Word | Rows | Pairs
Plain = str | list[Any] | dict[str, Any]


@dataclass
class _Open:
    """A list or table whose end was not reached yet."""

    event: Any
    nodes: list[Node]


@lru_cache(maxsize=16)  # reading takes longer than all else, and an edit reads a text repeatedly
def read(text: str) -> Node:
    """The nodes of a text. Raises NotEditableError where it is no YAML, or holds references."""
    if len(text.encode(errors="replace")) > LARGEST:
        raise NotEditableError(N_("The file is too large to be edited here."))
    try:
        root = _assemble(text, YAML(typ="safe", pure=True).parse(text))
    except NotEditableError:
        raise
    except Exception as error:  # the YAML reader fails in more ways than it documents
        mark = getattr(error, "problem_mark", None)
        raise NotEditableError(_NO_YAML, mark.line + 1 if mark else 1) from None
    if root is None:
        raise NotEditableError(N_("The file is empty. There is nothing to edit."))
    return root


_NO_YAML = N_("The text cannot be read as YAML from here on, so the form cannot change it.")


def find(root: Node, path: Path) -> Node | None:
    """The node at a path; None where there is none."""
    node: Node | None = root
    for step in path:
        if isinstance(node, Pairs):
            node = node.get(str(step))
        elif isinstance(node, Rows) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def plain(node: Node) -> Plain:
    """What a node says, without how it is written: texts, lists and tables."""
    if isinstance(node, Word):
        return node.text
    if isinstance(node, Rows):
        return [plain(item) for item in node.items]
    said: dict[str, Any] = {}
    for key, value in node.entries:
        said.setdefault(key.text, plain(value))
    return said


def _assemble(text: str, events: Iterator[Any]) -> Node | None:
    root: Node | None = None
    open_: list[_Open] = []
    for event in events:
        _check(event, len(open_))
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            open_.append(_Open(event, []))
            continue
        node: Node | None = None
        if isinstance(event, ScalarEvent):
            node = _word(event, text)
        elif isinstance(event, MappingEndEvent):
            node = _pairs(open_.pop(), event, text)
        elif isinstance(event, SequenceEndEvent):
            node = _rows(open_.pop(), event)
        if node is not None and open_:
            open_[-1].nodes.append(node)
        elif node is not None:
            root = root or node
    return root


def _check(event: Any, depth: int) -> None:
    line = event.start_mark.line + 1 if event.start_mark else 1
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise NotEditableError(N_("References (& and *) cannot be edited in the form."), line)
    if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent) and event.tag:
        raise NotEditableError(N_("Tags (!) cannot be edited in the form."), line)
    if depth > DEEPEST:
        raise NotEditableError(N_("This is nested too deeply. Write it flatter."), line)


def _word(event: ScalarEvent, text: str) -> Word:
    start, end = event.start_mark.index, event.end_mark.index
    style = event.style or ""
    if style in (">", "|"):  # its end is where the next thing begins
        end = start + len(text[start:end].rstrip(" \t\r\n"))
    if not style and not event.value:
        end = start
    return Word(str(event.value), style, start, end, event.start_mark.line + 1)


def _pairs(open_: _Open, ended: Any, text: str) -> Pairs:
    entries = []
    for key, value in zip(open_.nodes[::2], open_.nodes[1::2], strict=True):
        if not isinstance(key, Word):
            raise NotEditableError(N_("A key is one word or text, not a list or table."), key.line)
        entries.append((key, _after_colon(key, value, text)))
    first = open_.event.start_mark
    flow = bool(open_.event.flow_style)
    end = ended.end_mark.index if flow else max(entry[1].end for entry in entries)
    return Pairs(tuple(entries), flow, first.index, end, first.line + 1)


def _after_colon(key: Word, value: Node, text: str) -> Node:
    """A value that is left out stands right after its key's colon, not where the reader met it."""
    if not isinstance(value, Word) or value.text or value.style:
        return value
    at = text.find(":", key.end) + 1
    at = at if at and not text[key.end : at - 1].strip() else key.end
    return replace(value, start=at, end=at, line=key.line)


def _rows(open_: _Open, ended: Any) -> Rows:
    first = open_.event.start_mark
    flow = bool(open_.event.flow_style)
    end = ended.end_mark.index if flow else max(node.end for node in open_.nodes)
    return Rows(tuple(open_.nodes), flow, first.index, end, first.line + 1)
