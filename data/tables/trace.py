"""What was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from data.tables.shared import LATER, NEVER_REUSED, now


class Decision(SQLModel, table=True):
    """What was done, by whom, to what. Only ever added to, and without a student's name.

    `student_id` is no foreign key: the line outlives a student who is deleted. Each line of a
    school holds the hash of the one before it, so that an edited one is found.
    """

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    at: datetime = Field(default_factory=now)
    account: int | None = None
    by: str
    role: str = Field(default="", sa_column_kwargs=LATER)  # as which he did it, where known
    action: str
    thing: str
    thing_id: int | None = None
    student_id: int | None = Field(default=None, index=True)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous: str = Field(
        default="", sa_column_kwargs=LATER
    )  # the school's line before; "" for its first
    hash: str = Field(default="", sa_column_kwargs=LATER)  # sha256 of this line with `previous`
