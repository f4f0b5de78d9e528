"""How long one waits after too many wrong passwords or codes."""

from datetime import timedelta

from webapp.services.wording.reader import gettext as _


def seconds(wait: timedelta) -> int:
    """Return the whole seconds after which the next try is taken."""
    return int(wait.total_seconds()) + 1


def in_words(wait: timedelta) -> str:
    """Say how long to wait, and why."""
    return _(
        "There were too many tries. Wait %(seconds)s seconds, then try again.",
        seconds=seconds(wait),
    )
