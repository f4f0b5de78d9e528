"""The table in a file, laid out as somebody says: its students' rows, and those left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.reading.decimals import column_numbers, decimal_mark
from data.reading.header import HeaderPlace, header_names
from data.reading.layout import FileLayout
from data.reading.opened_file import FileSheet, MergedCells, OpenedFile
from data.reading.rows import FileRows, blank_rows, fitted, once_each, rows_named
from data.reading.rows_left_out import BLANK, BY_HAND, TableBody, no_students
from data.reading.table import MOST_BLANK, FileTable, RowLeftOut, RowNumber, Unreadable
from data.wording.message import FileProblem, quoted, say

MOST_TITLES = 20
LONGEST_TITLE = 300
HEADER_LOOKED_FOR = 100


def table_of(opened: OpenedFile, layout: FileLayout) -> FileTable:
    """The table of a file as it is laid out.

    Raises Unreadable for a layout of another file, and where there is no header with a row that
    fits it.
    """
    parts = _parts(opened, layout)
    part = parts[0] if len(parts) == 1 and not layout.sheet_column else _stacked(parts, layout)
    numbers = [column_numbers(cells) for cells in zip(*part.rows, strict=True)]
    decimal, decimal_notes = decimal_mark(numbers)
    row_notes = _row_notes(part, several=len(parts) > 1)
    named = list(zip(part.headers, numbers, strict=True))
    return FileTable(
        kind=opened.kind,
        filename=opened.filename,
        headers=part.headers,
        rows=part.rows,
        numbers=part.numbers,
        encoding=opened.encoding,
        separator=opened.separator,
        decimal=decimal,
        sheet=(layout.sheets[0] or None) if len(layout.sheets) == 1 else None,
        problems=(*opened.problems, *part.problems),
        notes=(
            *opened.notes,
            *_sheet_notes(opened, layout),
            *decimal_notes,
            *row_notes,
            *part.notes,
        ),
        left_out=part.left_out,
        percent=part.percent | {header for header, column in named if column.percent},
        titles=part.titles,
        sheets=tuple(name for name in layout.sheets if name),
        decimals={header: column.mark for header, column in named if column.mark},
    )


@dataclass(frozen=True)
class SheetTable:
    """The table in one sheet, or in several stacked: what FileTable says of it.

    blank: the numbers of its blank rows. numbers: RowNumbers where several are stacked.
    """

    sheet: str
    headers: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]
    problems: tuple[FileProblem, ...]
    notes: tuple[FileProblem, ...]
    blank: list[int]
    left_out: tuple[RowLeftOut, ...]
    percent: frozenset[str]
    titles: tuple[str, ...]


def _parts(opened: OpenedFile, layout: FileLayout) -> list[SheetTable]:
    sheets = [_sheet(opened, name) for name in layout.sheets]
    first = HeaderPlace(layout.header_row - sheets[0].first_row, layout.header_lines)
    if not 0 <= first.index < len(sheets[0].rows):
        raise Unreadable(
            say(
                "There is no row %(row)s in the file. Choose the row with the names of the "
                "columns.",
                row=layout.header_row,
            )
        )
    names = header_names(sheets[0], first)
    parts = []
    for sheet in sheets:
        place = first if sheet is sheets[0] else _same_header(sheet, names, layout)
        parts.append(_sheet_table(sheet, place, layout))
    return parts


def _sheet(opened: OpenedFile, name: str) -> FileSheet:
    sheet = opened.sheet(name)
    if sheet is None:
        raise Unreadable(
            say(
                "There is no sheet %(sheet)s in the file. Choose one of: %(others)s.",
                sheet=quoted(name),
                others=quoted(", ".join(each.name for each in opened.sheets)),
            )
        )
    return sheet


def _same_header(sheet: FileSheet, names: list[str], layout: FileLayout) -> HeaderPlace:
    wanted = [name for name in names if name]
    usual = layout.header_row - sheet.first_row
    last = min(HEADER_LOOKED_FOR, len(sheet.rows))
    for index in sorted(range(last), key=lambda index: abs(index - usual)):
        place = HeaderPlace(index, layout.header_lines)
        if [name for name in header_names(sheet, place) if name] == wanted:
            return place
    return HeaderPlace(min(max(usual, 0), len(sheet.rows) - 1), layout.header_lines)


def _sheet_table(sheet: FileSheet, place: HeaderPlace, layout: FileLayout) -> SheetTable:
    headers = header_names(sheet, place)
    start = place.index + place.lines
    rows, merged = _filled_down(sheet, start)
    numbers = range(sheet.first_row + start, sheet.first_row + start + len(rows))
    body = TableBody(
        rows=rows,
        numbers=numbers,
        headers=headers,
        lines=sheet.rows[place.index : start],
        titles=[row for row in sheet.rows[: place.index] if any(row)],
        merged=merged,
        left_out=sheet.left_out,
    )
    reasons = _as_wanted(body, sheet.name, layout)
    kept = [at for at in range(len(rows)) if at not in reasons]
    fit = fitted(
        headers,
        [rows[at] for at in kept],
        [numbers[at] for at in kept],
        sheet.complete or not kept or kept[-1] < len(rows) - 1,
    )
    percent = {
        header for header, at in zip(fit.headers, fit.places, strict=True) if at in sheet.percent
    }
    return SheetTable(
        sheet=sheet.name,
        headers=fit.headers,
        rows=fit.cells,
        numbers=[numbers[at] for at in kept],
        problems=fit.problems,
        notes=fit.notes,
        blank=[numbers[at] for at in sorted(reasons) if reasons[at].template == BLANK],
        left_out=_rows_left_out(sheet, body, reasons, fit),
        percent=frozenset(percent),
        titles=_titles(body.titles),
    )


def _filled_down(sheet: FileSheet, start: int) -> tuple[list[list[str]], list[MergedCells]]:
    """The rows from `start` on, a merged cell's text in each row that it covers; the merged cells
    with rows counted from there."""
    rows = sheet.rows[start:]
    merged = [
        MergedCells(each.top - start, each.left, each.bottom - start, each.right)
        for each in sheet.merged
        if each.top >= start
    ]
    for each in merged:
        if each.top >= len(rows) or each.left >= len(rows[each.top]):
            continue
        text = rows[each.top][each.left]
        for at in range(each.top + 1, min(each.bottom + 1, len(rows))):
            if text and each.left < len(rows[at]) and any(rows[at]):
                rows[at] = [*rows[at][: each.left], text, *rows[at][each.left + 1 :]]
    return rows, merged


def _as_wanted(body: TableBody, sheet: str, layout: FileLayout) -> dict[int, FileProblem]:
    """Why rows are left out, by their place: as proposed, and as a person changed it."""
    reasons = no_students(body)
    if layout.left_out or layout.taken_in:
        out, taken = set(layout.left_out), set(layout.taken_in)
        for at, number in enumerate(body.numbers):
            if (sheet, number) in taken and any(body.rows[at]):
                reasons.pop(at, None)
            elif (sheet, number) in out:
                reasons.setdefault(at, FileProblem(BY_HAND))
    return reasons


def _rows_left_out(
    sheet: FileSheet, body: TableBody, reasons: dict[int, FileProblem], fit: FileRows
) -> tuple[RowLeftOut, ...]:
    rows = []
    blank = 0
    for at in sorted(reasons):
        blank += reasons[at].template == BLANK
        if reasons[at].template == BLANK and blank > MOST_BLANK:
            continue
        row = body.rows[at]
        cells = tuple(row[place] if place < len(row) else "" for place in fit.places)
        rows.append(RowLeftOut(sheet.name, body.numbers[at], cells, reasons[at]))
    return tuple(rows)


def _row_notes(part: SheetTable, several: bool) -> list[FileProblem]:
    others = [
        RowNumber(row.number, row.sheet, row.number) if several else row.number
        for row in part.left_out
        if row.reason.template != BLANK
    ]
    notes = [blank_rows(part.blank)] if part.blank else []
    if others:
        notes.append(
            say(
                "Rows left out, as they are no students: %(count)s (%(rows)s).",
                count=len(others),
                rows=rows_named(others),
            )
        )
    return notes


def _titles(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    lines = [" ".join(" ".join(filter(None, row)).split()) for row in rows[:MOST_TITLES]]
    return tuple(line[:LONGEST_TITLE] for line in lines)


def _stacked(parts: Sequence[SheetTable], layout: FileLayout) -> SheetTable:
    """The tables one under the other, with the name of each row's sheet in a column of its own.

    Columns are joined by their headers; where a sheet lacks one, its cells are empty.
    """
    own = [layout.sheet_column] if layout.sheet_column else []
    joined = list(dict.fromkeys(header for part in parts for header in part.headers))
    headers = once_each([*joined, *own])
    rows: list[list[str]] = []
    numbers: list[int] = []
    problems: list[FileProblem] = []
    left_out: list[RowLeftOut] = []
    blank: list[int] = []
    before = 0
    for part in parts:
        at = [part.headers.index(name) if name in part.headers else None for name in joined]
        ending = [part.sheet] if own else []
        rows += [[*_cells(row, at), *ending] for row in part.rows]
        left_out += [replace(row, cells=(*_cells(row.cells, at), *ending)) for row in part.left_out]
        blank += [_called(number, before, part, parts) for number in part.blank]
        called = {number: _called(number, before, part, parts) for number in part.numbers}
        numbers += called.values()
        problems += [_moved(problem, called) for problem in part.problems]
        rows_out = (row.number for row in part.left_out)
        before += max((*part.numbers, *rows_out, *part.blank), default=0)
    return SheetTable(
        sheet="",
        headers=tuple(headers),
        rows=rows,
        numbers=numbers,
        problems=tuple(problems),
        notes=_notes_of(parts),
        blank=blank,
        left_out=tuple(left_out),
        percent=frozenset().union(*(part.percent for part in parts)),
        titles=tuple(dict.fromkeys(title for part in parts for title in part.titles)),
    )


def _cells(row: Sequence[str], places: Sequence[int | None]) -> list[str]:
    return ["" if place is None else row[place] for place in places]


def _called(number: int, before: int, part: SheetTable, parts: Sequence[SheetTable]) -> int:
    return number if len(parts) == 1 else RowNumber(before + number, part.sheet, number)


def _moved(problem: FileProblem, called: dict[int, int]) -> FileProblem:
    row = called.get(problem.row or 0, problem.row)
    return FileProblem(problem.template, {**problem.values, "row": str(row)}, row, problem.column)


def _notes_of(parts: Sequence[SheetTable]) -> tuple[FileProblem, ...]:
    notes: list[FileProblem] = []
    for part in parts:
        notes += [note for note in part.notes if note not in notes]
    return tuple(notes)


def _sheet_notes(opened: OpenedFile, layout: FileLayout) -> list[FileProblem]:
    others = [sheet.name for sheet in opened.sheets if sheet.name not in layout.sheets]
    names = quoted(", ".join(layout.sheets))
    if not names:
        return []
    if len(layout.sheets) > 1:
        read = say("Read from sheets one under the other: %(sheets)s.", sheets=names)
        rest = say("Sheets left out: %(others)s.", others=quoted(", ".join(others)))
        return [read, rest] if others else [read]
    if not others:
        return [say("Read from the sheet %(sheet)s.", sheet=names)]
    return [
        say(
            "Read from the sheet %(sheet)s; other sheets left out: %(others)s.",
            sheet=names,
            others=quoted(", ".join(others)),
        )
    ]
