"""The work on a course's log that takes long: reading it, counting it anew, importing it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from data.course_log import Grade, Log
from data.viewer import Viewer
from webapp.roster.imports import Progress
from webapp.roster.log_import import Choice, Course, Files, bring_together, read_files, take_in
from webapp.roster.log_shown import shown
from webapp.roster.uploads import Uploads
from webapp.state import State

Detail = Mapping[str, Any]


def read_log(state: State, viewer: Viewer, detail: Detail, progress: Progress) -> dict[str, Any]:
    """Read the two files that were uploaded and keep what the page shows of them.

    Whatever comes of it, the files are deleted: what stays has no address in it. Raises
    FileNotFoundError where they are gone.
    """
    uploads, token = Uploads(state.settings.uploads), detail["token"]
    paths = uploads.path(token), uploads.beside(token, "second")
    try:
        files = read_files(dict(zip(paths, detail["names"], strict=True)), progress)
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
    _keep(uploads, token, files)
    return _show(state, viewer, detail, files, progress)


def count_log(state: State, viewer: Viewer, detail: Detail, progress: Progress) -> dict[str, Any]:
    """Bring the log and its grades together anew, as its reader chose."""
    return _show(state, viewer, detail, _kept(state, detail), progress)


def import_log(state: State, viewer: Viewer, detail: Detail, progress: Progress) -> dict[str, Any]:
    """Take the log and its grades in, as they were shown, and delete what was kept of them."""
    course = _course(state, viewer, detail, _kept(state, detail), progress)
    roster = take_in(state, viewer, course, detail["title"], detail["current"], progress)
    Uploads(state.settings.uploads).forget(detail["token"])
    return {"roster": roster.id, "students": roster.students}


def _show(
    state: State, viewer: Viewer, detail: Detail, files: Files, progress: Progress
) -> dict[str, Any]:
    course = _course(state, viewer, detail, files, progress)
    uploads = Uploads(state.settings.uploads)
    shown(course).write(uploads.beside(detail["token"], "shown"))
    return {"students": len(course.checked.records), "problems": len(course.checked.problems)}


def _course(
    state: State, viewer: Viewer, detail: Detail, files: Files, progress: Progress
) -> Course:
    left_out = detail.get("left_out")
    choice = Choice(detail["cut_off"], None if left_out is None else tuple(left_out))
    return bring_together(state, viewer, files, choice, progress)


def _keep(uploads: Uploads, token: str, files: Files) -> None:
    for ending in ("log", "grades"):
        uploads.beside(token, ending).touch(mode=0o600)
    files.log.save(uploads.beside(token, "log"))
    kept = {
        "names": [files.log_name, files.grades_name],
        "grades": [asdict(grade) for grade in files.grades],
    }
    uploads.beside(token, "grades").write_text(json.dumps(kept), encoding="utf-8")


def _kept(state: State, detail: Detail) -> Files:
    uploads, token = Uploads(state.settings.uploads), detail["token"]
    kept = json.loads(uploads.beside(token, "grades").read_text("utf-8"))
    grades = tuple(Grade(**{**one, "names": tuple(one["names"])}) for one in kept["grades"])
    return Files(Log.load(uploads.beside(token, "log")), grades, *kept["names"])
