"""A file that is open: its sheets as text, before anybody says where the table in them is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from data.wording.message import FileProblem

FileKind: TypeAlias = Literal["csv", "xlsx", "xls", "ods", "siecle", "oneroster"]


@dataclass(frozen=True)
class MergedCells:
    """Cells of a sheet that are one: first and last row and column, from 0, the last included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class FileSheet:
    """One sheet as text. A CSV file is a sheet without a name.

    rows: lists of cells without white space around them, "" where one is empty; in a CSV file each
    as wide as it is written. first_row: the number of the first as the spreadsheet counts.
    complete: whether the file ends where a row ends. percent: columns, from 0, with cells that the
    workbook shows as percent: 0.85 stands in `rows` as "85 %". merged: in a workbook. left_out: row
    number -> why the format itself says that this is no student of today.
    """

    name: str
    rows: list[list[str]]
    first_row: int = 1
    complete: bool = True
    percent: frozenset[int] = frozenset()
    merged: tuple[MergedCells, ...] = ()
    left_out: Mapping[int, FileProblem] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenedFile:
    """A school's file of any kind, as sheets of text.

    filename: what the person calls it. sheets: those that can be seen and hold anything, at least
    one. encoding, separator: of a CSV file. notes: what was found and replaced.
    problems: what keeps it from being imported.
    """

    kind: FileKind
    filename: str
    sheets: tuple[FileSheet, ...]
    encoding: str | None = None
    separator: str | None = None
    notes: tuple[FileProblem, ...] = ()
    problems: tuple[FileProblem, ...] = ()

    def sheet(self, name: str) -> FileSheet | None:
        """The sheet of this name, if there is one."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
