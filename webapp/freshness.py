"""How old a cache is: by the database's count of writes, to which every process adds."""

import time

from data.store import Database

SECONDS_FRESH = 0.1


class Freshness:
    """Asks the database for its count of writes, as rarely as caches can bear."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._asked = (-1, 0.0, 0)

    def version(self) -> int:
        """Return the database's count of writes: asked anew after a write of this process, and ten
        times a second for the writes of others (each question lets another thread push in)."""
        writes, asked_at, version = self._asked
        if writes != self.database.writes or time.monotonic() - asked_at > SECONDS_FRESH:
            writes, asked_at = self.database.writes, time.monotonic()
            version = self.database.version()
            self._asked = (writes, asked_at, version)
        return version
