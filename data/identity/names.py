"""How like two names are: the same but for accents and order, a slip of the pen, shorter, or other.

rapidfuzz counts the letters that differ; what that means is decided here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from data.headers import plain
from data.identity.identification import Kinship

# Words of a name that files leave out or write small, as they like.
PARTICLES = {"da", "das", "de", "del", "della", "di", "do", "dos", "du", "des", "la", "le", "el"}
PARTICLES |= {"e", "y", "von", "van", "den", "der", "zu", "bin", "ben", "al", "d", "l", "o"}
BETWEEN = re.compile(r"[\s,;.'’`´\-_/]+")
SHORTEST = 4  # letters of a word in which one wrong letter is a slip and not another name
VOWELS = set("aeo")  # which make a woman's name of a man's


@lru_cache(maxsize=100_000)
def as_written(name: str) -> str:
    """A name with its accents and in its order; capitals and spaces say nothing."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


@lru_cache(maxsize=100_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name without accents, in the alphabet's order, without particles."""
    parts = [part for part in BETWEEN.split(plain(name)) if part]
    return tuple(sorted([part for part in parts if part not in PARTICLES] or parts))


def kinship(one: str, other: str, given: Counter[str]) -> Kinship:
    """What one name is to the other.

    "accents": but for accents, hyphens and particles. "order": the same words in another order.
    "spelling": one word differs by one letter, or by two that changed places, and is no other name:
    a slip makes a word that nobody else bears. "shorter": two words or more, all of them in the
    other. given: how many people of the school bear each word.
    """
    if as_written(one) == as_written(other):
        return "same"
    mine, yours = words(one), words(other)
    if mine == yours:
        return "accents" if _in_order(one) == _in_order(other) else "order"
    if _squeezed(one) == _squeezed(other):
        return "accents"
    if slip(mine, yours, given):
        return "spelling"
    if not (set(mine) <= set(yours) or set(yours) <= set(mine)):
        return "other"
    few, many = sorted((Counter(mine), Counter(yours)), key=Counter.total)
    return "shorter" if few.total() > 1 and few <= many else "other"


def slip(mine: tuple[str, ...], yours: tuple[str, ...], given: Counter[str]) -> bool:
    """Whether one word of the two names differs, and only as a slip of the pen does."""
    if len(mine) != len(yours):
        return False
    if len(set(mine) - set(yours)) > 1:  # most names that are looked at: Counters take longer
        return False
    only_mine, only_yours = Counter(mine) - Counter(yours), Counter(yours) - Counter(mine)
    if only_mine.total() != 1:
        return False
    [a], [b] = only_mine, only_yours
    if min(len(a), len(b)) < SHORTEST or OSA.distance(a, b) > 1:
        return False
    return not (_ends_otherwise(a, b) or (given[a] > 1 and given[b] > 1))


def likeness(one: str, other: str) -> float:
    """How like two names are, 0 to 100, with their words in either order, or run together."""
    in_alphabet = fuzz.ratio(" ".join(words(one)), " ".join(words(other)))
    return float(max(in_alphabet, fuzz.ratio(_squeezed(one), _squeezed(other))))


def share_a_word(one: str, other: str) -> bool:
    """Whether a word is in both names."""
    return not set(words(one)).isdisjoint(words(other))


def count_words(names: Collection[str]) -> Counter[str]:
    """How many of these names have each word; each of them belongs to one person."""
    counted: Counter[str] = Counter()
    for name in names:
        counted.update(set(words(name)))
    return counted


@lru_cache(maxsize=100_000)
def _in_order(name: str) -> tuple[str, ...]:
    return tuple(part for part in BETWEEN.split(plain(name)) if part and part not in PARTICLES)


@lru_cache(maxsize=100_000)
def _squeezed(name: str) -> str:
    return "".join(_in_order(name))


def _ends_otherwise(a: str, b: str) -> bool:
    """Whether two words differ in their last letter alone, and it tells Mario from Maria."""
    short, long = sorted((a, b), key=len)
    if len(short) == len(long):
        return short[:-1] == long[:-1] and {short[-1], long[-1]} <= VOWELS
    return long[:-1] == short and long[-1] in VOWELS
