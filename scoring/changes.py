"""What a what-if does to the list: who enters the first ones and who leaves them."""

from collections.abc import Sequence
from dataclasses import dataclass


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
