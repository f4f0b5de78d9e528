"""Whether the students of a course's log are those whom a school knows by the same numbers.

A platform numbers its accounts by itself: 7 there and 7 in the school's roster are two students
unless their names, or a person, say otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.course_log.roster import DICTIONARY
from data.headers import plain
from data.reading import StudentOnFile
from data.store.rosters.known_students import NumberHolder

APART = "log-"
"""Stands before the numbers of a log whose students are said to be others than the school's."""
MOST_NAMED = 5


@dataclass(frozen=True)
class SharedNumbers:
    """Numbers that a log and the school's rosters both have, and whose students may be two.

    other_names: how many of them have other names here than there; unnamed: how many have no name
    on one of the two sides, so that it cannot be told. examples: number, name there, name here.
    roster: the title of one in which they are.
    """

    other_names: int
    unnamed: int
    examples: tuple[tuple[str, str, str], ...]
    roster: str

    @property
    def count(self) -> int:
        """How many numbers it is asked of."""
        return self.other_names + self.unnamed


def shared_numbers(
    records: Sequence[StudentOnFile], known: Mapping[str, NumberHolder]
) -> SharedNumbers | None:
    """Tell which students of a log have a number that may be another's; None where none has.

    The same names in any order are the same student. Where a name is missing, an earlier log's
    number is the same student's, and one of another kind of roster is asked about.
    """
    other, unnamed, examples, roster = 0, 0, [], ""
    for record in records:
        there = known.get(record.key)
        if there is None:
            continue
        name = f"{record.first_name} {record.family_name}".strip()
        name_there = f"{there.first_name} {there.family_name}".strip()
        if name and name_there:
            if _words(name) == _words(name_there):
                continue
            other += 1
        elif there.dictionary == DICTIONARY:
            continue
        else:
            unnamed += 1
        roster = there.roster
        examples.append((record.key, name_there, name))
    if not examples:
        return None
    return SharedNumbers(other, unnamed, tuple(examples[:MOST_NAMED]), roster)


def kept_apart(keys: Sequence[str], known: Mapping[str, NumberHolder]) -> bool:
    """Whether most of a log's numbers were kept apart when it came in before."""
    return 2 * sum(f"{APART}{key}" in known for key in keys) > len(keys)


def _words(name: str) -> frozenset[str]:
    return frozenset(plain(name).replace("-", " ").split())
