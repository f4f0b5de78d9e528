"""Which mark a file writes its numbers with, told from the numbers in it; which are percents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from data.reading.cells import MARKS
from data.reading.table import DecimalMark
from data.wording.message import FileProblem, say

WITH_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+(?:\s?%)?")
WITH_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+(?:\s?%)?")
WHOLE = re.compile(r"[+-]?[0-9]+(?:\s?%)?")
# A mark that no list knows yet is short: NE, EF, SC, a), N.Rdu.
LONGEST_MARK = 6


@dataclass(frozen=True)
class ColumnNumbers:
    """How the numbers of a column are written.

    points, commas: how many different ones have a decimal point, a comma. percent: whether most
    end in a percent sign. mostly: whether the column is one of numbers, marks aside.
    """

    points: int
    commas: int
    percent: bool
    mostly: bool

    @property
    def mark(self) -> DecimalMark | None:
        """The decimal mark of the column; None where nothing in it has one."""
        if not self.mostly or not (self.points or self.commas):
            return None
        return "," if self.commas > self.points else "."


def column_numbers(cells: Sequence[str]) -> ColumnNumbers:
    """How the numbers of a column are written. Marks such as Abs or N.Not do not count."""
    distinct = set(cells) - {""}
    points = commas = whole = percents = words = 0
    for cell in distinct:
        if WHOLE.fullmatch(cell):
            whole += 1
        elif WITH_POINT.fullmatch(cell):
            points += 1
        elif WITH_COMMA.fullmatch(cell):
            commas += 1
        else:
            words += not _is_mark(cell)
            continue
        percents += cell.endswith("%")
    numbers = points + commas + whole
    return ColumnNumbers(
        points, commas, percents > 0 and 2 * percents >= numbers, bool(numbers) and numbers >= words
    )


def _is_mark(cell: str) -> bool:
    short = len(cell) <= LONGEST_MARK and not any(letter.isdigit() for letter in cell)
    return short or cell.casefold() in MARKS


def decimal_mark(
    columns: Sequence[ColumnNumbers],
) -> tuple[DecimalMark, tuple[FileProblem, ...]]:
    """The decimal mark of most numbers of a table and the notes about it.

    A file without a decimal is read with a point and nothing is said. Where columns differ, each
    has its own.
    """
    points = sum(column.points for column in columns if column.mostly)
    commas = sum(column.commas for column in columns if column.mostly)
    if commas > points:
        found = say("Decimals are written with a comma.")
    elif points:
        found = say("Decimals are written with a point.")
    else:
        return ".", ()
    both = (say("Decimals are written with a point here and with a comma there."),)
    return "," if commas > points else ".", (found, *(both if commas and points else ()))
