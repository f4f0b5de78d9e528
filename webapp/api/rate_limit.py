"""How often programs may ask: each token so many times a minute, and few times without one.

Counted in this process's memory, a minute from a caller's first call on. The library for it would
bring 2 MB into every server, and starts a thread a call to forget old counts.
"""

import threading
import time
from collections.abc import Iterable
from math import ceil

from flask import Blueprint, Flask, Response, abort, g, request

from webapp.http.api_token import caller
from webapp.services.process.settings import Settings

MINUTE = 60.0
MOST_KEPT = 10_000  # tokens and addresses
WITHOUT_TOKEN = 30  # calls a minute from one address
LATER = (429, 503)  # where it is of use to hear when to ask again


class Calls:
    """Calls by caller, each with the moment (seconds since 1970) when they are counted anew."""

    def __init__(self) -> None:
        self._counted: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def count(self, who: str, now: float) -> tuple[int, float]:
        """Count a call: how many there are with it, and until when they count."""
        with self._lock:
            calls, until = self._counted.get(who, (0, 0.0))
            if until <= now:
                self._forget(now)
                calls, until = 0, now + MINUTE
            self._counted[who] = (calls + 1, until)
            return self._counted[who]

    def _forget(self, now: float) -> None:
        if len(self._counted) >= MOST_KEPT:
            self._counted = {who: one for who, one in self._counted.items() if one[1] > now}


def init_app(app: Flask, settings: Settings, views: Iterable[Blueprint]) -> None:
    """Count the calls of these views before anything else is asked of them."""
    counted, calls = {view.name for view in views}, Calls()

    def count() -> None:
        if request.blueprint in counted:
            token = caller()
            who = f"token {token.token}" if token else f"address {request.remote_addr}"
            most = settings.api_per_minute if token else WITHOUT_TOKEN
            made, until = calls.count(who, time.time())
            g.allowance = most, max(0, most - made), until
            if made > most:
                abort(429)

    app.before_request(count)
    app.after_request(_said)


def _said(response: Response) -> Response:
    """Say what is left of the minute's calls, and when there will be more."""
    if "allowance" in g:
        most, left, until = g.allowance
        response.headers["X-RateLimit-Limit"] = str(most)
        response.headers["X-RateLimit-Remaining"] = str(left)
        response.headers["X-RateLimit-Reset"] = str(ceil(until))
        if response.status_code in LATER:
            response.headers["Retry-After"] = str(max(1, ceil(until - time.time())))
    return response
