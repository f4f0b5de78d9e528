"""How often programs may ask: each token so many times a minute, and few times without one."""

from collections.abc import Iterable

from flask import Blueprint, Flask, request
from flask_limiter import Limiter

from webapp.api.bearer import caller
from webapp.api.counts import Counts
from webapp.settings import Settings

WITHOUT_TOKEN = 30  # calls a minute from one address


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
