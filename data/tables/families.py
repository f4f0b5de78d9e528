"""What families asked for, and why somebody looked."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from data.tables.shared import NEVER_REUSED, now


class Objection(SQLModel, table=True):
    """A family's no to scoring: the student is in no list, no score and no model's training."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    student_id: int = Field(foreign_key="student.id", index=True)
    account: int | None = None
    created_by: str
    created_at: datetime = Field(default_factory=now)
    ended_by: str | None = None
    ended_at: datetime | None = None


class StatedReason(SQLModel, table=True):
    """Why somebody who does not coach opened a student's record, and until when he may."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    student_id: int = Field(foreign_key="student.id", index=True)
    account: int
    stated_by: str
    reason: str
    words: str = ""
    stated_at: datetime = Field(default_factory=now)
    until: datetime
