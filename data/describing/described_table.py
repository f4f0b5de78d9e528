"""The table that a description speaks of: the file's rows counted up, with its mean of grades."""

from __future__ import annotations

from dataclasses import replace

from data.describing.counting import counted
from data.describing.description import FileDescription, MeanGrade
from data.describing.summary import number_in
from data.reading.table import FileTable


def described_table(table: FileTable, description: FileDescription) -> FileTable:
    """What is checked against the dictionary of the description: the table itself, where nothing
    is counted up and no grade is a mean. Raises KeyError for columns that it does not have."""
    if description.counting is not None:
        table = counted(table, description.counting)
    return table if description.mean is None else _with_mean(table, description.mean)


def _with_mean(table: FileTable, mean: MeanGrade) -> FileTable:
    """The table with one column more: the mean of the numbers there are, "" where there is none."""
    place = {header: index for index, header in enumerate(table.headers)}
    columns = [(place[header], table.decimal_of(header)) for header in mean.of]
    rows = []
    for row in table.rows:
        read = [number_in(row[index], decimal) for index, decimal in columns]
        numbers = [number for number in read if number is not None]
        text = f"{sum(numbers) / len(numbers):.4f}".rstrip("0").rstrip(".") if numbers else ""
        rows.append([*row, text.replace(".", table.decimal)])
    return replace(table, headers=(*table.headers, mean.header), rows=rows)
