"""What the commands about people share: for which school they are, and how a refusal is said."""

from collections.abc import Callable, Sequence
from typing import Any

import click
from pydantic import ValidationError

from data.store import LastAdministrator, Session, migrate
from data.store.people import accounts, memberships, schools
from data.store.people.memberships import NewMembership
from data.tables import Account
from data.viewer import Role, Viewer
from webapp.http.state import state


def change(
    login: str, change: Callable[[Session, Viewer, Account], Any], school: str | None = None
) -> Any:
    """Carry out a change of an account. Raises ClickException, saying in a sentence why not."""
    migrate.upgrade(state().settings.database)
    with state().database.write() as session:
        account, who = find(session, login, school)
        try:
            return change(session, who, account)
        except LastAdministrator:
            raise click.ClickException(
                f"{login} is the school's last administrator. Make somebody else one first: "
                "accounts role LOGIN --role administrator"
            ) from None
        except ValueError as error:
            raise click.ClickException(str(error)) from None


def find(session: Session, login: str, school: str | None = None) -> tuple[Account, Viewer]:
    """Return the account of that login, and whoever works at the server for its school. Raises
    ClickException."""
    account = accounts.by_login(session, login)
    if account is None:
        raise click.ClickException(f"There is no account {login}. See: accounts list")
    return account, operator(session, school, account)


def operator(session: Session, named: str | None, account: Account | None = None) -> Viewer:
    """Whoever works at the server: for the school named, else the account's first, else the only
    one. Raises ClickException."""
    if named is None and account is not None:
        theirs = memberships.of_account(session, account.id)
        if theirs:
            return _for(theirs[0][1].id)
    known = schools.listing(session)
    found = [one.id for one in known if named is None or one.name == named]
    if len(found) == 1:
        return _for(found[0])
    if named is None and not known:
        raise click.ClickException("There is no school yet. Add one first: schools add NAME")
    names = ", ".join(f"“{one.name}”" for one in known)
    raise click.ClickException(f"Say which school with --school: {names or 'there is none yet'}.")


def _for(school: int) -> Viewer:
    return Viewer(account=None, name="", role="administrator", school=school)


def membership(role: Role, groups: Sequence[str]) -> NewMembership:
    """Raises ClickException for groups that cannot be."""
    if groups and role != "counsellor":
        raise click.ClickException("Only a counsellor's right to see is limited to groups.")
    try:
        return NewMembership(role=role, groups=frozenset(groups) if groups else None)
    except ValidationError:
        raise click.ClickException(
            "A group is a class or a school of the roster, written class:10A or school:GP."
        ) from None


def words(one: NewMembership) -> str:
    if one.role != "counsellor":
        return one.role
    groups = "the whole school" if one.groups is None else ", ".join(sorted(one.groups))
    return f"counsellor of {groups}"


def said(error: ValidationError) -> str:
    """Say which of the fields is wrong, and how it should be."""
    if error.errors()[0]["loc"] == ("login",):
        return "A login has 1 to 200 characters and no spaces, for example ines or ines@school.pt."
    return "A name has 1 to 200 characters, on one line."
