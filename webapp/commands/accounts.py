"""`accounts`: people, what they may do, and the links by which they choose their passwords."""

from typing import get_args

import click
from pydantic import ValidationError

from data.store import LoginTaken, Session, migrate
from data.store.people import accounts as kept_accounts
from data.store.people import memberships, second_factors, sign_ins
from data.tables import Account
from data.viewer import Role, Viewer
from webapp.commands.noun import Noun
from webapp.commands.operator import change, find, membership, operator, said, words
from webapp.http.state import state
from webapp.services.access import sign_in_links

ROLES = get_args(Role)

group = Noun("accounts", help="People: add, list, invite, deactivate; what they may do.")

of_school = click.option(
    "--school", metavar="NAME", help="Their school; not needed where there is only one."
)
with_role = click.option("--role", required=True, type=click.Choice(ROLES))
with_groups = click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="class:10A",
    help="A counsellor's class or school (class:10A, school:GP), again for each. "
    "Without any he sees the whole school.",
)
at_address = click.option(
    "--address",
    default=sign_in_links.HERE,
    show_default=True,
    help="Where browsers reach the server.",
)


@group.command("add")
@click.argument("login")
@click.option("--name", help="The person's name, as others see it; without it, the login.")
@with_role
@with_groups
@of_school
@at_address
def add(
    login: str,
    name: str | None,
    role: Role,
    groups: tuple[str, ...],
    school: str | None,
    address: str,
) -> None:
    """Make an account LOGIN and print the link by which its person chooses a password."""
    migrate.upgrade(state().settings.database)
    wanted = membership(role, groups)
    with state().database.write() as session:
        who = operator(session, school)
        try:
            account = kept_accounts.create(session, who, login, name or login, [wanted])
        except LoginTaken:
            raise click.ClickException(
                f"There is an account {login} already. Give it one more role: accounts role {login}"
            ) from None
        except ValidationError as error:
            raise click.ClickException(said(error)) from None
    click.echo(f"Account {account.login}: {role}. For the person, once, within 24 hours:")
    click.echo(_link(who, account.id, address))


@group.command("list")
@of_school
def list_accounts(school: str | None) -> None:
    """List a school's accounts: login, name, roles, and whether they can sign in."""
    migrate.upgrade(state().settings.database)
    with state().database.read() as session:
        who = operator(session, school)
        found = kept_accounts.listing(session, who)
        seen = sign_ins.last_seen(session, who)
    for info in found:
        last = f"seen {seen[info.id]:%Y-%m-%d}" if info.id in seen else "never seen"
        marks = "" if info.active else "  deactivated"
        click.echo(
            f"{info.login}  {info.name}  {'; '.join(map(words, info.memberships))}  {last}{marks}"
        )


@group.command("link")
@click.argument("login")
@at_address
def link(login: str, address: str) -> None:
    """Print a link by which LOGIN chooses a (new) password, once, within 24 hours.

    Earlier links stop working; the password in use holds until then.
    """

    migrate.upgrade(state().settings.database)
    with state().database.read() as session:
        account, who = find(session, login)
    if account.issuer is not None:
        raise click.ClickException(
            f"{account.login} signs in at {account.issuer} and has no password here."
        )
    if not account.active:
        raise click.ClickException(
            f"{account.login} is deactivated. First: accounts activate {account.login}"
        )
    click.echo(_link(who, account.id, address))


@group.command("setup")
@at_address
def setup(address: str) -> None:
    """Print a fresh link to set the server up, while there is no account yet."""
    migrate.upgrade(state().settings.database)
    here = state()
    there = sign_in_links.to_set_up(here.database, here.clock(), address)
    if there is None:
        raise click.ClickException(
            "The server is set up. A lost password is replaced by: accounts link LOGIN"
        )
    click.echo("To set the server up, once, within 30 minutes:")
    click.echo(there)


@group.command("deactivate")
@click.argument("login")
def deactivate(login: str) -> None:
    """Let LOGIN sign in no more; wherever it is signed in, that ends."""
    change(login, lambda session, who, account: _deactivate(session, who, account))
    click.echo(f"{login} cannot sign in any more. Taken back by: accounts activate {login}")


@group.command("activate")
@click.argument("login")
def activate(login: str) -> None:
    """Let LOGIN sign in again."""
    change(login, lambda session, who, one: kept_accounts.activate(session, who, one.id))
    click.echo(f"{login} can sign in again.")


@group.command("forget-second-factor")
@click.argument("login")
def forget_second_factor(login: str) -> None:
    """Ask LOGIN for no second factor any more, telephone and recovery codes being lost."""
    change(login, lambda session, who, one: second_factors.forget(session, who, one.id))
    click.echo(f"{login} signs in by the password alone, and can set a second factor up anew.")


@group.command("role")
@click.argument("login")
@with_role
@with_groups
@click.option("--remove", is_flag=True, help="Take the role away instead.")
@of_school
def role(login: str, role: Role, groups: tuple[str, ...], remove: bool, school: str | None) -> None:
    """Give LOGIN a role in a school, or other groups in it; `--remove` takes it away.

    Its sign-ins end.
    """
    new = [] if remove else [membership(role, groups)]

    def give(session: Session, who: Viewer, account: Account) -> None:
        theirs = memberships.of_account(session, account.id)
        kept = [memberships.told(one) for one, there in theirs if there.id == who.school]
        if remove and role not in {one.role for one in kept}:
            raise click.ClickException(f"{account.login} has no role {role} here.")
        wanted = [one for one in kept if one.role != role] + new
        memberships.replace(session, who, account.id, wanted)

    change(login, give, school)
    click.echo(f"{login}: {role} taken away." if remove else f"{login}: {words(new[0])}.")


def _deactivate(session: Session, who: Viewer, account: Account) -> None:
    for _, school in memberships.of_account(session, account.id):
        memberships.refuse_last_administrator(session, school.id, account.id)
    kept_accounts.deactivate(session, who, account.id)


def _link(who: Viewer, account: int, address: str) -> str:
    here = state()
    return sign_in_links.to_account(here.database, here.clock(), who, account, address)
