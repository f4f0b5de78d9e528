"""What protects every answer: headers, sizes, and a wall before whatever changes something."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from webapp.http.cookies import OverTheWire
from webapp.services.process.settings import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ONLY_ENCRYPTED = "max-age=31536000"  # seconds: a year
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
MEGABYTE = 1024 * 1024
LARGEST_ID = 2**63 - 1  # what a database can be asked for

csrf = CSRFProtect()


class Id(IntegerConverter):
    """A number in an address. One that no database holds is an address that is not there."""

    def __init__(self, addresses: Map) -> None:
        super().__init__(addresses, max=LARGEST_ID)


def _only_from_here() -> None:
    """Refuse what another site's page sends, token or not."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    # By host alone: behind a gate that speaks TLS, the scheme here is not the browser's.
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign or site not in (None, "same-origin", "none"):
        abort(403)


def _only_what_is_read_quickly() -> None:
    """Take less of a form without a file: it is read at one go, a megabyte in a fifth of a second,
    before anybody asks who sends it."""
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = MEGABYTE


def _protected(response: Response) -> Response:
    response.headers.extend(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = ONLY_ENCRYPTED
    # Pages hold names: no browser keeps them. Files of our own say for themselves.
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.add("Cookie")
    response.vary.add("Accept-Language")
    return response


def init_app(app: Flask, settings: Settings, secret: str) -> None:
    """Set the limits and put the wall before every view."""
    app.config.update(
        SECRET_KEY=secret,
        TRUSTED_HOSTS=settings.trusted_hosts,
        MAX_CONTENT_LENGTH=(settings.upload_limit_mb + 1) * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # the wall above asks Origin, with and without TLS
    )
    app.url_map.converters["int"] = Id
    app.before_request(_only_from_here)
    app.before_request(_only_what_is_read_quickly)
    app.session_interface = OverTheWire()
    csrf.init_app(app)
    app.after_request(_protected)
