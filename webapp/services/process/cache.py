"""What was asked for last, kept; the rest is forgotten and made anew when it is asked for again.

How old a cache is: by the database's count of writes, to which every process adds.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from data.store import Database


class Recent:
    """At most `most` things, each by what it was made from, which must say all about it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what `make()` gave for this key, made anew when it has been forgotten."""
        try:
            self._kept.move_to_end(key)
            return self._kept[key]
        except KeyError:  # new, or another thread has just dropped it
            value = self._kept[key] = make()
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value


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
