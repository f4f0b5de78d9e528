"""What changes while boards stay the same: flags, and whom a viewer may see."""

from dataclasses import replace
from datetime import UTC, datetime

from data.store import Database, dismissals, interventions, rosters, visible
from data.viewer import Viewer
from webapp.board.board import Flags
from webapp.recent import Recent

MOST_KEPT = 64


class Meanwhile:
    """Read again when anything was written, by whichever process, or the day has changed.

    `version` is the database's count of writes, from `Freshness`.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._flags, self._seen = Recent(MOST_KEPT), Recent(MOST_KEPT)

    def flags(self, viewer: Viewer, version: int) -> Flags:
        """Return today's flags of the students whom the viewer may see."""
        today = datetime.now(UTC).date()

        def read() -> Flags:
            with self.database.read() as session:
                coached = interventions.under_way(session, viewer)
                return Flags(
                    (version, today),
                    {one.student: one.id for one in coached},
                    dismissals.active(session, viewer, today),
                    {one.student: one.account for one in coached},
                )

        flags: Flags = self._flags.get((visible.sight(viewer), version, today), read)
        return flags if viewer.account is None else replace(flags, account=viewer.account)

    def seen(self, viewer: Viewer, roster: int, version: int) -> bytes | None:
        """Return the ids of a roster's students whom the viewer may see (int64, in the file's
        order); None for the whole school. One of them may have changed class since."""
        if visible.whole_school(viewer):
            return None

        def read() -> bytes:
            with self.database.read() as session:
                return rosters.seen(session, viewer, roster).tobytes()

        if viewer.role not in visible.COACHES:
            return read()  # what a stated reason opens closes without a write
        seen: bytes = self._seen.get((visible.sight(viewer), roster, version), read)
        return seen
