"""Rosters: importing one step by step, the imports so far, undoing one, the sample school."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, url_for

from data.dictionary import Dictionary
from data.store import NotFound, families
from data.store import jobs as kept_jobs
from data.store import rosters as kept_rosters
from data.store.people.sign_ins import Hat
from data.store.rosters import RosterInfo
from data.tables import Job
from data.wording.message import FileProblem
from webapp.http.access import Action, hat_for, may, needs, role_names, viewer
from webapp.http.downloads import download
from webapp.http.errors import problem
from webapp.http.language import current as language
from webapp.http.language import gettext as _
from webapp.http.language import sentence, told
from webapp.http.pages import show_page, show_page_or_part, wants_part
from webapp.http.state import state
from webapp.rosters.inbox import InboxPart, inbox_part
from webapp.rosters.upload_folder import one_line, uploads
from webapp.services.csv_cells import harmless
from webapp.services.dictionaries.own_folder import BrokenDictionary
from webapp.services.jobs import background_jobs
from webapp.services.process.dead_jobs import interrupted
from webapp.services.rosters.import_choice import IS_A_LOG, SAMPLE_STUDENTS, as_detail
from webapp.services.rosters.uploads import UploadPreview

if TYPE_CHECKING:
    from webapp.rosters.file_page import FilePage

bp = Blueprint("rosters", __name__)


@dataclass(frozen=True)
class RosterRow:
    """One import of the list."""

    roster: RosterInfo  # what there is to say of it
    in_use: bool  # it is the one that counts
    board: str  # address of its board; "" where the reader may not open it


@dataclass(frozen=True)
class KnownColumns:
    """A data dictionary: the columns that a roster can have."""

    dictionary: Dictionary  # its words and columns
    lacks: bool  # part of it is not written in the reader's language


@dataclass(frozen=True)
class RostersPage:
    """The imports so far, and the field for a new one."""

    rows: tuple[RosterRow, ...]  # newest first, the undone ones among them
    columns: tuple[KnownColumns, ...]  # one for each data dictionary
    broken: tuple[BrokenDictionary, ...]  # data dictionaries that cannot be used as they stand
    may_import: bool  # the reader may bring in, undo and bring back
    may_export: bool  # he may give data out for research
    has_sample: bool  # the sample school is among the imports
    limit: int  # of an upload, MB
    inbox: InboxPart | None  # what arrived by itself; for who may import


@dataclass(frozen=True)
class ImportStep:
    """How far a file has come."""

    job: Job  # what works on it
    stage: str  # running, interrupted, failed, done, gone, or preview: to be looked at
    problem: str = ""  # why it failed, in words
    is_log: bool = False  # it failed since it is the log of a course
    preview: FilePage | None = None  # where it is to be looked at
    may_see: bool = False  # where it is done: the reader may open the board
    begin: str = ""  # and where a rule set is begun from the roster; "" for those who may not
    hat: Hat | None = None  # as what else he may, where he may not
    hat_role: str = ""  # the role of that, in words


@bp.get("/rosters")
@needs(Action.SEE_ROSTERS)
def index() -> Response:
    """Show the imports so far and the field for a new one."""
    who = viewer()
    with state().database.read() as session:
        imports = kept_rosters.listing(session, who)
        current = kept_rosters.current(session, who)
    in_use = current.id if current else None
    page = RostersPage(
        rows=tuple(_row(roster, in_use) for roster in imports),
        columns=tuple(
            KnownColumns(dictionary, language() in dictionary.lacks)
            for dictionary in state().dictionaries.of_school(who.school).values()
        ),
        broken=state().dictionaries.broken(who.school),
        may_import=may(who, Action.IMPORT),
        may_export=may(who, Action.EXPORT_RESEARCH),
        has_sample=any(roster.sample for roster in imports),
        limit=state().settings.upload_limit_mb,
        inbox=inbox_part() if may(who, Action.IMPORT) else None,
    )
    return show_page("rosters/rosters.html", page)


@bp.post("/rosters")
@needs(Action.IMPORT)
def upload() -> Any:
    """Keep an uploaded file aside and have it read."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return problem(422, _("Choose a file first."), url_for("rosters.index"))
    token, path = uploads().new()
    file.save(path)
    detail = {"token": token, "filename": one_line(file.filename.replace("\\", "/").split("/")[-1])}
    return _see(background_jobs.start(state(), viewer(), "read roster", detail))


@bp.get("/rosters/imports/<int:job>")
@needs(Action.IMPORT)
def step(job: int) -> Any:
    """Show how far a file has come: being read, shown for a yes, taken in, or refused.

    A course's log goes on by itself where logs are asked for their grades.
    """
    found = _step(_job(job))
    if found.is_log and uploads().path(found.job.detail.get("token", "")).exists():
        where = url_for("course_logs.index", upload=job)
        if wants_part():
            return Response(headers={"HX-Redirect": where})
        return redirect(where, 303)
    return show_page_or_part("rosters/import", found)


@bp.post("/rosters/imports/<int:job>/confirm")
@needs(Action.IMPORT)
def confirm(job: int) -> Any:
    """Take the file in, as it was shown."""
    detail = _job(job).detail
    shown = _shown(detail)
    here = url_for("rosters.step", job=job)
    if str(shown.edition) != request.form.get("edition", str(shown.edition)):
        words = _("What this file is was changed in another window. Look at it again, then import.")
        return problem(409, words, here)
    if shown.unanswered:
        return redirect(url_for("identity.show", job=job), 303)
    if shown.loses_too_many and request.form.get("loses") != "yes":
        words = _(
            "%(count)s known students are missing from the file. Tick that you mean it.",
            count=len(shown.missing),
        )
        return problem(422, words, here)
    usual = shown.current_title if shown.is_part else shown.filename
    title = one_line(request.form.get("title", "")) or one_line(usual)
    called = one_line(request.form.get("called", ""))[:60] or shown.called
    chosen = as_detail(replace(shown.choice, kind=called))
    detail = {**detail, **chosen, "title": title, "current": shown.current}
    return _see(background_jobs.start(state(), viewer(), "import roster", detail))


@bp.post("/rosters/imports/<int:job>/forget")
@needs(Action.IMPORT)
def forget(job: int) -> Any:
    """Throw the uploaded file away."""
    uploads().forget(_job(job).detail.get("token", ""))
    return redirect(url_for("rosters.index"))


@bp.get("/rosters/imports/<int:job>/problems.csv")
@needs(Action.IMPORT)
def problems(job: int) -> Response:
    """Give every problem of a file, one a line, to correct it by."""
    shown = _shown(_job(job).detail)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Row"), _("Column"), _("Problem")])
    for one in shown.all_problems:
        row, column = one["row"] or "", harmless(one["column"] or "")
        writer.writerow([row, column, harmless(sentence(FileProblem(**one)))])
    return download("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", "problems.csv")


@bp.post("/rosters/<int:roster>/withdraw")
@needs(Action.IMPORT)
def withdraw(roster: int) -> Any:
    """Undo an import: the one before counts again."""
    who = viewer()
    with state().database.write() as session:
        kept_rosters.withdraw(session, who, roster)
    return redirect(url_for("rosters.index"))


@bp.post("/rosters/<int:roster>/restore")
@needs(Action.IMPORT)
def restore(roster: int) -> Any:
    """Take the undoing of an import back."""
    who = viewer()
    with state().database.write() as session:
        kept_rosters.restore(session, who, roster)
    return redirect(url_for("rosters.index"))


@bp.post("/rosters/sample")
@needs(Action.IMPORT)
def load_sample() -> Any:
    """Make the sample school."""
    return _see(
        background_jobs.start(state(), viewer(), "load sample", {"students": SAMPLE_STUDENTS})
    )


@bp.post("/rosters/sample/remove")
@needs(Action.IMPORT)
def remove_sample() -> Any:
    """Delete the sample school and all that hangs on it."""
    who = viewer()
    with state().database.write() as session:
        families.remove_sample(session, who)
    return redirect(url_for("rosters.index"))


def _row(roster: RosterInfo, in_use: int | None) -> RosterRow:
    board = ""
    if roster.withdrawn_at is None and may(viewer(), Action.SEE_STUDENTS):
        board = url_for("caseload.show", roster=None if roster.id == in_use else roster.id)
    return RosterRow(roster, roster.id == in_use, board)


def _step(job: Job) -> ImportStep:
    if interrupted(job):
        return ImportStep(job, "interrupted")
    if job.state == "running":
        return ImportStep(job, "running")
    if job.state == "failed":
        is_log = job.problem["template"] == IS_A_LOG
        return ImportStep(job, "failed", problem=told(job.problem), is_log=is_log)
    if job.kind != "read roster":
        hat = hat_for(Action.SEE_STUDENTS)
        return ImportStep(
            job,
            "done",
            may_see=may(viewer(), Action.SEE_STUDENTS),
            begin=url_for("set_from_roster.show") if may(viewer(), Action.PROPOSE_RULES) else "",
            hat=hat,
            hat_role=role_names()[hat.role] if hat else "",
        )
    file = uploads().preview(job.detail.get("token", ""))
    if file is None:
        return ImportStep(job, "gone")
    from webapp.rosters.file_page import file_page

    return ImportStep(job, "preview", preview=file_page(file, job))


def _see(job: int) -> Any:
    return redirect(url_for("rosters.step", job=job), 303)


def _job(job: int) -> Job:
    with state().database.read() as session:
        return kept_jobs.get(session, viewer(), job)


def _shown(detail: dict[str, Any]) -> UploadPreview:
    shown = uploads().preview(detail.get("token", ""))
    if shown is None:
        raise NotFound("this upload")
    return shown
