"""What a school says that its file is: each column, what stands for what, which grade counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Meaning = Literal[
    "id",
    "name",
    "first_name",
    "family_name",
    "class",
    "school",
    "year",
    "birth_date",
    "grade",
    "answer",
    "shown",
    "group",
    "out",
]
Kind = Literal["whole", "decimal", "percent", "yes_no", "word", "steps", "date", "text"]
Period = Literal["first", "second", "third", "year"]
How = Literal["count", "share", "sum", "mean", "last", "days"]

NUMBERS: tuple[Kind, ...] = ("whole", "decimal", "percent")
NAMES: tuple[Meaning, ...] = ("name", "first_name", "family_name")
ONE_ONLY: tuple[Meaning, ...] = (
    *("id", "name", "first_name", "family_name", "class", "school", "year", "birth_date"),
)
NO_ANSWER = ""
GRADE = "FinalGrade"
# Who changes one of these has answered on which scale the grades are.
SCALE_FIELDS = {"low", "high", "best"}


class ColumnDescription(BaseModel):
    """One column of a file.

    header: as the file has it. meaning: what it is; of several grades, FileDescription.grade says
    which one counts; "group" only compares groups, "shown" stands on the student's page alone.
    name: its key in the dictionary. like: the column of `FileDescription.like` that it is modelled
    on, whose words it keeps; "" for none. label, unit: language -> text; {} for the header itself
    and for none. low, high: of a number, ends included. best, passing: of a grade, on its scale.
    steps: words in order, worst first. marks: what is written in a cell instead of an answer ->
    NO_ANSWER, or the value that it stands for, written with a point ("2-": "2.3"). period, subject:
    of a grade. record: from the school's record, which the expected grade may learn from.
    explorable: a change of it may be tried out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: str
    meaning: Meaning
    name: str = ""
    like: str = ""
    kind: Kind = "text"
    label: dict[str, str] = Field(default_factory=dict)
    unit: dict[str, str] = Field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    best: Literal["high", "low"] = "high"
    passing: float | None = None
    steps: tuple[str, ...] = ()
    marks: dict[str, str] = Field(default_factory=dict)
    period: Period | None = None
    subject: str = ""
    record: bool = False
    explorable: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its answers are numbers as written."""
        return self.kind in NUMBERS


class Count(BaseModel):
    """One figure for each student from the rows of a long file.

    header: the column that the figure is named by. how: count of rows; share of the rows, 0 to 100;
    sum, mean or last of `of`; days on which there is a row. of: the column that is added up, "" for
    rows. where: column -> the texts of which a row must have one there to count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: str
    how: How
    of: str = ""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class RowCounts(BaseModel):
    """How rows that are one answer each become one row a student.

    by: the columns that tell one student from another. keep: columns of which a student's first
    text that is not empty is kept. counts: what is counted up. dates: the column with the day of a
    row, "" for none. since: only rows from that day on (2026-09-01), "" for all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: tuple[str, ...] = Field(min_length=1)
    keep: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    dates: str = ""
    since: str = ""


class MeanGrade(BaseModel):
    """A grade that the file does not have: the mean of several, which the school confirms.

    header: what the column is called. of: the headers of the grades, all on one scale.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: str
    of: tuple[str, ...] = Field(min_length=2)


class FileDescription(BaseModel):
    """What a file is, as proposed or as a person changed it; as JSON it is remembered.

    columns: one for each header of the table, counted up and with its mean where these are said, in
    that order. dictionary: the dictionary that it follows unchanged, or None. like: the dictionary
    that its columns are modelled on, or None. grade: the header of the grade that counts, or None
    while nobody has one; grade_name: the key of its column. mean: see MeanGrade. counting: see
    RowCounts. answers: the key of a question -> the key of the choice. language: the one most
    headers are in, "" where unknown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[ColumnDescription, ...]
    dictionary: str | None = None
    like: str | None = None
    grade: str | None = None
    grade_name: str = GRADE
    mean: MeanGrade | None = None
    counting: RowCounts | None = None
    answers: dict[str, str] = Field(default_factory=dict)
    language: str = ""

    def column(self, header: str) -> ColumnDescription:
        """The column with this header. Raises KeyError."""
        found = next((each for each in self.columns if each.header == header), None)
        if found is None:
            raise KeyError(header)
        return found

    def changed(self, header: str, **fields: Any) -> FileDescription:
        """The same with other fields of one column. A dictionary is then followed no longer.

        Raises KeyError for an unknown header and pydantic's ValidationError for a wrong field.
        """
        return self.all_changed({header: fields})

    def all_changed(self, changes: Mapping[str, Mapping[str, Any]]) -> FileDescription:
        """The same with other fields of several columns: header -> field -> value."""
        for header in changes:
            self.column(header)
        columns = tuple(
            ColumnDescription.model_validate(each.model_dump() | dict(changes[each.header]))
            if each.header in changes
            else each
            for each in self.columns
        )
        update: dict[str, Any] = {"columns": columns}
        if self.dictionary is not None:
            update |= {"dictionary": None, "like": self.dictionary}
        if any(not SCALE_FIELDS.isdisjoint(fields) for fields in changes.values()):
            update["answers"] = {**self.answers, "scale": "own"}
        grades = [each.header for each in columns if each.meaning == "grade"]
        if self.grade not in grades:
            update["grade"] = grades[0] if grades else None
        return self.model_copy(update=update)
