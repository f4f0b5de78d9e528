"""From a table to the records of students, with everything that is wrong with it at once.

What a person should know about a roster that is read without a problem.

Whether a mapping of headers to columns can be used for a table.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from data.cohort import as_text
from data.column import Column, Dictionary
from data.reading.cells import CellReading, Fault, read_cells
from data.reading.rows import rows_named
from data.reading.students import birth_dates, plain_ids, two_names
from data.reading.table import FileTable
from data.wording.message import N_, FileProblem, quoted, say

NO_GRADE = N_("No column of the file is the grade: nobody has one yet.")
MOST_PROBLEMS = 10_000
# What stands on a student himself, beside his answers.
OWN_ROLES = ("id", "first_name", "family_name", "birth_date", "class", "school")
# Of so many columns a note says who has no answer; more are not read by anybody.
MOST_LACKS = 10


def check(
    table: FileTable,
    dictionary: Dictionary,
    mapping: Mapping[str, str] | None = None,
    *,
    ignoring: Collection[tuple[str, str]] = (),
) -> CheckedRoster:
    """The students of a table, every cell judged by the dictionary; nothing is filled in.

    mapping: header -> column, as the dictionary recognises it when None. Columns it leaves out are
    named in the notes. With a problem in the mapping there are no records; other problems leave
    the cells in question out of the records, so that these can be previewed, not imported.
    ignoring: (header, cell) of what the column cannot hold and a person set to no answer; the notes
    say so.
    """
    mapping = dictionary.recognise(table.headers).mapping if mapping is None else mapping
    wrong = mapping_problems(table, dictionary, mapping)
    if wrong:
        return CheckedRoster((), tuple(wrong), len(wrong), table.notes, False, (), fingerprint(()))
    place = {header: index for index, header in enumerate(table.headers)}
    columns = [(header, dictionary.columns[name]) for header, name in mapping.items()]
    cells = [[row[place[header]] for row in table.rows] for header, _ in columns]
    readings = [
        read_cells(
            set(column_cells),
            column,
            table.decimal_of(header),
            {cell for where, cell in ignoring if where == header},
        )
        for column_cells, (header, column) in zip(cells, columns, strict=True)
    ]
    problems, count = _problems(table, columns, cells, readings)
    roles = {column.role for _, column in columns}
    set_aside = _ignored_notes(table.numbers, columns, cells, readings)
    lacks = _lack_notes(table.numbers, columns, cells, readings)
    own = _own(columns, cells, readings)
    del cells  # of a large file as much as its records
    answers = [
        (column.name, place[header], reading.values, reading.missing)
        for (header, column), reading in zip(columns, readings, strict=True)
        if column.type != "text"
    ]
    records = _records(table, own, answers)
    return CheckedRoster(
        records=records,
        problems=problems,
        problem_count=count,
        notes=(*table.notes, *set_aside, *notes_on(table, dictionary, mapping, records), *lacks),
        keyed="id" in roles,
        columns=tuple(column.name for _, column in columns if column.type != "text"),
        fingerprint=fingerprint(records),
    )


def fingerprint(records: Sequence[StudentOnFile]) -> str:
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
        content = [
            [r.key, r.first_name, r.family_name, r.values, r.missing]
            # Where none has a birth date, as in files of before, it does not count.
            + ([r.birth_date] if r.birth_date else [])
            for r in some
        ]
        digest.update(encode(content).encode())
    return digest.hexdigest()


def _problems(
    table: FileTable,
    columns: Sequence[tuple[str, Column]],
    cells: Sequence[Sequence[str]],
    readings: Sequence[CellReading],
) -> tuple[tuple[FileProblem, ...], int]:
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


def _at(row: int, header: str, fault: Fault) -> FileProblem:
    template, values = fault
    return say(template, row=row, column=header, **values)


def _id_problems(
    numbers: Sequence[int], header: str, cells: Sequence[str], reading: CellReading
) -> list[FileProblem]:
    problems = []
    first: dict[str, int] = {}
    keys = plain_ids([str(reading.values.get(cell, "")) for cell in cells])
    for row, cell, key in zip(numbers, cells, keys, strict=True):
        if cell in reading.missing:
            problems.append(
                say(
                    "Row %(row)s, %(column)s: the student has no id. "
                    "Write the school's own id and upload the file again.",
                    row=row,
                    column=header,
                )
            )
        elif cell in reading.values and key in first:
            problems.append(
                say(
                    "Row %(row)s, %(column)s: the id %(read)s is also in row %(first)s. "
                    "Give each student an id of his own and upload the file again.",
                    row=row,
                    column=header,
                    read=str(reading.values[cell]),
                    first=first[key],
                )
            )
        elif cell in reading.values:
            first[key] = row
    return problems


def _own(
    columns: Sequence[tuple[str, Column]],
    cells: Sequence[Sequence[str]],
    readings: Sequence[CellReading],
) -> dict[str, list[str]]:
    """What stands on the students themselves: role -> a text a row, "" where there is none."""
    return {
        column.role: [as_text(reading.values.get(cell)) for cell in column_cells]
        for (_, column), column_cells, reading in zip(columns, cells, readings, strict=True)
        if column.role in OWN_ROLES
    }


def _records(
    table: FileTable,
    by_role: Mapping[str, Sequence[str]],
    answers: Sequence[tuple[str, int, Mapping[str, float | str], Mapping[str, str]]],
) -> tuple[StudentOnFile, ...]:
    """The students. answers: column, its place in a row, what its cells and its marks say."""
    nothing = [""] * len(table.rows)
    keys = by_role.get("id", nothing)
    first_names = by_role.get("first_name", nothing)
    family_names = by_role.get("family_name", nothing)
    if "family_name" not in by_role:
        halves = two_names(first_names)
        first_names = [first for first, _ in halves]
        family_names = [family for _, family in halves]
    born = birth_dates(by_role.get("birth_date", nothing))
    classes, schools = by_role.get("class", nothing), by_role.get("school", nothing)
    records = []
    for place, (number, row) in enumerate(zip(table.numbers, table.rows, strict=True)):
        values = {name: said[row[at]] for name, at, said, _ in answers if row[at] in said}
        missing = (
            {}
            if len(values) == len(answers)
            else {name: marks[row[at]] for name, at, _, marks in answers if row[at] in marks}
        )
        records.append(
            StudentOnFile(
                key=keys[place] or f"row {number}",
                first_name=first_names[place],
                family_name=family_names[place],
                values=values,
                missing=missing,
                in_class=classes[place],
                in_school=schools[place],
                birth_date=born[place],
            )
        )
    return tuple(records)


@dataclass(frozen=True, slots=True)
class StudentOnFile:
    """What a file says of one student; the names are nowhere else than in the two fields.

    key: the school's own id as the file has it, or "row 12". values: column -> number or word,
    present answers only. missing: column -> the mark as read ("ABS", "NA", "?", "-", "" for an
    empty cell).
    in_class, in_school: his groups, from the columns of these roles; "" where there is none.
    birth_date: 2009-01-31, or as written where that names no day; "" where there is none.
    own_id: the school's own id, where the key is another.
    """

    key: str
    first_name: str
    family_name: str
    values: dict[str, float | str]
    missing: dict[str, str]
    in_class: str = ""
    in_school: str = ""
    birth_date: str = ""
    own_id: str = ""


@dataclass(frozen=True)
class CheckedRoster:
    """A checked roster.

    problems: at most MOST_PROBLEMS of problem_count, by row. notes: what was found and left out.
    keyed: whether students have ids of their own. columns: those the records may hold.
    fingerprint: sha256 of the records.
    """

    records: tuple[StudentOnFile, ...]
    problems: tuple[FileProblem, ...]
    problem_count: int
    notes: tuple[FileProblem, ...]
    keyed: bool
    columns: tuple[str, ...]
    fingerprint: str


# With fewer grades, none among the lowest is no sign of anything.
ENOUGH_GRADES = 20
LOWEST_SHARE = 0.2


def notes_on(
    table: FileTable,
    dictionary: Dictionary,
    mapping: Mapping[str, str],
    records: Sequence[StudentOnFile],
) -> list[FileProblem]:
    """Columns left out, no ids, students without a grade, grades that seem picked, no answers."""
    notes = []
    left_out = [header for header in table.headers if header not in mapping]
    if left_out:
        notes.append(
            say(
                "Columns left out, as the data dictionary does not know them: %(columns)s.",
                columns=", ".join(left_out),
            )
        )
    identity = dictionary.with_role("id")
    without_ids = identity is None or identity.name not in mapping.values()
    if without_ids and any(record.first_name or record.family_name for record in records):
        notes.append(
            say(
                "No column holds the students' ids: they are recognised from one file to the next "
                "by name, class and birth date."
            )
        )
    elif without_ids:
        notes.append(
            say(
                "No column holds the students' ids: each is known by the row, and cannot be "
                "followed from this file to the next."
            )
        )
    if dictionary.grade.name in mapping.values():
        notes += _grade_notes(table, dictionary.grade, records)
    else:
        notes.append(FileProblem(NO_GRADE, {}))
    return notes + _missing_notes(records)


def _grade_notes(
    table: FileTable, grade: Column, records: Sequence[StudentOnFile]
) -> list[FileProblem]:
    without = [
        number
        for number, record in zip(table.numbers, records, strict=True)
        if grade.name in record.missing
    ]
    notes = []
    if without:
        notes.append(
            say(
                "Students without a grade: %(count)s (rows %(rows)s). "
                "They are kept and listed first.",
                count=len(without),
                rows=rows_named(without),
            )
        )
    grades = [float(record.values[grade.name]) for record in records if grade.name in record.values]
    low, high = grade.low or 0.0, grade.high or 0.0
    floor = low + LOWEST_SHARE * (high - low)
    upwards = grade.best == "high"
    if upwards and not without and len(grades) >= ENOUGH_GRADES and min(grades) >= floor:
        notes.append(
            say(
                "No grade below %(lowest)s and no %(low)s in this file: students without a grade "
                "may be missing from it.",
                lowest=f"{min(grades):g}",
                low=f"{low:g}",
            )
        )
    return notes


def _ignored_notes(
    numbers: Sequence[int],
    columns: Sequence[tuple[str, Column]],
    cells: Sequence[Sequence[str]],
    readings: Sequence[CellReading],
) -> list[FileProblem]:
    """Cells that a person set to no answer, a note a column and text."""
    notes = []
    for (header, _), column_cells, reading in zip(columns, cells, readings, strict=True):
        for cell in reading.ignored:
            rows = [row for row, each in zip(numbers, column_cells, strict=True) if each == cell]
            notes.append(
                say(
                    "%(column)s: “%(read)s” was set to no answer (rows %(rows)s).",
                    column=header,
                    read=quoted(cell),
                    rows=rows_named(rows),
                )
            )
    return notes


def _lack_notes(
    numbers: Sequence[int],
    columns: Sequence[tuple[str, Column]],
    cells: Sequence[Sequence[str]],
    readings: Sequence[CellReading],
) -> list[FileProblem]:
    """Who has no answer in which column; the grade has a note of its own."""
    lacks = []
    for (header, column), column_cells, reading in zip(columns, cells, readings, strict=True):
        if column.role == "grade" or not reading.missing:
            continue
        rows = [
            row for row, cell in zip(numbers, column_cells, strict=True) if cell in reading.missing
        ]
        lacks.append(f"{quoted(header)}: {len(rows)} ({rows_named(rows)})")
    if not lacks:
        return []
    return [
        say(
            "Columns without an answer of some students, and in which rows: %(columns)s.",
            columns="; ".join(lacks[:MOST_LACKS]) + ("; …" if len(lacks) > MOST_LACKS else ""),
        )
    ]


def _missing_notes(records: Sequence[StudentOnFile]) -> list[FileProblem]:
    marks = Counter(mark for record in records for mark in record.missing.values())
    empty = marks.pop("", 0)
    notes = []
    if empty:
        notes.append(say("Empty cells kept as no answer: %(count)s.", count=empty))
    if marks:
        notes.append(
            say(
                "Cells marked as no answer and kept as such: %(count)s (%(marks)s).",
                count=marks.total(),
                marks=", ".join(f"{mark} {count}" for mark, count in marks.most_common()),
            )
        )
    return notes


def mapping_problems(
    table: FileTable, dictionary: Dictionary, mapping: Mapping[str, str]
) -> list[FileProblem]:
    """What keeps a mapping of header -> column from being used; empty when nothing does."""
    headers: dict[str, str] = {}
    problems = []
    for header, name in mapping.items():
        if header not in table.headers:
            problems.append(_unknown_header(header))
        elif name not in dictionary.columns:
            problems.append(_unknown_column(header, name))
        elif name in headers:
            problems.append(_two_headers(headers[name], header, dictionary.columns[name]))
        headers.setdefault(name, header)
    needed = [each for each in dictionary.columns.values() if each.required]
    return problems + [_not_there(each) for each in needed if each.name not in headers]


def _unknown_header(header: str) -> FileProblem:
    return say(
        "There is no column headed %(read)s in this file. Choose one of the file's headers.",
        read=quoted(header),
    )


def _unknown_column(header: str, name: str) -> FileProblem:
    return say(
        "%(column)s cannot be read as %(read)s, which the data dictionary does not have. "
        "Choose one of its columns.",
        column=header,
        read=quoted(name),
    )


def _two_headers(first: str, second: str, column: Column) -> FileProblem:
    return say(
        "%(first)s and %(second)s are both to be read as %(name)s. Choose one of the two.",
        first=quoted(first),
        second=quoted(second),
        name=column.label,
    )


def _not_there(column: Column) -> FileProblem:
    return say(
        "No column of the file is “%(name)s”, which this kind of file must have. "
        "Say which column it is, or add it and upload the file again.",
        name=column.label,
    )
