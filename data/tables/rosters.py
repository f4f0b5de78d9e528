"""Schools, and the rosters that they import."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from data.tables.shared import LATER, NEVER_REUSED, now


class School(SQLModel, table=True):
    """The tenant that imports rosters; the values of a roster's `school` column are not it."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    created_at: datetime = Field(default_factory=now)
    # Percentage points by which a rule set's list may differ from the school in a group's share.
    fairness_limit: float = Field(default=10.0, sa_column_kwargs={"server_default": text("10.0")})


class Roster(SQLModel, table=True):
    """One import of a file. Undone imports stay, with `withdrawn_at`."""

    __table_args__ = (UniqueConstraint("school_id", "number"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id")
    number: int  # 1, 2, ... within the school
    title: str
    dictionary: str
    filename: str
    fingerprint: str
    sample: bool = False
    keyed: bool = True  # False: the file has no ids, a student is only his row
    students: int
    columns: dict[str, str] = Field(sa_type=JSON)  # name -> number | word, in the file's order
    notes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    account: int | None = None
    imported_by: str
    imported_at: datetime = Field(default_factory=now)
    withdrawn_at: datetime | None = None


class Student(SQLModel, table=True):
    """A person's identity from one import to the next; his name is in `Answers`.

    in_class, in_school: his groups, by the columns of these roles in his newest roster, "" where it
    has none. They stand here because every query asks for them.

    scope: "" for the school's own ids; "sample" for the sample school and "import 3" for a
    file without ids, so that nobody is taken for somebody else who has the same key.
    """

    __table_args__ = (UniqueConstraint("school_id", "scope", "key"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id")
    scope: str = ""
    key: str
    in_class: str = Field(default="", index=True, sa_column_kwargs=LATER)
    in_school: str = Field(default="", index=True, sa_column_kwargs=LATER)


class Answers(SQLModel, table=True):
    """One student in one roster. `place` is his row in the file, counted from 0."""

    __table_args__ = (UniqueConstraint("roster_id", "student_id"),)
    roster_id: int = Field(primary_key=True, foreign_key="roster.id")
    place: int = Field(primary_key=True)
    student_id: int = Field(foreign_key="student.id", index=True)
    first_name: str = ""
    family_name: str = ""
    in_class: str = Field(default="", sa_column_kwargs=LATER)  # his groups at the time
    in_school: str = Field(default="", sa_column_kwargs=LATER)
    values: str = Field(sa_type=Text)  # JSON: column -> number or word; present answers only
    missing: str = Field(sa_type=Text)  # JSON: column -> the mark as read ("ABS", "NA", "")


class CourseActivity(SQLModel, table=True):
    """A student's actions week by week, in a roster that was made from a course's log."""

    roster_id: int = Field(primary_key=True, foreign_key="roster.id")
    student_id: int = Field(primary_key=True, foreign_key="student.id", index=True)
    first_day: date  # of the first week
    weeks: list[int] = Field(sa_type=JSON)  # actions in each, the first first


class ColumnMapping(SQLModel, table=True):
    """How a school mapped a file's headers, offered again for the same headers."""

    __table_args__ = (UniqueConstraint("school_id", "headers"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id")
    headers: str  # sha256 of the sorted headers
    dictionary: str
    mapping: dict[str, str] = Field(sa_type=JSON)
    created_at: datetime = Field(default_factory=now)
