"""Accounts: who may sign in, and what they are in each school.

An administrator sees and changes the accounts of his own school. An account that is another
school's as well is changed by a command only (a viewer without an account): else one school's
administrator could make himself a link to what the other one has given.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)
from sqlmodel import Session, col, select

from data.store import audit
from data.store.errors import LoginTaken, NotFound, SharedAccount
from data.store.people import api_tokens, memberships, sign_ins
from data.store.people.memberships import NewMembership
from data.tables import Account, Membership, now
from data.viewer import Viewer
from data.wording.languages import language_code


def as_login(written: str) -> str:
    """A login as it is kept and compared: one spelling, no capitals, no spaces around it."""
    return unicodedata.normalize("NFKC", written).strip().casefold()


def _in_one_word(login: str) -> str:
    if not login.isprintable() or any(letter.isspace() for letter in login):
        raise ValueError("A login has no spaces in it.")
    return login


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError("A name is written on one line.")
    return name


Login = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    AfterValidator(as_login),
    AfterValidator(_in_one_word),
    Field(min_length=1),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
]


class NewAccount(BaseModel):
    """What an account is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    login: Login
    name: Name
    language: Literal[""] | Annotated[str, AfterValidator(language_code)] = ""


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """An account as its school's administrators see it.

    memberships: those in their school. shared: it is another school's as well.
    """

    id: int
    login: str
    name: str
    language: str
    active: bool
    has_password: bool
    has_second_factor: bool
    signs_in_elsewhere: bool
    shared: bool
    memberships: tuple[NewMembership, ...]


def create(
    session: Session,
    viewer: Viewer,
    login: str,
    name: str,
    wanted: Sequence[NewMembership],
    *,
    language: str = "",
    password: str | None = None,
) -> Account:
    """Make an account of the viewer's school. password: its argon2id hash, None until it is set.

    Raises ValueError (pydantic's, by field) for what cannot be, and LoginTaken.
    """
    new = NewAccount(login=login, name=name, language=language)
    if by_login(session, new.login) is not None:
        raise LoginTaken(f"There is an account {new.login} already.")
    account = Account(**new.model_dump(), password=password, created_by=viewer.name)
    session.add(account)
    session.flush()
    audit.add(session, viewer, "create", "account", account.id, {})
    memberships.give(session, viewer, account.id, wanted)
    return account


def by_login(session: Session, login: str) -> Account | None:
    """The account of that login, however it is capitalised; None where there is none."""
    return session.exec(select(Account).where(col(Account.login) == as_login(login))).one_or_none()


def itself(session: Session, account_id: int) -> Account:
    """An account, for the person whose it is. Raises NotFound."""
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound(f"There is no account {account_id}.")
    return found


def exist(session: Session) -> bool:
    """Whether anybody has an account: before that, the server waits to be set up."""
    return session.exec(select(col(Account.id)).limit(1)).first() is not None


def get(session: Session, viewer: Viewer, account_id: int) -> AccountInfo:
    """That account of the viewer's school. Raises NotFound."""
    found = [info for info in listing(session, viewer) if info.id == account_id]
    if not found:
        raise NotFound(f"There is no account {account_id}.")
    return found[0]


def listing(session: Session, viewer: Viewer) -> list[AccountInfo]:
    """The accounts of the viewer's school, by name."""
    rows = session.exec(
        select(Account, Membership)
        .where(col(Membership.account_id) == col(Account.id))
        .where(col(Membership.school_id) == viewer.school)
        .order_by(col(Account.name), col(Account.id), col(Membership.id))
    ).all()
    shared = memberships.elsewhere(session, viewer.school)
    found: dict[int, tuple[Account, list[NewMembership]]] = {}
    for account, membership in rows:
        found.setdefault(account.id, (account, []))[1].append(memberships.told(membership))
    return [_info(account, theirs, account.id in shared) for account, theirs in found.values()]


def rename(session: Session, viewer: Viewer, account_id: int, login: str, name: str) -> None:
    """Correct an account's login and name. Raises NotFound, SharedAccount, LoginTaken and
    ValueError."""
    account = changeable(session, viewer, account_id)
    new = NewAccount(login=login, name=name)
    other = by_login(session, new.login)
    if other is not None and other.id != account_id:
        raise LoginTaken(f"There is an account {new.login} already.")
    account.login, account.name = new.login, new.name
    in_each_school(session, viewer, account_id, "rename")


def introduce(session: Session, viewer: Viewer, name: str, language: str) -> None:
    """Change how the viewer himself is called, and the language he reads ("" for the browser's).
    Raises NotFound and ValueError."""
    account = itself(session, viewer.account or 0)
    new = NewAccount(login=account.login, name=name, language=language)
    renamed = account.name != new.name
    account.name, account.language = new.name, new.language
    if renamed:
        in_each_school(session, viewer, account.id, "rename")


def deactivate(session: Session, viewer: Viewer, account_id: int) -> None:
    """Let nobody sign in to an account; its sign-ins and tokens end. Raises NotFound,
    SharedAccount and LastAdministrator."""
    account = changeable(session, viewer, account_id)
    memberships.refuse_last_administrator(session, viewer.school, account_id)
    if account.active:
        account.active = False
        sign_ins.end_all(session, account_id)
        api_tokens.end_all(session, account_id, viewer.name, now())
        in_each_school(session, viewer, account_id, "deactivate")


def activate(session: Session, viewer: Viewer, account_id: int) -> None:
    """Let an account sign in again. Raises NotFound and SharedAccount."""
    account = changeable(session, viewer, account_id)
    if not account.active:
        account.active = True
        in_each_school(session, viewer, account_id, "activate")


def set_password(session: Session, account_id: int, password: str) -> None:
    """Keep the argon2id hash of the password that a person chose for himself; every sign-in of
    his ends. Raises NotFound."""
    account = itself(session, account_id)
    account.password = password
    sign_ins.end_all(session, account_id)
    himself = Viewer(account.id, account.name, role="", school=0)  # the school is set below
    in_each_school(session, himself, account_id, "set password")


def changeable(session: Session, viewer: Viewer, account_id: int) -> Account:
    """That account, for who may change all of it. Raises NotFound, and SharedAccount where
    another school's administrators have a say in it too."""
    account = memberships.account(session, viewer, account_id)
    if viewer.account is not None and account_id in memberships.elsewhere(session, viewer.school):
        raise SharedAccount(f"Account {account_id} is another school's as well.")
    return account


def in_each_school(session: Session, viewer: Viewer, account_id: int, action: str) -> None:
    """Write a change of an account into the trace of every school in which it is something."""
    schools = select(col(Membership.school_id)).where(col(Membership.account_id) == account_id)
    for school in session.exec(schools.distinct().order_by(col(Membership.school_id))):
        audit.add(session, replace(viewer, school=school), action, "account", account_id, {})


def _info(account: Account, theirs: list[NewMembership], shared: bool) -> AccountInfo:
    return AccountInfo(
        **account.model_dump(include={"id", "login", "name", "language", "active"}),
        has_password=account.password is not None,
        has_second_factor=account.totp is not None,
        signs_in_elsewhere=account.issuer is not None,
        shared=shared,
        memberships=tuple(theirs),
    )
