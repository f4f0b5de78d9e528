"""What is written into the log: one line an entry, and nothing about a child.

The message of an exception often holds what it stumbled over (a cell, a name, a whole row), so
the log has its kind and where it happened, never its message. Addresses are cut: a query
holds what somebody searched for, a path what somebody typed.
"""

import logging
import os
import re
from collections.abc import Iterator
from traceback import format_tb
from types import TracebackType
from typing import Any

LINE = "%(levelname)s %(name)s: %(message)s"
# How the servers' own loggers write an address into a message, and what is left of it.
ADDRESSES = {
    "waitress": (re.compile(r"(while serving) .*", re.DOTALL), r"\1 a page"),
    "werkzeug": (re.compile(r"\?\S*"), "?..."),
}


class UnexpectedError(Exception):
    """An exception as the log may show it: its kind, with the traceback of the real one."""


def without_values(error: BaseException) -> tuple[type, UnexpectedError, TracebackType | None]:
    """Return what to log as `exc_info` instead of an exception."""
    return UnexpectedError, UnexpectedError(kind_of(error)), error.__traceback__


def kind_of(error: BaseException) -> str:
    """Name an exception's kind, what caused it, and a code where there is one.

    "OperationalError from OperationalError (SQLITE_FULL)"
    """
    return " from ".join(_kind(one) for one in _with_causes(error))


def one_line(text: str) -> str:
    """Write whatever would end a line, colour it or turn it round as an escape."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


class OneLine(logging.Formatter):
    """Formats an entry so that nothing in it can pass for another one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry's line; under it a traceback without values."""
        entry = logging.makeLogRecord(record.__dict__)
        entry.msg, entry.args, entry.exc_text = one_line(record.getMessage()), (), None
        return super().format(entry)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        """Return where it happened and the exception's kind."""
        error = ei[1]
        kind = str(error) if isinstance(error, UnexpectedError) else kind_of(error)
        return "Traceback (most recent call last):\n" + "".join(format_tb(ei[2])) + kind


class _CutAddress(logging.Filter):
    def __init__(self, found: re.Pattern[str], left: str) -> None:
        super().__init__()
        self.found, self.left = found, left

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.found.sub(self.left, record.getMessage()), ()
        return True


CUTS = {name: _CutAddress(*cut) for name, cut in ADDRESSES.items()}


def init_app() -> None:
    """Keep addresses out of the servers' own messages, whatever serves the application."""
    for name, cut in CUTS.items():
        logging.getLogger(name).addFilter(cut)


def begin() -> None:
    """Begin the log of a process of ours, on the error stream."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(LINE))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen:
        yield one
        seen.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _kind(error: BaseException) -> str:
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    if isinstance(error, OSError) and error.errno is not None:
        code = os.strerror(error.errno)  # without the path
    return f"{type(error).__name__} ({code})" if code else type(error).__name__
