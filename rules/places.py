"""Where in a file a character of a value stands, however YAML lets the value be written."""

from collections.abc import Iterator
from dataclasses import dataclass

_BREAKS = "\n\r\x85\u2028\u2029"
_CODES = {"x": 2, "u": 4, "U": 8}
"""Escapes between double quotes that are followed by so many digits."""


@dataclass(frozen=True)
class Spot:
    """A line and a column of the file, both from 1."""

    line: int
    column: int


def place_of(text: str, source: str, style: str | None, at: int, start: Spot) -> Spot:
    """The place of character `at` of a value `text` that was written as `source`, from `start` on.

    `style`: ' or " between quotes, > or | for a block, None for plain text. What is no blank is
    in the same order in both; a blank has the place of what follows it.
    """
    before = sum(not character.isspace() for character in text[:at])
    end = start
    for count, (place, after) in enumerate(_written(source, style or "", start)):
        if count == before:
            return place
        end = after
    return end


def _written(source: str, style: str, start: Spot) -> Iterator[tuple[Spot, Spot]]:
    """The place of each character that is no blank, and of what follows it."""
    body = _body(source, style)
    spots = list(_spots(source, start))
    at = body.start
    while at < body.stop:
        length = _length(source, style, at)
        if not source[at].isspace() and not _is_blank(source, style, at):
            yield spots[at], spots[min(at + length, len(spots) - 1)]
        at += length


def _body(source: str, style: str) -> range:
    """What of the source is the value: no quotes, and not the line that opens a block."""
    if style in ("'", '"'):
        return range(1, len(source) - 1)
    if style in (">", "|"):
        return range(source.find("\n") + 1, len(source))
    return range(len(source))


def _length(source: str, style: str, at: int) -> int:
    """How many characters of the source make one character of the value."""
    if style == "'" and source[at : at + 2] == "''":
        return 2
    if style == '"' and source[at] == "\\":
        return 2 + _CODES.get(source[at + 1 : at + 2], 0)
    return 1


def _is_blank(source: str, style: str, at: int) -> bool:
    """Whether an escape stands for a blank, or for the end of a line that goes on."""
    return style == '"' and source[at] == "\\" and source[at + 1 : at + 2] in "ntrvf_NLP \t\n\r"


def _spots(source: str, start: Spot) -> Iterator[Spot]:
    """The place of each character of the source, and of what follows the last."""
    line, column = start.line, start.column
    for at, character in enumerate(source):
        yield Spot(line, column)
        column += 1
        if character in _BREAKS and source[at : at + 2] != "\r\n":
            line, column = line + 1, 1
    yield Spot(line, column)
