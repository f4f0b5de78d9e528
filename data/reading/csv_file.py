"""CSV files, whatever separates their cells.

From the bytes of a file to its text: byte order mark, then UTF-8, then Windows-1252.

Which mark a file writes its numbers with, told from the numbers in it.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Literal, TypeAlias

from data.reading.rows import fitted
from data.reading.table import FileTable, Unreadable
from data.wording.message import N_, FileProblem, say

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


def open_separated(path: Path, filename: str) -> FileTable:
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
    separator_note = FileProblem(SEPARATORS[separator])
    return FileTable(
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


CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
OTHER_KINDS = {
    b"%PDF": N_("This is a PDF. Export the roster as CSV or XLSX."),
    b"\xd0\xcf\x11\xe0": N_(
        "This is an old Excel workbook (.xls) or one with a password. "
        "Save it as .xlsx without a password and upload it again."
    ),
    b"\x1f\x8b": N_("This is a compressed file. Unpack it and upload the roster in it."),
    b"<!DO": N_("This is a web page. Export the roster as CSV or XLSX."),
    b"<htm": N_("This is a web page. Export the roster as CSV or XLSX."),
}


def decoded(content: bytes) -> tuple[str, str, FileProblem]:
    """The text of a file, the name of its encoding and the note that says so.

    Raises Unreadable for UTF-16 and for what is no text (a NUL or another control character, or
    bytes that are in neither encoding).
    """
    for start, template in OTHER_KINDS.items():
        if content.startswith(start):
            raise Unreadable(FileProblem(template))
    if content.startswith(UTF_16) or _looks_like_utf_16(content):
        raise Unreadable(
            say("The file is in UTF-16. Save it as UTF-8 (“CSV UTF-8”) and upload it again.")
        )
    # Programs of the DOS age end a file with this mark.
    content = content.removesuffix(b"\x1a")
    control = CONTROL.search(content)
    if control:
        raise _no_text(content, control.start())
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    try:
        return content.decode("utf-8"), "utf-8", say("Read as UTF-8.")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _no_text(content, error.start) from None
    note = say(
        "Read as Windows-1252 (Latin-1), as the file is not UTF-8. Check that accents are right."
    )
    return text, "cp1252", note


def _looks_like_utf_16(content: bytes) -> bool:
    start = content[:2000]
    half = max(len(start) // 2, 1)
    return len(start) > 3 and max(start[::2].count(0), start[1::2].count(0)) > 0.7 * half


def _no_text(content: bytes, at: int) -> Unreadable:
    return Unreadable(
        say(
            "This is no text file: line %(line)s holds a byte that no text has (%(byte)s). "
            "Export the roster again as CSV UTF-8 or XLSX.",
            line=content.count(b"\n", 0, at) + 1,
            byte=f"0x{content[at]:02X}",
        )
    )


Mark: TypeAlias = Literal[".", ","]
WITH_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+")
WITH_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
WHOLE = re.compile(r"[+-]?[0-9]+")


def decimal_mark(rows: list[list[str]]) -> tuple[Mark, tuple[FileProblem, ...]]:
    """The decimal mark of a table's numbers and the notes about it.

    Only columns whose cells are mostly numbers are asked. A file without a decimal is read with
    a point and nothing is said. When both marks occur, the more frequent one holds: the cells with
    the other will be listed as problems.
    """
    points = commas = 0
    for cells in zip(*rows, strict=True):
        distinct = set(cells) - {""}
        with_point = sum(bool(WITH_POINT.fullmatch(cell)) for cell in distinct)
        with_comma = sum(bool(WITH_COMMA.fullmatch(cell)) for cell in distinct)
        whole = sum(bool(WHOLE.fullmatch(cell)) for cell in distinct)
        if 2 * (with_point + with_comma + whole) >= len(distinct):
            points += with_point
            commas += with_comma
    if commas > points:
        found = say("Decimals are written with a comma.")
    elif points:
        found = say("Decimals are written with a point.")
    else:
        return ".", ()
    both = (say("Decimals are written with a point here and with a comma there."),)
    return "," if commas > points else ".", (found, *(both if commas and points else ()))
