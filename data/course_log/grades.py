"""The grades of a course: who has which, or was absent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.course_log.columns import GradeColumns, grade_columns
from data.headers import plain
from data.reading import FileTable, Unreadable
from data.reading.decimals import WITH_COMMA
from data.wording.message import say


@dataclass(frozen=True)
class Grade:
    """One line of a list of grades.

    key: what the student is known by: his id, else the name in the log. names: everything that the
    log may call him, first and family name in either order too. text: the grade with a point, or
    the mark that there is none ("ABS"). row: the line's number.
    """

    key: str
    names: tuple[str, ...]
    first_name: str
    family_name: str
    text: str
    row: int


def read_grades(table: FileTable, chosen: Mapping[str, str] | None = None) -> tuple[Grade, ...]:
    """The grades in a table, in its order, line by line. Raises Unreadable for no such list.

    chosen: header -> key of columns.GRADES, before what is recognised.
    """
    columns = grade_columns(table.headers, chosen)
    if columns is None:
        raise Unreadable(
            say(
                "No list of grades was found: it has a column with the students' ids or names as "
                "the log writes them (“ID”, “pseudo”) and one headed “note”, “nota” or “grade”."
            )
        )
    return tuple(
        _grade(row, number, columns) for row, number in zip(table.rows, table.numbers, strict=True)
    )


def grade_header(table: FileTable, chosen: Mapping[str, str] | None = None) -> str:
    """The header of the grades' column, "" where there is none."""
    columns = grade_columns(table.headers, chosen)
    return "" if columns is None else table.headers[columns.grade]


def by_name(grades: Sequence[Grade]) -> dict[str, int]:
    """Place of a grade by each name that only one student has, case and accents aside.

    Ids come before names: a student whose name is another's id is not taken for him.
    """
    keys = {plain(grade.key): place for place, grade in enumerate(grades) if grade.key}
    names = [(plain(name), place) for place, each in enumerate(grades) for name in set(each.names)]
    times = Counter(name for name, _ in set(names))
    others = {name: place for name, place in names if name and times[name] == 1}
    return {**others, **keys}


def _grade(row: Sequence[str], number: int, at: GradeColumns) -> Grade:
    def cell(place: int | None) -> str:
        return "" if place is None else " ".join(row[place].split())

    user, first, family = cell(at.user), cell(at.first), cell(at.family)
    full = f"{first} {family}".strip()
    text = cell(at.grade)
    return Grade(
        key=cell(at.id) or user or full,
        names=tuple(name for name in (user, full, f"{family} {first}".strip()) if name),
        first_name=first,
        family_name=family,
        text=text.replace(",", ".") if WITH_COMMA.fullmatch(text) else text,
        row=number,
    )
