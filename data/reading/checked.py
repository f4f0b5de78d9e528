"""From a table to the records of students, with everything that is wrong with it at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.cohort import as_text
from data.column import Column, Dictionary
from data.reading.cells import Fault, Reading, read_cells
from data.reading.mapped import mapping_problems
from data.reading.noted import notes_on
from data.reading.table import Table
from data.wording.message import Problem, say

MOST_PROBLEMS = 10_000
# What stands on a student himself, beside his answers.
OWN_ROLES = ("id", "first_name", "family_name", "class", "school")


def check(
    table: Table, dictionary: Dictionary, mapping: Mapping[str, str] | None = None
) -> Checked:
    """The students of a table, every cell judged by the dictionary; nothing is filled in.

    mapping: header -> column, as the dictionary recognises it when None. Columns it leaves out are
    named in the notes. With a problem in the mapping there are no records; other problems leave
    the cells in question out of the records, so that these can be previewed, not imported.
    """
    mapping = dictionary.recognise(table.headers).mapping if mapping is None else mapping
    wrong = mapping_problems(table, dictionary, mapping)
    if wrong:
        return Checked((), tuple(wrong), len(wrong), table.notes, False, (), fingerprint(()))
    place = {header: index for index, header in enumerate(table.headers)}
    columns = [(header, dictionary.columns[name]) for header, name in mapping.items()]
    cells = [[row[place[header]] for row in table.rows] for header, _ in columns]
    readings = [
        read_cells(set(column_cells), column, table.decimal)
        for column_cells, (_, column) in zip(cells, columns, strict=True)
    ]
    problems, count = _problems(table, columns, cells, readings)
    records = _records(table, [column for _, column in columns], cells, readings)
    roles = {column.role for _, column in columns}
    return Checked(
        records=records,
        problems=problems,
        problem_count=count,
        notes=(*table.notes, *notes_on(table, dictionary, mapping, records)),
        keyed="id" in roles,
        columns=tuple(column.name for _, column in columns if column.type != "text"),
        fingerprint=fingerprint(records),
    )


def fingerprint(records: Sequence[Record]) -> str:
    """The sha256 of what the records say, whatever file they came in, in hexadecimal.

    The order of rows does not count, nor that of columns; a record without an id is known by its
    row, so that there it does.
    """
    digest = hashlib.sha256()
    ordered = sorted(records, key=lambda record: record.key)
    encode = json.JSONEncoder(sort_keys=True).encode
    for start in range(0, len(ordered), 1000):
        # By the thousand: one call for each record takes three times as long.
        some = ordered[start : start + 1000]
        content = [[r.key, r.first_name, r.family_name, r.values, r.missing] for r in some]
        digest.update(encode(content).encode())
    return digest.hexdigest()


def _problems(
    table: Table,
    columns: Sequence[tuple[str, Column]],
    cells: Sequence[Sequence[str]],
    readings: Sequence[Reading],
) -> tuple[tuple[Problem, ...], int]:
    """The first MOST_PROBLEMS problems by row, and how many there are."""
    found = list(table.problems)
    count = len(found)
    for (header, column), column_cells, reading in zip(columns, cells, readings, strict=True):
        places = [place for place, cell in enumerate(column_cells) if cell in reading.faults]
        count += len(places)
        for place in places[:MOST_PROBLEMS]:
            fault = reading.faults[column_cells[place]]
            found.append(_at(table.numbers[place], header, fault))
        if column.role == "id":
            doubtful = _id_problems(table.numbers, header, column_cells, reading)
            count += len(doubtful)
            found += doubtful
    found.sort(key=lambda problem: problem.row or 0)
    return tuple(found[:MOST_PROBLEMS]), count


def _at(row: int, header: str, fault: Fault) -> Problem:
    template, values = fault
    return say(template, row=row, column=header, **values)


def _id_problems(
    numbers: Sequence[int], header: str, cells: Sequence[str], reading: Reading
) -> list[Problem]:
    problems = []
    first: dict[str, int] = {}
    for row, cell in zip(numbers, cells, strict=True):
        if cell in reading.missing:
            problems.append(
                say(
                    "Row %(row)s, %(column)s: the student has no id. "
                    "Write the school's own id and upload the file again.",
                    row=row,
                    column=header,
                )
            )
        elif cell in reading.values and (key := str(reading.values[cell])) in first:
            problems.append(
                say(
                    "Row %(row)s, %(column)s: the id %(read)s is also in row %(first)s. "
                    "Give each student an id of his own and upload the file again.",
                    row=row,
                    column=header,
                    read=key,
                    first=first[key],
                )
            )
        elif cell in reading.values:
            first[key] = row
    return problems


def _records(
    table: Table,
    columns: Sequence[Column],
    cells: Sequence[Sequence[str]],
    readings: Sequence[Reading],
) -> tuple[Record, ...]:
    by_role = {
        column.role: [as_text(reading.values.get(cell)) for cell in column_cells]
        for column, column_cells, reading in zip(columns, cells, readings, strict=True)
        if column.role in OWN_ROLES
    }
    answers = [
        (column.name, column_cells, reading.values, reading.missing)
        for column, column_cells, reading in zip(columns, cells, readings, strict=True)
        if column.type != "text"
    ]
    nothing = [""] * len(table.rows)
    keys = by_role.get("id", nothing)
    first_names = by_role.get("first_name", nothing)
    family_names = by_role.get("family_name", nothing)
    classes, schools = by_role.get("class", nothing), by_role.get("school", nothing)
    return tuple(
        Record(
            key=keys[place] or f"row {number}",
            first_name=first_names[place],
            family_name=family_names[place],
            values={
                name: values[column_cells[place]]
                for name, column_cells, values, _ in answers
                if column_cells[place] in values
            },
            missing={
                name: missing[column_cells[place]]
                for name, column_cells, _, missing in answers
                if column_cells[place] in missing
            },
            in_class=classes[place],
            in_school=schools[place],
        )
        for place, number in enumerate(table.numbers)
    )


@dataclass(frozen=True, slots=True)
class Record:
    """What a file says of one student; the names are nowhere else than in the two fields.

    key: the school's own id, or "row 12". values: column -> number or word, present answers only.
    missing: column -> the mark as read ("ABS", "NA", "?", "-", "" for an empty cell).
    in_class, in_school: his groups, from the columns of these roles; "" where there is none.
    """

    key: str
    first_name: str
    family_name: str
    values: dict[str, float | str]
    missing: dict[str, str]
    in_class: str = ""
    in_school: str = ""


@dataclass(frozen=True)
class Checked:
    """A checked roster.

    problems: at most MOST_PROBLEMS of problem_count, by row. notes: what was found and left out.
    keyed: whether students have ids of their own. columns: those the records may hold.
    fingerprint: sha256 of the records.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    notes: tuple[Problem, ...]
    keyed: bool
    columns: tuple[str, ...]
    fingerprint: str
