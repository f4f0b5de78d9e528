"""What arrived by itself: the part of the rosters' page that tells of it, and the button by which a
refused file goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for

from webapp.http.access import Action, needs, viewer
from webapp.http.state import state
from webapp.rosters.upload_folder import one_line
from webapp.services.rosters.inbox import inbox_of
from webapp.services.rosters.inbox_folder import DONE, KEPT_DAYS, REFUSED, InboxReport

MOST_SHOWN = 20  # of those that wait, and of those that were refused
MOST_DONE = 5

bp = Blueprint("inbox", __name__)


@dataclass(frozen=True)
class InboxEntry:
    """A file that was taken in or refused."""

    file: str  # its name in the folder, by which it is dismissed
    name: str  # as it arrived
    at: datetime  # when it was taken in or refused, UTC
    words: tuple[str, ...]  # what its report says, in the server's language


@dataclass(frozen=True)
class InboxPart:
    """The school's inbox, as it is now."""

    folder: str  # its path
    waiting: tuple[str, ...]  # names of the files that will be taken in; at most MOST_SHOWN
    waiting_count: int  # of all that wait
    has_more: bool  # more wait than are named
    refused: tuple[InboxEntry, ...]  # newest first; at most MOST_SHOWN
    done: tuple[InboxEntry, ...]  # the last MOST_DONE, newest first
    days: int  # how long both are kept


def inbox_part() -> InboxPart:
    """Look into the inbox of the reader's school, which may be missing."""
    inbox = inbox_of(state(), viewer().school)
    waiting = [one_line(path.name) for path in inbox.arrived()]
    waiting += [claim.name for claim in inbox.left_behind()]
    return InboxPart(
        folder=str(inbox.folder),
        waiting=tuple(waiting[:MOST_SHOWN]),
        waiting_count=len(waiting),
        has_more=len(waiting) > MOST_SHOWN,
        refused=tuple(map(_entry, inbox.reports(REFUSED, MOST_SHOWN))),
        done=tuple(map(_entry, inbox.reports(DONE, MOST_DONE))),
        days=KEPT_DAYS,
    )


@bp.post("/rosters/inbox/dismiss")
@needs(Action.IMPORT)
def dismiss() -> Any:
    """Delete a refused file and its report."""
    inbox_of(state(), viewer().school).dismiss(request.form.get("file", ""))
    return redirect(url_for("rosters.index", _anchor="inbox"), 303)


def _entry(report: InboxReport) -> InboxEntry:
    return InboxEntry(
        report.file, report.name, datetime.fromtimestamp(report.at, UTC), report.words
    )
