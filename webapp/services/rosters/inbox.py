"""A school's inbox: files that arrive by themselves, each taken in once, or refused with why.

A file is taken in as the last one with the same headers was, or as it is proposed where nothing has
to be asked.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from data.dictionary import DictionaryError
from data.store import Stale, jobs, rosters
from data.viewer import Viewer
from data.wording.message import N_, Message
from webapp.services.process.dead_jobs import interrupted
from webapp.services.process.file_lock import locked
from webapp.services.process.progress import Progress
from webapp.services.rosters.import_choice import ImportChoice, NotImportable
from webapp.services.rosters.inbox_folder import DONE, REFUSED, SETTLED, Claim, InboxFolder
from webapp.services.runtime.resources import Resources, settings_of
from webapp.services.wording.reader import sentence, speaking

TAKE = "take inbox"  # the kind of job
TRIES = 3  # of a file during which other imports come in
BROKEN = N_("Something broke on our side, and nothing was changed. The server's log says more.")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class InboxOutcome:
    """What came of a file: DONE or REFUSED, the sentences that say why, and the number of the
    school's roster where the file changed it."""

    room: str
    words: Sequence[Message]
    roster: int | None = None


def inbox_of(state: Resources, school: int) -> InboxFolder:
    """Return the inbox of a school; its folder may be missing."""
    return InboxFolder(settings_of(state, school).inbox)


def take_all(
    state: Resources,
    viewer: Viewer,
    inbox: InboxFolder,
    progress: Progress = lambda done, words: None,
    settled: float | None = None,
) -> dict[str, int]:
    """Take in each file that has not changed for SETTLED seconds, and whatever a killed run left.

    settled: another number of seconds. One run of a school at a time: another one leaves all to the
    first. Returns how many files DONE and REFUSED got and, where one changed it, the number of the
    school's "roster" now.
    """
    inbox.prepare()
    counts: dict[str, int] = {DONE: 0, REFUSED: 0}
    lock = state.settings.data_folder / "locks" / f"inbox-{viewer.school}"
    with locked(lock) as ours:
        if not ours:
            return counts
        waiting = inbox.left_behind()
        before = inbox.arrived()
        if before:
            time.sleep(SETTLED if settled is None else settled)
            waiting += inbox.claim(inbox.settled(before))
        for place, claim in enumerate(waiting):
            progress(place / len(waiting), N_("Taking in what arrived"))
            outcome = _take(state, viewer, claim)
            with speaking(state.settings.language):
                inbox.settle(claim, outcome.room, [sentence(one) for one in outcome.words])
            counts[outcome.room] += 1
            if outcome.roster is not None:
                counts["roster"] = outcome.roster
        inbox.forget_old()
    return counts


def is_being_taken(state: Resources, viewer: Viewer) -> bool:
    """Say whether a job takes in what arrived at the school just now."""
    with state.database.read() as session:
        running = jobs.running(session, viewer, TAKE)
    return not all(interrupted(job) for job in running)


def _take(state: Resources, viewer: Viewer, claim: Claim) -> InboxOutcome:
    """Take one file in. What breaks refuses that file, so that the next ones are not held up."""
    from data.reading import Unreadable

    try:
        for _ in range(TRIES):
            try:
                return _taken(state, viewer, claim)
            except Stale:
                continue
    except (Unreadable, NotImportable) as refused:
        return InboxOutcome(REFUSED, [refused.problem])
    except DictionaryError as refused:
        return InboxOutcome(REFUSED, refused.problems)
    except Exception:
        log.exception("a file of school %s's inbox was not taken in", viewer.school)
        return InboxOutcome(REFUSED, [Message(BROKEN)])
    return InboxOutcome(
        REFUSED,
        [
            Message(
                N_(
                    "Other imports came in each time that this one was tried. "
                    "Put the file into the inbox again."
                )
            )
        ],
    )


def _taken(state: Resources, viewer: Viewer, claim: Claim) -> InboxOutcome:
    with state.database.read() as session:
        if rosters.has_claim(session, viewer, claim.token):
            current = rosters.current(session, viewer)
            words = N_("Taken in by a run that was interrupted after it.")
            return InboxOutcome(DONE, [Message(words)], current.id if current else None)
    # The server only watches the folder: what reads files is the business of its child.
    from webapp.services.rosters.importing import read, take_in, title_of
    from webapp.services.rosters.unattended import obstacles, what_changed

    found = read(state, viewer, claim.path, claim.name, ImportChoice())
    in_the_way = obstacles(found, at_command=False)
    if in_the_way:
        words = N_(
            "Upload the file on the page of rosters and say there what it needs: that is "
            "remembered for the next one."
        )
        return InboxOutcome(REFUSED, [*in_the_way, Message(words)])
    before = found.current.id if found.current else None
    roster = take_in(state, viewer, found, title_of(found), before, claim=claim.token)
    if roster.id == before:
        return InboxOutcome(DONE, [Message(N_("This file is in already: nothing to change."))])
    return InboxOutcome(DONE, [what_changed(found), *found.checked.notes], roster.id)
