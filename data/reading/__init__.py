"""Reading a school's file: first as a table of text, then as records judged by a dictionary.

Opening a file by what it holds, not by what it is called.
"""

from __future__ import annotations

from pathlib import Path

from data.reading.archive import refuse_to_unpack
from data.reading.csv_file import open_separated
from data.reading.layout import FileLayout, propose_layout
from data.reading.ods_file import open_ods
from data.reading.oneroster import open_oneroster
from data.reading.opened_file import FileSheet, MergedCells, OpenedFile
from data.reading.roster import CheckedRoster, StudentOnFile, check, fingerprint
from data.reading.rows_left_out import GONE
from data.reading.siecle import is_siecle, open_siecle, open_siecle_archive
from data.reading.table import FileTable, RowLeftOut, RowNumber, Unreadable, refuse_by_size
from data.reading.table_in_file import table_of
from data.reading.xls_file import COMPOUND, open_xls
from data.reading.xlsx_file import open_xlsx

__all__ = [
    "GONE",
    "CheckedRoster",
    "FileLayout",
    "FileSheet",
    "FileTable",
    "MergedCells",
    "OpenedFile",
    "RowLeftOut",
    "RowNumber",
    "StudentOnFile",
    "Unreadable",
    "check",
    "fingerprint",
    "open_file",
    "open_table",
    "propose_layout",
    "table_of",
]

PACKED = b"PK\x03\x04"
START = 4096


def open_file(path: Path, filename: str) -> OpenedFile:
    """Any tabular file of a school: CSV, XLSX, XLS, ODS, and bundles of SIECLE and OneRoster.

    path: where the file is. filename: what the person calls it. Raises Unreadable, with a sentence
    for that person, for what is none: empty, over 50 MB, cut, binary, unsafe to unpack.
    """
    refuse_by_size(path)
    with path.open("rb") as file:
        start = file.read(START)
    if start.startswith(PACKED):
        contents = refuse_to_unpack(path)
        if contents.kind == "xlsx":
            return open_xlsx(path, filename, contents)
        if contents.kind == "ods":
            return open_ods(path, filename)
        if contents.kind == "siecle":
            return open_siecle_archive(path, filename, contents)
        return open_oneroster(path, filename, contents)
    if start.startswith(COMPOUND):
        return open_xls(path, filename)
    return open_siecle(path, filename) if is_siecle(start) else open_separated(path, filename)


def open_table(path: Path, filename: str) -> FileTable:
    """The table in a file, where it most likely is. Raises Unreadable as open_file does."""
    opened = open_file(path, filename)
    return table_of(opened, propose_layout(opened))
