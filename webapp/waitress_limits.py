"""Waitress as used here: its limits, whose word it takes, and what it refuses by itself."""

import sys
from socket import socket
from typing import Any

from flask import Flask
from waitress import serve
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from webapp.http.security import HEADERS, MEGABYTE
from webapp.services.process.settings import Settings

LARGEST_HEADER = 64 * 1024  # bytes
SILENT_SECONDS = 60  # after which a connection that says nothing is closed
# A browser keeps up to six open until then: with waitress's own hundred, the eighteenth counsellor
# of a minute would wait for the others' to close.
CONNECTIONS = 500


class WaitressRefusal(ErrorTask):  # type: ignore[misc]
    """An answer that waitress gives before the application is asked, with the headers of all."""

    def execute(self) -> None:
        """Answer."""
        self.response_headers.extend([*HEADERS.items(), ("Cache-Control", "no-store")])
        super().execute()


def answer(app: Flask, settings: Settings, listening: socket) -> None:
    """Serve the application until somebody ends it."""
    HTTPChannel.error_task_class = WaitressRefusal
    # A thread that has waited for the network or the database gets its turn after 0.1 ms, not 5:
    # with eight readers at once that is two to three times as many answers.
    sys.setswitchinterval(1e-4)
    serve(app, sockets=[listening], **terms(settings))


def terms(settings: Settings) -> dict[str, Any]:
    """Return waitress's limits, and whose word on the sender's address and encryption it takes."""
    limits = {
        "threads": settings.threads,
        "ident": None,
        # The application refuses before this, with a page; this is for who does not say how much.
        "max_request_body_size": (settings.upload_limit_mb + 2) * MEGABYTE,
        "max_request_header_size": LARGEST_HEADER,
        "channel_timeout": SILENT_SECONDS,
        "connection_limit": CONNECTIONS,
        "asyncore_use_poll": True,  # `select` ends at the 1024th file
        "clear_untrusted_proxy_headers": True,
    }
    if not settings.trusted_proxy:
        return limits
    return limits | {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_count": settings.trusted_proxy_count,
        "trusted_proxy_headers": set(settings.trusted_proxy_headers),
    }
