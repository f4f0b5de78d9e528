"""CSV files, whatever separates their cells."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from data.reading.decimals import WHOLE, WITH_COMMA, WITH_POINT
from data.reading.encoding import REPLACED, decoded
from data.reading.opened_file import FileSheet, OpenedFile
from data.reading.rows import refuse_width, rows_named
from data.reading.table import Unreadable
from data.wording.message import N_, FileProblem, say

# As much of the text, and as many of its rows, as the separator is told from.
LONGEST_START = 100_000
ROWS_TRIED = 200
# A few million blank lines are a small file, and would be gigabytes of rows.
MOST_ROWS = 1_000_000
MOST_CELLS = 20_000_000
# No title or header is wider, whatever separators stand behind it.
WIDEST_TITLE = 20_000
SEPARATORS = {
    ",": N_("Cells are separated by a comma."),
    ";": N_("Cells are separated by a semicolon."),
    "\t": N_("Cells are separated by a tab."),
    "|": N_("Cells are separated by a bar."),
}
# Of two that cut as well: a comma stands in texts and numbers, a tab hardly ever.
LIKELIEST = ("\t", ";", "|", ",")


def open_separated(path: Path, filename: str) -> OpenedFile:
    """A CSV file whose cells are separated by comma, semicolon, tab or bar, as one sheet.

    Rows are numbered as a spreadsheet does: a line break within quotes makes no new row.
    Raises Unreadable for what is no such file.
    """
    read = decoded(path.read_bytes())
    told, text = _told_separator(read.text)
    separator = told or separator_of(text)
    rows = _grid(text, separator)
    first = next(filter(any, rows), None)
    if first is None:
        raise Unreadable(say("The file holds nothing but blank lines. Is it the right file?"))
    if len(first) > WIDEST_TITLE:
        refuse_width(len(first))
    notes = [read.note, FileProblem(SEPARATORS[separator])]
    if read.lines:
        notes.append(_replaced(rows, read.lines))
    return OpenedFile(
        kind="csv",
        filename=filename,
        sheets=(FileSheet(name="", rows=rows, complete=text.endswith(("\n", "\r"))),),
        encoding=read.encoding,
        separator=separator,
        notes=tuple(notes),
    )


def _told_separator(text: str) -> tuple[str | None, str]:
    """What a first line `sep=;` says, and the text without it: Excel writes and hides that line."""
    line, _, rest = text.partition("\n")
    told = line.rstrip("\r").removeprefix("sep=")
    return (told, rest) if line.startswith("sep=") and told in SEPARATORS else (None, text)


def separator_of(text: str) -> str:
    """The separator that cuts most whole records to one width, under a row that can be a header."""
    start = text[:LONGEST_START]
    fits = {separator: _fit(start, separator, len(start) < len(text)) for separator in LIKELIEST}
    return max(LIKELIEST, key=lambda separator: fits[separator])


def _fit(start: str, separator: str, is_cut: bool) -> tuple[bool, float, int]:
    """How well a separator cuts the first records.

    Whether the first of the usual width can be a header; the share of records that have this width;
    the width.
    """
    rows: list[list[str]] = []
    try:
        for row in csv.reader(
            io.StringIO(start, newline=""), delimiter=separator, skipinitialspace=True
        ):
            rows.append(row)
            if len(rows) > ROWS_TRIED:
                break
        else:
            if is_cut:
                rows = rows[:-1] or rows
    except csv.Error:  # a cell longer than csv takes
        return False, 0.0, 0
    widest = max(map(len, rows), default=0)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return False, 0.0, widest
    width, times = max(widths.items(), key=lambda item: (item[1], item[0]))
    first = next(row for row in rows if len(row) == width)
    filled = [cell.strip() for cell in first if cell.strip()]
    numbers = sum(
        bool(each.fullmatch(cell)) for cell in filled for each in (WHOLE, WITH_POINT, WITH_COMMA)
    )
    return 2 * numbers < len(filled), times / len(rows), width


def _grid(text: str, separator: str) -> list[list[str]]:
    """Every row as its cells, without white space around them; equal texts are kept once.

    A cell that is written ="00123", so that spreadsheets keep its zeros, is what they show.
    """
    kept: dict[str, str] = {}
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True
    )
    grid: list[list[str]] = []
    cells = 0
    once = kept.setdefault
    has_formulas = '="' in text
    try:
        for row in reader:
            stripped = [cell.strip() for cell in row]
            if has_formulas:
                stripped = [_shown(cell) for cell in stripped]
            grid.append([once(cell, cell) for cell in stripped])
            cells += len(row)
            if len(grid) > MOST_ROWS or cells > MOST_CELLS:
                raise _too_many()
    except csv.Error as error:
        raise Unreadable(_broken_quotes(len(grid) + 1, str(error))) from None
    return grid


def _shown(cell: str) -> str:
    is_text = len(cell) > 2 and cell.startswith('="') and cell.endswith('"')
    return cell[2:-1].strip() if is_text and '"' not in cell[2:-1] else cell


def _too_many() -> Unreadable:
    return Unreadable(
        say(
            "The file has more than %(rows)s rows or %(cells)s cells. "
            "Is it the right file? If so, split it.",
            rows=MOST_ROWS,
            cells=MOST_CELLS,
        )
    )


def _broken_quotes(row: int, words: str) -> FileProblem:
    if "unexpected end" in words:
        return say(
            "A quote opened in row %(row)s is never closed: the file was cut. "
            "Export it again and upload the new file.",
            row=row,
        )
    return say(
        "Row %(row)s cannot be cut into cells: a quote stands in the middle of a text, or a cell "
        "is very long. Correct the row and upload the file again.",
        row=row,
    )


def _replaced(rows: list[list[str]], lines: tuple[int, ...]) -> FileProblem:
    found = [number for number, row in enumerate(rows, 1) if any(REPLACED in cell for cell in row)]
    return say(
        "Characters that no text has were replaced by “%(sign)s” in rows %(rows)s (lines %(lines)s "
        "of the file). Check the names there.",
        sign=REPLACED,
        rows=rows_named(found),
        lines=rows_named(lines),
    )
