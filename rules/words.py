"""The three languages, and text that is said in each of them."""

from collections.abc import Mapping

LANGUAGES = ("en", "fr", "pt")

Words = Mapping[str, str]
"""Language -> text. Made by this room, it always has all of LANGUAGES."""


def in_all(text: str) -> dict[str, str]:
    """The same text in every language: what one plain string in a rule file means."""
    return dict.fromkeys(LANGUAGES, text)


def complete(words: Mapping[str, str]) -> dict[str, str]:
    """Words with a missing language filled from the first one that is there; {} stays {}.

    A lead who writes one language only must not leave the others an empty page.
    """
    given = [words[language] for language in LANGUAGES if language in words]
    return {language: words.get(language, given[0]) for language in LANGUAGES} if given else {}


def number(value: float, language: str) -> str:
    """A number as read in that language (decimal comma in fr and pt); up to six digits."""
    text = f"{value:.6g}" if abs(value) < 1e6 else f"{value:.12g}"
    return text if language == "en" else text.replace(".", ",")


_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
           "octobre", "novembre", "décembre"),
    "pt": ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
           "outubro", "novembro", "dezembro"),
}  # fmt: skip


def month(written: str, language: str) -> str:
    """A month, written as 2024-09, as said in that language."""
    year, at = written.split("-")
    between = " de " if language == "pt" else " "
    return f"{_MONTHS[language][int(at) - 1]}{between}{year}"
