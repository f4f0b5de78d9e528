"""What each kind of job does, and how its end is written down; for the child process alone, since
the server has no use for what reads files, trains models and writes backups."""

import os
import platform
import time
from collections.abc import Callable, Mapping
from typing import Any

from data.reading import Unreadable
from data.store import CancelledWork, Stale, jobs
from data.store.backups import BackupRefused
from data.viewer import Viewer
from data.wording.message import N_, Message
from webapp.services.backups import backing_up
from webapp.services.backups.folder import BackupFolder
from webapp.services.course_logs.course_log_preview import count_log, import_log, read_log
from webapp.services.models import selection
from webapp.services.models.opening import Unusable
from webapp.services.process.progress import Progress
from webapp.services.rosters import column_cells, identity, inbox
from webapp.services.rosters.column_faults import all_faults
from webapp.services.rosters.expected_grades import keep_gaps, keep_missing_gaps
from webapp.services.rosters.import_choice import IS_A_LOG, NotImportable, choice_of
from webapp.services.rosters.importing import load_sample, read, take_in
from webapp.services.rosters.uploads import Uploads, gone, preview
from webapp.services.runtime.resources import Resources

SECONDS_BETWEEN_SIGNS = 0.2  # each sign of life is a write


def run(state: Resources, number: int) -> None:
    """Do a job as the person who started it, and write down how it ended."""
    with state.database.read() as session:
        job, viewer = jobs.with_starter(session, number)
    with state.database.write() as session:
        jobs.begin(session, number, os.getpid(), platform.node())
    try:
        result = WORK[job.kind](state, viewer, job.detail, _signs(state, number))
    except CancelledWork:
        with state.database.write() as session:
            jobs.cancel(session, number)
    except (Unreadable, NotImportable, BackupRefused, Unusable, selection.NotTrained) as refused:
        _fail(state, number, refused.problem)
    except FileNotFoundError:  # imported in the meantime: somebody clicked twice
        _fail(state, number, gone())
    except Stale:
        _fail(
            state,
            number,
            Message(
                N_(
                    "Another roster came in while this one was being looked at. "
                    "Upload the file again to see what it changes now."
                ),
            ),
        )
    except Exception:
        _fail(
            state,
            number,
            Message(
                N_(
                    "Something broke on our side, and nothing was changed. "
                    "The server's log says more."
                ),
            ),
        )
        raise
    else:
        with state.database.write() as session:
            jobs.finish(session, number, result)
        if "roster" in result:
            keep_gaps(state, viewer, result["roster"])


def _fail(state: Resources, job: int, problem: Message) -> None:
    with state.database.write() as session:
        jobs.fail(session, job, problem.template, problem.values)


def _signs(state: Resources, job: int) -> Progress:
    last = 0.0

    def progress(done: float, words: str) -> None:
        nonlocal last
        if time.monotonic() - last > SECONDS_BETWEEN_SIGNS:
            with state.database.write() as session:
                jobs.progress(session, job, done, words)
            last = time.monotonic()

    return progress


def _read(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    uploads = Uploads(state.settings.uploads)
    token = detail["token"]
    path, choice = uploads.path(token), choice_of(detail)
    who = identity.answers(uploads, token)
    try:
        found = read(state, viewer, path, detail["filename"], choice, progress, who)
    except NotImportable as refused:
        if refused.problem.template == IS_A_LOG:
            # It waits for its grades, and not for long: there are addresses in it.
            uploads.beside(token, "second").touch(mode=0o600)
        raise
    column_cells.keep(uploads.beside(token, "cells"), found.table)
    uploads.keep(token, preview(found, all_faults(uploads.beside(token, "cells"), found)))
    grade = found.dictionary.grade.name
    identity.keep_questions(uploads, token, found.who, found.checked.records, grade)
    return {"students": len(found.checked.records), "problems": len(found.checked.problems)}


def _import(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    uploads = Uploads(state.settings.uploads)
    token = detail["token"]
    path, choice = uploads.path(token), choice_of(detail)
    who = identity.answers(uploads, token)
    found = read(state, viewer, path, detail["filename"], choice, progress, who)
    roster = take_in(state, viewer, found, detail["title"], detail["current"], progress)
    uploads.forget(token)
    return {"roster": roster.id, "students": roster.students}


def _take_inbox(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    return dict(inbox.take_all(state, viewer, inbox.inbox_of(state, viewer.school), progress))


def _sample(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    progress(0.3, N_("Inventing students"))
    roster = load_sample(state, viewer, detail["students"])
    return {"roster": roster.id, "students": roster.students}


def _gaps(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    keep_gaps(state, viewer, detail["roster"])
    return {}


def _missing_gaps(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    keep_missing_gaps(state, viewer, detail.get("lost", ()))
    return {}


def _back_up(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    made = backing_up.make(state, viewer, progress)
    return {"name": made.path.name, "trace_broken": bool(made.broken_trace)}


def _verify(
    state: Resources, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    folder = BackupFolder(state.settings.backups)
    checked = backing_up.verify(state, folder.path(detail["name"]), progress)
    return {"name": detail["name"], "trace_broken": bool(checked.broken_trace)}


Work = Callable[[Resources, Viewer, Mapping[str, Any], Progress], dict[str, Any]]
WORK: dict[str, Work] = {
    "read roster": _read,
    "import roster": _import,
    inbox.TAKE: _take_inbox,
    "read log": read_log,
    "count log": count_log,
    "import log": import_log,
    "load sample": _sample,
    "estimate gaps": _gaps,
    "estimate missing gaps": _missing_gaps,
    selection.TRAIN: selection.train_model,
    selection.ACTIVATE: selection.activate_model,
    selection.COMPARE: selection.compare_candidates,
    "back up": _back_up,
    "verify backup": _verify,
}
