"""The languages that people read, and text that is said in each of them.

A new language is an entry of LANGUAGES and its messages in `translations`; words in rule files and
data dictionaries may follow, and until they do the reader is shown the ones there are.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Language:
    """A language's name in itself and its habits.

    decimal: the mark in numbers. contractions: small words that run together, apart -> together.
    narrow_before, narrow_after: signs that a narrow space belongs before or after.
    """

    name: str
    decimal: str = ","
    contractions: Mapping[str, str] = field(default_factory=dict)
    narrow_before: str = ""
    narrow_after: str = ""

    @property
    def separator(self) -> str:
        """What its spreadsheets put between two cells of a line."""
        return "," if self.decimal == "." else ";"


SOURCE = "en"
"""The language that messages are written in in the code."""

LANGUAGES = {
    SOURCE: Language("English", decimal="."),
    "fr": Language(
        "Français", contractions={"de le": "du"}, narrow_before=":;!?%»", narrow_after="«"
    ),
    "pt": Language(
        "Português", contractions={"de a": "da", "de o": "do", "em a": "na", "em o": "no"}
    ),
}
"""Where words lack a language, the first of these that they have is shown instead."""

Words = Mapping[str, str]
"""Language -> text, of one language at least. Made by `rules`, it always has all of LANGUAGES."""

_NARROW_SPACE = "\u202f"


class Wording(Words):
    """Words in all LANGUAGES, each made when it is read: a page reads one of them."""

    def __init__(self, said: Callable[[str], str]) -> None:
        self._said = said

    def __getitem__(self, language: str) -> str:
        if language not in LANGUAGES:
            raise KeyError(language)
        return self._said(language)

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)

    def __repr__(self) -> str:
        return repr(dict(self))


def language_code(code: str) -> str:
    """The code of one of LANGUAGES. Raises ValueError for any other."""
    if code not in LANGUAGES:
        raise ValueError(f"should be one of {', '.join(LANGUAGES)}")
    return code


def in_all(text: str) -> dict[str, str]:
    """The same text in every language: what one plain string in a rule file means."""
    return dict.fromkeys(LANGUAGES, text)


def in_language(words: Words, language: str) -> str:
    """The words in a language, or in the first that there is; "" where there is none."""
    return words.get(language) or next((words[one] for one in LANGUAGES if words.get(one)), "")


def complete(words: Words) -> dict[str, str]:
    """Words with a missing language filled from the first one that is there; {} stays {}.

    A lead who writes one language only must not leave the others an empty page.
    """
    return {one: in_language(words, one) for one in LANGUAGES} if words else {}


def lacking(words: Words) -> frozenset[str]:
    """The languages in which something is not said that is said in others."""
    return frozenset(LANGUAGES).difference(words) if words else frozenset()


def number(value: float, language: str) -> str:
    """A number as read in that language (a decimal comma in most); up to six digits."""
    text = f"{value:.6g}" if abs(value) < 1e6 else f"{value:.12g}"
    return text.replace(".", LANGUAGES[language].decimal)


def in_figures(value: float) -> Words:
    """A number as each language writes it."""
    return Wording(lambda language: number(value, language))


def contracted(text: str, language: str) -> str:
    """A text whose small words run together, where two were put one beside the other."""
    for apart, together in LANGUAGES[language].contractions.items():
        text = text.replace(f" {apart} ", f" {together} ")
    return text


def typeset(text: str, language: str) -> str:
    """A text with the narrow spaces that its language wants: French before : ; ! ? % and in « »."""
    for mark in LANGUAGES[language].narrow_before:
        text = text.replace(f" {mark}", f"{_NARROW_SPACE}{mark}")
    for mark in LANGUAGES[language].narrow_after:
        text = text.replace(f"{mark} ", f"{mark}{_NARROW_SPACE}")
    return text
