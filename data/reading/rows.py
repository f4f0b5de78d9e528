"""The rows under a header: how wide they are, what does not fit, what their columns are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.headers import fold
from data.reading.table import Unreadable
from data.wording.message import FileProblem, quoted, say

MOST_COLUMNS = 500
LONGEST_HEADER = 200
ROWS_NAMED = 10
# Brightspace ends each row with this column, and begins ids with its sign so that they stay texts.
END_OF_LINE = "endoflineindicator"
END_SIGN = "#"


def fitted(
    headers: Sequence[str],
    rows: Sequence[list[str]],
    numbers: Sequence[int],
    last_complete: bool = True,
) -> FileRows:
    """The rows of students under a header, each as wide as the header.

    headers: of every column, "" where it has none. numbers: of the rows in their sheet.
    last_complete: whether the last of the rows ends where a row ends. A row that is too short is
    filled up with empty cells and one too long is cut, and both are problems: such a file is not
    imported. Columns without a header and without a cell are left out; of headers that are there
    twice, the second is numbered. Notes say so.
    Raises Unreadable when there is no usable header or no row that fits it.
    """
    width = len(headers)
    refuse_width(width)
    needed = max((place for place, header in enumerate(headers, 1) if header), default=0)
    problems = [
        _wrong_width(number, len(row), width)
        for number, row in zip(numbers, rows, strict=True)
        if len(row) < needed or (len(row) > width and any(row[width:]))
    ]
    if not rows:
        raise Unreadable(say("The file has a header and no row under it. Is it the right file?"))
    if len(problems) == len(rows):
        raise _no_row_fits(width)
    if problems and not last_complete and problems[-1].row == numbers[-1]:
        problems[-1] = _cut(numbers[-1])
    cells = [row if len(row) == width else (row + [""] * width)[:width] for row in rows]
    kept, names, notes = _columns(headers, cells)
    if len(kept) < width:
        cells = [[row[place] for place in kept] for row in cells]
    cells, sign_notes = _without_signs(names, cells, END_OF_LINE in map(fold, headers))
    return FileRows(tuple(names), cells, kept, tuple(problems), (*notes, *sign_notes))


def rows_named(rows: Sequence[int]) -> str:
    """The first ROWS_NAMED row numbers as a message lists them, with an ellipsis for the others."""
    shown = ", ".join(str(row) for row in rows[:ROWS_NAMED])
    return shown + (", …" if len(rows) > ROWS_NAMED else "")


def refuse_width(width: int) -> None:
    """Raises Unreadable for a header of one column, or of more than a roster has."""
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


def _columns(
    headers: Sequence[str], cells: Sequence[list[str]]
) -> tuple[list[int], list[str], list[FileProblem]]:
    """Places and names of the columns that are kept, and the notes on the others."""
    kept = []
    for place, header in enumerate(headers):
        if fold(header) == END_OF_LINE and {row[place] for row in cells} <= {END_SIGN, ""}:
            continue
        if header or any(row[place] for row in cells):
            kept.append(place)
    empty = sum(not header for header in headers) - sum(not headers[place] for place in kept)
    names = once_each([headers[place] or f"column {place + 1}" for place in kept])
    notes = [_empty_columns(empty)] if empty else []
    again = [
        name for name, place in zip(names, kept, strict=True) if headers[place] not in ("", name)
    ]
    if again:
        notes.append(
            say(
                "Headers that are there more than once are numbered: %(columns)s.",
                columns=quoted(", ".join(again)),
            )
        )
    return kept, names, notes


def once_each(headers: Sequence[str]) -> list[str]:
    """The headers, all different: the second `Nota` is `Nota (2)`.

    Raises Unreadable for one so long that it is none.
    """
    known = set(headers)
    taken: set[str] = set()
    names = []
    for header in headers:
        if len(header) > LONGEST_HEADER:
            raise Unreadable(
                say(
                    "The first row is no header, it holds “%(read)s”. "
                    "Let the file start with the names of its columns.",
                    read=quoted(header),
                )
            )
        name, times = header, 1
        while name in taken or (times > 1 and name in known):
            times += 1
            name = f"{header} ({times})"
        taken.add(name)
        names.append(name)
    return names


def _without_signs(
    names: Sequence[str], cells: list[list[str]], signed: bool
) -> tuple[list[list[str]], list[FileProblem]]:
    """The cells without the sign that stands before each text of some columns."""
    places = [
        place
        for place in range(len(names))
        if signed and all(row[place].startswith(END_SIGN) or not row[place] for row in cells)
        if any(row[place] for row in cells)
    ]
    if not places:
        return cells, []
    bare = [list(row) for row in cells]
    for row in bare:
        for place in places:
            row[place] = row[place].removeprefix(END_SIGN)
    columns = quoted(", ".join(names[place] for place in places))
    return bare, [
        say(
            "The sign “%(sign)s” before each text is left out: %(columns)s.",
            sign=END_SIGN,
            columns=columns,
        )
    ]


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


def blank_rows(rows: Sequence[int]) -> FileProblem:
    """The note on rows that hold nothing."""
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
    """Headers, and rows of the same width, with the place of each column in the sheet, from 0."""

    headers: tuple[str, ...]
    cells: list[list[str]]
    places: list[int]
    problems: tuple[FileProblem, ...]
    notes: tuple[FileProblem, ...]
