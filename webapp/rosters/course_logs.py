"""Course logs: a learning platform's log and the course's grades become a roster."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage

from data.column import Column
from data.store import NotFound
from data.store import jobs as kept_jobs
from data.tables import Job
from data.wording.message import FileProblem
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import told
from webapp.http.pages import show_page, show_page_or_part
from webapp.http.state import state
from webapp.pictures.weeks import WeekPicture, week_picture
from webapp.rosters.rosters import one_line, uploads
from webapp.services.jobs import background_jobs
from webapp.services.process.dead_jobs import interrupted
from webapp.services.rosters.course_log import CUT_OFF, LONGEST_CUT_OFF, SHORTEST_CUT_OFF
from webapp.services.rosters.course_log_preview import LogShown
from webapp.services.rosters.uploads import MOST_SHOWN

bp = Blueprint("course_logs", __name__)


@dataclass(frozen=True)
class CutOffField:
    """The field for the minutes after which a pause begins."""

    typed: str  # as it was typed
    problem: str = ""  # what is wrong with it, in words
    shortest: int = SHORTEST_CUT_OFF  # minutes
    longest: int = LONGEST_CUT_OFF  # minutes


@dataclass(frozen=True)
class CourseLogForm:
    """The fields for a log and its grades."""

    wrong: dict[str, str]  # what is wrong with which file: "log", "grades"
    cut_off: CutOffField  # the minutes after which a pause begins
    limit: int  # of both files together, MB


@dataclass(frozen=True)
class FrequentEvents:
    """Events of one kind, which are frequent in a log."""

    kind: dict[str, Any]  # component, event, how it is counted, how many
    column: Column  # that it is counted in


@dataclass(frozen=True)
class CourseLogPreview:
    """What a log would bring in."""

    log: LogShown  # what was read
    first: date | None  # day of the first action of a student
    last: date | None  # day of the last
    columns: dict[str, Column]  # the data dictionary's, by name
    problems: list[FileProblem]  # what keeps it out
    more_problems: int  # that are not shown
    notes: list[FileProblem]  # what one should know
    broken: list[FileProblem]  # lines that were left out
    more_broken: int  # that are not shown
    more_ungraded: int  # people without a grade who are not shown
    weeks: WeekPicture  # actions of all students
    kinds: tuple[FrequentEvents, ...]  # of events, the most frequent first
    title: str  # proposed for the roster
    cut_off: CutOffField  # the minutes that it was read with
    loses: str  # what is wrong with the tick for missing students, in words; "" if nothing


@dataclass(frozen=True)
class CourseLogStep:
    """How far a log has come."""

    token: str  # the upload's name in its address
    job: Job  # what works on it
    stage: str  # running, interrupted, failed, or preview: to be looked at
    problem: str = ""  # why it failed, in words
    preview: CourseLogPreview | None = None  # where it is to be looked at


@bp.get("/rosters/logs")
@needs(Action.IMPORT)
def index() -> Response:
    """Show the fields for a log and its grades."""
    return _form({}, str(CUT_OFF))


@bp.post("/rosters/logs")
@needs(Action.IMPORT)
def upload() -> Any:
    """Keep the two files aside and have them read."""
    files = [request.files.get(name) for name in ("log", "grades")]
    typed = request.form.get("cut_off", str(CUT_OFF))
    cut_off, wrong = _cut_off(typed)
    for name, file in zip(("log", "grades"), files, strict=True):
        if file is None or not file.filename:
            wrong[name] = _("Choose a file first.")
    if cut_off is None or wrong:
        return _form(wrong, typed, 422)
    token, path = uploads().new()
    second = uploads().beside(token, "second")
    second.touch(mode=0o600)
    names = []
    for file, where in zip(files, (path, second), strict=True):
        if file is not None:
            file.save(where)
            names.append(_name(file))
    return _start(token, "read log", {"names": names, "cut_off": cut_off})


@bp.get("/rosters/logs/<token>")
@needs(Action.IMPORT)
def show(token: str) -> Response:
    """Show how far the reading is, then what the log would bring in."""
    return _page(token, {}, request.args.get("cut_off", ""))


@bp.post("/rosters/logs/<token>")
@needs(Action.IMPORT)
def decide(token: str) -> Any:
    """Count the log anew with other choices, import it as it is shown, or throw it away."""
    _job(token)
    shown = _shown(token)
    if "forget" in request.form:
        uploads().forget(token)
        return redirect(url_for("course_logs.index"), 303)
    typed = request.form.get("cut_off", str(shown.cut_off))
    cut_off, wrong = _cut_off(typed)
    if cut_off is None:
        return _page(token, wrong, typed)
    left_out = _left_out(shown)
    chosen = {"cut_off": cut_off, "left_out": left_out}
    if (cut_off, left_out) != (shown.cut_off, shown.left_out_people) or "again" in request.form:
        return _start(token, "count log", chosen)
    if shown.problems:
        return _page(token, {}, typed, 422)
    if shown.loses_too_many and request.form.get("loses") != "yes":
        wrong["loses"] = _(
            "%(count)s known students are missing from the file. Tick that you mean it.",
            count=shown.missing_count,
        )
        return _page(token, wrong, typed)
    title = one_line(request.form.get("title", "")) or _title(shown)
    detail = {"token": token, "title": title, "current": shown.current, **chosen}
    job = background_jobs.start(state(), viewer(), "import log", detail)
    return redirect(url_for("rosters.step", job=job), 303)


def _start(token: str, kind: str, detail: dict[str, Any]) -> Any:
    # The page is opened by its token alone: it finds its job beside the files.
    job = background_jobs.start(state(), viewer(), kind, {"token": token, **detail})
    beside = uploads().beside(token, "job")
    beside.touch(mode=0o600)
    beside.write_text(str(job), encoding="utf-8")
    return redirect(url_for("course_logs.show", token=token), 303)


def _form(wrong: dict[str, str], cut_off: str, status: int = 200) -> Response:
    page = CourseLogForm(
        wrong=wrong,
        cut_off=CutOffField(cut_off, wrong.get("cut_off", "")),
        limit=state().settings.upload_limit_mb,
    )
    return show_page("rosters/course_logs.html", page, status)


def _page(token: str, wrong: dict[str, str], cut_off: str, status: int = 200) -> Response:
    job = _job(token)
    if interrupted(job):
        page = CourseLogStep(token, job, "interrupted")
    elif job.state == "running":
        page = CourseLogStep(token, job, "running")
    elif job.state != "done":
        page = CourseLogStep(token, job, "failed", told(job.problem) if job.problem else "")
    else:
        preview = _preview(_shown(token), wrong, cut_off)
        page = CourseLogStep(token, job, "preview", preview=preview)
        status = 422 if wrong else status
    return show_page_or_part("rosters/course_log", page, status)


def _preview(log: LogShown, wrong: dict[str, str], cut_off: str) -> CourseLogPreview:
    columns = state().dictionaries["online-course"].columns
    return CourseLogPreview(
        log=log,
        first=date.fromisoformat(log.first) if log.first else None,
        last=date.fromisoformat(log.last) if log.last else None,
        columns=columns,
        problems=[FileProblem(**one) for one in log.problems],
        more_problems=max(log.problem_count - MOST_SHOWN, 0),
        notes=[FileProblem(**one) for one in log.notes],
        broken=[FileProblem(**one) for one in log.broken],
        more_broken=log.broken_count - len(log.broken),
        more_ungraded=log.ungraded_count - len(log.ungraded),
        weeks=week_picture(log.first_monday, log.weeks),
        kinds=tuple(FrequentEvents(kind, columns[f"on_{kind['place']}"]) for kind in log.kinds),
        title=_title(log),
        cut_off=CutOffField(cut_off or str(log.cut_off), wrong.get("cut_off", "")),
        loses=wrong.get("loses", ""),
    )


def _job(token: str) -> Job:
    """The job that works on an upload. Raises NotFound: it is another school's, or gone."""
    try:
        number = int(uploads().beside(token, "job").read_text("utf-8"))
    except (OSError, ValueError):
        raise NotFound("this upload") from None
    with state().database.read() as session:
        return kept_jobs.get(session, viewer(), number)


def _shown(token: str) -> LogShown:
    shown = LogShown.read(uploads().beside(token, "shown"))
    if shown is None:
        raise NotFound("this upload")
    return shown


def _cut_off(typed: str) -> tuple[int | None, dict[str, str]]:
    """The minutes that were typed, or what is wrong with them."""
    text = typed.strip()
    minutes = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if SHORTEST_CUT_OFF <= minutes <= LONGEST_CUT_OFF:
        return minutes, {}
    return None, {
        "cut_off": _(
            "Write a whole number of minutes from %(low)s to %(high)s.",
            low=SHORTEST_CUT_OFF,
            high=LONGEST_CUT_OFF,
        )
    }


def _left_out(shown: LogShown) -> list[int]:
    """Who is left out as staff, as the boxes stand; where none was sent, as it was shown."""
    if "people" not in request.form:
        return shown.left_out_people
    ticked = set(request.form.getlist("out"))
    places = [one["place"] for one in shown.ungraded if str(one["place"]) in ticked]
    return sorted(places + shown.unshown_out)


def _name(file: FileStorage) -> str:
    return one_line((file.filename or "").replace("\\", "/").split("/")[-1])


def _title(shown: LogShown) -> str:
    return one_line(shown.log_name.rsplit(".", 1)[0].replace("_", " "))
