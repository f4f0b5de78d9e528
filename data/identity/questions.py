"""Whom a person of a file could be, what speaks for it, and whether it is worth a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.identity import names
from data.identity.identification import IdentityCandidate, Kinship
from data.identity.people import KnownStudent, PersonOnFile

# How like two names must be to be asked about, 0 to 100: by what else agrees.
WITH_BIRTH_DATE = 60.0
IN_THE_CLASS = 80.0
ELSEWHERE = 92.0
NEAR = 80.0  # with the same birth date, so near that they could be twins


ORDER: tuple[Kinship, ...] = ("same", "accents", "order", "spelling", "shorter", "other")


def may_be(person: PersonOnFile, one: KnownStudent) -> bool:
    """Whether neither an id nor a birth date says that they are two."""
    born = agree(person.writing.birth_date, one.birth_date)
    return born is not False and not (person.writing.id and one.ids)


def could_be(found: IdentityCandidate, person: PersonOnFile, one: KnownStudent) -> bool:
    """Whether it is worth a question."""
    alike = found.name != "other"
    if found.birth_date:
        shares = any(names.share_a_word(person.writing.name, each) for each in one.names)
        return alike or found.likeness >= NEAR or (shares and found.likeness >= WITH_BIRTH_DATE)
    if found.birth_date is False:
        same = found.name in ("same", "accents", "order")
        return same and (bool(found.in_class) or _slip_of_date(person, one))
    if found.in_class is False:
        return alike or found.likeness >= ELSEWHERE
    return alike or found.likeness >= IN_THE_CLASS


def with_obvious(
    some: Sequence[IdentityCandidate], times: Counter[int]
) -> Iterator[IdentityCandidate]:
    """The candidates of one question, with the obvious one marked.

    times: in how many questions each student is a candidate.
    """
    for one in some:
        alone = len(some) == 1 and times[one.number] == 1
        yield replace(one, obvious=True) if alone and _is_obvious(one) else one


def _is_obvious(one: IdentityCandidate) -> bool:
    if one.birth_date is False or one.name == "other":
        return False
    return one.name in ("same", "accents", "order") or one.in_class is not False


def agree(here: str, there: str) -> bool | None:
    """Whether two cells say the same, None where one of them says nothing."""
    return here.casefold() == there.casefold() if here and there else None


def _slip_of_date(person: PersonOnFile, one: KnownStudent) -> bool:
    """Whether two dates differ by one digit, or have day and month in the other order."""
    a, b = person.writing.birth_date, one.birth_date
    if len(a) != len(b):
        return False
    swapped = a.split("-")[:1] + a.split("-")[:0:-1]
    return "-".join(swapped) == b or sum(x != y for x, y in zip(a, b, strict=True)) == 1
