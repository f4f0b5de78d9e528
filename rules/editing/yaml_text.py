"""A YAML text as nodes that know which characters they were written with.

Which part of a rule file stands at a line and column.

Where the lines of a text begin and end, and putting edits into it.

Why a text cannot be edited for the lead, in a sentence that can be translated.
"""

from collections.abc import Iterable, Iterator
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
from rules.text.problems import RuleProblem, shown
from rules.text.yaml_nodes import DEEPEST, LARGEST

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
class TextRows:
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


Node = Word | TextRows | Pairs
Plain = str | list[Any] | dict[str, Any]


@dataclass
class _OpenText:
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
        elif isinstance(node, TextRows) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def plain(node: Node) -> Plain:
    """What a node says, without how it is written: texts, lists and tables."""
    if isinstance(node, Word):
        return node.text
    if isinstance(node, TextRows):
        return [plain(item) for item in node.items]
    said: dict[str, Any] = {}
    for key, value in node.entries:
        said.setdefault(key.text, plain(value))
    return said


def _assemble(text: str, events: Iterator[Any]) -> Node | None:
    root: Node | None = None
    open_: list[_OpenText] = []
    for event in events:
        _check(event, len(open_))
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            open_.append(_OpenText(event, []))
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


def _pairs(open_: _OpenText, ended: Any, text: str) -> Pairs:
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


def _rows(open_: _OpenText, ended: Any) -> TextRows:
    first = open_.event.start_mark
    flow = bool(open_.event.flow_style)
    end = ended.end_mark.index if flow else max(node.end for node in open_.nodes)
    return TextRows(tuple(open_.nodes), flow, first.index, end, first.line + 1)


def path_at(root: Node, text: str, line: int, column: int) -> Path:
    """The way to the innermost key or item that holds a place; both count from 1."""
    at = sum(map(len, text.splitlines(keepends=True)[: line - 1])) + column - 1
    path: Path = ()
    node: Node | None = root
    while node is not None:
        node, path = _into(node, path, at)
    return path


def _into(node: Node, path: Path, at: int) -> tuple[Node | None, Path]:
    if isinstance(node, Pairs):
        for key, value in node.entries:
            if key.start <= at <= max(key.end, value.end):
                return (value if at >= value.start else None), (*path, key.text)
    elif isinstance(node, TextRows):
        for place, item in enumerate(node.items):
            if item.start <= at <= item.end:
                return item, (*path, place)
    return None, path


@dataclass(frozen=True)
class Splice:
    """Characters text[start:end] that give way to others."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with all of them done; they do not overlap, and count in the text as it was."""
    for one in sorted(splices, key=lambda one: (one.start, one.end), reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text


def newline(text: str) -> str:
    """How the lines of a text end: as its first does."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def line_start(text: str, at: int) -> int:
    """Where the line begins that holds a place."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where the line ends that holds a place: before its line break."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def next_line(text: str, at: int) -> int:
    """Where the line after the one that holds a place begins; the text's end after the last."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def column(text: str, at: int) -> int:
    """How many characters stand before a place on its line."""
    return at - line_start(text, at)


def with_comments(text: str, at: int) -> int:
    """Where the comments begin that stand right above a line, in the same column; else the line.

    at: the first character of the line.
    """
    indent = len(text[at:]) - len(text[at:].lstrip(" "))
    while at > 0:
        above = line_start(text, at - 1)
        line = text[above : at - 1]
        if not line.strip().startswith("#") or len(line) - len(line.lstrip(" ")) != indent:
            break
        at = above
    return at


def gone(text: str, start: int, end: int, blank: bool = False) -> Splice:
    """Whole lines taken out, from the beginning of one to the end of the one that holds `end`.

    blank: the blank lines below go as well, or, where there are none, those above: what is apart
    stays apart by as many as before. A last line without a break leaves one without.
    """
    below = after = next_line(text, end)
    while blank and after < len(text) and not text[after : line_end(text, after)].strip():
        after = next_line(text, after)
    broken = text[:after].endswith("\n")
    if not blank or after > below:
        kept = start
    else:
        kept = len(text[:start].rstrip(" \r\n"))
        kept = next_line(text, kept) if kept else start
    if broken:
        return Splice(kept, after, "")
    return Splice(len(text[:kept].removesuffix("\n").removesuffix("\r")), after, "")


class NotEditableError(Exception):
    """An edit that cannot be made; the text stays as it is. `problem` says why, and the line."""

    def __init__(self, template: str, line: int = 1, **values: object) -> None:
        texts = {name: shown(value) for name, value in values.items()}
        self.problem = RuleProblem(template, texts, line=line, column=1)
        super().__init__(self.problem.message)
