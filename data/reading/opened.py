"""Opening a file by what it holds, not by what it is called."""

from __future__ import annotations

from pathlib import Path

from data.reading.separated import open_separated
from data.reading.table import Table, refuse_by_size
from data.reading.workbook import open_workbook


def open_table(path: Path, filename: str) -> Table:
    """The table in a CSV file or an XLSX workbook.

    path: where the file is. filename: what the person calls it. Raises Unreadable, with a sentence
    for that person, for what is neither: empty, over 50 MB, cut, binary, in UTF-16, a header only.
    """
    refuse_by_size(path)
    with path.open("rb") as file:
        packed = file.read(4) == b"PK\x03\x04"
    return open_workbook(path, filename) if packed else open_separated(path, filename)
