"""Messages in a reader's language, from the compiled catalogues in `translations`.

What a catalogue lacks, and what has no catalogue, is said as the code has it: in English.
"""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from data.wording.languages import Wording, Words, in_language
from data.wording.message import Message

FOLDER = Path(__file__).parent / "translations"


def translate(text: str, language: str) -> str:
    """A text in a language, its holes left open."""
    return _catalogue(language).gettext(text)


def translate_plural(one: str, many: str, number: int, language: str) -> str:
    """A text for a number of things in a language, its holes left open."""
    return _catalogue(language).ngettext(one, many, number)


def in_every_language(text: str) -> Words:
    """A text in all languages, each translated when it is read."""
    return Wording(lambda language: translate(text, language))


def sentence(message: Message, language: str) -> str:
    """A message in a language, its holes filled."""
    return translate(message.template, language) % {
        name: in_language(value, language) if isinstance(value, Mapping) else value
        for name, value in message.values.items()
    }


@cache
def _catalogue(language: str) -> NullTranslations:
    compiled = FOLDER / language / "LC_MESSAGES" / "messages.mo"
    if not compiled.is_file():
        return NullTranslations()
    with compiled.open("rb") as file:
        return GNUTranslations(file)
