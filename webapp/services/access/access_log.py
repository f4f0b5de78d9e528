"""Who looked at a student, written down without holding up his page.

Looking is the one thing that a GET writes: a line of the trace, which changes nothing for anybody.
It is written before the page goes out, so that what was shown is on record. Only while somebody
else is writing (an import takes a minute) does the page go first: the look is then kept here, and a
thread writes it, with the time at which it was, as soon as it is its turn. Until then the log says
so by numbers, so that even a server that is killed meanwhile has not lost it without a word; one
that is asked to end waits for the thread. Where the database cannot be written at all, there is
no page: nobody looks at a student off the record.

Whether the trace was found as it was written, and when somebody last looked.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

from data.store import IMPORT_WAIT, Busy, Database, audit
from data.store.audit import Chain
from data.viewer import Viewer

AT_ONCE = 0.05  # seconds that a page waits for another writer
TRIES = 10  # times that a look waits for its turn before it is given up

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """Somebody looked at a student."""

    viewer: Viewer
    student: int
    at: datetime


class Looks:
    """The looks of one process that could not be written at once, and the thread that does."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.writer: threading.Thread | None = None
        self._waiting: list[Look] = []
        self._lock = threading.Lock()

    def note(self, viewer: Viewer, student: int) -> None:
        """Write down that somebody looks at a student: a line a person, student and ten minutes."""
        look = Look(viewer, student, datetime.now(UTC))
        with self.database.read() as session:
            if audit.seen_lately(session, viewer, student, look.at):
                return
        try:
            self._write([look], AT_ONCE)
        except Busy:
            self._keep(look)

    def _write(self, looks: list[Look], wait: float) -> None:
        with self.database.write(wait, counted=False) as session:
            for look in looks:
                audit.see(session, look.viewer, look.student, look.at)

    def _keep(self, look: Look) -> None:
        log.warning("a look waits to be written: %s", _in_numbers(look))
        with self._lock:
            self._waiting.append(look)
            if self.writer is None:
                self.writer = threading.Thread(target=self._write_in_turn, name="looks")
                self.writer.start()

    def _write_in_turn(self) -> None:
        tries = 0
        while looks := self._next():
            try:
                self._write(looks, IMPORT_WAIT)
            except Exception as error:
                tries += 1
                if isinstance(error, Busy) and tries < TRIES:
                    continue
                for look in looks:
                    kind = type(error).__name__
                    log.error("a look could not be written (%s): %s", kind, _in_numbers(look))
            tries = 0
            with self._lock:
                del self._waiting[: len(looks)]

    def _next(self) -> list[Look]:
        with self._lock:
            if not self._waiting:
                self.writer = None
            return list(self._waiting)


def _in_numbers(look: Look) -> str:
    who = look.viewer
    return (
        f"student {look.student}, account {who.account}, school {who.school}, "
        f"{look.at.isoformat(timespec='seconds')}"
    )


LOOKED_AT_UNASKED = 20_000  # lines: half a second


@dataclass(frozen=True)
class ChainVerification:
    """What was found, and when (UTC)."""

    chain: Chain
    at: datetime


class Chains:
    """What this process found last, school by school."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._found: dict[int, ChainVerification] = {}

    def last(self, viewer: Viewer, lines: int) -> ChainVerification | None:
        """Return what was found last. A trace that was never looked at is looked at now, unless it
        has so many lines that the page would have to wait."""
        if viewer.school not in self._found and lines <= LOOKED_AT_UNASKED:
            return self.verify(viewer)
        return self._found.get(viewer.school)

    def verify(self, viewer: Viewer) -> ChainVerification:
        """Look at every line of the viewer's school."""
        with self.database.read() as session:
            [chain] = audit.verify(session, viewer.school).chains
        self._found[viewer.school] = ChainVerification(chain, datetime.now(UTC))
        return self._found[viewer.school]
