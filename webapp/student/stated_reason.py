"""Opening a student's page by a stated reason: who does not coach says why, for an hour."""

from typing import get_args

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from data.store import visible
from data.store.families import stated_reasons
from data.store.families.stated_reasons import Reason
from data.tables import StatedReason, now
from data.viewer import Viewer
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.state import state
from webapp.services.student.reasons import why_opened

MOST_WORDS = 2000
REASONS: tuple[str, ...] = get_args(Reason)

bp = Blueprint("stated_reason", __name__)


@bp.post("/students/<int:student>/reason")
@needs(Action.OPEN_STUDENT)
def give(student: int) -> Answer:
    """Note why a student's page is opened, and open it."""
    reason = request.form.get("reason", "")
    words = request.form.get("words", "").replace("\0", "").strip()[:MOST_WORDS]
    who = viewer()
    if reason not in REASONS:
        return _page(who, student, 422, words=words, wrong={"reason": _("Choose a reason.")})
    if reason == "other" and not words:
        wrong = {"words": _("Say in your words what the other reason is.")}
        return _page(who, student, 422, reason=reason, wrong=wrong)
    with state().database.write() as session:
        stated_reasons.state(session, who, student, reason, words)
    return redirect(url_for("student.show", student=student), 303)


def asked(who: Viewer, student: int) -> Response | None:
    """Return the page that asks why, None for whoever need not say or has said so this hour.

    Raises NotFound.
    """
    if not _must_say(who) or standing(who, student):
        return None
    return _page(who, student)


def standing(who: Viewer, student: int) -> StatedReason | None:
    """Return the reason by which a student is open to this viewer, None where he needs none."""
    if not _must_say(who):
        return None
    with state().database.read() as session:
        return stated_reasons.valid(session, who, student, now())


def _must_say(who: Viewer) -> bool:
    return who.role == visible.STATES_REASONS


def _page(
    who: Viewer,
    student: int,
    status: int = 200,
    *,
    reason: str = "",
    words: str = "",
    wrong: dict[str, str] | None = None,
) -> Response:
    """Ask for the reason; the page has no name in it. Raises NotFound."""
    with state().database.read() as session:
        (visible.known if _must_say(who) else visible.student)(session, who, student)
    page = render_template(
        "student/reason.html",
        id=student,
        reasons=why_opened(),
        reason=reason,
        words=words,
        wrong=wrong or {},
        most_words=MOST_WORDS,
    )
    return make_response(page, status)
