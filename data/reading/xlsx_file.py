"""What a workbook would take when unpacked, found out without keeping any of it.

XLSX workbooks: the first sheet that holds a table, its cells as text.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from data.reading.csv_file import decimal_mark
from data.reading.rows import fitted
from data.reading.table import FileTable, Unreadable
from data.wording.message import FileProblem, quoted, say

LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_DIRECTORY = 1024 * 1024
MOST_MEMBERS = 1_000
MOST_CELLS = 5_000_000
# Characters, were every cell as long as the longest text that cells share.
MOST_TEXT = 1_000_000_000
CHUNK = 1024 * 1024
# Longer than any reference or tag looked for, so that none is missed between two chunks.
OVERLAP = 200

REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*\$?([A-Za-z]{0,4})\$?([0-9]{0,10})\s*["']""")
ERROR_CELL = re.compile(rb"""\st\s*=\s*["']e["']""")
TEXT_END = re.compile(rb"</(?:\w+:)?si\s*>")


def refuse_to_unpack(path: Path) -> int:
    """How many cells of a workbook hold an Excel error; raises Unreadable if it is unsafe to open.

    Refused: what is no XLSX, a workbook with a password, over 100 MB unpacked as declared or in
    fact, a member larger than it declares, too many members, and sheets so sparse or texts so often
    repeated that few bytes would become gigabytes of cells.
    """
    try:
        with path.open("rb") as file:
            _refuse_directory(file)
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
            _refuse_kind({member.filename for member in members})
            _refuse_declared(members)
            return _measured(file, members)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, RuntimeError):
        raise damaged() from None


def damaged() -> Unreadable:
    """What to say of a workbook that is cut or broken."""
    return Unreadable(
        say("The workbook is damaged or was cut. Save it again in Excel and upload the new file.")
    )


def _refuse_directory(file: BinaryIO) -> None:
    """A list of a million members would fill the memory by itself: its size stands at the end."""
    size = file.seek(0, 2)
    file.seek(max(size - 65_536 - 100, 0))
    end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0:
        raise damaged()
    (directory,) = struct.unpack_from("<I", end, at + 12)
    if end[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):
        (directory,) = struct.unpack_from("<Q", end, at - 20 - 56 + 40)
    if directory > LARGEST_DIRECTORY:
        raise _too_large()


def _refuse_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable(
            say("This workbook is not an XLSX file. Save it as .xlsx or as CSV UTF-8.")
        )
    raise Unreadable(
        say("This is a ZIP archive and no workbook. Unpack it and upload the roster in it.")
    )


def _refuse_declared(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(say("The workbook has a password. Save it without and upload it again."))
    if len(members) > MOST_MEMBERS:
        raise _too_large()
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise _too_large()


def _measured(file: BinaryIO, members: list[zipfile.ZipInfo]) -> int:
    cells = longest = errors = 0
    for member in members:
        measure = Measure()
        for chunk in _chunks(file, member):
            measure.take(chunk)
            if measure.size > member.file_size:
                raise _too_large()
        if measure.size < member.file_size:
            raise damaged()
        cells = max(cells, measure.last_row * measure.last_column)
        longest = max(longest, measure.longest)
        errors += measure.errors
    if cells > MOST_CELLS or cells * longest > MOST_TEXT:
        raise _too_many_cells()
    return errors


def _chunks(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes of a member, a piece at a time, whatever it declares to hold.

    The archive's own reader stops at the declared size; what reads the workbook later does not.
    """
    file.seek(member.header_offset)
    name, extra = struct.unpack("<26xHH", file.read(30))
    file.seek(name + extra, 1)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged()
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    left = member.compress_size
    while left > 0 and (packed := file.read(min(CHUNK, left))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed and not inflate.eof:
            yield inflate.decompress(packed, CHUNK)
            packed = inflate.unconsumed_tail
    if inflate is not None:
        yield inflate.flush()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large() -> Unreadable:
    return Unreadable(
        say(
            "The workbook unpacks to more than %(most)s MB. "
            "Leave only the roster in it, or save the roster as CSV UTF-8.",
            most=LARGEST_UNPACKED // 1024 // 1024,
        )
    )


def _too_many_cells() -> Unreadable:
    return Unreadable(
        say(
            "The workbook reaches too far: more than %(most)s cells, or very long texts. "
            "Delete what stands far from the roster, or save the roster as CSV UTF-8.",
            most=MOST_CELLS,
        )
    )


@dataclass
class Measure:
    """What is found in one member, chunk by chunk.

    size: bytes unpacked. last_row, last_column: the farthest cell any reference names. longest:
    bytes of the longest shared text. errors: cells that hold an Excel error.
    """

    size: int = 0
    last_row: int = 1
    last_column: int = 1
    longest: int = 0
    errors: int = 0
    tail: bytes = b""
    text_from: int = 0

    def take(self, chunk: bytes) -> None:
        """Counts one more chunk in; a match that ends in the tail of the one before is not new."""
        seen = self.tail + chunk
        start = self.size - len(self.tail)
        for letters, digits in set(REFERENCE.findall(seen)):
            self.last_column = max(self.last_column, _column_number(letters))
            self.last_row = max(self.last_row, int(digits or 0))
        self.errors += sum(found.end() > len(self.tail) for found in ERROR_CELL.finditer(seen))
        for found in TEXT_END.finditer(seen):
            if found.end() > len(self.tail):
                self.longest = max(self.longest, start + found.end() - self.text_from)
                self.text_from = start + found.end()
        self.size += len(chunk)
        self.tail = seen[-OVERLAP:]


# Beyond this a float no longer tells one whole number from the next.
LARGEST_WHOLE = 2**53


def open_workbook(path: Path, filename: str) -> FileTable:
    """The table in the first visible sheet of a workbook that has a header and a row.

    12.0 becomes 12, a date 2024-05-03, a boolean true or false; a formula is what Excel computed.
    Raises Unreadable for what cannot be opened, would be too large, or holds no table.
    """
    errors = refuse_to_unpack(path)
    try:
        sheet, grid, first_row, others = _first_table(path)
    except (KeyboardInterrupt, SystemExit, Unreadable):
        raise
    except BaseException:
        # A panic of the library underneath is no Exception.
        raise damaged() from None
    rows = fitted([[_text(cell) for cell in row] for row in grid], first_row)
    decimal, decimal_notes = decimal_mark(rows.cells)
    notes = [_sheet_note(sheet, others), *decimal_notes, *rows.notes]
    if errors:
        notes.append(_error_note(errors))
    return FileTable(
        kind="xlsx",
        filename=filename,
        headers=rows.headers,
        rows=rows.cells,
        numbers=rows.numbers,
        encoding=None,
        separator=None,
        decimal=decimal,
        sheet=sheet,
        problems=rows.problems,
        notes=tuple(notes),
    )


def _first_table(path: Path) -> tuple[str, list[list[Any]], int, list[str]]:
    """The first table's sheet, cells and first row as the spreadsheet numbers it; other sheets."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_path(str(path))
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is not None and sheet.height > 1 and sheet.width > 1:
            others = [other for other in workbook.sheet_names if other != name]
            return name, sheet.to_python(skip_empty_area=True), sheet.start[0] + 1, others
    raise Unreadable(
        say(
            "No visible sheet of the workbook has a header and a row under it. Is it the right one?"
        )
    )


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < LARGEST_WHOLE else str(cell)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _sheet_note(sheet: str, others: list[str]) -> FileProblem:
    if not others:
        return say("Read from the sheet %(sheet)s.", sheet=quoted(sheet))
    return say(
        "Read from the sheet %(sheet)s; other sheets left out: %(others)s.",
        sheet=quoted(sheet),
        others=quoted(", ".join(others)),
    )


def _error_note(count: int) -> FileProblem:
    return say(
        "Cells with an Excel error, such as #N/A, are read as empty: %(count)s in the workbook.",
        count=count,
    )
