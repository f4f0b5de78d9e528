"""Backups: those there are, a new one, verifying one, taking one along.

A file holds every school of the server, so the pages are for a server with one school; restoring
is for the command alone, which whoever keeps the server runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, send_file, url_for

from data.store import NotFound, backups
from data.store import jobs as kept_jobs
from data.tables import Job
from webapp.http.access import Action, needs, viewer
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.language import told
from webapp.http.pages import show_page, show_page_or_part
from webapp.http.state import state
from webapp.services.backups.folder import Backup, BackupFolder
from webapp.services.jobs import background_jobs
from webapp.services.process.dead_jobs import interrupted

KINDS = ("back up", "verify backup")

bp = Blueprint("backups", __name__)


@dataclass(frozen=True)
class BackupsPage:
    """The backups of this server."""

    alone: bool  # it keeps one school; else backups are for the command alone
    backups: Sequence[Backup]  # newest first
    kept: int  # how many are kept; 0: all
    newest: str  # the newest one's name, or what to write for one


@dataclass(frozen=True)
class BackupStep:
    """How far a backup or a trial has come."""

    job: Job  # what does it
    stage: str  # running, interrupted, failed or done
    problem: str  # why it failed, in words; "" where it did not


@bp.get("/backups")
@needs(Action.KEEP_BACKUPS)
def index() -> Response:
    """Show the backups of this server and the button for a new one."""
    alone = _alone()
    listing = _folder().listing() if alone else []
    newest = listing[0].name if listing else "FILE"
    page = BackupsPage(alone, listing, state().settings.backups_kept, newest)
    return show_page("backups/backups.html", page)


@bp.post("/backups")
@needs(Action.KEEP_BACKUPS)
def make() -> Any:
    """Have a backup made."""
    return _elsewhere() or _see(background_jobs.start(state(), viewer(), "back up", {}))


@bp.post("/backups/<backup>/verify")
@needs(Action.KEEP_BACKUPS)
def verify(backup: str) -> Any:
    """Have a backup restored on trial."""
    if refused := _elsewhere():
        return refused
    _folder().path(backup)
    return _see(background_jobs.start(state(), viewer(), "verify backup", {"name": backup}))


@bp.post("/backups/<backup>/download")
@needs(Action.KEEP_BACKUPS)
def download(backup: str) -> Response:
    """Give a backup to take along, and write down who took it."""
    if refused := _elsewhere():
        return refused
    path = _folder().path(backup)
    manifest, seal = backups.peek(path)
    told = {"seal": seal[:16], "made_at": manifest.made_at.isoformat(), "rows": manifest.rows}
    with state().database.write() as session:
        backups.tell_all(session, viewer(), "download", told)
    return send_file(
        path, mimetype="application/zip", as_attachment=True, conditional=False, etag=False
    )


@bp.get("/backups/jobs/<int:job>")
@needs(Action.KEEP_BACKUPS)
def step(job: int) -> Response:
    """Show how far a backup or a trial has come."""
    with state().database.read() as session:
        found = kept_jobs.get(session, viewer(), job)
    if found.kind not in KINDS:
        raise NotFound(f"There is no backup's job {job}.")
    stage = "interrupted" if interrupted(found) else found.state
    problem = told(found.problem) if stage == "failed" else ""
    return show_page_or_part("backups/backup", BackupStep(found, stage, problem))


def _folder() -> BackupFolder:
    return BackupFolder(state().settings.backups)


def _alone() -> bool:
    """Say whether this server keeps one school."""
    with state().database.read() as session:
        return backups.how_many(session) <= 1


def _elsewhere() -> Response | None:
    """Refuse where a file would hold other schools' students too."""
    if _alone():
        return None
    words = _(
        "This server keeps several schools, and a backup holds all of them. Whoever keeps the "
        "server makes backups by command."
    )
    return problem(403, words, url_for("backups.index"))


def _see(job: int) -> Any:
    return redirect(url_for("backups.step", job=job), 303)
