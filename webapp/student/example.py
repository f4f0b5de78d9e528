"""An example of a student: his answers and what the rules say of them, never his name."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from data.store import audit
from data.store.families import objections
from data.store.rosters import students
from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft
from rules.editing import NotEditableError
from webapp.http.access import Action, needs, viewer
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.language import sentence
from webapp.http.language import words as in_language
from webapp.http.pages import show_page_or_part
from webapp.http.state import state
from webapp.services.board.board import Board
from webapp.services.board.boards import NoRuleSetError
from webapp.services.drafts import drafts
from webapp.services.drafts.drafts import InReviewError
from webapp.student.example_form import LONGEST_NAME, ExamplePreview

bp = Blueprint("example", __name__)


@dataclass(frozen=True)
class ExamplePage:
    """An example before it is written: its values, and what must come out of them."""

    id: int  # the student's
    preview: ExamplePreview  # as the form has it now
    levers: tuple[str, ...]  # those that must come out, in words, the strongest first
    added: list[str]  # the lines as they will stand in the draft
    wrong: dict[str, str]  # what must be mended first, by field
    most_letters: int = LONGEST_NAME  # of its name


@bp.get("/students/<int:student>/example")
@needs(Action.WRITE_RULES)
def show(student: int) -> Any:
    """Show which values would be written into the rules' file, and what must come out of them."""
    board, place = _board_with(student, request.args)
    refused = _refused(student, board, place)
    if refused is not None or board is None:
        return refused
    state().looks.note(viewer(), student)
    return _page(student, _preview(board, place, request.args))


@bp.post("/students/<int:student>/example")
@needs(Action.WRITE_RULES)
def make(student: int) -> Any:
    """Add the example to the school's open draft of the set, which begins where there is none."""
    board, place = _board_with(student, request.form)
    refused = _refused(student, board, place)
    if refused is not None or board is None:
        return refused
    preview = _preview(board, place, request.form)
    if "again" in request.form:
        return _page(student, preview)
    wrong = _wrong(preview)
    if wrong:
        return _page(student, preview, 422, wrong=wrong)
    try:
        return redirect(url_for("drafts.show", draft=_write(student, preview).id), 303)
    except NotEditableError as error:
        return _page(student, preview, 422, wrong={"draft": sentence(error.problem)})
    except InReviewError as error:
        words = _("The draft of this set is being reviewed: an example can be added to it when it "
                  "comes back.")  # fmt: skip
        return problem(409, words, url_for("drafts.show", draft=error.draft.id))


def _write(student: int, preview: ExamplePreview) -> Draft:
    """Write the example. Raises NotEditableError and InReviewError."""
    who, board = viewer(), preview.board
    with state().database.write() as session:
        draft = drafts.to_write(
            session, who, board.set_name, board.rule_set, board.version, state().shelf.taken()
        )
        text = replace(preview, text=draft.text).written()
        saved = rule_drafts.save(session, who, draft.id, text, draft.revision)
        detail = {"set": draft.name, "number": draft.id}
        audit.add(session, who, "make example", "student", student, detail, student_id=student)
        return saved


def _board_with(student: int, args: MultiDict[str, str]) -> tuple[Board | None, int]:
    """Open the board of the set asked for that has this student; None where no board has him.

    Raises NotFound, NoRosterError, NoRuleSetError.
    """
    who, set_name = viewer(), args.get("set") or None
    with state().database.read() as session:
        record = students.get(session, who, student)
    for roster in (args.get("roster", type=int), record.roster.id):
        board, _flags = state().boards.open(who, roster, set_name)
        if student in board.place_of:
            return board, board.place_of[student]
    return None, 0


def _refused(student: int, board: Board | None, place: int) -> Response | None:
    """Say why no example is made of a student: nobody scores him, or this set does not."""
    back = url_for("student.show", student=student)
    with state().database.read() as session:
        past = objections.of_student(session, viewer(), student)
    if board is None or (past and past[0].ended_at is None):
        words = _("This student is not scored, by request: no rule looks at these answers, and no "
                  "example is made of them.")  # fmt: skip
        return problem(422, words, back)
    if not board.judged({}).judged[place]:
        words = _("This rule set does not judge this student, so it has nothing to expect.")
        return problem(422, words, back)
    return None


def _preview(board: Board, place: int, sent: MultiDict[str, str]) -> ExamplePreview:
    who = viewer()
    with state().database.read() as session:
        draft = drafts.standing(session, who, board.set_name, board.rule_set)
    return ExamplePreview(
        board=board,
        place=place,
        text=draft.text if draft else board.rule_set.text,
        draft=_under(draft, board, place) if draft else None,
        chosen=frozenset(sent.getlist("column")) if "chosen" in sent else None,
        name=" ".join(sent.get("name", "").replace("\0", "").split())[:LONGEST_NAME],
        as_draft=sent.get("expect") == "draft",
    )


def _under(draft: Draft, board: Board, place: int) -> Board | None:
    """Open the same board under the rules of a draft, where these can be tried on it."""
    tried = state().shelf.attempt(draft.text).rule_set
    if tried is None:
        return None
    try:
        found, _flags = state().boards.on_trial(viewer(), board.roster.id, draft.name, tried)
    except NoRuleSetError:
        return None
    same = found.place_of.get(int(board.cohort.students[place])) == place
    return found if same else None


def _wrong(preview: ExamplePreview) -> dict[str, str]:
    """Say what must be mended before the example can be written, by field."""
    wrong = {}
    if not preview.name:
        wrong["name"] = _("Give the example a name that says what it is about.")
    elif preview.says_who(preview.name):
        wrong["name"] = _("This name holds the student’s first name, family name or number. Rule "
                          "files are read by many and kept for ever: say what kind of student it "
                          "is, not which one.")  # fmt: skip
    if not preview.student:
        wrong["column"] = _("Tick at least one answer: without any, the rules say nothing.")
    elif preview.lacking:
        wrong["column"] = _(
            "The rules compare a ticked answer with %(figures)s, which is not known for this "
            "student: leave that answer out.",
            figures=", ".join(preview.lacking),
        )
    elif preview.expected.complexity is None:
        wrong["column"] = _("The rules judge none of the ticked answers: tick another one.")
    return wrong


def _page(
    student: int, preview: ExamplePreview, status: int = 200, wrong: dict[str, str] | None = None
) -> Response:
    wrong = wrong or {}
    try:
        added = preview.added() if preview.expected.complexity is not None else []
    except NotEditableError as error:
        added, wrong = [], {"draft": sentence(error.problem), **wrong}
    outcome = preview.expected
    labels = {one.key: in_language(one.label) for one in outcome.explanation.lines}
    page = ExamplePage(
        id=student,
        preview=preview,
        levers=tuple(labels.get(key, key) for key in outcome.levers),
        added=added,
        wrong=wrong,
    )
    return show_page_or_part("student/example", page, status)
