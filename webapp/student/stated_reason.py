"""Opening a student's page by a stated reason: who does not coach says why, for an hour."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from data.store.families import stated_reasons
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.opening_students import MOST_WORDS, show_reason_page
from webapp.http.state import state
from webapp.services.student.reasons import why_opened

bp = Blueprint("stated_reason", __name__)


@bp.post("/students/<int:student>/reason")
@needs(Action.OPEN_STUDENT)
def give(student: int) -> Response:
    """Note why a student's page is opened, and open it."""
    reason = request.form.get("reason", "")
    words = request.form.get("words", "").replace("\0", "").strip()[:MOST_WORDS]
    who = viewer()
    if reason not in why_opened():
        return show_reason_page(who, student, words=words, wrong={"reason": _("Choose a reason.")})
    if reason == "other" and not words:
        wrong = {"words": _("Say in your words what the other reason is.")}
        return show_reason_page(who, student, reason=reason, wrong=wrong)
    with state().database.write() as session:
        stated_reasons.state(session, who, student, reason, words)
    return redirect(url_for("student.show", student=student), 303)
