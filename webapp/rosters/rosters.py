"""Rosters: importing one step by step, the imports so far, undoing one, the sample school."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from data.dictionary import Dictionary
from data.store import NotFound, families
from data.store import jobs as kept_jobs
from data.store import rosters as kept_rosters
from data.store.people.sign_ins import Hat
from data.store.rosters import RosterInfo
from data.tables import Job
from data.wording.message import N_, FileProblem
from webapp.http.access import Action, hat_for, may, needs, role_names, viewer
from webapp.http.downloads import download
from webapp.http.errors import problem
from webapp.http.language import current as language
from webapp.http.language import gettext as _
from webapp.http.language import sentence, told
from webapp.http.pages import show_page, show_page_or_part
from webapp.http.state import state
from webapp.services.csv_cells import harmless
from webapp.services.jobs import background_jobs
from webapp.services.process.dead_jobs import interrupted
from webapp.services.rosters.importing import IS_A_LOG, LEFT_OUT, SAMPLE_STUDENTS
from webapp.services.rosters.uploads import MOST_SHOWN, UploadPreview, Uploads

SEPARATORS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar")}

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
    may_import: bool  # the reader may bring in, undo and bring back
    may_export: bool  # he may give data out for research
    has_sample: bool  # the sample school is among the imports
    limit: int  # of an upload, MB


@dataclass(frozen=True)
class MappedColumn:
    """A column of the file, and what it may be."""

    header: str  # as the file has it
    chosen: str | None  # the column of the data dictionary that it is taken for, if any


@dataclass(frozen=True)
class RosterPreview:
    """What a file would change."""

    file: UploadPreview  # what was read of it
    format: str  # how it is written, in words
    dictionary: Dictionary  # the columns that it is read by
    columns: tuple[MappedColumn, ...]  # the file's, in its order
    title: str  # proposed for the roster
    problems: list[FileProblem]  # what keeps it out; at most MOST_SHOWN
    more_problems: int  # that are not shown
    notes: list[FileProblem]  # what one should know
    missing: list[str]  # keys of known students who are not in it; at most MOST_SHOWN
    missing_count: int  # all of them


@dataclass(frozen=True)
class ImportStep:
    """How far a file has come."""

    job: Job  # what works on it
    stage: str  # running, interrupted, failed, done, gone, or preview: to be looked at
    problem: str = ""  # why it failed, in words
    is_log: bool = False  # it failed since it is the log of a course
    preview: RosterPreview | None = None  # where it is to be looked at
    may_see: bool = False  # where it is done: the reader may open the board
    hat: Hat | None = None  # as what else he may, where he may not
    hat_role: str = ""  # the role of that, in words


def uploads() -> Uploads:
    """Return where uploaded files wait."""
    return Uploads(state().settings.uploads)


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
            for dictionary in state().dictionaries.values()
        ),
        may_import=may(who, Action.IMPORT),
        may_export=may(who, Action.EXPORT_RESEARCH),
        has_sample=any(roster.sample for roster in imports),
        limit=state().settings.upload_limit_mb,
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
def step(job: int) -> Response:
    """Show how far a file has come: being read, shown for a yes, taken in, or refused."""
    return show_page_or_part("rosters/import", _step(_job(job)))


@bp.post("/rosters/imports/<int:job>/mapping")
@needs(Action.IMPORT)
def map_columns(job: int) -> Any:
    """Read the file again with the columns as the reader maps them."""
    detail = _job(job).detail
    shown = _shown(detail)
    columns = state().dictionaries[shown.dictionary].columns
    mapping = {
        header: request.form.get(f"column.{place}", LEFT_OUT)
        for place, header in enumerate(shown.headers)
    }
    taken = [column for column in mapping.values() if column]
    twice = sorted({column for column in taken if taken.count(column) > 1 or column not in columns})
    if twice:
        words = _("Two columns of the file cannot both be “%(column)s”.", column=twice[0])
        return problem(422, words, url_for("rosters.step", job=job))
    return _see(
        background_jobs.start(state(), viewer(), "read roster", {**detail, "mapping": mapping})
    )


@bp.post("/rosters/imports/<int:job>/confirm")
@needs(Action.IMPORT)
def confirm(job: int) -> Any:
    """Take the file in, as it was shown."""
    detail = _job(job).detail
    shown = _shown(detail)
    if shown.loses_too_many and request.form.get("loses") != "yes":
        words = _(
            "%(count)s known students are missing from the file. Tick that you mean it.",
            count=len(shown.missing),
        )
        return problem(422, words, url_for("rosters.step", job=job))
    title = one_line(request.form.get("title", "")) or _title(shown)
    detail = {**detail, "mapping": _full(shown), "title": title, "current": shown.current}
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
    for one in shown.problems:
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
            hat=hat,
            hat_role=role_names()[hat.role] if hat else "",
        )
    file = uploads().preview(job.detail.get("token", ""))
    if file is None:
        return ImportStep(job, "gone")
    return ImportStep(
        job, "preview", preview=_preview(file, job.detail.get("title") or _title(file))
    )


def _preview(file: UploadPreview, title: str) -> RosterPreview:
    return RosterPreview(
        file=file,
        format=_format(file),
        dictionary=state().dictionaries[file.dictionary],
        columns=tuple(MappedColumn(header, file.mapping.get(header)) for header in file.headers),
        title=title,
        problems=[FileProblem(**one) for one in file.problems[:MOST_SHOWN]],
        more_problems=max(file.problem_count - MOST_SHOWN, 0),
        notes=[FileProblem(**one) for one in file.notes],
        missing=file.missing[:MOST_SHOWN],
        missing_count=len(file.missing),
    )


def _format(file: UploadPreview) -> str:
    if file.kind != "csv":
        return _("Excel workbook")
    separator = file.separator or ""
    return _(
        "CSV, %(encoding)s, separated by “%(separator)s”",
        encoding=file.encoding,
        separator=_(SEPARATORS[separator]) if separator in SEPARATORS else separator,
    )


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


def _full(shown: UploadPreview) -> dict[str, str]:
    """Return the mapping with every header in it, so that nothing is guessed anew."""
    return {header: shown.mapping.get(header, LEFT_OUT) for header in shown.headers}


def _title(shown: UploadPreview) -> str:
    """Propose a title: the file's name without its ending."""
    return one_line(shown.filename.rsplit(".", 1)[0].replace("_", " "))


def one_line(text: str) -> str:
    """Bring a name that somebody gave onto one line of a length that is kept."""
    spaced = " ".join(text.split())
    return "".join(letter for letter in spaced if letter.isprintable())[:200]
