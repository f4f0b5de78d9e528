"""Workbooks of any kind: their sheets that can be seen, cell by cell as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.reading.archive import damaged, refuse_cells
from data.reading.opened_file import FileSheet, MergedCells
from data.reading.table import Unreadable
from data.wording.message import say

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# Beyond this a float no longer tells one whole number from the next.
LARGEST_WHOLE = 2**53
# A percent is written to so many digits: 0.1 + 0.2 is no 30.000000000000004 %.
PERCENT_DIGITS = 12

# Row, from 0 -> bits of its columns, the lowest the first.
CellPlaces = Mapping[int, int]


def sheets_of(
    path: Path,
    percents: Callable[[str], CellPlaces] = lambda name: {},
    merges: Callable[[str], tuple[MergedCells, ...]] | None = None,
) -> tuple[FileSheet, ...]:
    """The visible sheets of a workbook that hold anything.

    12.0 becomes 12, a date 2024-05-03, a boolean true or false; a formula is what was computed.
    percents: sheet -> the cells that it shows as percent. merges: where the library
    does not know merged cells. Raises Unreadable for what cannot be opened, would be too large, or
    where no sheet has a header and a row.
    """
    try:
        return _sheets(path, percents, merges)
    except (KeyboardInterrupt, SystemExit, Unreadable):
        raise
    except BaseException as error:
        # A panic of the library underneath is no Exception.
        if type(error).__name__ == "PasswordError":
            raise with_password() from None
        raise damaged() from None


def with_password() -> Unreadable:
    """What to say of a workbook that cannot be opened without its password."""
    return Unreadable(say("The workbook has a password. Save it without and upload it again."))


def _sheets(
    path: Path,
    percents: Callable[[str], CellPlaces],
    merges: Callable[[str], tuple[MergedCells, ...]] | None,
) -> tuple[FileSheet, ...]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_path(str(path))
    kept: dict[str, str] = {}
    sheets = []
    cells = 0
    for known in workbook.sheets_metadata:
        if known.visible != SheetVisibleEnum.Visible or known.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(known.name)
        if sheet.start is None:
            continue
        cells += sheet.height * sheet.width
        refuse_cells(cells, 0)
        merged = merges(known.name) if merges else _merged(sheet)
        sheets.append(_sheet(sheet, percents(known.name), merged, kept))
    if not any(len(sheet.rows) > 1 and len(sheet.rows[0]) > 1 for sheet in sheets):
        raise Unreadable(
            say(
                "No visible sheet of the workbook has a header and a row under it. "
                "Is it the right one?"
            )
        )
    return tuple(sheets)


def _merged(sheet: CalamineSheet) -> tuple[MergedCells, ...]:
    return tuple(MergedCells(*first, *last) for first, last in sheet.merged_cell_ranges or ())


def _sheet(
    sheet: CalamineSheet,
    percents: CellPlaces,
    merged: tuple[MergedCells, ...],
    kept: dict[str, str],
) -> FileSheet:
    """The sheet from its first cell on; equal texts are kept once."""
    top, left = sheet.start or (0, 0)
    every = 0
    rows = []
    once = kept.setdefault
    for at, cells in enumerate(islice(sheet.iter_rows(), top, None)):
        texts = [cell.strip() if type(cell) is str else _text(cell) for cell in cells]
        bits = percents.get(top + at, 0) >> left
        every |= bits
        while bits:
            column = (bits & -bits).bit_length() - 1
            bits &= bits - 1
            value = cells[column] if column < len(cells) else None
            if isinstance(value, float):
                texts[column] = _percent(value)
        rows.append([once(text, text) for text in texts])
    return FileSheet(
        name=sheet.name,
        rows=rows,
        first_row=top + 1,
        percent=frozenset(at for at in range(sheet.width) if every >> at & 1),
        merged=tuple(
            MergedCells(each.top - top, each.left - left, each.bottom - top, each.right - left)
            for each in merged
            if each.top >= top and each.left >= left
        ),
    )


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < LARGEST_WHOLE else str(cell)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell).strip()


def _percent(value: float) -> str:
    exact = round(Decimal(repr(float(value))) * 100, PERCENT_DIGITS).normalize()
    return f"{exact:f} %"
