"""Rows of a log on their way into columns: every name a number, every line that fits no more.

A course's log as columns of numbers: who did what, and when; and what was left out of it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from data.course_log.columns import LogColumns
from data.course_log.event_kinds import CLICK, EventKind, kind_of
from data.course_log.timestamps import DAY_SECONDS, Moments, turned
from data.headers import plain
from data.reading.cells import CONTROL
from data.wording.message import N_, FileProblem

MOST_BROKEN_SHOWN = 200
# What may be not sure of a log's times: which number is the day and which the month; that they are
# in UTC, not the school's; that there are no hours.
EITHER_WAY, IN_UTC, WHOLE_DAYS = "either way", "in utc", "whole days"
DOUBTS = (EITHER_WAY, IN_UTC, WHOLE_DAYS)


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
    the first MOST_BROKEN_SHOWN of `broken_count` lines, never what stands in them. doubts: what is
    not sure of its times, of DOUBTS.
    """

    users: NDArray[np.int32]
    seconds: NDArray[np.int64]
    kinds: NDArray[np.int32]
    people: tuple[Person, ...]
    of_kind: tuple[EventKind, ...]
    rows: int
    left_out: dict[str, int]
    broken: tuple[FileProblem, ...]
    broken_count: int
    encoding: str | None = None
    separator: str | None = None
    doubts: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many actions there are."""
        return len(self.users)

    @property
    def whole_days(self) -> bool:
        """Whether it says the day of each action and no hour."""
        return WHOLE_DAYS in self.doubts

    def told_by_order(self) -> Log:
        """The log with its days read so that they stand in order, where only one way does that."""
        if EITHER_WAY not in self.doubts:
            return self
        sure = replace(self, doubts=tuple(each for each in self.doubts if each != EITHER_WAY))
        here, there = _in_order(self.seconds), _in_order(self.month_first().seconds)
        if here == there:
            return self
        return sure if here else replace(sure, seconds=self.month_first().seconds)

    def month_first(self) -> Log:
        """The same log with its days read the other way round: 03/04 is the fourth of March.

        Of a log without the doubt EITHER_WAY nothing changes.
        """
        if EITHER_WAY not in self.doubts:
            return self
        days, places = np.unique(self.seconds // DAY_SECONDS, return_inverse=True)
        other = np.array(turned(days.tolist()), dtype=np.int64)[places]
        return replace(self, seconds=other * DAY_SECONDS + self.seconds % DAY_SECONDS)

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
            "doubts": self.doubts,
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
        doubts = tuple(about.pop("doubts", ()))
        return cls(**arrays, people=people, of_kind=kinds, broken=broken, doubts=doubts, **about)


def _in_order(seconds: NDArray[np.int64]) -> bool:
    """Whether the days run one way, newest first or last."""
    steps = np.diff(seconds // DAY_SECONDS)
    return bool((steps >= 0).all() or (steps <= 0).all())


def broken_line(row: int, template: str) -> FileProblem:
    """What is wrong with a line, by its number alone."""
    return FileProblem(template, {"row": row}, row)


LONGEST_NAME = 200
MOST_KINDS = 20_000
NOBODY = {"", "-", "–", "—"}  # what the platform did by itself
NO_PERSON = {"cli", "restore"}  # origins that are no browser
# Codes of people beside their places.
SYSTEM, NOT_KEPT, NOT_NAMED = -1, -2, -3
MOST_CLICKS = 100_000  # that one line may stand for
# Whose action a description says it is, and whom else it names: The user with id '5' enrolled ...
DESCRIBED = re.compile(
    r"\b(?:user|utilisateur|utilizador|usu[aá]rio|nutzer(?:/in)?|benutzer|utente)"
    r"(?:\s+(?:with|mit|avec|com|con|the|der|dem|l'|id|identifiant|identifier|nr|n[.º°]?))*"
    r"\s*:?\s*(?:['\"«“‘]\s?([^'\"«»“”‘’]{1,200}?)\s?['\"»”’]|(\d+))",
    re.IGNORECASE,
)
BY_SYSTEM = re.compile(r"\s*(-?|the system\b.*)\s*", re.IGNORECASE | re.DOTALL)

NO_TIME = N_("Line %(row)s: its time cannot be read.")
NOT_COUNTED = N_("Line %(row)s: how many actions it stands for is not a whole number up to 100000.")
NOT_DESCRIBED = N_("Line %(row)s: its description does not say whose action it is.")
NO_NAME = N_("Line %(row)s: the name in it is too long or cannot be printed.")
TOO_MANY_KINDS = N_("Line %(row)s: there are more kinds of events than any course has.")

Key = TypeVar("Key")


UNNAMED = "\x00"  # stands for the name that a description does not have


def _described(cell: str) -> str:
    named = DESCRIBED.search(cell)
    if named:
        return named[1] or named[2]
    return "" if BY_SYSTEM.fullmatch(cell) else UNNAMED


def _clicks(cell: str) -> int:
    """How many actions a line stands for, -1 for what is no such number."""
    text = cell.strip()
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1
    return count if count <= MOST_CLICKS else -1


class Codes(dict[Key, int]):
    """A number for each text, given at its first sight by `new`."""

    def __init__(self, new: Callable[[Key], int]) -> None:
        self.new = new

    def __missing__(self, text: Key) -> int:
        self[text] = code = self.new(text)
        return code


class GatheredLog:
    """The columns of a log that is being read, 16 bytes an action and no text but names and kinds.

    columns: where what stands. moments: how times are read.
    """

    def __init__(self, columns: LogColumns, moments: Moments) -> None:
        self.columns = columns
        self.moments = moments
        self.names: list[str] = []
        self.kinds: list[EventKind] = []
        self.rows = 0
        self.left_out: Counter[str] = Counter()
        self.running: Counter[int] = Counter()
        self.staff: set[int] = set()
        self.broken: dict[int, str] = {}
        self.broken_count = 0
        self._places: dict[str, int] = {}
        self._of_name: Codes[str] = Codes(self._new_name)
        self._of_kind: Codes[tuple[str, str]] = Codes(self._new_kind)
        self._of_origin: Codes[str] = Codes(lambda text: plain(text) in NO_PERSON)
        self._parts: list[tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32]]] = []

    def break_lines(self, wrong: Iterable[tuple[int, str]]) -> None:
        """Note lines that are left out because something is wrong with them."""
        for number, template in wrong:
            self.rows += 1
            self._break(number, template)

    def take(self, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
        """Take rows in, each as wide as the header. numbers: the lines at which they begin."""
        if not rows:
            return
        at, n = self.columns, len(rows)
        self.rows += n
        cells = list(zip(*rows, strict=True))
        seconds = np.fromiter(self.moments.read(cells[at.time]), np.int64, n)
        users = np.fromiter(map(self._of_name.__getitem__, self._users(cells)), np.int32, n)
        events = repeat(CLICK, n) if at.event is None else cells[at.event]
        pairs = zip(self._components(cells, n), events, strict=True)
        kinds = np.fromiter(map(self._of_kind.__getitem__, pairs), np.int32, n)
        kept = self._without_broken(seconds, users, kinds, numbers)
        kept &= self._without(kept & (users == SYSTEM), "system")
        if at.origin is not None:
            origins = np.fromiter(map(self._of_origin.__getitem__, cells[at.origin]), np.bool_, n)
            kept &= self._without(kept & origins, "command line")
        runs = np.array([kind.sort == "running" for kind in self.kinds], dtype=np.bool_)
        running = kept & runs[kinds]
        self._note_running(np.flatnonzero(running), users, cells)
        kept &= self._without(running, "running")
        if at.count is not None:
            clicks = np.fromiter(map(_clicks, cells[at.count]), np.int64, n)
            for place in np.flatnonzero(kept & (clicks < 0)).tolist():
                self._break(numbers[place], NOT_COUNTED)
            times = np.where(kept, clicks.clip(0), 0)
            self._parts.append(
                (np.repeat(users, times), np.repeat(seconds, times), np.repeat(kinds, times))
            )
        elif kept.all():
            self._parts.append((users, seconds, kinds))
        else:
            self._parts.append((users[kept], seconds[kept], kinds[kept]))

    def log(self, encoding: str | None = None, separator: str | None = None) -> Log:
        """All that was taken in."""
        nothing = np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int32)
        parts, self._parts = self._parts or [nothing], []
        users = np.concatenate([part[0] for part in parts])
        seconds = np.concatenate([part[1] for part in parts])
        kinds = np.concatenate([part[2] for part in parts])
        people = tuple(
            Person(name, self.running[place], place in self.staff)
            for place, name in enumerate(self.names)
        )
        return Log(
            users=users,
            seconds=seconds,
            kinds=kinds,
            people=people,
            of_kind=tuple(self.kinds),
            rows=self.rows,
            left_out=dict(self.left_out),
            broken=tuple(broken_line(*one) for one in sorted(self.broken.items())),
            broken_count=self.broken_count,
            encoding=encoding,
            separator=separator,
            doubts=self._doubts(seconds),
        )

    def _doubts(self, seconds: NDArray[np.int64]) -> tuple[str, ...]:
        found = {
            EITHER_WAY: self.moments.either_way and len(seconds) > 0,
            IN_UTC: self.moments.epochs,
            WHOLE_DAYS: self.moments.whole_days,
        }
        return tuple(doubt for doubt, there in found.items() if there)

    def _users(self, cells: list[tuple[str, ...]]) -> Iterable[str]:
        """The name of who did it; of a description nothing else is taken out."""
        at = self.columns
        if at.user is not None or at.description is None:
            return cells[at.user or 0]
        return map(_described, cells[at.description])

    def _affected(self, cells: list[tuple[str, ...]], place: int) -> str | None:
        """Whom else an event was about, None where nothing says so."""
        at = self.columns
        if at.affected is not None:
            return cells[at.affected][place].strip()
        if at.user is None and at.description is not None:
            named = DESCRIBED.findall(cells[at.description][place])
            return "".join(named[1]) if len(named) > 1 else None
        return None

    def _components(self, cells: list[tuple[str, ...]], n: int) -> Iterable[str]:
        """What each event belongs to: its component, else what stands before the colon of its
        context."""
        if self.columns.component is not None:
            return cells[self.columns.component]
        if self.columns.context is not None:
            return (cell.partition(":")[0] for cell in cells[self.columns.context])
        return [""] * n

    def _without_broken(
        self,
        seconds: NDArray[np.int64],
        users: NDArray[np.int32],
        kinds: NDArray[np.int32],
        numbers: Sequence[int],
    ) -> NDArray[np.bool_]:
        """Which rows can be used; the others are noted as broken. (n,)"""
        kept = np.ones(len(seconds), np.bool_)
        reasons = (
            (seconds < 0, NO_TIME),
            (users == NOT_KEPT, NO_NAME),
            (users == NOT_NAMED, NOT_DESCRIBED),
            (kinds < 0, TOO_MANY_KINDS),
        )
        for wrong, template in reasons:
            for place in np.flatnonzero(wrong & kept).tolist():
                self._break(numbers[place], template)
            kept &= ~wrong
        kinds[kinds < 0] = 0
        return kept

    def _without(self, rows: NDArray[np.bool_], reason: str) -> NDArray[np.bool_]:
        count = int(rows.sum())
        if count:
            self.left_out[reason] += count
        return ~rows

    def _note_running(
        self, places: NDArray[np.intp], users: NDArray[np.int32], cells: list[tuple[str, ...]]
    ) -> None:
        """Whoever runs the course for others is staff; who enrols himself is not."""
        for place, user in zip(places.tolist(), users[places].tolist(), strict=True):
            self.running[user] += 1
            whom = self._affected(cells, place)
            if whom is None or whom != self.names[user]:
                self.staff.add(user)

    def _break(self, number: int, template: str) -> None:
        self.broken_count += 1
        if len(self.broken) < MOST_BROKEN_SHOWN:
            self.broken[number] = template

    def _new_name(self, cell: str) -> int:
        name = " ".join(cell.split())
        if name == UNNAMED:
            return NOT_NAMED
        if name in NOBODY:
            return SYSTEM
        if len(name) > LONGEST_NAME or CONTROL.search(name):
            return NOT_KEPT
        if name not in self._places:
            self._places[name] = len(self.names)
            self.names.append(name)
        return self._places[name]

    def _new_kind(self, names: tuple[str, str]) -> int:
        if len(self.kinds) >= MOST_KINDS or max(map(len, names)) > LONGEST_NAME:
            return NOT_KEPT
        self.kinds.append(kind_of(names[0].strip(), names[1].strip()))
        return len(self.kinds) - 1
