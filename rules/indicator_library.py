"""The library: indicators for columns that schools have, to begin a rule set of one's own from."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data.wording.languages import Words
from rules.conditions.columns import DictionaryColumn, allowed, is_number, limits
from rules.rule_set import Evidence

NUMBER, FLAG, WORDS, PERIODS = NEEDS = ("number", "flag", "words", "periods")
TEXTS = ("about", "placed", "judged", "local", "easiest", "hardest")
"""What a begun set says whatever is in it; `about` and `placed` have a hole for the day."""


@dataclass(frozen=True)
class LibraryBand:
    """A step of a library's scale: its points and words; `is_`: which words it holds, if any."""

    points: float
    says: Words
    is_: tuple[str, ...] = ()


@dataclass(frozen=True)
class LibraryIndicator:
    """An indicator without its edges: they are placed for a school by its own answers.

    columns: names or labels that it answers to. needs: "number", "flag" (yes or no), "words", or
    "periods" (two grades of one scale; `fall` is the share of the scale that counts as one).
    quantiles: the share of students at or under each edge; or edges: the edges themselves. There is
    one band more than edges. movable: the place (from 0) of the edge that is placed first and that
    counsellors may move. scale: the only limits that a column may have. plain: for any column that
    nobody knows, where a person chooses it. judgement: it has no evidence of its own.
    """

    key: str
    columns: tuple[str, ...]
    needs: str
    label: Words
    kind: str
    weight: float
    bands: tuple[LibraryBand, ...]
    quantiles: tuple[float, ...] = ()
    edges: tuple[float, ...] = ()
    movable: int | None = None
    scale: tuple[float, float] | None = None
    fall: float | None = None
    plain: bool = False
    who_can_act: Words | None = None
    sessions: int | None = None
    actions: tuple[Words, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    judgement: bool = False
    wrong_when: Words | None = None

    def fits(self, column: DictionaryColumn) -> bool:
        """Whether a column's kind and answers are such that it can judge them."""
        if self.needs == NUMBER:
            return is_number(column) and self.scale in (None, limits(column))
        if self.needs == PERIODS:
            return is_number(column) and period_of(column) not in (None, "first")
        if self.needs == FLAG:
            return allowed(column) == ("yes", "no")
        return not is_number(column) and bool(allowed(column)) and self._places(column) is not None

    def _places(self, column: DictionaryColumn) -> Mapping[str, int] | None:
        """In which band each word of a column is; None where one is in none."""
        held = {folded(word): at for at, band in enumerate(self.bands) for word in band.is_}
        found = {word: held.get(folded(word)) for word in allowed(column)}
        places = {word: at for word, at in found.items() if at is not None}
        return places if len(places) == len(found) else None

    def words_of(self, column: DictionaryColumn) -> list[tuple[LibraryBand, tuple[str, ...]]]:
        """The bands with the column's own words that each holds; those without a word left out."""
        places = self._places(column) or {}
        each = (
            (band, tuple(word for word, held in places.items() if held == at))
            for at, band in enumerate(self.bands)
        )
        return [(band, words) for band, words in each if words]


@dataclass(frozen=True)
class IndicatorLibrary:
    """All that the files of a library say together.

    never: names of columns that are never proposed, folded.
    """

    indicators: tuple[LibraryIndicator, ...] = ()
    actions: Mapping[str, Words] = field(default_factory=dict)
    texts: Mapping[str, Words] = field(default_factory=dict)
    never: frozenset[str] = frozenset()

    def proposed(self, column: DictionaryColumn) -> bool:
        """Whether rules may judge a column, and it is none of whom somebody is or comes from."""
        if column.use != "score" or column.role is not None:
            return False
        return not names_of(column) & self.never

    def known(self, column: DictionaryColumn) -> LibraryIndicator | None:
        """The first indicator that answers to a column; None for one that nobody knows."""
        if not self.proposed(column):
            return None
        names = names_of(column)
        for one in self.indicators:
            if one.plain or not one.fits(column):
                continue
            if one.needs == PERIODS or names & set(map(folded, one.columns)):
                return one
        return None

    def plain(self, column: DictionaryColumn) -> tuple[LibraryIndicator, ...]:
        """The indicators that a person may choose for a column that nobody knows."""
        if not self.proposed(column):
            return ()
        return tuple(one for one in self.indicators if one.plain and one.fits(column))


def period_of(column: DictionaryColumn) -> str | None:
    """Of which part of the year a grade is, where its dictionary says so."""
    return getattr(column, "period", None)


def names_of(column: DictionaryColumn) -> set[str]:
    """What a column is called, folded: its name, and its label in every language."""
    return {folded(name) for name in (column.name, *_texts(column.label))} - {""}


def _texts(words: Words) -> Iterable[str]:
    return [words[language] for language in words]


def folded(text: str) -> str:
    """A name without case, accents and signs: "Total Faltas" is total_faltas."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("º", "").replace("ª", ""))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", letters).strip()
