"""What a training and a comparison begin from: the current roster, and nobody at the same work."""

from flask import Response, url_for

from data.dictionary import Dictionary
from data.store import jobs, rosters
from data.store.rosters import RosterInfo
from webapp.http.access import viewer
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.state import state
from webapp.services.process.dead_jobs import interrupted


def ground(kind: str, busy: str) -> tuple[RosterInfo, Dictionary] | Response:
    """Return the roster to learn from and its dictionary, or the answer that says why not.

    kind: of the job, one of which is done at a time. busy: what is said while one is at work, as
    N_ marks it, with a hole for %(who)s began it.
    """
    who = viewer()
    with state().database.read() as session:
        roster = rosters.current(session, who)
        at_work = [one for one in jobs.running(session, who, kind) if not interrupted(one)]
    dictionary = state().dictionaries.of_roster(roster)
    if roster is None or dictionary is None:
        words = _("A model learns from a roster: import one first.")
        return problem(422, words, url_for("models.index"))
    if at_work:
        words = _(busy, who=at_work[0].started_by or "–")
        return problem(409, words, url_for("trainings.step", job=at_work[0].id))
    return roster, dictionary
