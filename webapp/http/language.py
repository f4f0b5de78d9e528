"""The reader's language: which one a request is answered in, and the switch that changes it."""

from flask import Blueprint, Flask, redirect, request
from werkzeug.wrappers import Response

from data.wording import translate
from data.wording.languages import LANGUAGES
from webapp.http.pages import way_back
from webapp.services.access.permissions import open_to_all
from webapp.services.wording.reader import (
    current,
    day,
    gettext,
    habits,
    moment,
    names,
    ngettext,
    number,
    numbers,
    said,
    sentence,
    speak,
    speaking,
    told,
    words,
)

__all__ = [
    "current", "day", "gettext", "habits", "moment", "names", "ngettext", "number", "numbers",
    "said", "sentence", "speaking", "told", "words",
]  # fmt: skip

COOKIE = "language"

bp = Blueprint("language", __name__)


def read_in(language: str) -> None:
    """Answer the rest of this request in a language, whatever its reader's own is."""
    speak(language)


def _choose(otherwise: str) -> None:
    """Note the reader's language: the switch's, else the browser's, else the setting's."""
    asked = request.cookies.get(COOKIE)
    best = asked if asked in LANGUAGES else request.accept_languages.best_match(names())
    speak(best or otherwise)


@bp.get("/language/<language>")
@open_to_all
def switch(language: str) -> Response:
    """Remember the reader's language for a year and go back to the page he came from."""
    return remember(redirect(way_back(request.args.get("back", "/"), otherwise="/")), language)


def remember(response: Response, language: str) -> Response:
    """Have the browser remember a language for a year; any other word changes nothing."""
    if language in LANGUAGES:
        response.set_cookie(
            COOKIE,
            language,
            max_age=365 * 86400,
            httponly=True,
            secure=request.is_secure,
            samesite="Lax",
            path="/",
        )
    return response


def init_app(app: Flask) -> None:
    """Give every template the words, numbers and dates of its reader."""
    otherwise = app.config["SETTINGS"].language
    app.before_request(lambda: _choose(otherwise))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: translate.translate(text, current()),
        lambda one, many, num: translate.translate_plural(one, many, num, current()),
        newstyle=True,
    )
    app.jinja_env.filters.update(
        words=words, number=number, day=day, moment=moment, sentence=sentence, told=told
    )
    app.register_blueprint(bp)
