"""When two ids that are written differently are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping


def same_ids(known: Mapping[str, Hashable], written: Collection[str]) -> dict[str, str]:
    """For each id of a file, the school's id that it is; those of nobody are not among them.

    known: each id of the school, and whose it is. `00123` and `123` are one id where all of the
    school's ids, known and written, are digits: a workbook takes the zeros away. Where the two are
    of two students, or both in one file, each stays what it is.
    """
    found = {each: each for each in written if each in known}
    if not all(each.isdecimal() for each in (*known, *written)):
        return found
    by_number: dict[str, dict[Hashable, str]] = {}
    for each, holder in known.items():
        by_number.setdefault(_number(each), {})[holder] = each
    times = Counter(map(_number, written))
    for each in written:
        alike = by_number.get(_number(each), {})
        if each not in found and len(alike) == 1 and times[_number(each)] == 1:
            [found[each]] = alike.values()
    return found


def written_twice(written: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of ids of one file that are one id but for the zeros before them."""
    every = list(written)
    if not all(each.isdecimal() for each in every):
        return []
    first: dict[str, str] = {}
    return [
        (before, each)
        for each in every
        if (before := first.setdefault(_number(each), each)) != each
    ]


def _number(digits: str) -> str:
    return digits.lstrip("0") or "0"
