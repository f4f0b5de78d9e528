"""What stands on a student himself: the school's number for him, his names, his day of birth."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

DATE = re.compile(
    r"(?:(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{4}|\d{2}))(?:[T ]\d{1,2}:\d{2}(?::\d{2})?.*)?"
)
# Two digits of a year under this are of this century.
THIS_CENTURY = 50


def day_in(text: str, month_first: bool = False) -> str | None:
    """The day that a text names, as 2026-09-01; None for what names none."""
    found = DATE.fullmatch(text)
    if found is None:
        return None
    if found["y"]:
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    else:
        first, second, year = int(found["a"]), int(found["b"]), int(found["c"])
        day, month = (second, first) if month_first else (first, second)
        if year < 100:
            year += 2000 if year < THIS_CENTURY else 1900
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def month_first(texts: Sequence[str]) -> bool:
    """Whether dates are written with the month first: some make no sense otherwise, all do so."""
    written = [text for text in texts if DATE.fullmatch(text)]
    return any(day_in(text) is None for text in written) and all(
        day_in(text, True) for text in written
    )


def birth_dates(cells: Sequence[str]) -> list[str]:
    """Each as 2009-01-31 where it names a day, else as it is written."""
    american = month_first(cells)
    return [day_in(cell, american) or cell for cell in cells]


def plain_ids(ids: Sequence[str]) -> list[str]:
    """Ids without the zeros in front, where all are numbers: 00123 and 123 are one student.

    A spreadsheet takes these zeros away without a word. "" stays "".
    """
    if not all(each.isascii() and each.isdigit() for each in ids if each):
        return list(ids)
    return [each.lstrip("0") or each[-1:] for each in ids]


def two_names(whole: Sequence[str]) -> list[tuple[str, str]]:
    """(first name, family name) of whole names, where a column of them shows which is which.

    It does where most are written "Family, Given", or the family name in capitals: "DUVAL Zoé".
    Other names stay whole, as the first name.
    """
    for halves in (_by_comma, _by_capitals):
        found = [halves(name) for name in whole]
        named = sum(bool(name) for name in whole)
        if named and 2 * sum(pair is not None for pair in found) > named:
            return [pair or (name, "") for pair, name in zip(found, whole, strict=True)]
    return [(name, "") for name in whole]


Halves = Callable[[str], tuple[str, str] | None]


def _by_comma(name: str) -> tuple[str, str] | None:
    family, comma, first = (part.strip() for part in name.partition(","))
    return (first, family) if comma and family and first and "," not in first else None


def _by_capitals(name: str) -> tuple[str, str] | None:
    words = name.split()
    capitals = 0
    while capitals < len(words) and _in_capitals(words[capitals]):
        capitals += 1
    if not 0 < capitals < len(words):
        return None
    if any(_in_capitals(word) and len(word) > 2 for word in words[capitals:]):
        return None
    return " ".join(words[capitals:]), " ".join(words[:capitals])


def _in_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper()
