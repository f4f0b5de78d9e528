"""What a person reads, in a language of his own: texts, numbers and dates."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from flask import Blueprint, Flask, redirect, request
from werkzeug.wrappers import Response

from data.wording import translate
from data.wording.languages import LANGUAGES, SOURCE, Language, in_language
from data.wording.message import Message
from webapp.http.pages import way_back
from webapp.services.access.permissions import open_to_all

COOKIE = "language"

bp = Blueprint("language", __name__)

# Asked for some hundred times a board; a request's own store would take ten times as long.
_reader: ContextVar[str] = ContextVar("language", default=SOURCE)


def gettext(text: str, /, **values: object) -> str:
    """Say a text in the reader's language, its %(name)s holes filled."""
    said = translate.translate(text, _reader.get())
    return said % values if values else said


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    """Say a text for a number of things; %(num)s is the number."""
    said = translate.translate_plural(one, many, num, _reader.get())
    return said % {"num": num, **values}


def current() -> str:
    """Return the reader's language; outside a request, English."""
    return _reader.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything within in that language, whoever reads."""
    before = _reader.set(language)
    try:
        yield
    finally:
        _reader.reset(before)


def read_in(language: str) -> None:
    """Answer the rest of this request in a language, whatever its reader's own is."""
    if language in LANGUAGES:
        _reader.set(language)


def _choose(otherwise: str) -> None:
    """Note the reader's language: the switch's, else the browser's, else the setting's."""
    asked = request.cookies.get(COOKIE)
    best = asked if asked in LANGUAGES else request.accept_languages.best_match(names())
    _reader.set(best or otherwise)


def habits() -> Language:
    """Return what is particular to the reader's language."""
    return LANGUAGES[current()]


def names() -> dict[str, str]:
    """Return each language's name in itself, by its code, as switches offer them."""
    return {code: LANGUAGES[code].name for code in reversed(LANGUAGES)}


def words(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """Choose the reader's language from a rule set's or a dictionary's words."""
    return in_language(texts, language or current()) if texts else ""


def sentence(message: Message) -> str:
    """Say a message in the reader's language."""
    return translate.sentence(message, current())


def said(value: object) -> Any:
    """Say a phrase of a filter, or what stands in one of its holes: a phrase again, words by
    language, a number, several texts of which one is meant; anything else stays as it is."""
    if isinstance(value, Message):
        return gettext(value.template) % {name: said(one) for name, one in value.values.items()}
    if isinstance(value, Mapping):
        return words(value)
    if isinstance(value, tuple):
        return gettext(" or ").join(map(said, value))
    return number(value) if isinstance(value, float) else value


def told(kept: Mapping[str, Any]) -> str:
    """Say a problem that was kept as JSON, in the reader's language."""
    return sentence(Message(kept["template"], kept["values"]))


def number(value: float | None, digits: int = 1) -> str:
    """Write a number as the reader's language does; whole numbers without decimals.

    Babel's own formatting takes a hundred times as long, and a board shows hundreds of numbers.
    """
    return numbers([value], digits)[0]


def numbers(values: Iterable[float | None], digits: int = 1) -> list[str]:
    """Write several numbers as `number` does each; NaN and None are a dash."""
    mark = habits().decimal
    texts = []
    for value in values:
        if value is None or value != value:
            texts.append("–")
            continue
        text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
        text = "0" if text == "-0" else text.replace("-", "−")
        texts.append(text.replace(".", mark))
    return texts


def day(value: date | datetime | None) -> str:
    """Write a date in words, as the reader's language does."""
    return format_date(value, "d MMM y", locale=habits().locale) if value else "–"


def moment(value: datetime | None) -> str:
    """Write a date and time, as the reader's language does (UTC is shown as such)."""
    form = "d MMM y, HH:mm 'UTC'"
    return format_datetime(value, form, locale=habits().locale) if value else "–"


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
        lambda text: translate.translate(text, _reader.get()),
        lambda one, many, num: translate.translate_plural(one, many, num, _reader.get()),
        newstyle=True,
    )
    app.jinja_env.filters.update(
        words=words, number=number, day=day, moment=moment, sentence=sentence, told=told
    )
    app.jinja_env.globals.update(languages=names, current_language=current)
    app.register_blueprint(bp)
