"""Choosing a (new) password, by a link that works once."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store import NotFound
from data.store.people import accounts, invitations, sign_ins
from data.tables import Account
from webapp.http import browser, cookies
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.language import remember
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.access import passwords
from webapp.services.access.permissions import open_to_all

bp = Blueprint("invitation", __name__)


@dataclass(frozen=True)
class InvitationPage:
    """The form by which a person chooses a password."""

    name: str  # the person's
    login: str  # the account's
    words: str  # what is wrong with the password sent; "" nothing
    shortest: int  # characters that a password has at least


@bp.get("/invitation/<token>")
@open_to_all
def show(token: str) -> Any:
    """Ask for the password, twice."""
    account = _account_of(token)
    return _form(account) if account else _closed()


@bp.post("/invitation/<token>")
@open_to_all
def choose(token: str) -> Any:
    """Keep the password, end all sign-ins with an earlier one, and begin a new one.

    Whoever has a second factor signs in by it: a link alone must not do without.
    """
    account = _account_of(token)
    if account is None:
        return _closed()
    password, again = request.form.get("password", ""), request.form.get("again", "")
    words = passwords.problem(password, again, account.login, account.name)
    if words:
        return _form(account, words)
    kept, at = passwords.hashed(password), state().clock()
    try:
        with state().database.write() as session:
            invitations.use(session, token, at)
            accounts.set_password(session, account.id, kept)
            if account.totp is not None:
                return redirect(url_for("sign_in.show"), 303)
            signed_in = sign_ins.begin(session, account.id, at, browser=browser.user_agent())
    except NotFound:
        return _closed()
    there = redirect(url_for("caseload.home"), 303)
    return remember(cookies.begin(there, signed_in), account.language)


def _account_of(token: str) -> Account | None:
    """Return whose link it is, None when it opens nothing."""
    with state().database.read() as session:
        try:
            found = invitations.waiting(session, token, state().clock())
        except NotFound:
            return None
        if found.account_id is None:
            return None
        return accounts.itself(session, found.account_id)


def _form(account: Account, words: str = "") -> Response:
    page = InvitationPage(account.name, account.login, words, passwords.SHORTEST)
    return show_page("sign_in/invitation.html", page, 422 if words else 200)


def _closed() -> AnyResponse:
    return problem(
        404,
        _(
            "This link opens nothing any more: it works once, for a day, and a newer one takes its "
            "place. Ask an administrator of your school for another."
        ),
        url_for("sign_in.show"),
    )
