"""Signing in, in one step or two, and out; and working as another of the things one is.

The six digits that a person's telephone shows, or a recovery code from paper.
"""

import hmac
from datetime import datetime, timedelta
from typing import Any

import pyotp
from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from data.store import NotFound, Session
from data.store.people import accounts, failed_sign_ins, second_factors, sign_ins
from data.tables import Account
from webapp.http import cookies
from webapp.http.access import Action, needs, open_to_all
from webapp.http.language import COOKIE, remember
from webapp.http.language import gettext as _
from webapp.http.pages import way_back
from webapp.http.state import state
from webapp.sign_in import passwords

HALFWAY = "halfway"  # in the session: whose password was right, and when
SECONDS_HALFWAY = 300

bp = Blueprint("sign_in", __name__)


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
        wait = failed_sign_ins.attempt(writing, login, _address(), at)
        account = accounts.by_login(writing, login)
    if wait:
        return _form(waits(wait), 429, login, {"Retry-After": str(_seconds(wait))})
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
        wait = failed_sign_ins.attempt(writing, login, _address(), at)
        account = accounts.itself(writing, account_id)
        right = not wait and is_right(writing, account, code, at)
    if wait:
        return _form(waits(wait), 429, headers={"Retry-After": str(_seconds(wait))})
    if not right:
        return _form(_("This code is not right, or was used already. Wait for the next one."), 422)
    return _let_in(account, _back())


def _let_in(account: Account, back: str) -> Any:
    """Begin a sign-in, forget the failures before it, and go where the person wanted to go."""
    here, at = state(), state().clock()
    with here.database.write() as writing:
        failed_sign_ins.succeeded(writing, account.login, _address())
        try:
            token = sign_ins.begin(writing, account.id, at, browser=browser())
        except NotFound:
            token = None
    if token is None:
        words = _("Your account has no part in any school now. Ask an administrator of yours.")
        session.pop(HALFWAY, None)
        return _form(words, 422, account.login)
    chosen = "" if COOKIE in request.cookies else account.language
    return remember(cookies.begin(redirect(back, 303), token), chosen)


def _form(
    words: str = "", status: int = 200, login: str = "", headers: dict[str, str] | None = None
) -> Any:
    """Show the form for the step that comes now, with what was wrong before."""
    with state().database.read() as reading:
        anybody = accounts.exist(reading)
    page = render_template(
        "sign_in/sign_in.html",
        words=words,
        login=login,
        wants_code=_halfway() is not None,
        anybody=anybody,
        back=_back(),
        unguarded=_is_unguarded(),
    )
    return page, status, headers or {}


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


def browser() -> str:
    """Return what the browser says it is, for its owner to know it by."""
    return request.user_agent.string


def _is_unguarded() -> bool:
    """Say whether the browser will not keep the sign-in, the line not being encrypted: only over
    an encrypted one, or on its own computer, does it say where a request comes from."""
    return cookies.is_guarded(request) and not (
        request.is_secure or "Sec-Fetch-Site" in request.headers
    )


def _address() -> str:
    return request.remote_addr or ""


def _back() -> str:
    return way_back(request.values.get("back", "/"), otherwise="/")


def waits(wait: timedelta) -> str:
    """Say how long to wait, and why."""
    return _(
        "There were too many tries. Wait %(seconds)s seconds, then try again.",
        seconds=_seconds(wait),
    )


def _seconds(wait: timedelta) -> int:
    return int(wait.total_seconds()) + 1


DIGITS = 6
STEP = 30  # seconds
STEPS_AROUND = (-1, 0, 1)  # a telephone's clock may be half a minute off


def is_right(session: Session, account: Account, code: str, at: datetime) -> bool:
    """Say whether a code opens now, and note that it did: none opens twice."""
    digits = "".join(code.split())
    if digits.isascii() and digits.isdigit() and len(digits) == DIGITS:
        step = step_of(account.totp or "", digits, at)
        return step is not None and second_factors.use_step(session, account.id, step)
    return second_factors.use_code(session, account.id, code, at)


def step_of(secret: str, digits: str, at: datetime) -> int | None:
    """Return the time step of which these are the digits, None when they are of none about now."""
    now = int(at.timestamp()) // STEP
    shown = pyotp.TOTP(secret, digits=DIGITS, interval=STEP)
    for step in (now + around for around in STEPS_AROUND):
        if hmac.compare_digest(shown.at(step * STEP), digits):
            return step
    return None
