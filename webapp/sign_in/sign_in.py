"""Signing in, in one step or two, and out; and working as another of the things one is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from data.store import NotFound
from data.store.people import accounts, failed_sign_ins, sign_ins
from data.tables import Account
from webapp.http import browser, cookies
from webapp.http.access import Action, needs, open_to_all
from webapp.http.language import COOKIE, remember
from webapp.http.language import gettext as _
from webapp.http.pages import show_page, way_back
from webapp.http.state import state
from webapp.services.access import one_time_codes, passwords, too_many_tries

HALFWAY = "halfway"  # in the session: whose password was right, and when
SECONDS_HALFWAY = 300

bp = Blueprint("sign_in", __name__)


@dataclass(frozen=True)
class SignInPage:
    """The form for the step of signing in that comes now."""

    words: str  # what was wrong before; "" nothing
    login: str  # as it was typed
    wants_code: bool  # whether the password was right and the code comes now
    anybody: bool  # whether anybody has an account here
    back: str  # the address where to go afterwards
    unguarded: bool  # whether the browser will not keep the sign-in, the line not being encrypted
    offers_single_sign_on: bool  # whether one can sign in at another server


@bp.get("/sign-in")
@open_to_all
def show() -> Any:
    """Ask for login and password, or for the code that comes after them."""
    if cookies.signed_in() is not None:
        return redirect(_back())
    return _form()


@bp.post("/sign-in")
@open_to_all
def enter() -> Any:
    """Take login and password, or the code that comes after them."""
    halfway = _halfway()
    if "code" in request.form:
        if halfway is None:
            return redirect(url_for("sign_in.show", back=_back()))
        return _take_code(*halfway, request.form["code"])
    return _take_password(request.form.get("login", ""), request.form.get("password", ""))


@bp.post("/sign-out")
@open_to_all
def leave() -> Response:
    """Sign this browser out. Whose sign-in has ended by itself is out already."""
    found = cookies.signed_in()
    if found is not None:
        with state().database.write() as writing:
            sign_ins.end(writing, found.account, found.id, state().clock())
    return cookies.end(redirect(url_for("sign_in.show")))


@bp.post("/acting-as")
@needs(Action.OWN_ACCOUNT)
def act_as() -> Response:
    """Go on as another of the things that one is, with a new token."""
    found = cookies.signed_in()
    asked = request.form.get("membership", "")
    if found is None or not asked.isdecimal():
        raise NotFound("this membership")
    with state().database.write() as writing:
        token = sign_ins.act_as(writing, found.id, int(asked), state().clock())
    return cookies.begin(redirect(_back()), token)


def _take_password(login: str, password: str) -> Any:
    """Look at a login and its password. An unknown login is answered as a wrong password is, in
    the same words and after the same work."""
    at = state().clock()
    with state().database.write() as writing:
        wait = failed_sign_ins.attempt(writing, login, browser.address(), at)
        account = accounts.by_login(writing, login)
    if wait:
        return _too_many(wait, login)
    known = account if account is not None and account.active else None
    right = passwords.is_right(known.password if known else None, password)
    if known is None or not right:
        return _form(_("Login and password do not go together. Try again."), 422, login)
    return go_on(known, _back())


def go_on(account: Account, back: str) -> Any:
    """Go on after the first step, a password or another server's word: to the code where there is a
    second factor, else in."""
    if account.totp is None:
        return _let_in(account, back)
    session[HALFWAY] = [account.id, int(state().clock().timestamp())]
    return redirect(url_for("sign_in.show", back=back), 303)


def _take_code(account_id: int, login: str, code: str) -> Any:
    at = state().clock()
    with state().database.write() as writing:
        wait = failed_sign_ins.attempt(writing, login, browser.address(), at)
        account = accounts.itself(writing, account_id)
        right = not wait and one_time_codes.is_right(writing, account, code, at)
    if wait:
        return _too_many(wait)
    if not right:
        return _form(_("This code is not right, or was used already. Wait for the next one."), 422)
    return _let_in(account, _back())


def _let_in(account: Account, back: str) -> Any:
    """Begin a sign-in, forget the failures before it, and go where the person wanted to go."""
    here, at = state(), state().clock()
    with here.database.write() as writing:
        failed_sign_ins.succeeded(writing, account.login, browser.address())
        try:
            token = sign_ins.begin(writing, account.id, at, browser=browser.user_agent())
        except NotFound:
            token = None
    if token is None:
        words = _("Your account has no part in any school now. Ask an administrator of yours.")
        session.pop(HALFWAY, None)
        return _form(words, 422, account.login)
    chosen = "" if COOKIE in request.cookies else account.language
    return remember(cookies.begin(redirect(back, 303), token), chosen)


def _too_many(wait: timedelta, login: str = "") -> Response:
    answer = _form(too_many_tries.in_words(wait), 429, login)
    answer.headers["Retry-After"] = str(too_many_tries.seconds(wait))
    return answer


def _form(words: str = "", status: int = 200, login: str = "") -> Response:
    """Show the form for the step that comes now, with what was wrong before."""
    with state().database.read() as reading:
        anybody = accounts.exist(reading)
    page = SignInPage(
        words=words,
        login=login,
        wants_code=_halfway() is not None,
        anybody=anybody,
        back=_back(),
        unguarded=_is_unguarded(),
        offers_single_sign_on=bool(state().settings.oidc_issuer),
    )
    return show_page("sign_in/sign_in.html", page, status)


def _halfway() -> tuple[int, str] | None:
    """Return whose password was right a moment ago, and his login."""
    kept = session.get(HALFWAY)
    if kept is None or "again" in request.args:
        return None
    account_id, since = kept
    if state().clock().timestamp() - since > SECONDS_HALFWAY:
        return None
    with state().database.read() as reading:
        account = accounts.itself(reading, account_id)
    return (account_id, account.login) if account.active and account.totp else None


def _is_unguarded() -> bool:
    """Say whether the browser will not keep the sign-in, the line not being encrypted: only over
    an encrypted one, or on its own computer, does it say where a request comes from."""
    return cookies.is_guarded(request) and not (
        request.is_secure or "Sec-Fetch-Site" in request.headers
    )


def _back() -> str:
    return way_back(request.values.get("back", "/"), otherwise="/")
