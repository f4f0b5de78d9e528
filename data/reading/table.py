"""A file as rows of text, before anybody asks what its columns are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from data.reading.opened_file import FileKind
from data.wording.message import FileProblem, say

LARGEST_FILE = 50 * 1024 * 1024
# Of a million blank rows, so many are listed one by one.
MOST_BLANK = 100

DecimalMark: TypeAlias = Literal[".", ","]


def refuse_by_size(path: Path) -> None:
    """Raises Unreadable for a file that is empty or over 50 MB; does not open it."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(say("The file is empty. Export it again and upload the new file."))
    if size > LARGEST_FILE:
        raise Unreadable(
            say(
                "The file has %(size)s MB; at most %(most)s MB can be read. "
                "Leave out what is not a roster, or upload one school year at a time.",
                size=round(size / 1024 / 1024),
                most=LARGEST_FILE // 1024 // 1024,
            )
        )


@dataclass(frozen=True)
class RowLeftOut:
    """A row that is no student. number: as the spreadsheet counts in its sheet, "" for a CSV file.

    cells: as wide as the table, in the order of its headers. reason: why, as a sentence.
    """

    sheet: str
    number: int
    cells: tuple[str, ...]
    reason: FileProblem


class RowNumber(int):
    """The number of a row where sheets are stacked: said as `10B!5`, as spreadsheets call it.

    As a number it counts on from sheet to sheet, so that no two rows of a table share one.
    """

    sheet: str
    in_sheet: int

    def __new__(cls, value: int, sheet: str, in_sheet: int) -> RowNumber:
        """value: the number over all sheets. in_sheet: as the spreadsheet counts in the sheet."""
        number = super().__new__(cls, value)
        number.sheet, number.in_sheet = sheet, in_sheet
        return number

    def __getnewargs__(self) -> tuple[int, str, int]:  # type: ignore[override]
        """What a copy is made of."""
        return int(self), self.sheet, self.in_sheet

    def __str__(self) -> str:
        """Sheet and row, as a spreadsheet names them."""
        return f"{self.sheet}!{self.in_sheet}"


@dataclass(frozen=True)
class FileTable:
    """A file as text. Nothing is changed in it but the white space around cells.

    headers: (c,) all different. rows: r lists of c texts, "" where a cell is empty, students only.
    numbers: (r,) the row as the spreadsheet numbers it (the header is usually row 1); all
    different, a RowNumber each where sheets are stacked. encoding: of a CSV file. separator: one
    character, of a CSV file. decimal: the mark most numbers are written with. sheet: of a workbook,
    None where several are stacked. problems: rows that do not fit. notes: what was found and left
    out. left_out: rows that are no students, in their order, blank ones to MOST_BLANK. percent:
    headers of columns whose numbers are percents, as "85 %". titles: what stands above the header,
    a text a line. sheets: names of those read. decimals: header -> the mark its numbers are written
    with, for columns that hold decimals.
    """

    kind: FileKind
    filename: str
    headers: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]
    encoding: str | None
    separator: str | None
    decimal: DecimalMark
    sheet: str | None
    problems: tuple[FileProblem, ...]
    notes: tuple[FileProblem, ...]
    left_out: tuple[RowLeftOut, ...] = ()
    percent: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    decimals: Mapping[str, DecimalMark] = field(default_factory=dict)

    def decimal_of(self, header: str) -> DecimalMark:
        """The mark that the numbers of a column are written with."""
        return self.decimals.get(header, self.decimal)


class Unreadable(Exception):  # noqa: N818
    """A file that cannot be read as a table at all; `problem` says why and what to do."""

    def __init__(self, problem: FileProblem) -> None:
        """problem: the sentence for the person who chose the file."""
        self.problem = problem
        super().__init__(problem.message)
