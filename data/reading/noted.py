"""What a person should know about a roster that is read without a problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from data.column import Column, Dictionary
from data.reading.rows import rows_named
from data.reading.table import Table
from data.wording.message import Problem, say

if TYPE_CHECKING:
    from data.reading.checked import Record

# With fewer grades, none among the lowest is no sign of anything.
ENOUGH_GRADES = 20
LOWEST_SHARE = 0.2


def notes_on(
    table: Table,
    dictionary: Dictionary,
    mapping: Mapping[str, str],
    records: Sequence[Record],
) -> list[Problem]:
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
    if identity is None or identity.name not in mapping.values():
        notes.append(
            say(
                "No column holds the students' ids: each is known by the row, and cannot be "
                "followed from this file to the next."
            )
        )
    notes += _grade_notes(table, dictionary.grade, records)
    return notes + _missing_notes(records)


def _grade_notes(table: Table, grade: Column, records: Sequence[Record]) -> list[Problem]:
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
    if not without and len(grades) >= ENOUGH_GRADES and min(grades) >= floor:
        notes.append(
            say(
                "No grade below %(lowest)s and no %(low)s in this file: students without a grade "
                "may be missing from it.",
                lowest=f"{min(grades):g}",
                low=f"{low:g}",
            )
        )
    return notes


def _missing_notes(records: Sequence[Record]) -> list[Problem]:
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
