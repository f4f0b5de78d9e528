"""Whether a text names a student: what is kept with the rules never does."""

import re
from collections.abc import Iterable

from data.store.rosters import Names
from webapp.services.board.board import folded

# Parts of family names that are everyday words as well.
PARTICLES = {
    *("al", "ben", "bin", "da", "das", "de", "del", "den", "der", "des"),
    *("do", "dos", "du", "el", "la", "le", "les", "van", "von"),
}
LEAST = 3  # letters of a part of a name that is looked for by itself
LEAST_DIGITS = 4  # a shorter number is a count as often as it is a key


def names_one(text: str, first: str, family: str, key: str) -> bool:
    """Say whether a text holds a student's first name, family name or key, or a part of them."""
    said = set(_words(text))
    whole = f" {' '.join(_words(text))} "
    return any(part in said for name in (first, family) for part in _parts(name)) or any(
        f" {' '.join(_words(name))} " in whole for name in (first, family, _telling(key)) if name
    )


def names_any(text: str, names: Names) -> bool:
    """Say whether a text holds the whole name, or the key, of one of these students."""
    said = set(_words(text))
    return any(
        _all_said(f"{first} {family}" if first and family else "", said)
        or _all_said(_telling(key), said)
        for first, family, key in zip(names.first, names.family, names.keys, strict=True)
    )


def _all_said(name: str, said: set[str]) -> bool:
    words = _words(name)
    return bool(words) and said.issuperset(words)


def _telling(key: str) -> str:
    """The key, where it cannot be meant as a mere number."""
    return "" if key.isdecimal() and len(key) < LEAST_DIGITS else key


def _parts(name: str) -> Iterable[str]:
    return (word for word in _words(name) if len(word) >= LEAST and word not in PARTICLES)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))
