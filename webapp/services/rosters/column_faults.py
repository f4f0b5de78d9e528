"""Which cells of an uploaded file a column cannot hold, as its description now stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.column import Column
from data.reading import cells as reading
from data.reading.cells import read_cells
from data.wording.message import FileProblem
from webapp.services.rosters import column_cells
from webapp.services.rosters.column_cells import DistinctCell
from webapp.services.rosters.importing import ReadFile

MOST_KEPT = 200  # different cells of one column
CELL_FAULTS = frozenset(
    {
        *(reading.NOT_A_NUMBER, reading.OUT_OF_RANGE, reading.NOT_WHOLE, reading.OTHER_DECIMAL),
        *(reading.NOT_ALLOWED, reading.NOT_YES_NO, reading.TOO_LONG),
    }
)
"""The problems of a cell that its column's description could mend."""


@dataclass(frozen=True)
class ColumnFault:
    """A text that a column cannot hold. count: in how many rows; rows: the first, as said.

    template, values: the problem as the first of its rows has it.
    """

    text: str
    count: int
    rows: tuple[str, ...]
    template: str
    values: dict[str, object]

    @property
    def problem(self) -> FileProblem:
        """The sentence about the first row."""
        return FileProblem(self.template, dict(self.values))


def column_faults(
    cells: Sequence[DistinctCell],
    column: Column,
    header: str,
    decimal: str,
    set_aside: Collection[tuple[str, str]] = (),
) -> list[ColumnFault]:
    """The different texts that the column cannot hold, in the order of the file.

    set_aside: header and text of what somebody said is no answer.
    """
    ignored = {text for where, text in set_aside if where == header}
    reading = read_cells([cell.text for cell in cells], column, decimal, ignored)
    return [
        ColumnFault(
            cell.text,
            cell.count,
            cell.rows,
            reading.faults[cell.text][0],
            {"row": cell.rows[0] if cell.rows else "?", "column": header}
            | reading.faults[cell.text][1],
        )
        for cell in cells
        if cell.text in reading.faults
    ][:MOST_KEPT]


def all_faults(path: Path, found: ReadFile) -> dict[str, list[ColumnFault]]:
    """What each column of a file cannot hold: place -> faults. path: where its cells are kept."""
    faults = {}
    for place, header in enumerate(found.table.headers):
        name = found.mapping.get(header)
        if name is not None:
            column, decimal = found.dictionary.columns[name], found.table.decimal_of(header)
            cells = column_cells.read(path, place)
            faults[str(place)] = column_faults(cells, column, header, decimal, found.set_aside)
    return faults
