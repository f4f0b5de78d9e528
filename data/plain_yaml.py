"""YAML as dictionaries and rule sets are written, read in an eighth of the time.

The YAML library takes over a second for what a start reads, and 0.1 s for every change of a draft.
Here is the part of it that shipped files use: lists and tables by indent, `{}`, `[]` and quotes
within one line, `>-` of one paragraph. Of any other text this says nothing, least of all what is
wrong with it: whoever asks then reads it with the library. What it does say is what the library
says, event by event; a test holds it to that with texts changed at random.
"""

import re

from ruamel.yaml.error import StringMark
from ruamel.yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

DEEPEST = 15  # less than anybody allows, and than Python may call

_UNUSUAL = re.compile("[^\\n\\x20-\\x7e\\xa0-\\u2027\\u2030-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd]")
_BEGIN = r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[0-9.]))"
_BLOCK = re.compile(rf"{_BEGIN}(?:[^:#\n]|:(?=\S)|(?<=\S)#)*")
_FLOW = re.compile(rf"{_BEGIN}(?:[^:#,?\[\]{{}}\n]|:(?=[^\s,?\[\]{{}}])|(?<=\S)#)*")
_DOUBLE = re.compile(r'"([^"\\\n]*)"')
_SINGLE = re.compile(r"'((?:[^'\n]|'')*)'")
_KEY = re.compile(r"""([A-Za-z0-9_][\w.-]{0,99}|"[^"\\\n]{0,99}"|'[^'\n]{0,99}'):(?=[ \n]|$)""")
_SPACES = re.compile(" *")
_REST = re.compile(r" *(?: #[^\n]*)?(?=\n|$)")
_NOTHING = re.compile(r" *(?:#[^\n]*)?(?:\n|$)")
_FOLDED = re.compile(r">- *(?: #[^\n]*)?\n( +)")
_EMPTY = re.compile(r"\n*+(?! +(?:\n|$))")


class _OtherYaml(Exception):  # noqa: N818 - nothing is wrong with it
    """Something that is left to the library."""


def events(text: str) -> list[Event] | None:
    """The nodes of a text as the YAML library's parser gives them, from the first to the last; None
    for a text that is left to the library."""
    try:
        return _PlainReader(text).events()
    except _OtherYaml:
        return None


class _PlainReader:
    """One text being read; `at` is the character that comes next."""

    def __init__(self, text: str) -> None:
        if _UNUSUAL.search(text):
            raise _OtherYaml
        self.text = text
        self.at = 0
        self.line = self.line_at = 0  # which line `at` lies in, and where that begins
        self.found: list[Event] = []
        self.depth = 0

    def events(self) -> list[Event]:
        if self._indent() != 0 or not _KEY.match(self.text, self.at):
            raise _OtherYaml
        self._table(0)
        if self.at < len(self.text):
            raise _OtherYaml
        return self.found

    def _indent(self) -> int:
        """Go to the next line with something in it, and say how far it is indented; -1 at the end.
        Only to be called at the start of a line."""
        while nothing := _NOTHING.match(self.text, self.at):
            if nothing.end() == self.at:
                return -1
            self._go(nothing.end())
        self.at = _SPACES.match(self.text, self.at).end()  # type: ignore[union-attr]
        if self.text.startswith(("---", "...", "%"), self.line_at):
            raise _OtherYaml
        return self.at - self.line_at

    def _go(self, at: int) -> None:
        """Go on to a place in this line, or to the start of one below."""
        lines = self.text.count("\n", self.at, at)
        if lines:
            self.line += lines
            self.line_at = self.text.rindex("\n", 0, at) + 1
        self.at = at

    def _mark(self) -> StringMark:
        return StringMark("", self.at, self.line, self.at - self.line_at, self.text, self.at)

    def _table(self, indent: int) -> int:
        """Read a table whose keys are indented by so much; say how far the line after it is."""
        self._begin(MappingStartEvent, flow=False)
        here = indent
        while here == indent:
            key = _KEY.match(self.text, self.at)
            if not key:
                raise _OtherYaml
            self._scalar(_BLOCK, key.end(1))
            self.at = key.end()
            here = self._value(indent, _REST.match(self.text, self.at))
        return self._end(MappingEndEvent, here, indent)

    def _list(self, indent: int) -> int:
        """Read a list whose dashes are indented by so much; say how far the line after it is."""
        self._begin(SequenceStartEvent, flow=False)
        here = indent
        while here == indent and self.text.startswith("- ", self.at):
            self.at = _SPACES.match(self.text, self.at + 1).end()  # type: ignore[union-attr]
            if _KEY.match(self.text, self.at):
                here = self._table(self.at - self.line_at)
            else:
                here = self._in_line(indent)
        return self._end(SequenceEndEvent, here, indent)

    def _value(self, indent: int, rest: re.Match[str] | None) -> int:
        """Read what follows a key; say how far the line after it is indented."""
        if not rest:
            self.at = _SPACES.match(self.text, self.at).end()  # type: ignore[union-attr]
            return self._in_line(indent)
        self._to_next_line(rest)
        here = self._indent()
        if self.text.startswith("- ", self.at) and here >= indent:
            return self._list(here)
        if here <= indent:
            raise _OtherYaml
        return self._table(here)

    def _in_line(self, indent: int) -> int:
        """Read a value that begins in this line; say how far the line after it is indented."""
        if folded := _FOLDED.match(self.text, self.at):
            return self._paragraph(indent, folded)
        self._flow(_BLOCK)
        rest = _REST.match(self.text, self.at)
        if not rest:
            raise _OtherYaml
        self._to_next_line(rest)
        here = self._indent()
        if here > indent:
            raise _OtherYaml
        return here

    def _to_next_line(self, rest: re.Match[str]) -> None:
        self._go(min(rest.end() + 1, len(self.text)))

    def _flow(self, plain: re.Pattern[str]) -> None:
        """Read a text, or a list or table in brackets."""
        if self.text.startswith(("[", "{"), self.at):
            self._brackets()
        else:
            self._scalar(plain)

    def _brackets(self) -> None:
        table = self.text[self.at] == "{"
        closing = "}" if table else "]"
        self._begin(MappingStartEvent if table else SequenceStartEvent, flow=True)
        self._skip(1)
        while not self.text.startswith(closing, self.at):
            if table:
                self._scalar(_FLOW)
                if not self.text.startswith(": ", self.at):
                    raise _OtherYaml
                self._skip(1)
            self._flow(_FLOW)
            self._skip(0)
            if self.text.startswith(",", self.at):
                self._skip(1)
                if self.text.startswith(closing, self.at):
                    raise _OtherYaml
            elif not self.text.startswith(closing, self.at):
                raise _OtherYaml
        mark = self._mark()
        self.at += 1
        self.depth -= 1
        self.found.append((MappingEndEvent if table else SequenceEndEvent)(mark, self._mark()))

    def _skip(self, characters: int) -> None:
        self.at = _SPACES.match(self.text, self.at + characters).end()  # type: ignore[union-attr]

    def _scalar(self, plain: re.Pattern[str], until: int | None = None) -> None:
        """Read one text; until: where it must end, if that is known."""
        first = self.text[self.at : self.at + 1]
        quoted = {'"': _DOUBLE, "'": _SINGLE}.get(first)
        match = (quoted or plain).match(self.text, self.at)
        if not match:
            raise _OtherYaml
        if quoted:
            value, end = match[1].replace("''", "'" if first == "'" else "''"), match.end()
        else:
            value = match[0].rstrip(" ")
            end = self.at + len(value)
        if until is not None and end != until:
            raise _OtherYaml
        self._say(value, end, first if quoted else None)

    def _say(self, value: str, end: int, style: str | None) -> None:
        start = self._mark()
        self._go(end)
        implicit = (style is None, style is not None)
        self.found.append(ScalarEvent(None, None, implicit, value, start, self._mark(), style))

    def _paragraph(self, indent: int, folded: re.Match[str]) -> int:
        """Read lines that are one text; say how far the line after it is indented."""
        margin = folded[1]
        if len(margin) <= indent:
            raise _OtherYaml
        at, said = folded.start(1), []
        while self.text.startswith(margin, at):
            end = self.text.find("\n", at)
            line = self.text[at + len(margin) : end]
            if end < 0 or not line or line[0] == " " or line[-1] == " ":
                raise _OtherYaml
            said.append(line)
            at = end + 1
        after = _EMPTY.match(self.text, at)
        # A line of spaces belongs to the paragraph, and so does one below a blank one.
        if not after or self.text.startswith(margin, after.end()):
            raise _OtherYaml
        self._say(" ".join(said), after.end(), ">")
        here = self._indent()
        if here > indent:
            raise _OtherYaml
        return here

    def _begin(self, kind: type[MappingStartEvent | SequenceStartEvent], *, flow: bool) -> None:
        mark = self._mark()
        self.depth += 1
        if self.depth > DEEPEST:
            raise _OtherYaml
        self.found.append(kind(None, None, True, mark, mark, flow_style=flow))

    def _end(self, kind: type[MappingEndEvent | SequenceEndEvent], here: int, indent: int) -> int:
        if here > indent:
            raise _OtherYaml
        self.depth -= 1
        mark = self._mark()
        self.found.append(kind(mark, mark))
        return here
