"""Who is who: the students of a file who could be known ones, all on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from data.identity import WrittenPerson
from data.store import NotFound
from data.store import jobs as kept_jobs
from data.tables import Job
from data.wording.message import N_
from webapp.http.access import Action, needs, viewer
from webapp.http.language import day
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.rosters.upload_folder import uploads
from webapp.services.jobs import background_jobs
from webapp.services.rosters import identity
from webapp.services.rosters.identity import CandidateShown, QuestionShown
from webapp.services.rosters.import_choice import as_detail
from webapp.services.rosters.uploads import UploadPreview

NEW = "new"
NAMES = {
    "same": N_("the same name"),
    "accents": N_("accents or hyphens differ"),
    "order": N_("the names in another order"),
    "spelling": N_("one letter differs"),
    "shorter": N_("one name more or less"),
    "other": N_("the name differs"),
}

bp = Blueprint("identity", __name__)


@dataclass(frozen=True)
class PersonInWords:
    """A student as a file writes him, each "" where it does not say."""

    name: str
    in_class: str
    birth_date: str  # in the reader's language
    grade: str  # in this file, or in the roster that counts


@dataclass(frozen=True)
class PersonChoice:
    """A known student who may be chosen."""

    value: str  # of his field
    person: PersonInWords  # as the newest file has him
    difference: str  # what agrees and what differs, in words
    chosen: bool


@dataclass(frozen=True)
class WhoQuestion:
    """A student of the file, and who he could be."""

    field: str  # the name of the choice's fields
    row: str  # where he stands in the file, in words
    person: PersonInWords
    choices: tuple[PersonChoice, ...]
    is_new: bool  # that he is somebody new was chosen


@dataclass(frozen=True)
class WhoPage:
    """All questions of a file."""

    job: int  # that read the file
    filename: str  # as it was uploaded
    obvious: tuple[WhoQuestion, ...]  # those to which one answer is proposed
    others: tuple[WhoQuestion, ...]  # those that somebody must look at
    open_obvious: int  # how many of the obvious ones nobody has answered
    unanswered: int  # all of those
    problem: str  # why the answers sent could not be kept, "" if they could


@bp.get("/rosters/imports/<int:job>/who")
@needs(Action.IMPORT)
def show(job: int) -> Any:
    """Show the students who could be known ones, with what was answered so far."""
    found = _job(job)
    if _shown(found) is None:
        return redirect(url_for("rosters.step", job=job))
    return _page(found, identity.answers(uploads(), found.detail["token"]))


@bp.post("/rosters/imports/<int:job>/who")
@needs(Action.IMPORT)
def answer(job: int) -> Any:
    """Keep the answers; when none is missing, read the file again with them."""
    found = _job(job)
    if _shown(found) is None:
        return redirect(url_for("rosters.step", job=job), 303)
    token = found.detail["token"]
    asked = identity.questions(uploads(), token)
    given = {
        one.key: number
        for place, one in enumerate(asked)
        if (number := _sent(one, request.form.get(f"who.{place}", ""))) is not False
    }
    if twice := identity.clashes(given):
        rows = ", ".join(_row(key) for key in twice[0])
        words = _("These cannot all be the same student: %(rows)s. Choose again.", rows=rows)
        return _page(found, given, words, 422)
    identity.keep_answers(uploads(), token, given)
    if len(given) < len(asked):
        return redirect(url_for("identity.show", job=job, _anchor="others"), 303)
    shown = uploads().preview(token)
    detail = {**found.detail, **(as_detail(shown.choice) if shown else {})}
    again = background_jobs.start(state(), viewer(), "read roster", detail)
    return redirect(url_for("rosters.step", job=again), 303)


def _job(job: int) -> Job:
    with state().database.read() as session:
        found = kept_jobs.get(session, viewer(), job)
    if found.kind != "read roster":
        raise NotFound("this upload")
    return found


def _shown(found: Job) -> UploadPreview | None:
    return uploads().preview(found.detail.get("token", ""))


def _sent(question: QuestionShown, value: str) -> int | bool | None:
    """The answer that a field holds: a student, None for somebody new, False for none."""
    if value == NEW:
        return None
    number = int(value) if value.isascii() and value.isdecimal() else 0
    return number if number and question.allows(number) else False


def _page(
    found: Job, given: Mapping[str, int | None], problem: str = "", status: int = 200
) -> Response:
    asked = identity.questions(uploads(), found.detail["token"])
    questions = [(one, _question(place, one, given)) for place, one in enumerate(asked)]
    page = WhoPage(
        job=found.id,
        filename=found.detail["filename"],
        obvious=tuple(shown for one, shown in questions if one.obvious),
        others=tuple(shown for one, shown in questions if not one.obvious),
        open_obvious=sum(bool(one.obvious) and one.key not in given for one in asked),
        unanswered=sum(one.key not in given for one in asked),
        problem=problem,
    )
    return show_page("rosters/who.html", page, status)


def _question(place: int, one: QuestionShown, given: Mapping[str, int | None]) -> WhoQuestion:
    chosen = given.get(one.key, one.obvious.number if one.obvious else 0)
    return WhoQuestion(
        field=f"who.{place}",
        row=_row(one.key),
        person=_person(one.writing, one.grade),
        choices=tuple(
            PersonChoice(
                value=str(each.number),
                person=_person(each.writing, each.grade),
                difference=_difference(each, one.writing),
                chosen=each.number == chosen,
            )
            for each in one.candidates
        ),
        is_new=chosen is None,
    )


def _row(key: str) -> str:
    before, _space, number = key.partition(" ")
    return _("row %(row)s", row=number) if before == "row" and number.isdecimal() else key


def _person(writing: WrittenPerson, grade: str) -> PersonInWords:
    try:
        born = day(date.fromisoformat(writing.birth_date))
    except ValueError:
        born = writing.birth_date
    return PersonInWords(writing.name, writing.in_class, born, grade)


def _difference(one: CandidateShown, writing: WrittenPerson) -> str:
    words = [_(NAMES[one.name])]
    if one.in_class is not None:
        classes = {"before": one.writing.in_class, "after": writing.in_class}
        moved = _("class %(before)s before, now %(after)s", **classes)
        words.append(_("the same class") if one.in_class else moved)
    if one.birth_date is not None:
        words.append(_("the same birth date") if one.birth_date else _("another birth date"))
    return ", ".join(words)
