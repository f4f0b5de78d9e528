"""Who holds which token, known without a question to the database at each call."""

from dataclasses import replace
from datetime import datetime

from data.store import Busy, Database
from data.store.people import api_tokens
from data.store.people.api_tokens import Caller
from webapp.services.process.cache import Freshness

MOST_KEPT = 500
TOUCH_WAITS = 0.05  # seconds: no call waits for an import to be noted as a use


class Callers:
    """Who holds which token. Asked of the database when anything was written since, by whichever
    process; so what ends a token is noticed within a tenth of a second."""

    def __init__(self, database: Database, freshness: Freshness) -> None:
        self.database = database
        self.freshness = freshness
        self._known: dict[str, tuple[int, Caller]] = {}

    def of(self, token: str, at: datetime) -> Caller | None:
        """Return for whom a token speaks at that moment, None when for nobody (any more)."""
        version = self.freshness.version()
        known_at, found = self._known.get(token, (-1, None))
        if found is None or known_at != version:
            with self.database.read() as session:
                found = api_tokens.of_token(session, token, at)
        if found is None or not found.lasts(at):
            self._known.pop(token, None)
            return None
        if found.wants_touch(at):
            found = self._touched(found, at)
        self._keep(token, version, found)
        return found

    def _keep(self, token: str, version: int, found: Caller) -> None:
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        self._known[token] = (version, found)

    def _touched(self, found: Caller, at: datetime) -> Caller:
        try:
            with self.database.write(wait=TOUCH_WAITS, counted=False) as session:
                api_tokens.used(session, found.token, at)
        except Busy:
            return found  # the next call tries again
        return replace(found, used_at=at)
