"""Looking after the inboxes of all schools while the server runs."""

from __future__ import annotations

import logging
import threading
import time

from data.store.people import schools
from data.viewer import Viewer
from webapp.services.jobs import background_jobs
from webapp.services.rosters.inbox import TAKE, inbox_of, is_being_taken
from webapp.services.runtime.resources import Resources

LOOK_EVERY = 30.0  # seconds
# What a job had to leave, since another program held it open, is tried again so much later.
AGAIN_AFTER = 600.0  # seconds

log = logging.getLogger(__name__)


class InboxWatch(threading.Thread):
    """Starts a job for each school in whose inbox something new lies. Reading is a child process's
    work: all that is done here is to make and list folders, and to delete what is kept too long."""

    def __init__(self, state: Resources) -> None:
        super().__init__(name="inbox watch", daemon=True)
        self.state = state
        # When a job was last started, on a clock of its own, and what lay there: by school.
        self._seen: dict[int, tuple[float, object]] = {}
        self._failed: set[int] = set()  # schools whose inbox could not be looked at last time
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look again and again, until the process ends."""
        while True:
            try:
                self.look()
            except Exception:
                log.exception("the inboxes were not looked at")
            if self._stopped.wait(LOOK_EVERY):
                return

    def look(self) -> list[int]:
        """Start what is to be done now; gives the numbers of the jobs.

        A folder for all inboxes that the settings name is not made: a disk may not be mounted.
        """
        settings = self.state.settings
        if settings.inbox_folder is not None and not settings.inbox.is_dir():
            return []
        with self.state.database.read() as session:
            known = [school.id for school in schools.listing(session)]
        return [job for school in known if (job := self._looked(school)) is not None]

    def _looked(self, school: int) -> int | None:
        """Look at one inbox; one that cannot be read holds no other up, and is told once."""
        try:
            job = self._look(school)
        except OSError as error:
            if school not in self._failed:
                self._failed.add(school)
                log.error("the inbox of school %s cannot be used: %s", school, error)
            return None
        self._failed.discard(school)
        return job

    def _look(self, school: int) -> int | None:
        inbox = inbox_of(self.state, school)
        inbox.prepare()
        inbox.forget_old()
        there = (inbox.arrived(), tuple(claim.token for claim in inbox.left_behind()))
        viewer = Viewer(account=None, name="", role="administrator", school=school)
        if not any(there) or is_being_taken(self.state, viewer):
            return None
        last, seen = self._seen.get(school, (0.0, None))
        if there == seen and time.monotonic() < last + AGAIN_AFTER:
            return None
        self._seen[school] = (time.monotonic(), there)
        return background_jobs.start(self.state, viewer, TAKE, {})
