"""What is kept, one class a table.

Table classes do not validate: a row is made only from values that passed a pydantic model (the
`New...` models in `data/store`). Times are UTC and timezone-aware. `account` is the number of
the account that acted, None where nobody signs in; `..._by` is that adult's name. An `id` is
an `int` to whoever reads it; the database gives it when the row is flushed.

`Answers.values` and `.missing` are JSON in plain text: the store parses a whole cohort at once.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

# Constraints need names, or a later migration cannot drop them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
OPEN = text("closed_at IS NULL AND undone_at IS NULL")
ONLY_OPEN: dict[str, Any] = {"sqlite_where": OPEN, "postgresql_where": OPEN}
# Else SQLite gives a deleted student's number, and his history with it, to the next one.
NEVER_REUSED = {"sqlite_autoincrement": True}
# A column that came to a table with rows in it needs a default that the database knows.
LATER: dict[str, Any] = {"server_default": text("''")}


def now() -> datetime:
    """This moment, UTC, timezone-aware."""
    return datetime.now(UTC)


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


class Intervention(SQLModel, table=True):
    """One coaching record. Open while neither `closed_at` nor `undone_at` is set."""

    __table_args__ = (
        Index("uq_intervention_one_open", "student_id", unique=True, **ONLY_OPEN),
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


class Job(SQLModel, table=True):
    """Something that takes longer than an answer. `done` runs from 0 to 1."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    kind: str
    state: str = "running"  # running | done | failed
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


class ColumnMapping(SQLModel, table=True):
    """How a school mapped a file's headers, offered again for the same headers."""

    __table_args__ = (UniqueConstraint("school_id", "headers"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id")
    headers: str  # sha256 of the sorted headers
    dictionary: str
    mapping: dict[str, str] = Field(sa_type=JSON)
    created_at: datetime = Field(default_factory=now)


class Account(SQLModel, table=True):
    """An adult who may sign in. No account is ever deleted: what he did names him."""

    __table_args__ = (UniqueConstraint("issuer", "subject"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    login: str = Field(unique=True)  # without capitals, often a mail address
    name: str
    language: str = ""  # "" for the browser's
    password: str | None = None  # argon2id; None until it is set, and for single sign-on
    active: bool = True
    issuer: str | None = None  # of single sign-on, with the subject it knows him by
    subject: str | None = None
    totp: str | None = None  # the second factor's secret, base32; None without one
    totp_step: int = 0  # the last time step that was used: no code opens twice
    created_by: str
    created_at: datetime = Field(default_factory=now)


class Membership(SQLModel, table=True):
    """What an account is in a school. A counsellor's `groups` limit whom he sees.

    groups: "class:10A" or "school:GP", matched with `Student.in_class` and `.in_school`; None is
    the whole school.
    """

    __table_args__ = (UniqueConstraint("account_id", "school_id", "role"), NEVER_REUSED)
    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    school_id: int = Field(foreign_key="school.id", index=True)
    role: str
    groups: list[str] | None = Field(default=None, sa_type=JSON)
    created_by: str
    created_at: datetime = Field(default_factory=now)


class SignIn(SQLModel, table=True):
    """One browser of one account, from sign-in to sign-out. The cookie holds the token."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    token: str = Field(unique=True)  # its sha256
    account_id: int = Field(foreign_key="account.id", index=True)
    membership_id: int | None = Field(default=None, foreign_key="membership.id")  # acting as
    browser: str = ""
    created_at: datetime = Field(default_factory=now)
    seen_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None


class Invitation(SQLModel, table=True):
    """A link that works once: the very first set-up, or an account's (new) password."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    token: str = Field(unique=True)  # its sha256
    account_id: int | None = Field(default=None, foreign_key="account.id")  # None: set-up
    created_by: str
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """A code on paper, for whoever has lost the second factor."""

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    code: str  # its sha256
    used_at: datetime | None = None


class FailedSignIns(SQLModel, table=True):
    """How often a login or an address has failed of late, and how long it has to wait."""

    key: str = Field(primary_key=True)  # sha256 of "login ines" or "address 10.0.0.7"
    failures: int
    last_at: datetime
    wait_until: datetime


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


class WriteCount(SQLModel, table=True):
    """One row: how many writes were committed, by which a cache knows that it is old."""

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    writes: int = 0
