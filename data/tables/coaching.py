"""What counsellors decide about students."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from data.tables.shared import NEVER_REUSED, now

# The step that makes the index says it for PostgreSQL too; here that would load all its dialect.
OPEN = text("closed_at IS NULL AND undone_at IS NULL")


class Intervention(SQLModel, table=True):
    """One coaching record. Open while neither `closed_at` nor `undone_at` is set."""

    __table_args__ = (
        Index("uq_intervention_one_open", "student_id", unique=True, sqlite_where=OPEN),
        NEVER_REUSED,
    )
    id: int = Field(default=None, primary_key=True)
    student_id: int = Field(foreign_key="student.id", index=True)
    account: int | None = None
    opened_by: str
    opened_at: datetime = Field(default_factory=now)
    closed_by: str | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None  # the closing was undone, and nothing happened since
    undone_at: datetime | None = None  # the opening was undone: as if it had never been


class Dismissal(SQLModel, table=True):
    """ "Not relevant, because ...": off the list until a date, or until somebody ends it."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    student_id: int = Field(foreign_key="student.id", index=True)
    reason: str
    words: str = ""
    until: date | None = None
    account: int | None = None
    created_by: str
    created_at: datetime = Field(default_factory=now)
    ended_by: str | None = None
    ended_at: datetime | None = None
