"""Help is limited: who gets the places there are, who comes next, and why."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple


class Missed(NamedTuple):
    """A student who got no place. `why` is `full` (all places taken) or `group` (his is full)."""

    student: int
    why: Literal["full", "group"]


@dataclass(frozen=True)
class Places:
    """Indices of the students who get a place, first first, and of the next ones who do not."""

    given: tuple[int, ...]
    next: tuple[Missed, ...]


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
    missed: list[Missed] = []
    taken: Counter[int] = Counter()
    for student in order:
        if len(given) >= places and len(missed) >= following:
            break
        group = groups[student] if groups is not None and per_group is not None else None
        if group is not None and per_group is not None and taken[group] >= per_group:
            missed.append(Missed(student, "group"))
        elif len(given) < places:
            given.append(student)
            if group is not None:
                taken[group] += 1
        else:
            missed.append(Missed(student, "full"))
    return Places(tuple(given), tuple(missed[:following]))
