"""Flags: who is coached, who is set aside and why, and taking either back."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from data.store import Session
from data.store.coaching import dismissals, interventions
from data.viewer import Viewer
from webapp.board.caseload import answer
from webapp.board.caseload_part import UndoStep
from webapp.http.access import Action, needs, viewer
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.pages import wants_part, way_back
from webapp.http.state import state
from webapp.services.student.reasons import why_set_aside

MOST_WORDS = 2000

bp = Blueprint("coaching", __name__)


@bp.post("/students/<int:student>/interventions")
@needs(Action.COACH)
def open_(student: int) -> Response:
    """Flag a student as coached."""

    def step(session: Session, who: Viewer) -> UndoStep:
        record = interventions.open(session, who, student)
        return UndoStep(_("Marked as coached."), url_for("coaching.undo", intervention=record.id))

    return _carry_out(step)


@bp.post("/interventions/<int:intervention>/close")
@needs(Action.COACH)
def close(intervention: int) -> Response:
    """End a student's coaching."""

    def step(session: Session, who: Viewer) -> UndoStep:
        record = interventions.close(session, who, intervention)
        return UndoStep(
            _("No longer marked as coached."),
            url_for("coaching.undo", intervention=record.id),
        )

    return _carry_out(step)


@bp.post("/interventions/<int:intervention>/undo")
@needs(Action.COACH)
def undo(intervention: int) -> Response:
    """Take the last step back: the opening, or the closing."""

    def step(session: Session, who: Viewer) -> None:
        interventions.undo(session, who, intervention)

    return _carry_out(step)


@bp.post("/students/<int:student>/dismissals")
@needs(Action.COACH)
def dismiss(student: int) -> Response:
    """Set a student aside, with a reason and if possible a date on which he is back."""
    reason, until = request.form.get("reason", ""), request.form.get("until", "")
    if reason not in why_set_aside():
        return problem(422, _("Choose a reason from the list."), _student_page(student))
    try:
        day = date.fromisoformat(until) if until else None
    except ValueError:
        return problem(
            422,
            _("“%(read)s” is not a date. Write it as 2026-12-31.", read=until[:20]),
            _student_page(student),
        )
    if day is not None and day <= datetime.now(UTC).date():
        return problem(422, _("The date must be in the future."), _student_page(student))
    words = request.form.get("words", "")[:MOST_WORDS].replace("\0", "")  # no database keeps a NUL

    def step(session: Session, who: Viewer) -> UndoStep:
        record = dismissals.add(session, who, student, reason, words, day)
        return UndoStep(_("Set aside."), url_for("coaching.put_back", dismissal=record.id))

    return _carry_out(step)


@bp.post("/dismissals/<int:dismissal>/end")
@needs(Action.COACH)
def put_back(dismissal: int) -> Response:
    """Put a student back on the list."""

    def step(session: Session, who: Viewer) -> None:
        dismissals.end(session, who, dismissal)

    return _carry_out(step)


def _carry_out(step: Callable[[Session, Viewer], UndoStep | None]) -> Response:
    """Write one step and show the page it was taken on, with the way to take it back."""
    who = viewer()
    with state().database.write() as session:
        done = step(session, who)
    back = request.form.get("back", "")
    if wants_part() and request.headers.get("HX-Target") == "caseload":
        args = MultiDict(parse_qsl(back.lstrip("?")))
        return answer(*state().boards.look(who, args), undo=done)
    if back.startswith("?"):
        back = url_for("caseload.show") + back
    return redirect(way_back(back, otherwise=url_for("caseload.show")))


def _student_page(student: int) -> str:
    return url_for("student.show", student=student)
