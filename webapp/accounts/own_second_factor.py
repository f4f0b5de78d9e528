"""One's own second factor: set up with a code that proves it, renewed, turned off."""

import secrets
from dataclasses import dataclass

import pyotp
from flask import Blueprint, current_app, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from data.store.people import accounts, failed_sign_ins, second_factors, sign_ins
from data.tables import Account
from webapp.accounts.own_account import account_of, person, refused_for_now
from webapp.http import browser
from webapp.http.access import Action, needs
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.access import one_time_codes, passwords

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper
GROUPS, GROUP = 3, 4  # a recovery code: "k3md-p7xw-9hqa", 59 bits
SECONDS_TO_SET_UP = 900

bp = Blueprint("own_second_factor", __name__)


@dataclass(frozen=True)
class SecondFactorPage:
    """The second factor that one has: its recovery codes, and how to turn it off."""

    codes: int  # recovery codes left
    asks_password: bool  # whether the password is asked for beside the code
    asked: str  # the form that was sent: "codes", "end"; "" neither
    problems: dict[str, str]  # by field (password, code) of that form, what is wrong


@dataclass(frozen=True)
class NewSecondFactorPage:
    """How to set a second factor up."""

    square: str  # the QR code, as the address of a picture that is all in it
    key: str  # the secret in letters and digits, in fours
    offered: str  # account and secret, signed, which the form sends back
    words: str  # what was wrong with the code sent; "" nothing
    must: bool  # whether the reader's role asks for a second factor


@dataclass(frozen=True)
class RecoveryCodesPage:
    """The recovery codes just made, shown this once."""

    codes: tuple[str, ...]  # as they are typed: "k3md-p7xw-9hqa"


@bp.get("/account/second-factor")
@needs(Action.OWN_ACCOUNT)
def show() -> Response:
    """Show how to set the second factor up, or what can be done with the one there is."""
    account = account_of(person())
    return _page(account) if account.totp else _set_up_page(account, pyotp.random_base32())


@bp.post("/account/second-factor")
@needs(Action.OWN_ACCOUNT)
def begin() -> Response:
    """Ask for a second factor from now on, a code having proved it; show the recovery codes."""
    me, here = person(), state()
    account = account_of(me)
    if account.totp:
        return redirect(url_for("own_second_factor.show"), 303)
    secret = _offered(account)
    if secret is None:
        words = _("This page was open for too long. Scan the new QR code below.")
        return _set_up_page(account, pyotp.random_base32(), words)
    step = one_time_codes.step_of(secret, _digits(), here.clock())
    if step is None:
        words = _("This code does not go with the QR code. Type the six digits shown right now, "
                  "and see that your telephone’s clock is right.")  # fmt: skip
        return _set_up_page(account, secret, words)
    codes = _new_codes()
    with here.database.write() as session:
        second_factors.begin(session, account.id, secret, step, codes)
        sign_ins.end_all(session, account.id, here.clock(), but=me.id)
        accounts.in_each_school(session, me.viewer, account.id, "begin second factor")
    return _codes_page(codes)


@bp.post("/account/second-factor/codes")
@needs(Action.OWN_ACCOUNT)
def renew_codes() -> Response:
    """Make other recovery codes; those before open nothing any more."""
    me = person()
    account = account_of(me)
    problems = _unproved(account)
    if problems:
        return _page(account, "codes", problems)
    codes = _new_codes()
    with state().database.write() as session:
        second_factors.replace_codes(session, account.id, codes)
        accounts.in_each_school(session, me.viewer, account.id, "renew recovery codes")
    return _codes_page(codes)


@bp.post("/account/second-factor/end")
@needs(Action.OWN_ACCOUNT)
def end() -> Response:
    """Turn the second factor off, password and code being right."""
    me = person()
    account = account_of(me)
    problems = _unproved(account)
    if problems:
        return _page(account, "end", problems)
    with state().database.write() as session:
        second_factors.end(session, account.id)
        accounts.in_each_school(session, me.viewer, account.id, "end second factor")
    return redirect(url_for("own_account.show", saved="second-factor"), 303)


def _unproved(account: Account) -> dict[str, str]:
    """Say what is wrong with the password and the code that prove who asks."""
    if account.totp is None:
        return {"code": _("There is no second factor to change.")}
    wait = refused_for_now(account)
    if wait:
        return {"code": wait}
    password = request.form.get("password", "")
    if account.password is not None and not passwords.is_right(account.password, password):
        return {"password": _("This is not your password.")}
    with state().database.write() as session:
        at, code = state().clock(), request.form.get("code", "")
        if one_time_codes.is_right(session, account, code, at):
            failed_sign_ins.succeeded(session, account.login, browser.address())
            return {}
    return {"code": _("This code is not right, or was used already. Wait for the next one.")}


def _page(account: Account, asked: str = "", problems: dict[str, str] | None = None) -> Response:
    """asked: the form that was sent, "codes" or "end"."""
    with state().database.read() as session:
        left = second_factors.codes_left(session, account.id)
    page = SecondFactorPage(left, account.password is not None, asked, problems or {})
    return show_page("accounts/second_factor.html", page, 422 if problems else 200)


def _set_up_page(account: Account, secret: str, words: str = "") -> Response:
    import segno  # one page in a person's life needs it

    address = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="Alavanca")
    page = NewSecondFactorPage(
        square=segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
        key=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        offered=_signer().dumps([account.id, secret]),
        words=words,
        must=person().viewer.role in state().settings.second_factor,
    )
    return show_page("accounts/second_factor_new.html", page, 422 if words else 200)


def _codes_page(codes: list[str]) -> Response:
    return show_page("accounts/recovery_codes.html", RecoveryCodesPage(tuple(codes)))


def _offered(account: Account) -> str | None:
    """Return the secret that the sent page showed, None when it was another's or too long ago."""
    try:
        owner, secret = _signer().loads(request.form.get("offered", ""), max_age=SECONDS_TO_SET_UP)
    except BadSignature:
        return None
    return str(secret) if owner == account.id else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="second factor")


def _digits() -> str:
    return "".join(request.form.get("code", "").split())


def _new_codes() -> list[str]:
    def group() -> str:
        return "".join(secrets.choice(LETTERS) for _letter in range(GROUP))

    return ["-".join(group() for _group in range(GROUPS)) for _code in range(CODES)]
