"""How often programs may ask: each token so many times a minute, and few times without one.

Calls are counted in this process's memory. The library's own starts a thread for each call to
forget old counts, which takes longer than the call; here old counts go when there are many.
"""

import threading
import time
from collections.abc import Iterable

from flask import Blueprint, Flask, request
from flask_limiter import Limiter
from limits.storage import Storage

from webapp.http.api_token import caller
from webapp.services.process.settings import Settings

MOST_KEPT = 10_000  # tokens and addresses
WITHOUT_TOKEN = 30  # calls a minute from one address


class Counts(Storage):
    """Counts by key, each with the moment (seconds since 1970) when it begins anew."""

    STORAGE_SCHEME = ["alavanca"]  # noqa: RUF012 - the library's own attribute

    def __init__(self, uri: str | None = None, **options: float | str | bool) -> None:
        super().__init__(uri, **options)  # type: ignore[arg-type]
        self._counted: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What can go wrong here: nothing that the library would have to know of."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a call; the first one of a window begins it."""
        now = time.time()
        with self._lock:
            count, until = self._counted.get(key, (0, 0.0))
            if until <= now:
                self._forget(now)
                count, until = 0, now + expiry
            self._counted[key] = (count + amount, until)
            return count + amount

    def get(self, key: str) -> int:
        """Return how many calls there were in this window."""
        count, until = self._counted.get(key, (0, 0.0))
        return count if until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the window ends."""
        return self._counted.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        """Say that it works."""
        return True

    def reset(self) -> int | None:
        """Forget all counts."""
        with self._lock:
            forgotten, self._counted = len(self._counted), {}
        return forgotten

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._lock:
            self._counted.pop(key, None)

    def _forget(self, now: float) -> None:
        if len(self._counted) >= MOST_KEPT:
            self._counted = {key: one for key, one in self._counted.items() if one[1] > now}


def init_app(app: Flask, settings: Settings, views: Iterable[Blueprint]) -> None:
    """Count the calls of these views in this process's memory, a minute from the first on."""

    def allowed() -> str:
        found = caller()
        return f"{settings.api_per_minute if found else WITHOUT_TOKEN} per minute"

    limiter = Limiter(
        _who,
        storage_uri=f"{Counts.STORAGE_SCHEME[0]}://",
        strategy="fixed-window",
        headers_enabled=True,
        retry_after="delta-seconds",
    )
    every = limiter.shared_limit(allowed, scope="api")
    for view in views:
        every(view)
    limiter.init_app(app)


def _who() -> str:
    found = caller()
    return f"token {found.token}" if found else f"address {request.remote_addr}"
