"""What a person reads, in Portuguese, French or English: texts, numbers and dates."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from babel.dates import format_date, format_datetime
from flask import Blueprint, Flask, current_app, g, has_request_context, redirect, request
from flask_babel import Babel, get_translations
from werkzeug.wrappers import Response

from data.problem import Problem
from webapp.pages import way_back

LANGUAGES = {"pt": "Português", "fr": "Français", "en": "English"}
LOCALES = {"pt": "pt_PT", "fr": "fr", "en": "en_GB"}
COOKIE = "language"

bp = Blueprint("language", __name__)
babel = Babel()


class Sayable(Protocol):
    """A sentence with holes, as rules, files and knobs report what is wrong."""

    @property
    def template(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


def gettext(text: str, /, **values: object) -> str:
    """Say a text in the reader's language, its %(name)s holes filled.

    Flask-Babel's own function works out the locale's name for each text: half the time of a board.
    """
    said: str = _texts().ugettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    """Say a text for a number of things; %(num)s is the number."""
    said: str = _texts().ungettext(one, many, num)
    return said % {"num": num, **values}


def _texts() -> Any:
    """Return the reader's catalogue, looked up once a request."""
    if "texts" not in g:
        g.texts = get_translations()
    return g.texts


def N_(text: str) -> str:  # noqa: N802 - the name that translators' tools know
    """Mark a text that is translated where it is shown, and return it unchanged."""
    return text


def current() -> str:
    """Return the reader's language: the switch, else the browser's, else the setting's."""
    if not has_request_context():
        return str(current_app.config["SETTINGS"].language)
    if "language" not in g:
        asked = request.cookies.get(COOKIE)
        best = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES)
        g.language = best or current_app.config["SETTINGS"].language
    return str(g.language)


def words(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """Choose the reader's language from a rule set's or a dictionary's words."""
    if not texts:
        return ""
    language = language or current()
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))


def sentence(problem: Sayable) -> str:
    """Say a problem in the reader's language."""
    return gettext(problem.template) % {
        name: words(value) if isinstance(value, Mapping) else value
        for name, value in problem.values.items()
    }


def told(kept: Mapping[str, Any]) -> str:
    """Say a problem that was kept as JSON, in the reader's language."""
    return sentence(Problem(None, None, kept["template"], kept["values"]))


def number(value: float | None, digits: int = 1) -> str:
    """Write a number as the reader's language does; whole numbers without decimals.

    Babel's own formatting takes a hundred times as long, and a board shows hundreds of numbers.
    """
    return numbers([value], digits)[0]


def numbers(values: Iterable[float | None], digits: int = 1) -> list[str]:
    """Write several numbers as `number` does each; NaN and None are a dash."""
    comma = current() != "en"
    texts = []
    for value in values:
        if value is None or value != value:
            texts.append("–")
            continue
        text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
        text = "0" if text == "-0" else text.replace("-", "−")
        texts.append(text.replace(".", ",") if comma else text)
    return texts


def day(value: date | datetime | None) -> str:
    """Write a date in words, as the reader's language does."""
    return format_date(value, "d MMM y", locale=LOCALES[current()]) if value else "–"


def moment(value: datetime | None) -> str:
    """Write a date and time, as the reader's language does (UTC is shown as such)."""
    form = "d MMM y, HH:mm 'UTC'"
    return format_datetime(value, form, locale=LOCALES[current()]) if value else "–"


@bp.get("/language/<language>")
def switch(language: str) -> Response:
    """Remember the reader's language for a year and go back to the page he came from."""
    response = redirect(way_back(request.args.get("back", "/"), otherwise="/"))
    if language in LANGUAGES:
        response.set_cookie(
            COOKIE, language, max_age=365 * 86400, httponly=True, samesite="Lax", path="/"
        )
    return response


def init_app(app: Flask) -> None:
    """Give every template the words, numbers and dates of its reader."""
    babel.init_app(app, locale_selector=lambda: LOCALES[current()])
    app.jinja_env.filters.update(
        words=words, number=number, day=day, moment=moment, sentence=sentence, told=told
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _texts().ugettext(text),
        lambda one, many, count: _texts().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, current_language=current)
    app.register_blueprint(bp)
