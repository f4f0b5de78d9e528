"""XLSX workbooks: the first sheet that holds a table, its cells as text."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from data.reading.decimals import decimal_mark
from data.reading.rows import fitted
from data.reading.table import Table, Unreadable
from data.reading.unpacked import damaged, refuse_to_unpack
from data.wording.message import Problem, quoted, say

# Beyond this a float no longer tells one whole number from the next.
LARGEST_WHOLE = 2**53


def open_workbook(path: Path, filename: str) -> Table:
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
    return Table(
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


def _sheet_note(sheet: str, others: list[str]) -> Problem:
    if not others:
        return say("Read from the sheet %(sheet)s.", sheet=quoted(sheet))
    return say(
        "Read from the sheet %(sheet)s; other sheets left out: %(others)s.",
        sheet=quoted(sheet),
        others=quoted(", ".join(others)),
    )


def _error_note(count: int) -> Problem:
    return say(
        "Cells with an Excel error, such as #N/A, are read as empty: %(count)s in the workbook.",
        count=count,
    )
