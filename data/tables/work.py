"""Work that takes long, and how many writes there were."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, text
from sqlmodel import Field, SQLModel

from data.tables.shared import LATER, NEVER_REUSED, now


class Job(SQLModel, table=True):
    """Something that takes longer than an answer. `done` runs from 0 to 1."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    kind: str
    state: str = "running"  # running | done | failed | cancelled
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    done: float = 0.0
    words: str = ""
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    problem: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)  # template, values
    account: int | None = None
    started_by: str
    started_at: datetime = Field(default_factory=now)
    seen_at: datetime = Field(default_factory=now)  # its last sign of life
    finished_at: datetime | None = None
    cancel_asked: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    # The process that does it, and on which machine: a dead one is told from a slow one.
    process: int | None = None
    host: str = Field(default="", sa_column_kwargs=LATER)


class WriteCount(SQLModel, table=True):
    """One row: how many writes were committed, by which a cache knows that it is old."""

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    writes: int = 0
