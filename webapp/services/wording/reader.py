"""What a person reads, in a language of his own: texts, numbers and dates.

Whose language that is, is said once for a request, a command or a job (`speak`, `speaking`).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from data.wording import translate
from data.wording.languages import LANGUAGES, SOURCE, Language, in_language
from data.wording.message import N_, Message

# A library of dates would bring 4 MB into every server for these twelve words.
MONTHS = N_("Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec")

# Asked for some hundred times a board; a request's own store would take ten times as long.
_reader: ContextVar[str] = ContextVar("language", default=SOURCE)
_zone: ContextVar[tzinfo | None] = ContextVar("zone", default=UTC)


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


def speak(language: str) -> None:
    """Say the rest of this request in a language; any other word changes nothing."""
    if language in LANGUAGES:
        _reader.set(language)


def in_zone(zone: tzinfo | None) -> None:
    """Write the rest of this request's times in a zone; None is the computer's own."""
    _zone.set(zone)


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
    """Write a number as the reader's language does; whole numbers without decimals."""
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
    """Write a date in words, as the reader's language does; a moment's is that of his zone."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = _there(value)
    return f"{value.day} {gettext(MONTHS).split()[value.month - 1]} {value.year}"


def moment(value: datetime | None) -> str:
    """Write a date and time, as the reader's language and zone do (UTC is shown as such)."""
    if value is None:
        return "–"
    there = _there(value)
    mark = f" {UTC}" if there.tzname() in (None, str(UTC)) else ""
    return f"{day(there)}, {there:%H:%M}{mark}"


def _there(value: datetime) -> datetime:
    return value.astimezone(_zone.get()) if value.tzinfo else value
