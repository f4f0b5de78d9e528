"""The people of a school: who they are, what they may do, and how they come in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from data.store import LastAdministrator, LoginTaken, Session, SharedAccount
from data.store.people import accounts as kept_accounts
from data.store.people import invitations, memberships, second_factors, sign_ins
from data.store.people.accounts import AccountInfo
from data.store.rosters import group_choice
from data.viewer import Viewer
from webapp.accounts import account_form
from webapp.accounts.account_form import AccountForm
from webapp.http.access import Action, needs, viewer
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.access import roles

bp = Blueprint("accounts", __name__)


@dataclass(frozen=True)
class RoleToTick:
    """A role that a person can be given."""

    key: str  # as it is kept: "lead"
    name: str  # in the reader's language
    purpose: str  # one sentence about what it is for


@dataclass(frozen=True)
class AccountLine:
    """A person in the list."""

    info: AccountInfo  # the account
    roles: str  # in words, a counsellor's with his groups
    seen: datetime | None  # when he worked here last, UTC; None for never


@dataclass(frozen=True)
class AccountsPage:
    """The school's people."""

    people: tuple[AccountLine, ...]  # by name
    roles: tuple[RoleToTick, ...]  # what each role is for


@dataclass(frozen=True)
class AccountPage:
    """The form for a person: one more, or one there is."""

    typed: AccountForm  # what its fields hold, and what is wrong with them
    groups: tuple[str, ...]  # to tick: "class:10A"
    roles: tuple[RoleToTick, ...]  # to tick
    info: AccountInfo | None  # the account as it is; None for one more
    now: str  # its roles as they are, in words
    is_own: bool  # whether it is the reader's


@dataclass(frozen=True)
class AccountLinkPage:
    """A link by which a person comes in, shown this once."""

    info: AccountInfo  # whose account it opens
    link: str  # the whole address


@bp.get("/accounts")
@needs(Action.ADMINISTER)
def index() -> Response:
    """List the school's people."""
    with state().database.read() as session:
        people = kept_accounts.listing(session, viewer())
        seen = sign_ins.last_seen(session, viewer())
    lines = tuple(AccountLine(info, _in_words(info), seen.get(info.id)) for info in people)
    return show_page("accounts/accounts.html", AccountsPage(lines, _roles()))


@bp.get("/accounts/new")
@needs(Action.ADMINISTER)
def new() -> Response:
    """Show the form for one more person."""
    return _form("account_new", 200, AccountForm())


@bp.post("/accounts/new")
@needs(Action.ADMINISTER)
def create() -> Response:
    """Make an account, and show the link by which its person comes in, this once."""
    typed = account_form.of_request(request.form)
    typed.check_person()
    typed.check_rights()
    if typed.problems:
        return _form("account_new", 422, typed)
    who = viewer()
    try:
        with state().database.write() as session:
            account = kept_accounts.create(session, who, typed.login, typed.name, typed.memberships)
            token = invitations.for_account(session, who, account.id, state().clock())
    except LoginTaken:
        typed.problems["login"] = _(
            "Somebody has this login already, here or in another school. Choose another one."
        )
        return _form("account_new", 422, typed)
    return _shown_once(account.id, token)


@bp.get("/accounts/<int:account>")
@needs(Action.ADMINISTER)
def show(account: int) -> Response:
    """Show one person, to be changed."""
    info = _of(account)
    return _form("account", 200, account_form.of_account(info), info)


@bp.post("/accounts/<int:account>")
@needs(Action.ADMINISTER)
def rename(account: int) -> Response:
    """Correct a person's name and login."""
    info = _of(account)
    typed = account_form.of_account(info)
    typed.login, typed.name = request.form.get("login", ""), request.form.get("name", "")
    typed.check_person()
    if typed.problems:
        return _form("account", 422, typed, info)
    try:
        return _change(
            account,
            lambda session, who: kept_accounts.rename(
                session, who, account, typed.login, typed.name
            ),
        )
    except LoginTaken:
        typed.problems["login"] = _(
            "Somebody has this login already, here or in another school. Choose another one."
        )
        return _form("account", 422, typed, info)


@bp.post("/accounts/<int:account>/rights")
@needs(Action.ADMINISTER)
def set_rights(account: int) -> Response:
    """Say anew what a person may do; his sign-ins end."""
    info, who = _of(account), viewer()
    typed = account_form.of_request(request.form)
    typed.login, typed.name = info.login, info.name
    typed.check_rights()
    if not typed.problems and account == who.account and "administrator" not in typed.roles:
        typed.problems["role"] = _(
            "You cannot take your own administrator role away. Ask another administrator."
        )
    if typed.problems:
        return _form("account", 422, typed, info)
    try:
        return _change(
            account,
            lambda session, who: memberships.replace(session, who, account, typed.memberships),
        )
    except LastAdministrator:
        typed.problems["role"] = _last_administrator()
        return _form("account", 422, typed, info)


@bp.post("/accounts/<int:account>/link")
@needs(Action.ADMINISTER)
def invite(account: int) -> Response:
    """Make a link to a (new) password, and show it this once; earlier ones stop working."""
    info, who = _of(account), viewer()
    if info.signs_in_elsewhere:
        return problem(422, _("This person signs in elsewhere and has no password here."),
                       url_for("accounts.show", account=account))  # fmt: skip
    if not info.active:
        return problem(422, _("This account is deactivated. Activate it first."),
                       url_for("accounts.show", account=account))  # fmt: skip
    try:
        with state().database.write() as session:
            token = invitations.for_account(session, who, account, state().clock())
    except SharedAccount:
        return _shared(account)
    return _shown_once(account, token)


@bp.post("/accounts/<int:account>/deactivate")
@needs(Action.ADMINISTER)
def deactivate(account: int) -> Response:
    """Let a person sign in no more; `activate` takes it back."""
    _of(account)
    back = url_for("accounts.show", account=account)
    if account == viewer().account:
        words = _("You cannot deactivate your own account. Ask another administrator.")
        return problem(422, words, back)
    try:
        return _change(
            account, lambda session, who: kept_accounts.deactivate(session, who, account)
        )
    except LastAdministrator:
        return problem(422, _last_administrator(), back)


@bp.post("/accounts/<int:account>/activate")
@needs(Action.ADMINISTER)
def activate(account: int) -> Response:
    """Let a person sign in again."""
    return _change(account, lambda session, who: kept_accounts.activate(session, who, account))


@bp.post("/accounts/<int:account>/second-factor/end")
@needs(Action.ADMINISTER)
def end_second_factor(account: int) -> Response:
    """Ask a person for no second factor any more, who has lost telephone and recovery codes."""
    return _change(account, lambda session, who: second_factors.forget(session, who, account))


def _change(account: int, change: Callable[[Session, Viewer], None]) -> Response:
    """Write a change of an account, then show it as it is."""
    who = viewer()
    try:
        with state().database.write() as session:
            change(session, who)
    except SharedAccount:
        return _shared(account)
    return redirect(url_for("accounts.show", account=account), 303)


def _of(account: int) -> AccountInfo:
    with state().database.read() as session:
        return kept_accounts.get(session, viewer(), account)


def _form(name: str, status: int, typed: AccountForm, info: AccountInfo | None = None) -> Response:
    with state().database.read() as session:
        there = group_choice.listing(session, viewer())
    also = set(typed.groups)
    for one in info.memberships if info else ():
        also |= one.groups or set()
    page = AccountPage(
        typed=typed,
        groups=tuple(account_form.choice(there, also)),
        roles=_roles(),
        info=info,
        now=_in_words(info) if info else "",
        is_own=info is not None and info.id == viewer().account,
    )
    return show_page(f"accounts/{name}.html", page, status)


def _in_words(info: AccountInfo) -> str:
    return "; ".join(roles.in_words(info.memberships))


def _roles() -> tuple[RoleToTick, ...]:
    names = roles.role_names()
    return tuple(RoleToTick(key, names[key], said) for key, said in roles.sentences().items())


def _shown_once(account: int, token: str) -> Response:
    link = url_for("invitation.show", token=token, _external=True)
    return show_page("accounts/account_link.html", AccountLinkPage(_of(account), link))


def _shared(account: int) -> Response:
    words = _("This account is another school’s as well. Only who runs the server can change it.")
    return problem(409, words, url_for("accounts.show", account=account))


def _last_administrator() -> str:
    return _("This is the school’s last administrator. Make somebody else one first.")
