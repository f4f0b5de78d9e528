"""The family's rights: one student's data on request, objection to scoring, erasure with proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from data.store import audit, families
from data.store.families import StudentMatch, objections
from data.store.families.proofs import ProvedErasure
from data.tables import Objection
from webapp.http import downloads
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.families import erasure
from webapp.services.families.family_file import packed, table_names
from webapp.services.jobs import background_jobs
from webapp.services.rosters.expected_grades import lost_with

MOST_TEXT = 200

bp = Blueprint("families", __name__)


@dataclass(frozen=True)
class FamiliesPage:
    """The search for a student."""

    text: str  # what was asked for
    searched: bool  # anything was
    found: Sequence[StudentMatch]  # who fits
    classes: bool  # some have a class
    schools: bool  # some have a school
    first: int  # there may be more than these first ones; 0: these are all


@dataclass(frozen=True)
class FamilyPage:
    """What is kept of one student, and what his family may ask for."""

    found: StudentMatch  # who he is
    rows: dict[str, int]  # what is kept, in words -> rows
    holding: Objection | None  # the objection by which he is not scored now
    past: tuple[Objection, ...]  # those that were withdrawn, newest first


@dataclass(frozen=True)
class ErasurePage:
    """What erasing or anonymising a student does, before it is done."""

    found: StudentMatch  # who he is
    keep: bool  # his answers stay, without his name
    goes: dict[str, int]  # what goes, in words -> rows
    lines: int  # of the trace, which stay
    typed: str  # what was typed as his key
    problem: str  # what is wrong with that; "" before anything was typed


@dataclass(frozen=True)
class ErasedPage:
    """The proof that a student was erased or anonymised."""

    done: ProvedErasure  # when, by whom, and what was found
    rows: dict[str, int]  # what went, in words -> rows


@bp.get("/families")
@needs(Action.ANSWER_FAMILIES)
def index() -> Response:
    """Find a student by name or by the school's own id."""
    text = request.args.get("q", "")[:MOST_TEXT]
    with state().database.read() as session:
        found = families.find(session, viewer(), text)
    page = FamiliesPage(
        text=text,
        searched=bool(text.strip()),
        found=found,
        classes=any(one.in_class for one in found),
        schools=any(one.in_school for one in found),
        first=families.MOST if len(found) == families.MOST else 0,
    )
    return show_page("families/families.html", page)


@bp.get("/families/<int:student>")
@needs(Action.ANSWER_FAMILIES)
def show(student: int) -> Response:
    """Show what is kept of a student, by the number of rows, and what can be done with it."""
    who = viewer()
    with state().database.read() as session:
        found = families.name_of(session, who, student)
        rows = families.counts(session, who, student)
        every = objections.of_student(session, who, student)
    page = FamilyPage(
        found=found,
        rows={table_names()[name]: count for name, count in rows.items()},
        holding=every[0] if every and every[0].ended_at is None else None,
        past=tuple(one for one in every if one.ended_at),
    )
    return show_page("families/family.html", page)


@bp.post("/families/<int:student>/data.zip")
@needs(Action.ANSWER_FAMILIES)
def download(student: int) -> Response:
    """Give everything about a student as one file, and note that it was given."""
    who = viewer()
    with state().database.write() as session:
        rows = families.counts(session, who, student)
        detail, about = {"rows": rows}, {"student_id": student}
        audit.add(session, who, "give data", "student", student, detail, **about)
    with state().database.read() as session:
        content = packed(state(), session, who, student)
    return downloads.download(content, "application/zip", f"student-{student}.zip")


@bp.post("/families/<int:student>/objection")
@needs(Action.ANSWER_FAMILIES)
def object_(student: int) -> Any:
    """Take a student out of scoring; expected grades are learned anew without him."""
    lost = lost_with(state(), viewer(), [student])
    with state().database.write() as session:
        objections.object(session, viewer(), student)
    return _learn_anew(student, lost)


@bp.post("/families/<int:student>/objection/withdraw")
@needs(Action.ANSWER_FAMILIES)
def withdraw(student: int) -> Any:
    """Score a student again."""
    lost = lost_with(state(), viewer(), [student])
    with state().database.write() as session:
        objections.withdraw(session, viewer(), student)
    return _learn_anew(student, lost)


@bp.get("/families/<int:student>/erasure")
@needs(Action.ANSWER_FAMILIES)
def ask(student: int) -> Response:
    """Say what erasing or anonymising a student does, and ask for his key."""
    return _ask(student, keep=request.args.get("keep") == "figures")


@bp.post("/families/<int:student>/erasure")
@needs(Action.ANSWER_FAMILIES)
def erase(student: int) -> Any:
    """Erase a student whose key was typed, and show the proof."""
    keep = request.form.get("keep") == "figures"
    typed = request.form.get("key", "").strip()[:MOST_TEXT]
    with state().database.read() as session:
        found = families.name_of(session, viewer(), student)
    if typed != found.key.strip():
        words = _("This is not the student’s key. Nothing was erased; type it as it stands above.")
        return _ask(student, keep, typed, words)
    lost = lost_with(state(), viewer(), [student])
    erasure.erase(state(), viewer(), [student], keep_figures=keep)
    background_jobs.start(state(), viewer(), "estimate missing gaps", {"lost": lost})
    return redirect(url_for("families.erased", student=student), 303)


@bp.get("/families/<int:student>/erased")
@needs(Action.ANSWER_FAMILIES)
def erased(student: int) -> Response:
    """Show the proof of an erasure."""
    with state().database.read() as session:
        done = families.proof_of(session, viewer(), student)
    rows = {name: count for name, count in _losing(done.rows, done.keep_figures).items() if count}
    return show_page("families/erased.html", ErasedPage(done, rows))


def _ask(student: int, keep: bool, typed: str = "", problem: str = "") -> Response:
    with state().database.read() as session:
        found = families.name_of(session, viewer(), student)
        rows = families.counts(session, viewer(), student)
    lines = rows.pop("decision")
    page = ErasurePage(found, keep, _losing(rows, keep), lines, typed, problem)
    return show_page("families/erasure.html", page, 422 if problem else 200)


def _losing(rows: Mapping[str, int], keep_figures: bool) -> dict[str, int]:
    """Name the tables that lose rows; of the answers that stay, only the name goes."""
    names = table_names()
    if keep_figures:
        names["answers"] = _("name and class, in each roster that has the student; not the answers")
    return {names[name]: count for name, count in rows.items()}


def _learn_anew(student: int, lost: list[dict[str, Any]]) -> Any:
    background_jobs.start(state(), viewer(), "estimate missing gaps", {"lost": lost})
    return redirect(url_for("families.show", student=student), 303)
