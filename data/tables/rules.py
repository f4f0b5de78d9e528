"""Rule sets: what was in force, what is being written, what counsellors try."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from data.tables.shared import NEVER_REUSED, now


class RuleSetVersion(SQLModel, table=True):
    """A rule file that was in force, kept for ever."""

    __table_args__ = (UniqueConstraint("name", "number"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    name: str
    number: int
    text: str = Field(sa_type=Text)
    fingerprint: str
    author: str
    warnings: list[str] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = Field(default_factory=now)


class RuleSetHome(SQLModel, table=True):
    """The school that made a rule set on a page; a set without a row here is everybody's."""

    name: str = Field(primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)


class RuleDraft(SQLModel, table=True):
    """A rule file that is being written, for the set `name`. Its text is the newest revision's.

    base: the version it began from, 0 for a new set. state: open, in review, published, dropped.
    words: what a counsellor said who proposed it, "" for a lead's own.
    """

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    name: str
    base: int
    base_text: str = Field(sa_type=Text)
    state: str = "open"
    proposed: bool = False
    words: str = ""
    account: int | None = None
    created_by: str
    created_at: datetime = Field(default_factory=now)
    asked_account: int | None = None  # who asked for the review: somebody else approves
    asked_by: str = ""
    asked_at: datetime | None = None
    reason: str = ""
    fairness_reason: str = ""
    in_force_from: date | None = None
    answer: str = ""  # why it was sent back, or not taken up
    closed_at: datetime | None = None


class DraftRevision(SQLModel, table=True):
    """A draft's text as somebody saved it: 1, 2, ... within the draft."""

    __table_args__ = (UniqueConstraint("draft_id", "number"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="ruledraft.id", index=True)
    number: int
    text: str = Field(sa_type=Text)
    account: int | None = None
    saved_by: str
    saved_at: datetime = Field(default_factory=now)


class Publication(SQLModel, table=True):
    """Why a rule text was published from a page or by command, and what it did on that day.

    comparison, fairness: figures of the publishing school, without any student.
    """

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    name: str
    fingerprint: str  # of the text, as the version's
    reason: str
    account: int | None = None
    author: str
    reviewed_by: str = ""
    comparison: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    fairness: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    fairness_reason: str = ""
    created_at: datetime = Field(default_factory=now)


class WhatIf(SQLModel, table=True):
    """A counsellor's own tweaks of a rule set, by a name. `query` holds rules only, no student."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    account: int = Field(foreign_key="account.id", index=True)
    name: str
    rule_set: str
    query: str
    created_at: datetime = Field(default_factory=now)
    draft_id: int | None = Field(default=None, foreign_key="ruledraft.id")  # sent to the lead as
