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


class SchoolSetting(SQLModel, table=True):
    """What a school set for itself; without a row the server's default holds."""

    school_id: int = Field(primary_key=True, foreign_key="school.id")
    key: str = Field(primary_key=True)
    value: Any = Field(sa_type=JSON, nullable=False)


class SchoolDictionary(SQLModel, table=True):
    """A version of a school's own data dictionary, kept for ever; its name is no other school's."""

    __table_args__ = (UniqueConstraint("name", "number"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    name: str
    number: int  # 1, 2, ... of that name
    text: str = Field(sa_type=Text)  # YAML
    fingerprint: str  # sha256 of the text
    note: str = ""
    account: int | None = None
    author: str
    created_at: datetime = Field(default_factory=now)


class Roster(SQLModel, table=True):
    """One import of a file. Undone imports stay, with `withdrawn_at`."""

    __table_args__ = (UniqueConstraint("school_id", "number"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id")
    number: int  # 1, 2, ... within the school
    title: str
    dictionary: str
    dictionary_number: int | None = None  # the version of a school's own; None of a shared one
    filename: str
    fingerprint: str
    sample: bool = False
    keyed: bool = True  # False: neither ids nor names, a student is only his row
    students: int
    columns: dict[str, str] = Field(sa_type=JSON)  # name -> number | word, in the file's order
    notes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    source: str = Field(default="", sa_column_kwargs=LATER)  # that made it; "": a whole file
    # That its columns are from, as `RosterSource` has them.
    sources: list[dict[str, Any]] | None = Field(default_factory=list, sa_type=JSON, nullable=True)
    account: int | None = None
    imported_by: str
    imported_at: datetime = Field(default_factory=now)
    withdrawn_at: datetime | None = None


class Student(SQLModel, table=True):
    """A person's identity from one import to the next; his name is in `Answers`.

    in_class, in_school: his groups, by the columns of these roles in his newest roster, "" where it
    has none. They stand here because every query asks for them.

    scope: "" for the school's own ids; "sample" for the sample school; "named" for who came first
    in a file without ids, with a key that nobody is shown; "import 3" for a file without ids and
    names, so that nobody is taken for somebody else who has the same key.
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
    birth_date: str = Field(default="", sa_column_kwargs=LATER)  # ISO, where the file has it
    # The school's own id, of a student who was first known without one.
    own_id: str = Field(default="", sa_column_kwargs=LATER)
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
    # What somebody chose for files with these headers: how they are laid out, what each column is.
    description: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    source: str = Field(default="", sa_column_kwargs=LATER)
    created_at: datetime = Field(default_factory=now)
