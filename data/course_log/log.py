"""A course's log as columns of numbers: who did what, and when; and what was left out of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.course_log.kinds import Kind, kind_of
from data.wording.message import Problem

MOST_BROKEN_SHOWN = 200


@dataclass(frozen=True)
class Person:
    """Somebody in a log, as it names him.

    running: how many events written down for him run the course (enrolments, grades, ...).
    staff: whether one of these was about somebody else or the course, so that he is no student.
    """

    name: str
    running: int = 0
    staff: bool = False


@dataclass(frozen=True, eq=False)
class Log:
    """What a log says, without the events that are nobody's action. No address is ever in it.

    users, kinds: (n,) int32 places in `people` and `of_kind`. seconds: (n,) int64 from 1970 in the
    log's own clock; in any order. rows: lines with something in them, the header not counted.
    left_out: "system", "command line" or "running" -> how many events. broken: what is wrong with
    the first MOST_BROKEN_SHOWN of `broken_count` lines, never what stands in them.
    """

    users: NDArray[np.int32]
    seconds: NDArray[np.int64]
    kinds: NDArray[np.int32]
    people: tuple[Person, ...]
    of_kind: tuple[Kind, ...]
    rows: int
    left_out: dict[str, int]
    broken: tuple[Problem, ...]
    broken_count: int
    encoding: str | None = None
    separator: str | None = None

    def __len__(self) -> int:
        """How many actions there are."""
        return len(self.users)

    def save(self, path: Path) -> None:
        """Write the log, and nothing else of the file that it was read from."""
        about = {
            "people": [asdict(person) for person in self.people],
            "of_kind": [[kind.component, kind.event] for kind in self.of_kind],
            "rows": self.rows,
            "left_out": self.left_out,
            "broken": [[one.row, one.template] for one in self.broken],
            "broken_count": self.broken_count,
            "encoding": self.encoding,
            "separator": self.separator,
        }
        text = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
        with path.open("wb") as file:
            np.savez(file, about=text, users=self.users, seconds=self.seconds, kinds=self.kinds)

    @classmethod
    def load(cls, path: Path) -> Log:
        """The log that was saved there. Raises FileNotFoundError."""
        with np.load(path, allow_pickle=False) as kept:
            about = json.loads(kept["about"].tobytes())
            arrays = {name: kept[name] for name in ("users", "seconds", "kinds")}
        people = tuple(Person(**one) for one in about.pop("people"))
        kinds = tuple(kind_of(*names) for names in about.pop("of_kind"))
        broken = tuple(broken_line(*one) for one in about.pop("broken"))
        return cls(**arrays, people=people, of_kind=kinds, broken=broken, **about)


def broken_line(row: int, template: str) -> Problem:
    """What is wrong with a line, by its number alone."""
    return Problem(template, {"row": row}, row)
