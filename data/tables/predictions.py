"""Expected grades."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from data.tables.shared import NEVER_REUSED, now


class ModelVersion(SQLModel, table=True):
    """One estimation of expected grades for one roster; the newest counts."""

    __table_args__ = (UniqueConstraint("roster_id", "fingerprint"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    roster_id: int = Field(foreign_key="roster.id")
    fingerprint: str
    report: dict[str, Any] = Field(sa_type=JSON)
    account: int | None = None
    created_by: str
    created_at: datetime = Field(default_factory=now)


class Prediction(SQLModel, table=True):
    """A student's expected grade by one model, on the roster's scale; None where unknown."""

    model_id: int = Field(primary_key=True, foreign_key="modelversion.id")
    student_id: int = Field(primary_key=True, foreign_key="student.id", index=True)
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    contributions: str = Field(sa_type=Text)  # JSON: column -> grade points
