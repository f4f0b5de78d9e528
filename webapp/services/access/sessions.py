"""Who holds which token, known without a question to the database at each request."""

import time
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta

from data.store import Busy, Database
from data.store.people import sign_ins
from data.store.people.sign_ins import SignedIn
from webapp.services.process.cache import Freshness

MOST_KEPT = 2_000
SECONDS_BETWEEN_TOUCHES = 20.0  # tries, while an import keeps everybody from writing
TOUCH_WAITS = 0.05  # seconds: nobody waits for another's import to be noted as present


class Sessions:
    """Who holds which token. Asked of the database when anything was written since, by whichever
    process; so what ends a sign-in is noticed within a tenth of a second."""

    def __init__(
        self, database: Database, freshness: Freshness, idle: timedelta, absolute: timedelta
    ) -> None:
        self.database = database
        self.freshness = freshness
        self.idle, self.absolute = idle, absolute
        self._known: OrderedDict[str, tuple[int, SignedIn]] = OrderedDict()
        self._tried: dict[int, float] = {}

    def of(self, token: str, at: datetime) -> SignedIn | None:
        """Return who holds a token at that moment, None when it opens nothing (any more)."""
        version = self.freshness.version()
        known_at, found = self._known.get(token, (-1, None))
        # Another process may have seen the person since, which makes no cache old.
        if found is None or known_at != version or not found.lasts(at, self.idle, self.absolute):
            with self.database.read() as asked:
                found = sign_ins.of_token(asked, token, at, self.idle, self.absolute)
            if found is None:
                self._known.pop(token, None)
                return None
            self._keep(token, version, found)
        if found.wants_touch(at) and self._touch(found, at):
            self._keep(token, version, replace(found, seen_at=at))
        return found

    def _keep(self, token: str, version: int, found: SignedIn) -> None:
        self._known[token] = (version, found)
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)

    def _touch(self, found: SignedIn, at: datetime) -> bool:
        """Note that the person is there; say whether it could be written."""
        tried = self._tried.get(found.id, -SECONDS_BETWEEN_TOUCHES)
        if time.monotonic() - tried < SECONDS_BETWEEN_TOUCHES:
            return False
        self._tried[found.id] = time.monotonic()
        try:
            with self.database.write(wait=TOUCH_WAITS, counted=False) as writing:
                sign_ins.touch(writing, found.id, at)
        except Busy:
            return False
        del self._tried[found.id]
        return True
