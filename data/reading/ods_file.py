"""ODS workbooks: what their cells reach to, found out before they are opened; percents, merges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.reading.archive import damaged, member_chunks, refuse_cells
from data.reading.opened_file import MergedCells, OpenedFile
from data.reading.workbook import sheets_of
from data.reading.xml_events import read_xml

CONTENT = "content.xml"
CELLS = ("table-cell", "covered-table-cell")


def open_ods(path: Path, filename: str) -> OpenedFile:
    """An ODS workbook whose archive was found safe to unpack. Raises Unreadable as sheets_of does.

    A cell may say that it is there a million times: that is refused as any sheet too large.
    """
    reader = OdsReader()
    try:
        read_xml(member_chunks(path, CONTENT), reader)
    except ValueError:
        raise damaged() from None
    sheets = sheets_of(
        path,
        lambda name: reader.percents.get(name, {}),
        lambda name: tuple(reader.merged.get(name, ())),
    )
    return OpenedFile("ods", filename, sheets)


@dataclass
class OdsReader:
    """What the cells of each sheet reach to, and what the library that reads them does not tell.

    percents: sheet -> row -> bits of its columns, from 0. merged: sheet -> its merged cells.
    """

    percents: dict[str, dict[int, int]] = field(default_factory=dict)
    merged: dict[str, list[MergedCells]] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0
    column: int = 0
    repeated: int = 1
    row_repeated: int = 1
    is_filled: bool = False
    last_row: int = 0
    last_column: int = 0
    longest: int = 0
    length: int = 0
    cell: Mapping[str, str] = field(default_factory=dict)
    in_cell: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A sheet, a row or a cell begins."""
        if name == "table":
            self.sheet = attributes.get("name", "")
            self.row = self.last_row = self.last_column = self.longest = 0
        elif name == "table-row":
            self.row_repeated = _times(attributes, "number-rows-repeated")
            self.column, self.is_filled = 0, False
        elif name in CELLS:
            self.repeated = _times(attributes, "number-columns-repeated")
            self.cell, self.in_cell, self.length = attributes, True, 0

    def data(self, text: str) -> None:
        """A piece of the text of a cell."""
        self.length += len(text)

    def end(self, name: str) -> None:
        """A cell, a row or a sheet ends."""
        if name in CELLS:
            self._end_cell()
            self.column += self.repeated
            self.in_cell = False
        elif name == "table-row":
            self.row += self.row_repeated
            if self.is_filled:
                self.last_row = self.row
                refuse_cells(self.last_row * self.last_column, self.longest)

    def _end_cell(self) -> None:
        kind = self.cell.get("value-type")
        if not kind and not self.length and "formula" not in self.cell:
            return
        self.is_filled = True
        self.last_column = max(self.last_column, self.column + self.repeated)
        self.longest = max(self.longest, self.length, len(self.cell.get("string-value", "")))
        refuse_cells((self.row + self.row_repeated) * self.last_column, self.longest)
        if kind == "percentage":
            rows = self.percents.setdefault(self.sheet, {})
            bits = ((1 << self.repeated) - 1) << self.column
            for row in range(self.row, self.row + self.row_repeated):
                rows[row] = rows.get(row, 0) | bits
        right = _times(self.cell, "number-columns-spanned")
        down = _times(self.cell, "number-rows-spanned")
        if right > 1 or down > 1:
            self.merged.setdefault(self.sheet, []).append(
                MergedCells(self.row, self.column, self.row + down - 1, self.column + right - 1)
            )


def _times(attributes: Mapping[str, str], name: str) -> int:
    """How often something is there; an absurd number is one no sheet can have."""
    text = attributes.get(name, "1")
    if not text.isdecimal() or len(text) > 9:
        raise ValueError(name)
    return max(int(text), 1)
