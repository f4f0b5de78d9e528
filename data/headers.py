"""Telling a roster's columns by their headers, whatever the case, accents and spacing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


def plain(text: str) -> str:
    """A text without case, accents and superfluous white space: " Não  sei" is "nao sei"."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())


def fold(text: str) -> str:
    """The letters and digits of a text, without case and accents: "N.º de Faltas" is nodefaltas."""
    return "".join(letter for letter in plain(text) if letter.isalnum())


def match(
    headers: Sequence[str], names: Mapping[str, Sequence[str]], required: Iterable[str]
) -> Match:
    """Which header holds which column.

    names: column -> the headers it answers to, best first. required: columns a roster must have.
    When several headers could be one column, the one nearest the front of `names` is taken and the
    others are left unknown. The score is the share of headers and columns that found each other,
    0 to 1 (Dice).
    """
    claims = {
        fold(alias): (column, rank) for column in names for rank, alias in enumerate(names[column])
    }
    best: dict[str, tuple[int, str]] = {}
    for header in headers:
        column, rank = claims.get(fold(header), (None, 0))
        if column is not None and (column not in best or rank < best[column][0]):
            best[column] = (rank, header)
    taken = {header: column for column, (_, header) in best.items()}
    mapping = {header: taken[header] for header in headers if header in taken}
    return Match(
        mapping=mapping,
        unknown=tuple(header for header in headers if header not in taken),
        missing=tuple(column for column in required if column not in best),
        score=2 * len(mapping) / max(len(headers) + len(names), 1),
    )


@dataclass(frozen=True)
class Match:
    """How the headers of a file meet the columns of a dictionary.

    mapping: header -> column. unknown: headers that are no column. missing: required columns that
    no header holds. score: 0 (nothing in common) to 1 (every header and every column).
    """

    mapping: dict[str, str]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    score: float

    @property
    def complete(self) -> bool:
        """Whether the file can be read without asking anybody."""
        return not self.unknown and not self.missing
