"""Course logs: a learning platform's log and the course's grades become a roster."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage

from data.column import Column
from data.store import NotFound
from data.store import jobs as kept_jobs
from data.store import rosters as kept_rosters
from data.tables import Job
from data.wording.message import FileProblem
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import told
from webapp.http.pages import show_page, show_page_or_part
from webapp.http.state import state
from webapp.pictures.weeks import WeekPicture, week_picture
from webapp.rosters.course_log_columns import ColumnForm, column_form, read_choice
from webapp.rosters.upload_folder import one_line, uploads
from webapp.services.course_logs.cut_off import CUT_OFF, LONGEST_CUT_OFF, SHORTEST_CUT_OFF
from webapp.services.jobs import background_jobs
from webapp.services.process.dead_jobs import interrupted
from webapp.services.rosters.import_choice import IS_A_LOG
from webapp.services.rosters.uploads import MOST_SHOWN

if TYPE_CHECKING:  # reading logs is the business of a child process
    from webapp.services.course_logs.course_log_preview import LogShown

SCALE = ("worst", "best", "passing")  # the fields of the grades' scale
SAME = {"yes": True, "no": False}
PART = {False: "source", True: "whole"}  # of the school's roster, by whether it is one of its own
MOST_DIGITS = 12  # of a job's number

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
    may_omit: bool  # there is a roster whose students the log may be of, without other grades
    upload: int | None = None  # the job that found a log among the rosters, where one waits
    filename: str = ""  # of that log


@dataclass(frozen=True)
class ScaleField:
    """The fields for the scale of the grades."""

    worst: str  # as it was typed, or found out
    best: str
    passing: str
    asked: bool  # the grades fit more than one scale
    ends: tuple[float, float] | None  # the lowest and highest of them
    problem: str = ""  # what is wrong with it, in words


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
    scale: ScaleField  # of the grades
    same: str  # what is wrong with the answer whether students are the same, in words
    more_unknown: int  # events of unknown names that are not shown
    shared_count: int  # students whose number is known, while it is asked whether they are the same


@dataclass(frozen=True)
class CourseLogStep:
    """How far a log has come."""

    token: str  # the upload's name in its address
    job: Job  # what works on it
    stage: str  # running, interrupted, failed, columns: asked about, or preview: to be looked at
    problem: str = ""  # why it failed, in words
    preview: CourseLogPreview | None = None  # where it is to be looked at
    columns: ColumnForm | None = None  # where it is asked which column is which


@bp.get("/rosters/logs")
@needs(Action.IMPORT)
def index() -> Response:
    """Show the fields for a log and its grades; for the grades alone where a log waits."""
    return _form({}, str(CUT_OFF), request.args.get("upload", ""))


@bp.post("/rosters/logs")
@needs(Action.IMPORT)
def upload() -> Any:
    """Keep the two files aside and have them read."""
    typed = request.form.get("cut_off", str(CUT_OFF))
    cut_off, wrong = _cut_off(typed)
    waiting = waiting_log(request.form.get("upload", ""))
    log, grades = (request.files.get(name) for name in ("log", "grades"))
    if waiting is None and not _is_there(log):
        wrong["log"] = _("Choose a file first.")
    if not _is_there(grades) and not _may_omit():
        wrong["grades"] = _("Choose a file first.")
    if cut_off is None or wrong:
        return _form(wrong, typed, request.form.get("upload", ""), 422)
    token, name = waiting or _keep(log)
    names = [name]
    second = uploads().beside(token, "second")
    second.touch(mode=0o600)
    if grades is not None and _is_there(grades):
        grades.save(second)
        names.append(_name(grades))
    detail = {"names": names, "cut_off": cut_off, "columns": request.form.get("columns") == "yes"}
    return _start(token, "read log", detail)


def _is_there(file: FileStorage | None) -> bool:
    return file is not None and bool(file.filename)


def _keep(file: FileStorage | None) -> tuple[str, str]:
    token, path = uploads().new()
    if file is None:
        raise NotFound("this upload")
    file.save(path)
    return token, _name(file)


def waiting_log(job: str) -> tuple[str, str] | None:
    """Return the token and name of a log that was sent among the rosters and waits for its
    grades; None where there is none such."""
    if not (job.isascii() and job.isdigit() and len(job) < MOST_DIGITS):
        return None
    with state().database.read() as session:
        found = kept_jobs.get(session, viewer(), int(job))
    token = found.detail.get("token", "")
    is_log = found.state == "failed" and found.problem["template"] == IS_A_LOG
    if not (is_log and token and uploads().path(token).exists()):
        return None
    return token, found.detail["filename"]


def _may_omit() -> bool:
    with state().database.read() as session:
        current = kept_rosters.current(session, viewer())
    return current is not None and current.keyed and not current.sample


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
    scale, wrong_scale = _scale(shown)
    wrong |= wrong_scale
    if cut_off is None or wrong:
        return _page(token, wrong, typed)
    chosen = {
        "cut_off": cut_off,
        "left_out": _left_out(shown),
        "scale": scale,
        "month_first": request.form.get("month_first", _yes(shown.month_first)) == "yes",
        "same_students": SAME.get(request.form.get("same", ""), shown.same_students),
        "own_roster": request.form.get("part", PART[shown.own_roster]) == PART[True],
    }
    if chosen != _choice_shown(shown) or "again" in request.form:
        return _start(token, "count log", chosen)
    if shown.problems:
        return _page(token, {}, typed, 422)
    if shown.scale is None:
        wrong["scale"] = _("Say the worst and the best grade that one can get, and the pass mark.")
    if shown.shared is not None:
        wrong["same"] = _("Say whether they are the same students.")
    if shown.loses_too_many and request.form.get("loses") != "yes":
        wrong["loses"] = _(
            "%(count)s known students are missing from the file. Tick that you mean it.",
            count=shown.missing_count,
        )
    if wrong:
        return _page(token, wrong, typed)
    title = one_line(request.form.get("title", "")) or _title(shown)
    detail = {"token": token, "title": title, "current": shown.current, **chosen}
    job = background_jobs.start(state(), viewer(), "import log", detail)
    return redirect(url_for("rosters.step", job=job), 303)


@bp.post("/rosters/logs/<token>/columns")
@needs(Action.IMPORT)
def choose_columns(token: str) -> Any:
    """Read the files with the columns as somebody says they are."""
    job = _job(token)
    from webapp.services.course_logs.column_question import ColumnQuestion

    asked = ColumnQuestion.read(uploads().beside(token, "columns"))
    if asked is None or job.kind != "read log":
        raise NotFound("this upload")
    chosen, problem = read_choice(asked, request.form)
    if problem:
        form = column_form(asked, request.form, problem)
        step = CourseLogStep(token, job, "columns", columns=form)
        return show_page_or_part("rosters/course_log", step, 422)
    detail = {key: job.detail[key] for key in ("names", "cut_off")}
    uploads().beside(token, "columns").unlink(missing_ok=True)
    return _start(token, "read log", {**detail, "mapping": chosen, "swapped": asked.swapped})


def _choice_shown(shown: LogShown) -> dict[str, Any]:
    return {
        "cut_off": shown.cut_off,
        "left_out": shown.left_out_people,
        "scale": shown.scale,
        "month_first": shown.month_first,
        "same_students": shown.same_students,
        "own_roster": shown.own_roster,
    }


def _scale(shown: LogShown) -> tuple[list[float] | None, dict[str, str]]:
    """The scale that was typed, as worst, best and pass mark, or what is wrong with it; what was
    shown where nothing was sent."""
    typed = [request.form.get(name, "").strip().replace(",", ".") for name in SCALE]
    if not any(typed):
        return shown.scale, {}
    try:
        from data.course_log.grade_scale import CourseScale

        scale = CourseScale(*map(float, typed))
    except ValueError:
        scale = None
    if scale is None or not scale.holds:
        said = _("Write three numbers, the pass mark between the worst and the best grade.")
        return None, {"scale": said}
    return list(astuple(scale)), {}


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _start(token: str, kind: str, detail: dict[str, Any]) -> Any:
    # The page is opened by its token alone: it finds its job beside the files.
    job = background_jobs.start(state(), viewer(), kind, {"token": token, **detail})
    beside = uploads().beside(token, "job")
    beside.touch(mode=0o600)
    beside.write_text(str(job), encoding="utf-8")
    return redirect(url_for("course_logs.show", token=token), 303)


def _form(wrong: dict[str, str], cut_off: str, job: str = "", status: int = 200) -> Response:
    waiting = waiting_log(job)
    page = CourseLogForm(
        wrong=wrong,
        cut_off=CutOffField(cut_off, wrong.get("cut_off", "")),
        limit=state().settings.upload_limit_mb,
        may_omit=_may_omit(),
        upload=int(job) if waiting else None,
        filename=waiting[1] if waiting else "",
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
    elif job.result.get("columns"):
        from webapp.services.course_logs.column_question import ColumnQuestion

        asked = ColumnQuestion.read(uploads().beside(token, "columns"))
        if asked is None:
            raise NotFound("this upload")
        page = CourseLogStep(token, job, "columns", columns=column_form(asked))
    else:
        preview = _preview(_shown(token), wrong, cut_off)
        page = CourseLogStep(token, job, "preview", preview=preview)
        status = 422 if wrong else status
    return show_page_or_part("rosters/course_log", page, status)


def _preview(log: LogShown, wrong: dict[str, str], cut_off: str) -> CourseLogPreview:
    columns = state().dictionaries["online-course"].columns
    from webapp.services.course_logs.log_identity import SharedNumbers

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
        scale=_scale_field(log, wrong.get("scale", "")),
        same=wrong.get("same", ""),
        more_unknown=log.unknown_count - len(log.unknown),
        shared_count=SharedNumbers(**log.shared).count if log.shared else 0,
    )


def _scale_field(log: LogShown, problem: str) -> ScaleField:
    found = [""] * len(SCALE) if log.scale is None else [f"{each:g}" for each in log.scale]
    worst, best, passing = (
        request.form.get(name, text) for name, text in zip(SCALE, found, strict=True)
    )
    ends = (log.grade_ends[0], log.grade_ends[1]) if log.grade_ends else None
    return ScaleField(worst, best, passing, log.scale_asked, ends, problem)


def _job(token: str) -> Job:
    """The job that works on an upload. Raises NotFound: it is another school's, or gone."""
    try:
        number = int(uploads().beside(token, "job").read_text("utf-8"))
    except (OSError, ValueError):
        raise NotFound("this upload") from None
    with state().database.read() as session:
        return kept_jobs.get(session, viewer(), number)


def _shown(token: str) -> LogShown:
    from webapp.services.course_logs.course_log_preview import LogShown

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
    if shown.beside and not shown.own_roster:
        return shown.beside
    return one_line(shown.log_name.rsplit(".", 1)[0].replace("_", " "))
