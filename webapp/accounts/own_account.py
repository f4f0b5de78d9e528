"""One's own account: name, language, password, where one is signed in, and what one may do."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from data.store.people import accounts, failed_sign_ins, memberships, second_factors, sign_ins
from data.store.people.sign_ins import SignedIn
from data.tables import Account, Membership, School
from data.wording.languages import LANGUAGES
from webapp.http import browser, cookies
from webapp.http.access import Action, may, needs
from webapp.http.language import COOKIE, remember
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.access import passwords, roles, too_many_tries
from webapp.services.access.account_problems import wrong_with

bp = Blueprint("own_account", __name__)


@dataclass(frozen=True)
class OwnRole:
    """Something that the reader is."""

    name: str  # in words, a counsellor's with his groups
    school: str  # the school's name
    purpose: str  # one sentence about what it is for
    is_current: bool  # whether he works as this now


@dataclass(frozen=True)
class OwnSignIn:
    """A browser in which the reader is signed in."""

    id: int  # the sign-in's number
    browser: str  # in words: "Firefox on Windows"
    since: datetime  # when it began, UTC
    seen: datetime  # when it asked for something last, UTC
    is_this: bool  # whether it is the one that this page is read in


@dataclass(frozen=True)
class OwnAccountPage:
    """One's own account."""

    saved: str  # what was done just now: "name", "password", "sign-in", "second-factor"; "" nothing
    problems: dict[str, str]  # by field (name, old, new), what is wrong, in a sentence
    login: str  # the account's
    name: str  # as kept, or as typed where that cannot be one
    language: str  # the code of the language chosen; "" where the browser's counts
    roles: tuple[OwnRole, ...]  # all that one is, here and in other schools
    may_make_tokens: bool  # whether to offer tokens for programs
    has_password: bool  # False for who signs in elsewhere
    has_second_factor: bool  # whether signing in asks for a code
    codes: int  # recovery codes left
    sign_ins: tuple[OwnSignIn, ...]  # where one is signed in, this browser included


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
            browser=browser.user_agent(),
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
    wait = refused_for_now(account)
    if wait:
        return wait
    if not passwords.is_right(account.password, password):
        return _("This is not your password.")
    with state().database.write() as session:
        failed_sign_ins.succeeded(session, account.login, browser.address())
    return None


def refused_for_now(account: Account) -> str | None:
    """Count a try at one's own password or code, and say that one has to wait, None when not.
    Failures count as those of signing in do."""
    with state().database.write() as session:
        wait = failed_sign_ins.attempt(session, account.login, browser.address(), state().clock())
    return too_many_tries.in_words(wait) if wait else None


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
    page = OwnAccountPage(
        saved=request.args.get("saved", ""),
        problems=problems or {},
        login=account.login,
        name=account.name if name is None else name,
        language=account.language,
        roles=tuple(_own_role(membership, school, me) for membership, school in theirs),
        may_make_tokens=may(me.viewer, Action.MAKE_TOKENS),
        has_password=account.password is not None,
        has_second_factor=account.totp is not None,
        codes=codes,
        sign_ins=tuple(
            OwnSignIn(
                row.id, browser.in_words(row.browser), row.created_at, row.seen_at, row.id == me.id
            )
            for row in rows
        ),
    )
    return show_page("accounts/own_account.html", page, status)


def _own_role(membership: Membership, school: School, me: SignedIn) -> OwnRole:
    told = memberships.told(membership)
    [name] = roles.in_words([told])
    return OwnRole(name, school.name, roles.sentences()[told.role], membership.id == me.membership)
