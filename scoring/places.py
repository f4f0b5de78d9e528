"""Help is limited: who gets the places there are, who comes next, and why.

What a what-if does to the list: who enters the first ones and who leaves them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple


class MissedPlace(NamedTuple):
    """A student who got no place. `why` is `full` (all places taken) or `group` (his is full)."""

    student: int
    why: Literal["full", "group"]


@dataclass(frozen=True)
class Places:
    """Indices of the students who get a place, first first, and of the next ones who do not."""

    given: tuple[int, ...]
    next: tuple[MissedPlace, ...]


def fill(
    order: Iterable[int],
    places: int,
    groups: Sequence[int] | None = None,
    per_group: int | None = None,
    following: int = 5,
) -> Places:
    """Give `places` places in the given order, at most `per_group` to each group.

    `groups[i]` is the group of student i (a class, a school). A student whose group is full is
    passed over and heads the next ones, with that reason.
    """
    given: list[int] = []
    missed: list[MissedPlace] = []
    taken: Counter[int] = Counter()
    for student in order:
        if len(given) >= places and len(missed) >= following:
            break
        group = groups[student] if groups is not None and per_group is not None else None
        if group is not None and per_group is not None and taken[group] >= per_group:
            missed.append(MissedPlace(student, "group"))
        elif len(given) < places:
            given.append(student)
            if group is not None:
                taken[group] += 1
        else:
            missed.append(MissedPlace(student, "full"))
    return Places(tuple(given), tuple(missed[:following]))


@dataclass(frozen=True)
class Movers:
    """Indices of the students who enter and who leave, each in the order of the list they are on,
    and how many stay."""

    enter: tuple[int, ...]
    leave: tuple[int, ...]
    stay: int


def movers(before: Sequence[int], after: Sequence[int]) -> Movers:
    """Compare two lists of student indices; a list compared with itself moves nobody."""
    was, now = set(before), set(after)
    return Movers(
        enter=tuple(student for student in after if student not in was),
        leave=tuple(student for student in before if student not in now),
        stay=len(was & now),
    )
