"""Cookies: who is signed in, for this host alone, and out of every script's reach."""

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response

from data.store.people.sign_ins import SignedIn
from webapp.http.reading_school import read_at
from webapp.http.state import state
from webapp.services.process.settings import LOOPBACK

COOKIE = "alavanca"


class OverTheWire(SecureCookieSessionInterface):
    """Flask's own cookie, which holds the forms' token: for this host alone where it can be."""

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name that the browser knows it by."""
        return cookie_name("session")

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say whether the browser may send it encrypted only."""
        return is_guarded(request)


def is_guarded(asked: Request) -> bool:
    """Say whether cookies go over encrypted lines only: everywhere but on this computer itself."""
    # Not `asked.host`, which raises for a name that is not trusted: that is answered later.
    host = str(asked.environ.get("HTTP_HOST", ""))
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return asked.is_secure or name.strip("[]").lower() not in LOOPBACK


def cookie_name(name: str = COOKIE) -> str:
    """Return a cookie's name; browsers take `__Host-` as a promise, and keep it."""
    return f"__Host-{name}" if is_guarded(request) else name


def signed_in() -> SignedIn | None:
    """Return who is signed in, None when nobody is."""
    if "signed_in" not in g:
        g.signed_in = None  # where the question fails, the page that says so asks no second time
        here = state()
        token = request.cookies.get(cookie_name(), "")
        g.signed_in = here.sessions.of(token, here.clock()) if token else None
        if g.signed_in is not None:
            read_at(g.signed_in.viewer.school)
    return g.signed_in  # type: ignore[no-any-return]


def begin(response: Response, token: str) -> Response:
    """Give the browser its token. The forms' token changes with it."""
    _forget()
    response.set_cookie(
        cookie_name(), token, httponly=True, secure=is_guarded(request), samesite="Lax", path="/"
    )
    return response


def end(response: Response) -> Response:
    """Take the token from the browser, and the forms' token with it."""
    _forget()
    response.delete_cookie(
        cookie_name(), httponly=True, secure=is_guarded(request), samesite="Lax", path="/"
    )
    return response


def _forget() -> None:
    session.clear()
    g.pop("signed_in", None)
    g.pop("csrf_token", None)
