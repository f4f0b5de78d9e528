"""The adults: accounts, what they are in a school, how they come in."""

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from data.tables.shared import NEVER_REUSED, now


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


class ApiToken(SQLModel, table=True):
    """What a program shows to act as the adult who made it, with some of his rights.

    rights: values of `webapp.services.access.api_scopes.Scope`; no more than his role includes
    at each call.
    """

    __table_args__ = (NEVER_REUSED,)
    id: int = Field(default=None, primary_key=True)
    school_id: int = Field(foreign_key="school.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    membership_id: int = Field(foreign_key="membership.id")  # as what he made it
    name: str
    token: str = Field(unique=True)  # its sha256
    rights: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
