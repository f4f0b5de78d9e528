"""One student, and those who are not scored by request: their list, and the page of one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response

from data.store import families
from data.store.coaching import interventions
from data.store.families import objections
from data.tables import Intervention
from data.viewer import Viewer
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.no_rule_set import show_no_rule_set
from webapp.http.opening_students import why_first_page
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.board.answers import AnswerInWords, answers
from webapp.services.board.boards import NoRuleSetError
from webapp.services.student.names import name_in
from webapp.student.student_page import StudentCard, board_with, student_card, student_page

bp = Blueprint("student", __name__)


@dataclass(frozen=True)
class UnscoredStudentPage:
    """A student who is not scored by request: his answers and his coaching, which goes on by hand,
    and no number of ours."""

    id: int  # his number in addresses
    card: StudentCard  # what is known of him and noted about him
    name: str  # his name, or what stands in for it
    group: str  # his class, "" where the roster has none
    since: datetime  # when it was asked
    intervention: Intervention | None  # the open one
    answers: list[AnswerInWords]  # his own, in words


@dataclass(frozen=True)
class UnscoredRow:
    """One of the students who are not scored by request."""

    id: int  # his number in addresses
    name: str  # his name, or what stands in for it
    in_class: str  # "" where the roster has none
    coached: bool  # whether somebody coaches him now


@dataclass(frozen=True)
class UnscoredPage:
    """The students, of those the reader may see, who are not scored by request."""

    rows: tuple[UnscoredRow, ...]  # by name
    has_classes: bool  # whether any of them has one


@bp.get("/students/<int:student>")
@needs(Action.OPEN_STUDENT)
def show(student: int) -> Any:
    """Show a student as the board of the address's query sees him."""
    who = viewer()
    why_first = why_first_page(who, student)
    if why_first is not None:
        return why_first
    card = student_card(who, student)
    state().looks.note(who, student)
    unscored = _unscored(who, card)
    if unscored is not None:
        return show_page("student/unscored_student.html", unscored)
    try:
        outlook, flags, place = board_with(student, card.record)
    except NoRuleSetError as missing:
        return show_no_rule_set(missing)
    return show_page("student/student.html", student_page(who, card, outlook, flags, place))


@bp.get("/students/unscored")
@needs(Action.SEE_STUDENTS)
def index() -> Response:
    """List the students, of those the viewer may see, who are not scored by request."""
    who = viewer()
    with state().database.read() as session:
        found = [families.name_of(session, who, one) for one in objections.active(session, who)]
        coached = interventions.coached(session, who)
    found.sort(key=lambda one: one.name.casefold())
    rows = tuple(
        UnscoredRow(
            one.id,
            one.name or _("Student %(key)s", key=one.key),
            one.in_class,
            one.id in coached,
        )
        for one in found
    )
    page = UnscoredPage(rows, has_classes=any(one.in_class for one in rows))
    return show_page("student/unscored.html", page)


def _unscored(who: Viewer, card: StudentCard) -> UnscoredStudentPage | None:
    """Say all of a student who is not scored by request; None for one who is scored."""
    record = card.record
    with state().database.read() as session:
        past = objections.of_student(session, who, record.id)
        group = families.name_of(session, who, record.id).in_class
    if not past or past[0].ended_at is not None:
        return None
    return UnscoredStudentPage(
        id=record.id,
        card=card,
        name=name_in(record),
        group=group,
        since=past[0].created_at,
        intervention=next((one for one in card.coached if one.closed_at is None), None),
        answers=answers(state().dictionaries.for_roster(record.roster), record),
    )
