"""The rows under a header: which there are, how wide they are and what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.reading.table import Unreadable
from data.wording.message import FileProblem, quoted, say

MOST_COLUMNS = 500
LONGEST_HEADER = 200
ROWS_NAMED = 10


def fitted(grid: Sequence[list[str]], first_row: int, last_complete: bool = True) -> FileRows:
    """The rows of a grid under its header: blank rows left out, each as wide as the header.

    grid: the header, then the rows as read. first_row: the spreadsheet's number of the header.
    last_complete: whether the file ends where a row ends. A row that is too short is filled up with
    empty cells and one too long is cut, and both are problems: such a file is not imported. Columns
    without a header and without a cell are left out. Notes say what was left out.
    Raises Unreadable when there is no usable header or no row that fits it.
    """
    width = len(grid[0])
    _refuse_width(width)
    numbered = list(enumerate(grid[1:], first_row + 1))
    blank = [number for number, row in numbered if not any(row)]
    filled = [(number, row) for number, row in numbered if any(row)]
    problems = [
        _wrong_width(number, len(row), width)
        for number, row in filled
        if len(row) < width or any(row[width:])
    ]
    if not filled:
        raise Unreadable(say("The file has a header and no row under it. Is it the right file?"))
    if len(problems) == len(filled):
        raise _no_row_fits(width)
    if problems and not last_complete and problems[-1].row == filled[-1][0]:
        problems[-1] = _cut(filled[-1][0])
    cells = [row if len(row) == width else (row + [""] * width)[:width] for _, row in filled]
    headers, cells, empty = _without_empty_columns(grid[0], cells)
    notes = ([_blank_rows(blank)] if blank else []) + ([_empty_columns(empty)] if empty else [])
    numbers = [number for number, _ in filled]
    return FileRows(_once_each(headers), cells, numbers, tuple(problems), tuple(notes))


def rows_named(rows: Sequence[int]) -> str:
    """The first ROWS_NAMED row numbers as a message lists them, with an ellipsis for the others."""
    shown = ", ".join(str(row) for row in rows[:ROWS_NAMED])
    return shown + (", …" if len(rows) > ROWS_NAMED else "")


def _refuse_width(width: int) -> None:
    if width > MOST_COLUMNS:
        raise Unreadable(
            say(
                "The file has %(count)s columns; at most %(most)s can be read. Is it a roster?",
                count=width,
                most=MOST_COLUMNS,
            )
        )
    if width < 2:
        raise Unreadable(
            say(
                "Only one column was found. Separate the cells by comma, semicolon, tab or bar, "
                "or save the file as XLSX."
            )
        )


def _without_empty_columns(
    headers: Sequence[str], cells: list[list[str]]
) -> tuple[list[str], list[list[str]], int]:
    unnamed = [place for place, header in enumerate(headers) if not header]
    empty = {place for place in unnamed if not any(row[place] for row in cells)}
    names = [
        header or f"column {place}"
        for place, header in enumerate(headers, 1)
        if place - 1 not in empty
    ]
    if empty:
        kept = [place for place in range(len(headers)) if place not in empty]
        cells = [[row[place] for place in kept] for row in cells]
    return names, cells, len(empty)


def _once_each(headers: Sequence[str]) -> tuple[str, ...]:
    places: dict[str, int] = {}
    for place, header in enumerate(headers, 1):
        if len(header) > LONGEST_HEADER:
            raise Unreadable(
                say(
                    "The first row is no header, it holds “%(read)s”. "
                    "Let the file start with the names of its columns.",
                    read=quoted(header),
                )
            )
        if header in places:
            raise Unreadable(
                say(
                    "Columns %(first)s and %(second)s are both headed %(header)s. "
                    "Rename or remove one of them.",
                    first=places[header],
                    second=place,
                    header=quoted(header),
                )
            )
        places[header] = place
    return tuple(places)


def _wrong_width(row: int, count: int, width: int) -> FileProblem:
    if count < width:
        return say(
            "Row %(row)s has %(count)s cells, the header has %(width)s: cells are missing. "
            "Correct the file and upload it again.",
            row=row,
            count=count,
            width=width,
        )
    return say(
        "Row %(row)s has %(count)s cells, the header has %(width)s: there are too many. "
        "Put a text that holds the separator between quotes and upload the file again.",
        row=row,
        count=count,
        width=width,
    )


def _blank_rows(rows: Sequence[int]) -> FileProblem:
    return say("Blank rows left out: %(count)s (%(rows)s).", count=len(rows), rows=rows_named(rows))


def _no_row_fits(width: int) -> Unreadable:
    return Unreadable(
        say(
            "No row has as many cells as the header, which has %(width)s. "
            "Write the header and the rows with the same separator.",
            width=width,
        )
    )


def _cut(row: int) -> FileProblem:
    return say(
        "Row %(row)s, the last one, stops in the middle: the file was cut. "
        "Export it again and upload the new file.",
        row=row,
    )


def _empty_columns(count: int) -> FileProblem:
    return say("Empty columns left out: %(count)s.", count=count)


@dataclass(frozen=True)
class FileRows:
    """Headers, rows of the same width with their spreadsheet numbers, problems and notes."""

    headers: tuple[str, ...]
    cells: list[list[str]]
    numbers: list[int]
    problems: tuple[FileProblem, ...]
    notes: tuple[FileProblem, ...]
