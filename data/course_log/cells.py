"""Lines cut into cells, with the broken ones told from the others."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from data.course_log.lines import Block
from data.reading.separated import SEPARATORS
from data.wording.message import N_

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
