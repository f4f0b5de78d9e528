"""Rows of a log on their way into columns: every name a number, every line that fits no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from data.course_log.columns import LogColumns
from data.course_log.kinds import Kind, kind_of
from data.course_log.log import MOST_BROKEN_SHOWN, Log, Person, broken_line
from data.course_log.moments import Moments
from data.headers import plain
from data.reading.cells import CONTROL
from data.wording.message import N_

LONGEST_NAME = 200
MOST_KINDS = 20_000
NOBODY = {"", "-", "–", "—"}  # what the platform did by itself
NO_PERSON = {"cli", "restore"}  # origins that are no browser
# Codes of people beside their places.
SYSTEM, NOT_KEPT = -1, -2

NO_TIME = N_("Line %(row)s: its time cannot be read.")
NO_NAME = N_("Line %(row)s: the name in it is too long or cannot be printed.")
TOO_MANY_KINDS = N_("Line %(row)s: there are more kinds of events than any course has.")

Key = TypeVar("Key")


class Codes(dict[Key, int]):
    """A number for each text, given at its first sight by `new`."""

    def __init__(self, new: Callable[[Key], int]) -> None:
        self.new = new

    def __missing__(self, text: Key) -> int:
        self[text] = code = self.new(text)
        return code


class Gathering:
    """The columns of a log that is being read, 16 bytes an action and no text but names and kinds.

    columns: where what stands. moments: how times are read.
    """

    def __init__(self, columns: LogColumns, moments: Moments) -> None:
        self.columns = columns
        self.moments = moments
        self.names: list[str] = []
        self.kinds: list[Kind] = []
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
        users = np.fromiter(map(self._of_name.__getitem__, cells[at.user]), np.int32, n)
        pairs = zip(self._components(cells, n), cells[at.event], strict=True)
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
        if kept.all():
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
        )

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
        affected = self.columns.affected
        for place, user in zip(places.tolist(), users[places].tolist(), strict=True):
            self.running[user] += 1
            whom = None if affected is None else cells[affected][place].strip()
            if whom is None or whom != self.names[user]:
                self.staff.add(user)

    def _break(self, number: int, template: str) -> None:
        self.broken_count += 1
        if len(self.broken) < MOST_BROKEN_SHOWN:
            self.broken[number] = template

    def _new_name(self, cell: str) -> int:
        name = " ".join(cell.split())
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
