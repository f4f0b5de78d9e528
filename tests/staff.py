"""The accounts of the cast, in tests of the store, of the pages and in the browser."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from data import store
from data.store.people.memberships import NewMembership
from data.viewer import Viewer

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
OTHER_SCHOOL = "Chloe's school"
# Login -> role, groups; Chloe is of the other school.
CAST: dict[str, tuple[str, frozenset[str] | None]] = {
    "ines": ("counsellor", frozenset({"class:10A"})),
    "rui": ("counsellor", frozenset({"class:10B"})),
    "lea": ("lead", None),
    "abel": ("administrator", None),
    "mia": ("observer", None),
    "otto": ("auditor", None),
    "chloe": ("counsellor", None),
}


def operator(viewer: Viewer) -> Viewer:
    """A command for the viewer's school: nobody signs in."""
    return replace(viewer, account=None, name="", role="administrator", groups=None)


def employ(session: store.Session, cast: Any) -> None:
    """Give each of the store tests' cast the account whose number his viewer has."""
    for viewer in (cast.ines, cast.rui, cast.lea, cast.abel, cast.chloe):
        membership = NewMembership(role=viewer.role, groups=viewer.groups)
        made = store.accounts.create(
            session, operator(viewer), viewer.name, viewer.name, [membership], password="hash"
        )
        assert made.id == viewer.account


def hire(database: store.Database, school_name: str, beside: bool = True) -> dict[str, Viewer]:
    """The whole cast at a school and the one beside it, hired now where they are not yet.

    beside: False for a school alone on its server, without Chloe.
    """
    cast = {login: one for login, one in CAST.items() if beside or login != "chloe"}
    with database.read() as session:
        if store.accounts.exist(session):
            return {login: _viewer(session, login) for login in cast}
    with database.write() as session:
        for login, (role, groups) in cast.items():
            name = OTHER_SCHOOL if login == "chloe" else school_name
            school = store.schools.first_or_create(session, name).id
            maker = Viewer(None, "", "administrator", school)
            membership = NewMembership.model_validate({"role": role, "groups": groups})
            store.accounts.create(session, maker, login, login.title(), [membership])
        return {login: _viewer(session, login) for login in cast}


def hire_one(
    database: store.Database,
    school: int,
    login: str,
    groups: Sequence[str] | None,
    role: str = "counsellor",
) -> Viewer:
    """One more person of a school; a counsellor, for these groups, unless a role is named."""
    maker = Viewer(None, "", "administrator", school)
    membership = NewMembership.model_validate({"role": role, "groups": groups})
    with database.write() as session:
        store.accounts.create(session, maker, login, login.title(), [membership])
        return _viewer(session, login)


def sign_in(database: store.Database, account: int, at: datetime | None = None) -> str:
    """A token for an account, without a password's slow arithmetic."""
    with database.write() as session:
        return store.sign_ins.begin(session, account, at or datetime.now(UTC))


def _viewer(session: store.Session, login: str) -> Viewer:
    account = store.accounts.by_login(session, login)
    assert account is not None
    [(membership, school)] = store.memberships.of_account(session, account.id)
    groups = None if membership.groups is None else frozenset(membership.groups)
    return Viewer(account.id, account.name, membership.role, school.id, groups)
