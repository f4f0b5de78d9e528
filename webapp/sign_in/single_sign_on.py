"""Signing in at another server that answers for its people, where the settings name one."""

import hmac
import logging
from collections.abc import Mapping
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

from flask import Blueprint, Flask, current_app, redirect, request, session, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from data.store import LoginTaken, NotFound, Session
from data.store.people import accounts, schools
from data.store.people import single_sign_on as kept
from data.tables import Account
from webapp.http.access import open_to_all
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.pages import way_back
from webapp.http.state import state
from webapp.services.access.oidc_claims import Claims, load, values
from webapp.services.access.oidc_provider import (
    NotTrustedError,
    Provider,
    SignInRequest,
    is_guarded,
)
from webapp.services.process.settings import Settings
from webapp.sign_in import sign_in

ASKED = "single sign-on"  # in the session: what the browser was sent away with, and when
SECONDS_AWAY = 600

log = logging.getLogger(__name__)
bp = Blueprint("single_sign_on", __name__)


class SingleSignOnError(RuntimeError):
    """The settings for single sign-on cannot work: why, and what to do."""


@bp.get("/sign-in/single")
@open_to_all
def leave() -> Response:
    """Send the browser to the server that answers for its person."""
    with state().database.read() as reading:
        set_up = accounts.exist(reading)
    if not set_up:  # else the first one to come by here would end the set-up
        return redirect(url_for("sign_in.show"))
    try:
        address, asked = _provider().send_away(_here())
    except (NotTrustedError, OSError) as error:
        return _not_reached(error)
    session[ASKED] = {
        "asked": asdict(asked),
        "back": way_back(request.args.get("back", "/"), otherwise="/"),
        "at": int(state().clock().timestamp()),
    }
    return redirect(address)


@bp.get("/sign-in/single/back")
@open_to_all
def come_back() -> Any:
    """Take what the browser brings back: once, soon, and only if it was sent away from here."""
    left = session.pop(ASKED, None)
    provider, at = _provider(), state().clock()
    sent = left is not None and at.timestamp() - left["at"] < SECONDS_AWAY
    told = request.args.get("state", "").encode()
    if not sent or not hmac.compare_digest(left["asked"]["state"].encode(), told):
        return _refused(_("This sign-in was not begun in this browser, or too long ago."))
    if request.args.get("iss", provider.issuer) != provider.issuer or "code" not in request.args:
        log.warning("single sign-on: %s", "no code, or another issuer's")
        return _refused(_("The other server did not let you in."))
    try:
        said = provider.claims(_here(), SignInRequest(**left["asked"]), request.args["code"], at)
    except NotTrustedError as error:
        log.warning("single sign-on: %s", error)
        return _refused(_("What the other server said could not be trusted."))
    except OSError as error:
        return _not_reached(error)
    return _take(provider.issuer, said, left["back"])


def _take(issuer: str, said: Mapping[str, Any], back: str) -> Any:
    """Let a person in as what his claims give him, in the account that is his."""
    try:
        with state().database.write() as writing:
            account = _account(writing, issuer, said)
    except LoginTaken:
        return _refused(_("There is another account with your login. Ask an administrator."))
    except ValidationError:
        return _refused(_("The other server gives you a login or name that cannot be one here."))
    if account is None:
        return _refused(_("Nothing here is for you yet. Ask an administrator of your school."))
    return sign_in.go_on(account, back)


def _account(writing: Session, issuer: str, said: Mapping[str, Any]) -> Account | None:
    """Find or make a person's account, its rights being his claims'; None where it has none."""
    claims = _claims()
    wanted = claims.memberships(said, _schools(writing))
    subject = said["sub"]
    account = kept.of_subject(writing, issuer, subject)
    if account is None:
        if not wanted:
            return None
        login = next(iter(values(said, claims.login)), subject)
        name = next(iter(values(said, claims.name)), login)
        account = kept.create(writing, issuer, subject, login, name, next(iter(wanted)))
    if not account.active or not kept.set_rights(writing, account.id, wanted):
        return None
    return account


def _schools(writing: Session) -> dict[str, int]:
    """The schools by name, "" being the server's own."""
    known = {school.name: school.id for school in schools.listing(writing)}
    own = known.get(state().settings.school_name) or next(iter(known.values()))
    return {**known, "": own}


def _here() -> str:
    return url_for("single_sign_on.come_back", _external=True)


def _refused(words: str) -> Response:
    return problem(403, words, url_for("sign_in.show"))


def _not_reached(error: Exception) -> Response:
    log.warning("single sign-on: %s", type(error).__name__)
    words = _("The server that answers for you cannot be reached just now. Try again in a moment.")
    return problem(503, words, url_for("sign_in.show"))


def _provider() -> Provider:
    """Raises NotFound where single sign-on is not set up."""
    if "single sign-on" not in current_app.extensions:
        raise NotFound("single sign-on")
    return current_app.extensions["single sign-on"][0]  # type: ignore[no-any-return]


def _claims() -> Claims:
    return current_app.extensions["single sign-on"][1]  # type: ignore[no-any-return]


def init_app(app: Flask, settings: Settings) -> None:
    """Note which server answers for people, if the settings name one.

    Raises SingleSignOnError, and ClaimsFileError, for settings that cannot work.
    """
    if not settings.oidc_issuer:
        return
    if not is_guarded(settings.oidc_issuer):
        raise SingleSignOnError("ALAVANCA_OIDC_ISSUER is no https address. Correct it.")
    if not settings.oidc_client_id or settings.oidc_claims_file is None:
        raise SingleSignOnError(
            "Single sign-on needs ALAVANCA_OIDC_CLIENT_ID and ALAVANCA_OIDC_CLAIMS_FILE as well."
        )
    if not all(map(find_spec, ("authlib", "joserfc", "requests"))):
        raise SingleSignOnError(
            "Single sign-on needs a part that is not installed. Install it, pip install "
            "'alavanca[oidc]', or leave ALAVANCA_OIDC_ISSUER out."
        )
    provider = Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
    )
    app.extensions["single sign-on"] = (provider, load(settings.oidc_claims_file))
