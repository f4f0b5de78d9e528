"""Rosters: importing one step by step, the imports so far, undoing one, the sample school."""

import csv
import io
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from data.store import NotFound, families
from data.store import jobs as kept_jobs
from data.store import rosters as kept_rosters
from data.tables import Job
from data.wording.message import Problem
from webapp.http.access import Action, needs, viewer
from webapp.http.downloads import download
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.language import sentence, told
from webapp.http.pages import page_or_part
from webapp.http.state import state
from webapp.services.csv_cells import harmless
from webapp.services.jobs import background_jobs
from webapp.services.process.dead_jobs import interrupted
from webapp.services.rosters.importing import IS_A_LOG, LEFT_OUT, SAMPLE_STUDENTS
from webapp.services.rosters.uploads import MOST_SHOWN, UploadPreview, Uploads

bp = Blueprint("rosters", __name__)


def uploads() -> Uploads:
    """Return where uploaded files wait."""
    return Uploads(state().settings.uploads)


@bp.get("/rosters")
@needs(Action.SEE_ROSTERS)
def index() -> str:
    """Show the imports so far and the field for a new one."""
    with state().database.read() as session:
        imports = kept_rosters.listing(session, viewer())
        current = kept_rosters.current(session, viewer())
    return render_template(
        "rosters/rosters.html",
        imports=imports,
        current=current,
        has_sample=any(roster.sample for roster in imports),
        dictionaries=state().dictionaries,
        limit=state().settings.upload_limit_mb,
    )


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
    found = _job(job)
    token = found.detail.get("token", "")
    if interrupted(found):
        return page_or_part("rosters/import", job=found, stage="interrupted")
    if found.state == "running":
        return page_or_part("rosters/import", job=found, stage="running")
    if found.state == "failed":
        words = told(found.problem)
        is_log = found.problem["template"] == IS_A_LOG
        return page_or_part("rosters/import", job=found, stage="failed", words=words, is_log=is_log)
    if found.kind != "read roster":
        return page_or_part("rosters/import", job=found, stage="done")
    shown = uploads().preview(token)
    if shown is None:
        return page_or_part("rosters/import", job=found, stage="gone")
    return page_or_part(
        "rosters/import",
        job=found,
        stage="preview",
        shown=shown,
        most=MOST_SHOWN,
        problems=[Problem(**one) for one in shown.problems[:MOST_SHOWN]],
        notes=[Problem(**one) for one in shown.notes],
        dictionary=state().dictionaries[shown.dictionary],
        title=found.detail.get("title") or _title(shown),
        separators={",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")},
    )


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
        writer.writerow([row, column, harmless(sentence(Problem(**one)))])
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
