"""One's own account: name, language, password, where one is signed in, and what one may do.

Which browser a sign-in is from, in words that its owner knows it by.
"""

import re

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from data.store.people import accounts, failed_sign_ins, memberships, second_factors, sign_ins
from data.store.people.sign_ins import SignedIn
from data.tables import Account
from data.wording.languages import LANGUAGES
from webapp.accounts.account_form import wrong_with
from webapp.http import cookies
from webapp.http.access import Action, needs
from webapp.http.language import COOKIE, remember
from webapp.http.language import gettext as _
from webapp.http.state import state
from webapp.services.access import roles
from webapp.sign_in import passwords
from webapp.sign_in.sign_in import browser, waits

bp = Blueprint("own_account", __name__)


@bp.get("/account")
@needs(Action.OWN_ACCOUNT)
def show() -> Response:
    """Show one's own account."""
    return _page()


@bp.post("/account")
@needs(Action.OWN_ACCOUNT)
def rename() -> Response:
    """Change how one is called, and the language that one reads."""
    me = person()
    name, language = request.form.get("name", ""), request.form.get("language", "")
    language = language if language in LANGUAGES else ""
    try:
        with state().database.write() as session:
            accounts.introduce(session, me.viewer, name, language)
    except ValidationError:
        return _page(422, wrong_with(me.viewer.name, name), name=name)
    saved = redirect(url_for("own_account.show", saved="name"), 303)
    if not language:
        saved.delete_cookie(COOKIE)  # else the switch's last word would stay
    return remember(saved, language)


@bp.post("/account/password")
@needs(Action.OWN_ACCOUNT)
def change_password() -> Response:
    """Take a new password, the old one being right; every sign-in but this one ends."""
    me, here = person(), state()
    old, new = request.form.get("old", ""), request.form.get("new", "")
    account = account_of(me)
    refused = wrong_password(account, old)
    if refused:
        return _page(422, {"old": refused})
    known = (account.login, account.name, me.school_name)
    problem = passwords.problem(new, request.form.get("again", ""), *known)
    if problem:
        return _page(422, {"new": problem})
    kept, at = passwords.hashed(new), here.clock()
    with here.database.write() as session:
        accounts.set_password(session, me.account, kept)
        token = sign_ins.begin(
            session,
            me.account,
            at,
            membership_id=me.membership,
            browser=browser(),
        )
    return cookies.begin(redirect(url_for("own_account.show", saved="password"), 303), token)


@bp.post("/account/sign-ins/<int:sign_in>/end")
@needs(Action.OWN_ACCOUNT)
def end_sign_in(sign_in: int) -> Response:
    """Sign one of one's browsers out."""
    me, here = person(), state()
    with here.database.write() as session:
        sign_ins.end(session, me.account, sign_in, here.clock())
    if sign_in == me.id:
        return cookies.end(redirect(url_for("sign_in.show"), 303))
    return redirect(url_for("own_account.show", saved="sign-in") + "#sign-ins", 303)


@bp.post("/account/sign-ins/end-others")
@needs(Action.OWN_ACCOUNT)
def end_other_sign_ins() -> Response:
    """Sign out everywhere but here."""
    me, here = person(), state()
    with here.database.write() as session:
        sign_ins.end_all(session, me.account, here.clock(), but=me.id)
        accounts.in_each_school(session, me.viewer, me.account, "end sign-ins")
    return redirect(url_for("own_account.show", saved="sign-in") + "#sign-ins", 303)


def person() -> SignedIn:
    """Return who is signed in: these views need somebody to be."""
    found = cookies.signed_in()
    if found is None:
        raise RuntimeError("Nobody is signed in: the view was never checked.")
    return found


def account_of(me: SignedIn) -> Account:
    """Return the account of who is signed in."""
    with state().database.read() as session:
        return accounts.itself(session, me.account)


def wrong_password(account: Account, password: str) -> str | None:
    """Say why one's own password is not taken as proof, None when it is."""
    wait = too_many_tries(account)
    if wait:
        return wait
    if not passwords.is_right(account.password, password):
        return _("This is not your password.")
    with state().database.write() as session:
        failed_sign_ins.succeeded(session, account.login, _address())
    return None


def too_many_tries(account: Account) -> str | None:
    """Count a try at one's own password or code, and say that one has to wait, None when not.
    Failures count as those of signing in do."""
    with state().database.write() as session:
        wait = failed_sign_ins.attempt(session, account.login, _address(), state().clock())
    return waits(wait) if wait else None


def _address() -> str:
    return request.remote_addr or ""


def _page(
    status: int = 200, problems: dict[str, str] | None = None, name: str | None = None
) -> Response:
    me, here = person(), state()
    with here.database.read() as session:
        account = accounts.itself(session, me.account)
        theirs = memberships.of_account(session, me.account)
        rows = sign_ins.own(
            session, me.account, here.clock(), here.sessions.idle, here.sessions.absolute
        )
        codes = second_factors.codes_left(session, me.account)
    page = render_template(
        "accounts/own_account.html",
        account=account,
        name=account.name if name is None else name,
        hats=[
            (membership.id, memberships.told(membership), school) for membership, school in theirs
        ],
        sign_ins=[(row, in_words(row.browser)) for row in rows],
        codes=codes,
        problems=problems or {},
        me=me,
        sentences=roles.sentences(),
        saved=request.args.get("saved", ""),
    )
    return make_response(page, status)


# The first that is found counts: most browsers say that they are others as well.
BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chromium", r"\bChromium/"),
    ("Chrome", r"(Chrome|CriOS)/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("macOS", r"\bMac OS X\b"),
    ("Linux", r"\bLinux\b"),
)


def in_words(said: str) -> str:
    """Say a browser's own description in words: "Firefox on Windows"."""
    browser, system = _first(BROWSERS, said), _first(SYSTEMS, said)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("an unknown browser")


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, said)), "")
