"""Models that were trained, which of them is active, and what they expect of students."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from data.tables.shared import NEVER_REUSED, now


class ModelVersion(SQLModel, table=True):
    """A model that was trained on one roster; it stays as it is. Its file is a `ModelFile`.

    recipe: how it was made, as `scoring.model.model_config.Recipe.as_json`. report: its figures, no
    student.
    fingerprint: of the data, the recipe and the libraries that made it.
    """

    __table_args__ = (UniqueConstraint("school_id", "number"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id")
    number: int  # 1, 2, ... within the school
    roster_id: int = Field(foreign_key="roster.id", index=True)
    dictionary: str
    target: str  # grade | pass
    recipe: dict[str, Any] = Field(sa_type=JSON)
    fingerprint: str
    report: dict[str, Any] = Field(sa_type=JSON)
    scikit_learn: str  # the version that can read the file
    sha256: str  # of the file's bytes
    size: int  # bytes
    account: int | None = None
    created_by: str
    created_at: datetime = Field(default_factory=now)


class ModelFile(SQLModel, table=True):
    """The bytes of a model, base64: with the row or not at all, and in every backup."""

    model_id: int = Field(
        primary_key=True,
        foreign_key="modelversion.id",
        sa_column_kwargs={"autoincrement": False},
    )
    content: str = Field(sa_type=Text)


class Activation(SQLModel, table=True):
    """Who made a model the active one of its school, kind of roster and target; the newest holds.

    model_id: None where somebody switched expected grades off.
    """

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    dictionary: str
    target: str
    model_id: int | None = Field(default=None, foreign_key="modelversion.id")
    reason: str = ""
    account: int | None = None
    created_by: str
    created_at: datetime = Field(default_factory=now)


class ModelComparison(SQLModel, table=True):
    """Candidates compared on one roster: what was asked and what was found, no student."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    roster_id: int = Field(foreign_key="roster.id", index=True)
    target: str
    plan: dict[str, Any] = Field(sa_type=JSON)
    result: dict[str, Any] = Field(sa_type=JSON)
    account: int | None = None
    created_by: str
    created_at: datetime = Field(default_factory=now)


class Estimate(SQLModel, table=True):
    """What was expected of one roster's students; of several, the one with the latest `since`.

    model_id: the model that said so; None before there were models to keep, and where none could
    be trained: the report then says why.
    """

    __table_args__ = (UniqueConstraint("roster_id", "fingerprint"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    roster_id: int = Field(foreign_key="roster.id")
    model_id: int | None = Field(default=None, foreign_key="modelversion.id", index=True)
    fingerprint: str
    report: dict[str, Any] = Field(sa_type=JSON)
    account: int | None = None
    created_by: str
    created_at: datetime = Field(default_factory=now)
    since: datetime = Field(default_factory=now)


class Prediction(SQLModel, table=True):
    """A student's expected grade in one estimate, on the roster's scale; None where unknown.

    fold: which of the model's folds held him out when it was trained; None: it never saw him.
    """

    estimate_id: int = Field(primary_key=True, foreign_key="estimate.id")
    student_id: int = Field(primary_key=True, foreign_key="student.id", index=True)
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    contributions: str = Field(sa_type=Text)  # JSON: column -> grade points
    fold: int | None = None
