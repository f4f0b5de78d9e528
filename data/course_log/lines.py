"""The lines of a text file, a block at a time, whatever stands in them.

Lines cut into cells, with the broken ones told from the others.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from data.reading.csv_file import SEPARATORS
from data.reading.encoding import OTHER_KINDS, UTF_16
from data.reading.table import Unreadable
from data.wording.message import N_, FileProblem, say

CHUNK = 1024 * 1024
LONGEST_LINE = 64 * 1024
CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
CONTROL_BYTES = bytes(byte for byte in range(32) if CONTROL.match(chr(byte)))

TOO_LONG = N_("Line %(row)s is longer than 64 kB.")
NO_TEXT = N_("Line %(row)s holds bytes that no text has.")


@dataclass
class Block:
    """Some lines: `first` is the number of the first, from 1. wrong: number -> what is wrong with
    it, as a template; such a line is empty in `lines`."""

    first: int
    lines: list[str]
    wrong: dict[int, str] = field(default_factory=dict)
    read: int = 0


def encoding_of(path: Path) -> str:
    """Either utf-8 or cp1252, for a whole file. Raises Unreadable for UTF-16 and other kinds."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(CHUNK)
        _refuse_other_kinds(start)
        if start.startswith(b"\xef\xbb\xbf"):
            return "utf-8"
        chunk = start
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def blocks(file: BinaryIO, encoding: str) -> Iterator[Block]:
    """The lines of a file in blocks of about 1 MB; of a longer line nothing is kept.

    file: opened in binary, at its beginning. The end of the last line may be missing.
    """
    number, tail, skipping, read = 1, b"", False, 0
    while chunk := file.read(CHUNK):
        read += len(chunk)
        pieces = (tail + chunk).split(b"\n")
        tail = pieces.pop()
        if skipping and pieces:
            pieces[0], skipping = b"", False
            block = _block(number, pieces, encoding)
            block.wrong[number] = TOO_LONG
        else:
            block = _block(number, pieces, encoding)
        if skipping or len(tail) > LONGEST_LINE:
            tail, skipping = b"", True
        number += len(pieces)
        block.read = read
        yield block
    if skipping:
        yield Block(number, [""], {number: TOO_LONG}, read)
    elif tail:
        yield _block(number, [tail], encoding)


def _block(first: int, pieces: list[bytes], encoding: str) -> Block:
    block = Block(first, [])
    if first == 1 and pieces:
        pieces[0] = pieces[0].removeprefix(b"\xef\xbb\xbf")
    for place, piece in enumerate(pieces):
        if len(piece) > LONGEST_LINE:
            pieces[place] = b""
            block.wrong[first + place] = TOO_LONG
    joined = b"\n".join(pieces)
    try:
        block.lines = joined.decode(encoding).split("\n") if pieces else []
    except UnicodeDecodeError:
        block.lines = [
            _decoded(block, first + at, piece, encoding) for at, piece in enumerate(pieces)
        ]
        return block
    if len(joined.translate(None, CONTROL_BYTES)) < len(joined):
        for place, line in enumerate(block.lines):
            if CONTROL.search(line):
                block.lines[place] = ""
                block.wrong[first + place] = NO_TEXT
    return block


def _decoded(block: Block, number: int, piece: bytes, encoding: str) -> str:
    try:
        text = piece.decode(encoding)
    except UnicodeDecodeError:
        text = "\x00"
    if CONTROL.search(text):
        block.wrong[number] = NO_TEXT
        return ""
    return text


def _refuse_other_kinds(start: bytes) -> None:
    if not start:
        raise Unreadable(say("The file is empty. Export it again and upload the new file."))
    for mark, template in OTHER_KINDS.items():
        if start.startswith(mark):
            raise Unreadable(FileProblem(template))
    if start.startswith(UTF_16):
        raise Unreadable(
            say("The file is in UTF-16. Save it as UTF-8 (“CSV UTF-8”) and upload it again.")
        )


# A cell may hold a line break between quotes; a quote that is never closed swallows no more.
MOST_JOINED = 10

WIDTH = N_("Line %(row)s has not as many cells as the header.")
QUOTE = N_("Line %(row)s holds a quote that is not closed.")


@dataclass(frozen=True)
class Cut:
    """Rows of the right width, the line at which each begins, and what is wrong with others."""

    rows: list[list[str]]
    numbers: list[int]
    wrong: dict[int, str]


def header_of(line: str) -> tuple[str, list[str]]:
    """The separator that cuts a header most often, and the header cut by it."""
    cut = {separator: _cells([line], separator)[0] for separator in SEPARATORS}
    separator = max(cut, key=lambda each: len(cut[each]))
    return separator, [cell.strip() for cell in cut[separator]]


def cut(block: Block, separator: str, width: int) -> Cut:
    """The rows of a block; blank lines are passed over in silence."""
    try:
        rows = _cells(block.lines, separator)
    except csv.Error:
        rows = []
    if len(rows) != len(block.lines):  # a quote was left open somewhere
        return _carefully(block, separator, width)
    if set(map(len, rows)) == {width}:
        return Cut(rows, list(range(block.first, block.first + len(rows))), block.wrong)
    wrong, kept, numbers = dict(block.wrong), [], []
    for number, row in enumerate(rows, block.first):
        if len(row) == width:
            kept.append(row)
            numbers.append(number)
        elif row and number not in wrong and any(cell.strip() for cell in row):
            wrong[number] = WIDTH
    return Cut(kept, numbers, wrong)


def _carefully(block: Block, separator: str, width: int) -> Cut:
    wrong, kept, numbers = dict(block.wrong), [], []
    place = 0
    while place < len(block.lines):
        row, used = _one(block.lines, place, separator, width)
        number = block.first + place
        if row is None:
            wrong.setdefault(number, QUOTE)
        elif len(row) == width:
            kept.append(row)
            numbers.append(number)
        elif any(cell.strip() for cell in row):
            wrong.setdefault(number, WIDTH)
        place += used
    return Cut(kept, numbers, wrong)


def _one(lines: list[str], place: int, separator: str, width: int) -> tuple[list[str] | None, int]:
    """The row that begins at a line, and how many lines it takes; None for a quote left open."""
    for used in range(1, min(MOST_JOINED, len(lines) - place) + 1):
        joined = "\n".join(line.rstrip("\r") for line in lines[place : place + used])
        try:
            rows = list(csv.reader(_again(joined), delimiter=separator, strict=True))
        except csv.Error:
            continue
        row = rows[0] if rows else []
        if used == 1 or (len(rows) == 1 and len(row) == width):
            return row, used
    return None, 1


def _again(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield f"{line}\n"


def _cells(lines: list[str], separator: str) -> list[list[str]]:
    return list(csv.reader(lines, delimiter=separator, skipinitialspace=True))
