"""Our scripts, styles and pictures: compressed once, named by their content, cached for ever."""

import gzip
import hashlib
import mimetypes
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, url_for

from webapp.services.access.permissions import open_to_all

FOLDER = Path(__file__).parents[1] / "static"
FOR_EVER = "public, max-age=31536000, immutable"
COMPRESSED = (".js", ".css", ".svg", ".json")

bp = Blueprint("assets", __name__)


@cache
def _names() -> frozenset[str]:
    return frozenset(
        path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()
    )


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress((FOLDER / name).read_bytes(), compresslevel=9, mtime=0)


def address(name: str) -> str:
    """Return where a file of `static` is served; another content gives another address."""
    return url_for("assets.serve", digest=_digest(name), name=name)


@bp.get("/assets/<digest>/<path:name>")
@open_to_all
def serve(digest: str, name: str) -> Response:
    """Serve a file of `static`; an address of another content is not there any more."""
    if name not in _names() or digest != _digest(name):
        abort(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith(COMPRESSED) and request.accept_encodings["gzip"]:
        response = Response(_compressed(name), mimetype=kind)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response((FOLDER / name).read_bytes(), mimetype=kind)
    response.headers["Cache-Control"] = FOR_EVER
    response.vary.add("Accept-Encoding")
    return response


def init_app(app: Flask) -> None:
    """Serve the files, and let templates name them by `asset('alavanca.css')`."""
    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = address
