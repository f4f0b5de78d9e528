"""Reading a school's file: first as a table of text, then as records judged by a dictionary.

Opening a file by what it holds, not by what it is called.
"""

from __future__ import annotations

from pathlib import Path

from data.reading.csv_file import open_separated
from data.reading.roster import CheckedRoster, StudentOnFile, check, fingerprint
from data.reading.table import FileTable, Unreadable, refuse_by_size
from data.reading.xlsx_file import open_workbook

__all__ = [
    "CheckedRoster",
    "FileTable",
    "StudentOnFile",
    "Unreadable",
    "check",
    "fingerprint",
    "open_table",
]


def open_table(path: Path, filename: str) -> FileTable:
    """The table in a CSV file or an XLSX workbook.

    path: where the file is. filename: what the person calls it. Raises Unreadable, with a sentence
    for that person, for what is neither: empty, over 50 MB, cut, binary, in UTF-16, a header only.
    """
    refuse_by_size(path)
    with path.open("rb") as file:
        packed = file.read(4) == b"PK\x03\x04"
    return open_workbook(path, filename) if packed else open_separated(path, filename)
