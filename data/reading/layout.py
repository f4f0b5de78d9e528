"""Where the table in a file is: which sheets, which row is the header, which rows are students.

Plain values that a page can show, change and keep as JSON.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from data.headers import fold, plain
from data.reading.header import JOINED, HeaderPlace, find_header, header_names, known_words
from data.reading.opened_file import FileSheet, OpenedFile

RowOfSheet = tuple[str, int]


class FileLayout(BaseModel):
    """Where the table in a file is.

    sheets: names; several stand one under the other. header_row: the first line of the header, as
    the spreadsheet numbers it, in the first sheet; in another, the line that reads the same, or
    else the line of this number. header_lines: 2 where a line of subjects stands over one of what
    is known of each. sheet_column: the header of a column that holds the name of each row's sheet;
    None where there is none. left_out, taken_in: sheet and number of rows that a person left out,
    or took in, against what is proposed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheets: Annotated[tuple[str, ...], Field(min_length=1)]
    header_row: Annotated[int, Field(ge=1)] = 1
    header_lines: Literal[1, 2] = 1
    sheet_column: str | None = None
    left_out: tuple[RowOfSheet, ...] = ()
    taken_in: tuple[RowOfSheet, ...] = ()


# The header of a column that holds the sheet's name: a class, as dictionaries call it.
SHEET_COLUMN = "class"
CLASS_WORDS = {
    "turma", "turmas", "anoturma", "classe", "class", "klasse", "grupo", "groupe", "curso",
    "seccion", "section", "division", "homeroom", "group",
}  # fmt: skip
UNNAMED = re.compile(r"(sheet|folha|feuil|feuille|tabelle|hoja|planilha|foglio|table)\s*[0-9]*")
PERIOD = re.compile(r"(per|trim|sem|bim|term|quarter|halb|eval|momento)|^[0-9]?\W*[pst][0-9]?$")
CLASS_NAME = re.compile(r"(?=.*[0-9])(?=.*[^\W\d]).{2,12}")
ROWS_COMPARED = 500


def propose_layout(opened: OpenedFile) -> FileLayout:
    """Where the table most likely is.

    Of several sheets it is the largest whose header reads like a school's; all with the same header
    are taken as classes, one under the other, unless they list the same students once more.
    """
    headed = [(sheet, place) for sheet in opened.sheets if (place := find_header(sheet))]
    if not headed:
        return _first_row(opened.sheets[0])
    sheet, place = max(headed, key=lambda one: _promise(*one))
    names = _trimmed(header_names(sheet, place))
    chosen: list[FileSheet] = []
    seen: set[str] = set()
    for other, at in [(sheet, place), *(one for one in headed if one[0] is not sheet)]:
        if at.lines == place.lines and _trimmed(header_names(other, at)) == names:
            students = _students(other, at)
            if not chosen or 2 * len(students & seen) <= min(len(students), len(seen)):
                chosen.append(other)
                seen |= students
    stacked = [each for each in opened.sheets if each in chosen]
    first = next(at for each, at in headed if each is stacked[0])
    has_class = any(fold(name.rpartition(JOINED)[2]) in CLASS_WORDS for name in names)
    as_class = not has_class and (len(stacked) > 1 or _is_class_name(stacked[0].name))
    return FileLayout(
        sheets=tuple(each.name for each in stacked),
        header_row=stacked[0].first_row + first.index,
        header_lines=first.lines,
        sheet_column=SHEET_COLUMN if as_class else None,
    )


def _first_row(sheet: FileSheet) -> FileLayout:
    index = next((index for index, row in enumerate(sheet.rows) if any(row)), 0)
    return FileLayout(sheets=(sheet.name,), header_row=sheet.first_row + index)


def _promise(sheet: FileSheet, place: HeaderPlace) -> tuple[bool, int]:
    """Whether the header reads like a school's, and how many cells stand under it."""
    under = sheet.rows[place.index + place.lines :]
    known = known_words(sheet.rows[place.index])
    return known > 1 and bool(under), sum(sum(map(bool, row)) for row in under)


def _trimmed(names: list[str]) -> tuple[str, ...]:
    last = max((at for at, name in enumerate(names, 1) if name), default=0)
    return tuple(names[:last])


def _students(sheet: FileSheet, place: HeaderPlace) -> set[str]:
    """The longest text of each row's first cells: mostly the name."""
    start = place.index + place.lines
    return {
        max((cell for cell in row[:4] if not cell.isdigit()), key=len, default="")
        for row in sheet.rows[start : start + ROWS_COMPARED]
        if any(row[:4])
    }


def _is_class_name(name: str) -> bool:
    text = plain(name)
    return bool(
        CLASS_NAME.fullmatch(text) and not UNNAMED.fullmatch(text) and not PERIOD.search(text)
    )
