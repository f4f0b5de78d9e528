"""The different cells of each column of an uploaded file, kept beside it: so that a page can say at
once what a change of one column makes of them, without reading the file again."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from data.reading import FileTable

MOST_CELLS = 20_000  # different ones of a column; the check before the import looks at all
ROWS_NAMED = 5


@dataclass(frozen=True, slots=True)
class DistinctCell:
    """One text of a column. count: how many rows have it; rows: the first ROWS_NAMED, as said."""

    text: str
    count: int
    rows: tuple[str, ...]


def keep(path: Path, table: FileTable) -> None:
    """Write the different cells of each column, a line a column, in the order of the headers."""
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8") as file:
        for place in range(len(table.headers)):
            counts = Counter([row[place] for row in table.rows])
            rows: dict[str, list[str]] = {text: [] for text in islice(counts, MOST_CELLS)}
            # A text is taken off once all of its rows that are named are found.
            wanted = {text: min(counts[text], ROWS_NAMED) for text in rows}
            for row, number in zip(table.rows, table.numbers, strict=True):
                if not wanted:
                    break
                text = row[place]
                if text in wanted:
                    rows[text].append(str(number))
                    if len(rows[text]) == wanted[text]:
                        del wanted[text]
            cells = [(text, counts[text], named) for text, named in rows.items()]
            file.write(json.dumps(cells) + "\n")


def read(path: Path, place: int) -> list[DistinctCell]:
    """The different cells of the column at that place. Raises FileNotFoundError."""
    with path.open(encoding="utf-8") as file:
        line = next(islice(file, place, None), "[]")
    return list(_cells(line))


def _cells(line: str) -> Iterator[DistinctCell]:
    for text, count, rows in json.loads(line):
        yield DistinctCell(text, count, tuple(rows))
