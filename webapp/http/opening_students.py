"""The way to every page of one student: who does not coach says why, and each look is noted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, url_for

from data.store import visible
from data.store.families import objections, stated_reasons
from data.store.rosters import students
from data.store.rosters.students import StudentRecord
from data.tables import StatedReason, now
from data.viewer import Viewer
from webapp.http.access import Action, may, viewer
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.student.reasons import why_opened

MOST_WORDS = 2000


@dataclass(frozen=True)
class ReasonPage:
    """The page that asks why a student is opened; it has no name in it."""

    student: int  # the number of who is opened
    reasons: Mapping[str, str]  # those to choose from, and how each is said
    answers_families: bool  # whether the reader came from the requests of families
    reason: str = ""  # the one that was chosen
    words: str = ""  # what was written
    wrong: Mapping[str, str] = field(default_factory=dict)  # what is wrong, by field
    most_words: int = MOST_WORDS  # letters of what is written


def come_in(student: int, roster: int | None = None) -> StudentRecord | Response:
    """Open a student as his own page does, and note the look; else answer why not.

    Who does not coach says why first; who is not scored by request has no numbers of ours. roster:
    None for the newest that has him. Raises NotFound.
    """
    who = viewer()
    why_first = why_first_page(who, student)
    if why_first is not None:
        return why_first
    with state().database.read() as session:
        record = students.get(session, who, student, roster)
        past = objections.of_student(session, who, student)
    state().looks.note(who, student)
    if past and past[0].ended_at is None:
        words = _("This student is not scored, by request: nothing is worked out from these "
                  "answers.")  # fmt: skip
        return problem(422, words, url_for("student.show", student=student))
    return record


def why_first_page(who: Viewer, student: int) -> Response | None:
    """Return the page that asks why, None for whoever need not say or has said so this hour.

    Raises NotFound.
    """
    if not _must_say(who) or reason_standing(who, student):
        return None
    return show_reason_page(who, student)


def reason_standing(who: Viewer, student: int) -> StatedReason | None:
    """Return the reason by which a student is open to this viewer, None where he needs none."""
    if not _must_say(who):
        return None
    with state().database.read() as session:
        return stated_reasons.valid(session, who, student, now())


def show_reason_page(
    who: Viewer,
    student: int,
    *,
    reason: str = "",
    words: str = "",
    wrong: Mapping[str, str] | None = None,
) -> Response:
    """Ask for the reason, with what is wrong with the one that was given. Raises NotFound."""
    with state().database.read() as session:
        (visible.known if _must_say(who) else visible.student)(session, who, student)
    families = may(who, Action.ANSWER_FAMILIES)
    page = ReasonPage(student, why_opened(), families, reason, words, wrong or {})
    return show_page("student/reason.html", page, 422 if wrong else 200)


def _must_say(who: Viewer) -> bool:
    return who.role == visible.STATES_REASONS
