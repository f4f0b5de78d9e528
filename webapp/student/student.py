"""One student: the arithmetic behind every number, his answers, his levers, his history.

Students who are not scored by request: who they are, and the page of one of them.

Who can see a student, and why, in the reader's words.

The way to a further page of one student: through the same door as his own page.

A student's actions week by week, where his roster was made from a course's log.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

import rules
from data.store import audit, families, visible
from data.store.coaching import dismissals, interventions
from data.store.families import objections
from data.store.models import predictions
from data.store.rosters import course_activity, students
from data.store.rosters import students as kept_students
from data.store.rosters.students import StudentRecord
from data.store.visible import Seer
from data.viewer import Viewer
from webapp.board.caseload import outlook_now
from webapp.board.group_names import in_words
from webapp.http.access import Action, may, needs, role_names, viewer
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.language import moment
from webapp.http.pages import page_or_part
from webapp.http.state import state
from webapp.pictures.weeks import WeekPicture, week_picture
from webapp.services.audit_log import entries_in_words
from webapp.services.board import chart_data
from webapp.services.board.answers import answer_words, answers
from webapp.services.board.board import Board, known
from webapp.services.board.board_view import Outlook
from webapp.services.board.boards import NoRuleSetError
from webapp.services.board.student_list import group_of, name_of, signed
from webapp.services.student.reasons import why_opened, why_set_aside
from webapp.student import stated_reason
from webapp.student.arithmetic import (
    DIGITS,
    gap_in_words,
    gap_lines,
    need_in_words,
    priority_in_words,
)

bp = Blueprint("student", __name__)


@bp.get("/students/<int:student>")
@needs(Action.OPEN_STUDENT)
def show(student: int) -> Any:
    """Show a student as the board of the address's query sees him."""
    who = viewer()
    why_first = stated_reason.asked(who, student)
    if why_first is not None:
        return why_first
    kept = _kept(who, student)
    access = {
        "in_words": entries_in_words.in_words,
        "opened": stated_reason.standing(who, student),
        "opened_because": why_opened(),
        "coaches": may(who, Action.COACH),
    }
    state().looks.note(who, student)
    apart = page(who, kept | access)
    if apart is not None:
        return apart
    try:
        outlook, flags, place = board_with(student, kept["record"])
    except NoRuleSetError as missing:
        return page_or_part("board/no_rule_set", roster=missing.roster, asked=missing.asked)
    return render_template(
        "student/student.html",
        **kept | access | _figures(outlook, place) | _roster_of(who, student, outlook.board, place),
        id=student,
        knobs=outlook.knobs,
        query=outlook.knobs.query(),
        intervention=flags.coached.get(student),
        dismissal=flags.set_aside.get(student),
        answer_words=answer_words,
        signed=signed,
        reasons=why_set_aside(),
    )


def _kept(who: Viewer, student: int) -> dict[str, Any]:
    """Return what is kept of a student: record, coaching, history, and who may see him."""
    with state().database.read() as session:
        return {
            "record": kept_students.get(session, who, student),
            "history": audit.of_student(session, who, student, without=("see",)),
            "coached": interventions.of_student(session, who, student),
            "set_aside": dismissals.of_student(session, who, student),
            "seers": told(visible.who(session, who, student)),
        }


def board_with(student: int, record: StudentRecord) -> tuple[Outlook, Any, int]:
    """Open the board that the query asks for, or the newest one that has this student."""
    outlook, flags = outlook_now(request.args)
    if student not in outlook.board.place_of:
        args = MultiDict([("roster", str(record.roster.id))])
        outlook, flags = outlook_now(args)
    return outlook, flags, outlook.board.place_of[student]


def _figures(outlook: Outlook, place: int) -> dict[str, Any]:
    """Return a student's numbers on a board, and their arithmetic."""
    board, ranked, explanation = outlook.board, outlook.ranking, explain(outlook, place)
    need, priority = known(ranked.need[place]), known(ranked.priority[place])
    return {
        "board": board,
        "explanation": explanation,
        "adds": explanation.adds(DIGITS),
        "indicators": {indicator.key: indicator for indicator in board.rule_set.indicators},
        "grade": known(board.grade[place]),
        "need": need,
        "need_words": need_in_words(board, place, need),
        "priority": priority,
        "priority_words": priority_in_words(need, explanation.ease, priority),
        "rank": int(ranked.rank[place]),
        "ranked": len(ranked.ranked),
        "quadrant": chart_data.quadrant_name(board, int(ranked.quadrant[place])),
    }


def _roster_of(who: Viewer, student: int, board: Board, place: int) -> dict[str, Any]:
    """Return what a board's roster says of a student: name, group, answers, expected grade."""
    with state().database.read() as session:
        record = kept_students.get(session, who, student, board.roster.id)
        prediction = predictions.of_student(session, who, board.roster.id, student)
    return {
        "name": name_of(board, place),
        "group": group_of(board, place),
        "answers": answers(board.dictionary, record),
        "prediction": prediction,
        "gap_words": gap_in_words(board, place, prediction),
        "lines": gap_lines(board, prediction),
        "course_weeks": weeks_of(who, board.roster.id, student),
    }


def explain(outlook: Outlook, place: int) -> rules.Explanation:
    """Open a student's number to its arithmetic, as the board's knobs have it."""
    board, knobs = outlook.board, outlook.knobs
    return rules.explain(
        board.rule_set,
        board.cohort.columns,
        place,
        knobs.tried_weights,
        knobs.thresholds,
        outlook.judged.figures,
    )


@bp.get("/students/unscored")
@needs(Action.SEE_STUDENTS)
def index() -> str:
    """List the students, of those the viewer may see, who are not scored by request."""
    who = viewer()
    with state().database.read() as session:
        found = [families.name_of(session, who, one) for one in objections.active(session, who)]
        coached = interventions.coached(session, who)
    found.sort(key=lambda one: one.name.casefold())
    return render_template("student/unscored.html", found=found, coached=coached)


def page(who: Viewer, kept: Mapping[str, Any]) -> str | None:
    """The page of a student who is not scored by request; None for one who is scored.

    It has his answers and his coaching, which goes on by hand, and no number of ours. `kept` is
    what every student's page has: his record, coaching, history, and who may see him.
    """
    record: StudentRecord = kept["record"]
    with state().database.read() as session:
        past = objections.of_student(session, who, record.id)
        group = families.name_of(session, who, record.id).in_class
    if not past or past[0].ended_at is not None:
        return None
    name = f"{record.first_name} {record.family_name}".strip()
    return render_template(
        "student/unscored_student.html",
        **kept,
        id=record.id,
        name=name or _("Student %(key)s", key=record.key),
        group=group,
        since=past[0].created_at,
        intervention=next((one for one in kept["coached"] if one.closed_at is None), None),
        answers=answers(state().dictionaries[record.roster.dictionary], record),
    )


class SeerRow(NamedTuple):
    """One adult: his name, his role and what lets him see the student."""

    name: str
    role: str
    why: str


def told(seers: Sequence[Seer]) -> list[SeerRow]:
    """Say of each of them why he can see the student."""
    roles = role_names()
    return [SeerRow(one.name, roles.get(one.role, one.role), why(one)) for one in seers]


def why(seer: Seer) -> str:
    """Say what lets somebody see a student: the whole school, his groups, or a stated reason."""
    if seer.reason:
        reason = why_opened().get(seer.reason, seer.reason)
        return _(
            "stated a reason: %(reason)s; until %(end)s", reason=reason, end=moment(seer.until)
        )
    if seer.groups:
        return ", ".join(in_words(group) for group in seer.groups)
    return _("sees the whole school")


def come_in(student: int, roster: int | None = None) -> StudentRecord | Response:
    """Open a student as his own page does, and note the look; else answer why not.

    Who does not coach says why first; who is not scored by request has no numbers of ours. roster:
    None for the newest that has him. Raises NotFound.
    """
    who = viewer()
    why_first = stated_reason.asked(who, student)
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


def name_in(record: StudentRecord) -> str:
    """Name a student as his record does; by his number where it has no name."""
    name = f"{record.first_name} {record.family_name}".strip()
    return name or _("Student %(key)s", key=record.key)


def weeks_of(viewer: Viewer, roster: int, student: int) -> WeekPicture | None:
    """Draw a student's weeks in a roster; None where it was not made from a log."""
    with state().database.read() as session:
        found = course_activity.of_student(session, viewer, roster, student)
    return week_picture(found.first_day, found.actions) if found else None
