"""Whether the trace was found as it was written, and when somebody last looked."""

from dataclasses import dataclass
from datetime import UTC, datetime

from data.store import Database, decisions
from data.store.decisions import Chain
from data.viewer import Viewer

LOOKED_AT_UNASKED = 20_000  # lines: half a second


@dataclass(frozen=True)
class Verified:
    """What was found, and when (UTC)."""

    chain: Chain
    at: datetime


class Chains:
    """What this process found last, school by school."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._found: dict[int, Verified] = {}

    def last(self, viewer: Viewer, lines: int) -> Verified | None:
        """Return what was found last. A trace that was never looked at is looked at now, unless it
        has so many lines that the page would have to wait."""
        if viewer.school not in self._found and lines <= LOOKED_AT_UNASKED:
            return self.verify(viewer)
        return self._found.get(viewer.school)

    def verify(self, viewer: Viewer) -> Verified:
        """Look at every line of the viewer's school."""
        with self.database.read() as session:
            [chain] = decisions.verify(session, viewer.school).chains
        self._found[viewer.school] = Verified(chain, datetime.now(UTC))
        return self._found[viewer.school]
