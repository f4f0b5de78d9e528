"""CSV files, whatever separates their cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from data.reading.decimals import decimal_mark
from data.reading.encoding import decoded
from data.reading.rows import fitted
from data.reading.table import Table, Unreadable
from data.wording.message import N_, Problem, say

# As much of the header as the separator is told from; csv takes no longer cell.
LONGEST_HEADER_LINE = 100_000
# A few million blank lines are a small file, and would be gigabytes of rows.
MOST_ROWS = 1_000_000
MOST_CELLS = 20_000_000
SEPARATORS = {
    ",": N_("Cells are separated by a comma."),
    ";": N_("Cells are separated by a semicolon."),
    "\t": N_("Cells are separated by a tab."),
    "|": N_("Cells are separated by a bar."),
}


def open_separated(path: Path, filename: str) -> Table:
    """The table in a CSV file whose cells are separated by comma, semicolon, tab or bar.

    Rows are numbered as a spreadsheet does: a line break within quotes makes no new row.
    Raises Unreadable for what is no such table.
    """
    text, encoding, encoding_note = decoded(path.read_bytes())
    told, text = _told_separator(text)
    separator = told or _separator(text)
    grid = _grid(text, separator)
    first = next((place for place, row in enumerate(grid) if any(row)), None)
    if first is None:
        raise Unreadable(say("The file holds nothing but blank lines. Is it the right file?"))
    rows = fitted(grid[first:], first + 1, text.endswith(("\n", "\r")))
    decimal, decimal_notes = decimal_mark(rows.cells)
    separator_note = Problem(SEPARATORS[separator])
    return Table(
        kind="csv",
        filename=filename,
        headers=rows.headers,
        rows=rows.cells,
        numbers=rows.numbers,
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        sheet=None,
        problems=rows.problems,
        notes=(encoding_note, separator_note, *decimal_notes, *rows.notes),
    )


def _told_separator(text: str) -> tuple[str | None, str]:
    """What a first line `sep=;` says, and the text without it: Excel writes and hides that line."""
    line, _, rest = text.partition("\n")
    told = line.rstrip("\r").removeprefix("sep=")
    return (told, rest) if line.startswith("sep=") and told in SEPARATORS else (None, text)


def _separator(text: str) -> str:
    """The separator that cuts the header, the first line with anything in it, most often."""
    header = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    start = header[:LONGEST_HEADER_LINE]
    counts = {separator: len(_cells(start, separator)) for separator in SEPARATORS}
    return max(counts, key=lambda separator: counts[separator])


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])


def _grid(text: str, separator: str) -> list[list[str]]:
    """Every row as its cells, without white space around them; equal texts are kept once."""
    kept: dict[str, str] = {}
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True
    )
    grid: list[list[str]] = []
    cells = 0
    try:
        for row in reader:
            stripped = [cell.strip() for cell in row]
            grid.append([kept.setdefault(cell, cell) for cell in stripped])
            cells += len(row)
            if len(grid) > MOST_ROWS or cells > MOST_CELLS:
                raise _too_many()
    except csv.Error as error:
        raise Unreadable(_broken_quotes(len(grid) + 1, str(error))) from None
    return grid


def _too_many() -> Unreadable:
    return Unreadable(
        say(
            "The file has more than %(rows)s rows or %(cells)s cells. "
            "Is it the right file? If so, split it.",
            rows=MOST_ROWS,
            cells=MOST_CELLS,
        )
    )


def _broken_quotes(row: int, words: str) -> Problem:
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
