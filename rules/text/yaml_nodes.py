"""A YAML text as nodes that know their line, behind limits; every part of it is only data."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from data import plain_yaml
from rules.text.problems import ProblemReport, RuleFileError, Spot, place_of
from rules.text.yaml_errors import misread

LARGEST = 64 * 1024
DEEPEST = 20
MOST_VALUES = 10_000

_WHOLE = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]{1,18}(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", re.ASCII)
# They are not seen, turn round the order in which a line is read, or break it for us alone.
INVISIBLE = re.compile(
    "[\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff\\u0085\\u2028\\u2029]"
)
_NAMED = {"": None, "~": None, "null": None, "true": True, "false": False, ".inf": float("inf")}


@dataclass(frozen=True)
class Scalar:
    """One value. Plain text that reads as a number is one; `yes` and `no` stay words (YAML 1.2)."""

    value: float | str | bool | None
    text: str
    line: int
    column: int
    source: str = field(compare=False, repr=False, default="")  # as the file has it, quotes and all
    style: str | None = field(compare=False, repr=False, default=None)

    def place_of(self, at: int) -> Spot:
        """Where in the file character `at` of `text` stands."""
        return place_of(self.text, self.source, self.style, at, Spot(self.line, self.column))


@dataclass(frozen=True)
class ListNode:
    """A list of nodes."""

    items: tuple["Node", ...]
    line: int
    column: int


@dataclass(frozen=True)
class TableNode:
    """Keys and their nodes, in the order of the file, each key once."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int

    def get(self, key: str) -> "Node | None":
        """The node under that key."""
        return next((node for name, node in self.entries if name.text == key), None)


Node = Scalar | ListNode | TableNode


@dataclass
class _OpenNode:
    """A list or table whose end was not reached yet."""

    start: NodeEvent
    nodes: list[Node]


def read(text: str, report: ProblemReport) -> Node | None:
    """The document's node, or None where it has none; problems go to `report`.

    Raises RuleFileError for what cannot be read on: a text over LARGEST bytes, broken YAML,
    nesting over DEEPEST.
    """
    if len(text.encode(errors="replace")) > LARGEST:
        report.say(
            "The file is larger than %(kilobytes)s kB. Shorten it, or split it into two rule sets.",
            Spot(1, 1),
            kilobytes=LARGEST // 1024,
        )
        raise RuleFileError(report.problems)
    if found := INVISIBLE.search(text):
        before = text[: found.start()]
        spot = Spot(before.count("\n") + 1, found.start() - before.rfind("\n"))
        _refuse_invisible(found.group(), spot, report)
        raise RuleFileError(report.problems)
    try:
        # Not "rt", which gathers comments that nobody reads: half as long again.
        events = plain_yaml.events(text) or YAML(typ="safe", pure=True).parse(text)
        return _assemble(events, report)
    except RuleFileError:
        raise
    # The YAML reader fails in more ways than it documents (ValueError, AttributeError, ...);
    # for the lead they all mean the same.
    except Exception as error:
        raise RuleFileError([*report.problems, misread(error, text)]) from None


def _refuse_invisible(character: str, at: Spot, report: ProblemReport) -> None:
    report.say(
        "An invisible character (%(code)s) stands here. Remove it, or type the text again.",
        at,
        code=f"U+{ord(character):04X}",
    )


def _spot(mark: Any) -> Spot:
    return Spot(mark.line + 1, mark.column + 1)


def _assemble(events: Iterable[Any], report: ProblemReport) -> Node | None:
    root: Node | None = None
    open_: list[_OpenNode] = []
    documents = values = 0
    for event in events:
        spot = _spot(event.start_mark)
        values += isinstance(event, NodeEvent)
        if values > MOST_VALUES:
            report.say("The file holds more than %(most)s values. Split it into two rule sets.",
                       spot, most=MOST_VALUES)  # fmt: skip
            raise RuleFileError(report.problems)
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if event.version or event.tags:
                report.say("Lines that begin with %(sign)s are not used here. Remove it.", spot,
                           sign="%")  # fmt: skip
            if documents == 2:
                report.say("A rule file holds one document. Remove the line ---.", spot)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            _check(event, spot, report)
            open_.append(_OpenNode(event, []))
            if len(open_) > DEEPEST:
                report.say("This is nested too deeply. Write it flatter.", spot)
                raise RuleFileError(report.problems)
        elif (node := _node(event, spot, open_, report)) is not None:
            if open_:
                open_[-1].nodes.append(node)
            else:
                root = root or node
    return root


def _source(event: ScalarEvent) -> str:
    start, end = event.start_mark, event.end_mark
    return str(start.buffer[start.pointer : end.pointer])


def _node(event: Any, spot: Spot, open_: list[_OpenNode], report: ProblemReport) -> Node | None:
    """The node that an event completes, if it does."""
    if isinstance(event, AliasEvent):
        report.say("References (*%(name)s) are not used here. Write it out.", spot,
                   name=event.anchor)  # fmt: skip
        name = f"*{event.anchor}"
        return Scalar(name, name, spot.line, spot.column)
    if isinstance(event, ScalarEvent):
        _check(event, spot, report)
        text = str(event.value)
        if not _can_be_written(text):
            report.say("This holds a character that cannot be written. Type it again.", spot)
        plain = not event.style and (event.implicit[0] or event.tag)
        value = _value(text) if plain else text
        return Scalar(value, text, spot.line, spot.column, _source(event), event.style)
    if isinstance(event, SequenceEndEvent):
        done = open_.pop()
        start = _spot(done.start.start_mark)
        return ListNode(tuple(done.nodes), start.line, start.column)
    if isinstance(event, MappingEndEvent):
        return _table(open_.pop(), report)
    return None


def _table(done: _OpenNode, report: ProblemReport) -> TableNode:
    start = _spot(done.start.start_mark)
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, node in zip(done.nodes[::2], done.nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            report.say("A key is one word or text, not a list or table.", key)
        elif key.text in entries:
            report.say("%(key)s is here twice; the first is in line %(line)s. Remove one.", key,
                       key=key.text, line=entries[key.text][0].line)  # fmt: skip
        else:
            if isinstance(node, Scalar) and not node.text and node.line > key.line:
                node = replace(node, line=key.line, column=key.column)  # its mark comes too late
            entries[key.text] = (key, node)
    return TableNode(tuple(entries.values()), start.line, start.column)


def _check(event: Any, spot: Spot, report: ProblemReport) -> None:
    if event.anchor:
        report.say("Names for references (&%(name)s) are not used here. Remove it.", spot,
                   name=event.anchor)  # fmt: skip
    if event.tag:
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        report.say("Tags (%(tag)s) are not used here. Remove it.", spot, tag=tag)


def _can_be_written(text: str) -> bool:
    """Half characters ("\\ud800") come in by escapes and would break every file written later."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _value(text: str) -> float | str | bool | None:
    if text.lower() in _NAMED:
        return _NAMED[text.lower()]
    if not (_WHOLE.fullmatch(text) or _DECIMAL.fullmatch(text)):
        return text
    number = float(text)
    return number if isfinite(number) else text
