"""XLSX workbooks, with what their styles say: which cells are shown as percent.

Formulas that were never computed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from data.reading.archive import ArchiveContents, column_number, damaged, member_chunks
from data.reading.opened_file import OpenedFile
from data.reading.workbook import CellPlaces, sheets_of
from data.wording.message import FileProblem, quoted, say

BOOK = "xl/workbook.xml"
BOOK_PARTS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
# Formats that Excel numbers itself: 0% and 0.00%.
OWN_PERCENTS = {"9", "10"}
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
CELL = rb"""<(?:\w{1,9}:)?c(?=[^<>]{0,200}\ss\s{0,9}=\s{0,9}["'](?:STYLE)["'])\s([^<>]{1,200})>"""
REFERENCE = re.compile(rb"""\br\s{0,9}=\s{0,9}["']([A-Z]{1,3})([0-9]{1,7})["']""")
CELL_AND_FORMULA = re.compile(
    rb"<(?:\w{1,9}:)?c\s([^<>]{1,200})>\s{0,9}<(?:\w{1,9}:)?f\b[^<>]{0,150}"
    rb"(?:/>|>[^<]{0,9000}</(?:\w{1,9}:)?f\s{0,9}>)\s{0,9}"
    rb"(?:<(?:\w{1,9}:)?v\s{0,9}(?:/>|>\s{0,9}</(?:\w{1,9}:)?v\s{0,9}>)\s{0,9})?"
    rb"</(?:\w{1,9}:)?c\s{0,9}>"
)
CELLS_NAMED = 10
# A tree of elements takes twenty times as much as its text.
LARGEST_TREE = 16 * 1024 * 1024
# Longer than a cell with its formula, so that none is missed between two chunks.
OVERLAP = 10_000


def open_xlsx(path: Path, filename: str, contents: ArchiveContents) -> OpenedFile:
    """An XLSX workbook that was found safe to unpack. Raises Unreadable as sheets_of does."""
    try:
        parts = _sheet_parts(path, contents)
        styles = _percent_styles(path, contents)
    except (ValueError, ParseError, KeyError):
        raise damaged() from None

    def percents(name: str) -> CellPlaces:
        part = parts.get(name)
        return _styled(path, part, styles) if part and styles else {}

    sheets = sheets_of(path, percents)
    notes = [_error_note(contents.errors)] if contents.errors else []
    if contents.has_empty_formula:
        named = [(sheet.name, parts[sheet.name]) for sheet in sheets if sheet.name in parts]
        cells = [f"{name}!{cell}" for name, part in named for cell in _not_computed(path, part)]
        if cells:
            notes.append(_formula_note(cells))
    return OpenedFile("xlsx", filename, sheets, notes=tuple(notes))


def _sheet_parts(path: Path, contents: ArchiveContents) -> dict[str, str]:
    """Which member of the archive holds each sheet, by the sheet's name."""
    if BOOK_PARTS not in contents.names:
        return {}
    targets = {
        each.get("Id"): posixpath.normpath(posixpath.join("/xl", each.get("Target", "")))[1:]
        for each in _xml(path, BOOK_PARTS).iter()
    }
    parts = {}
    for each in _xml(path, BOOK).iter():
        if each.tag.endswith("}sheet"):
            relation = next((value for key, value in each.items() if key.endswith("}id")), None)
            part = targets.get(relation)
            if part in contents.names:
                parts[each.get("name", "")] = part
    return parts


def _percent_styles(path: Path, contents: ArchiveContents) -> frozenset[int]:
    """The numbers of the cell styles that show a number as percent."""
    if STYLES not in contents.names:
        return frozenset()
    root = _xml(path, STYLES)
    formats = set(OWN_PERCENTS)
    for each in root.iter():
        if each.tag.endswith("}numFmt"):
            code = QUOTED.sub("", each.get("formatCode", ""))
            number = each.get("numFmtId", "")
            formats.discard(number)
            if "%" in code:
                formats.add(number)
    cell_formats = next((each for each in root.iter() if each.tag.endswith("}cellXfs")), None)
    if cell_formats is None:
        return frozenset()
    return frozenset(
        number for number, each in enumerate(cell_formats) if each.get("numFmtId") in formats
    )


def _xml(path: Path, name: str) -> Element:
    from defusedxml.ElementTree import fromstring

    content = b""
    for chunk in member_chunks(path, name):
        content += chunk
        if len(content) > LARGEST_TREE:
            raise damaged()
    root: Element = fromstring(content)
    return root


def _overlapping(path: Path, part: str) -> Iterator[bytes]:
    """A member in pieces that begin with the end of the one before."""
    tail = b""
    for chunk in member_chunks(path, part):
        yield tail + chunk
        tail = (tail + chunk)[-OVERLAP:]


def _styled(path: Path, part: str, styles: frozenset[int]) -> dict[int, int]:
    """The cells with one of these styles."""
    rows: dict[int, int] = {}
    any_style = b"|".join(b"%d" % style for style in styles)
    cell = re.compile(CELL.replace(b"STYLE", any_style))
    for piece in _overlapping(path, part):
        for found in cell.finditer(piece):
            if at := REFERENCE.search(found[1]):
                row = int(at[2]) - 1
                rows[row] = rows.get(row, 0) | 1 << (column_number(at[1]) - 1)
    return rows


def _not_computed(path: Path, part: str) -> list[str]:
    """The names of cells that hold a formula and not what it comes to: B2."""
    cells: dict[str, None] = {}
    for piece in _overlapping(path, part):
        for found in CELL_AND_FORMULA.finditer(piece):
            if at := REFERENCE.search(found[1]):
                cells[(at[1] + at[2]).decode()] = None
    return list(cells)


def _formula_note(cells: list[str]) -> FileProblem:
    shown = quoted_list(cells)
    return say(
        "Formulas that were never computed are read as empty: %(count)s (%(cells)s). "
        "Open the workbook in a spreadsheet, save it and upload it again.",
        count=len(cells),
        cells=shown,
    )


def quoted_list(cells: list[str]) -> str:
    """The first CELLS_NAMED of the cells' names, with an ellipsis for the others."""
    shown = ", ".join(quoted(cell) for cell in cells[:CELLS_NAMED])
    return shown + (", …" if len(cells) > CELLS_NAMED else "")


def _error_note(count: int) -> FileProblem:
    return say(
        "Cells with an Excel error, such as #N/A, are read as empty: %(count)s in the workbook.",
        count=count,
    )
