"""What the page shows of a course's log before anybody says yes; kept as JSON.

The work on a course's log that takes long: reading it, counting it anew, importing it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from data.course_log import CourseScale, Grade, Log
from data.course_log.event_kinds import UNKNOWN
from data.course_log.grade_scale import ends
from data.course_log.log import EITHER_WAY
from data.course_log.timestamps import DAY_SECONDS
from data.reading import StudentOnFile
from data.viewer import Viewer
from webapp.services.course_logs.column_question import columns_asked
from webapp.services.course_logs.course_log import (
    Course,
    CourseLogChoice,
    Files,
    LogMapping,
    bring_together,
    day_of,
    read_files,
    take_in,
)
from webapp.services.course_logs.log_notes import notes
from webapp.services.process.progress import Progress
from webapp.services.rosters.uploads import MOST_SHOWN, PREVIEW_ROWS, Uploads
from webapp.services.runtime.resources import Resources

MOST_KINDS_SHOWN = 12
MOST_UNKNOWN_SHOWN = 50


@dataclass
class LogShown:
    """One log and its grades, brought together.

    left_out: reason -> events. people, unseen, ungraded, first_students: at most MOST_SHOWN or
    PREVIEW_ROWS of them. ungraded: place, name, actions, running, staff, out. unshown_out: places
    of people who are left out and not among the shown. first, last: days of students' actions
    as ISO. weeks: actions of all students, the first week's first. unknown: events of a name that
    nobody knows, the most frequent first; unknown_count: of how many names. scale: worst, best and
    passing grade, None while they must be asked; grade_ends: lowest and highest grade in the file.
    scale_asked: the grades themselves did not say it. either_way: days can be read with either
    number first. shared: numbers that may be other students', while that is a question. beside: the
    roster of the same students, "" for none; own_roster: it takes that one's place all the same.
    """

    log_name: str
    grades_name: str
    encoding: str | None
    separator: str | None
    rows: int
    actions: int
    left_out: dict[str, int]
    broken: list[dict[str, Any]]
    broken_count: int
    first: str
    last: str
    people: int
    students: int
    graded: int
    unseen: list[str]
    unseen_count: int
    ungraded: list[dict[str, Any]]
    ungraded_count: int
    unshown_out: list[int]
    cut_off: int
    kinds: list[dict[str, Any]]
    first_monday: str
    weeks: list[int]
    columns: list[str]
    first_students: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    problem_count: int
    notes: list[dict[str, Any]]
    new: int
    changed: int
    same: int
    missing: list[str]
    missing_count: int
    known: int
    identical: bool
    loses_too_many: bool
    current: int | None
    unknown: list[dict[str, Any]]
    unknown_count: int
    scale: list[float] | None
    scale_asked: bool
    grade_ends: list[float] | None
    either_way: bool
    month_first: bool
    shared: dict[str, Any] | None
    same_students: bool | None
    from_roster: str
    own_roster: bool
    beside: str

    @property
    def left_out_people(self) -> list[int]:
        """Places in the log's people of everybody who is left out as staff."""
        return sorted([one["place"] for one in self.ungraded if one["out"]] + self.unshown_out)

    def write(self, path: Path) -> None:
        """Keep it for the page."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "LogShown | None":
        """What was kept there, None when it is gone."""
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None


def shown(course: Course) -> LogShown:
    """Say what the page must show of a course."""
    files, roster, changes = course.files, course.roster, course.changes
    log, activity = files.log, roster.activity
    ungraded = _ungraded(course)
    records = course.checked.records
    first, last = _period(course)
    return LogShown(
        log_name=files.log_name,
        grades_name=files.grades_name,
        encoding=log.encoding,
        separator=log.separator,
        rows=log.rows,
        actions=int(activity.actions.sum()),
        left_out=log.left_out,
        broken=[asdict(one) for one in log.broken],
        broken_count=log.broken_count,
        first=first,
        last=last,
        people=len(log.people),
        students=len(records),
        graded=sum("grade" in record.values for record in records),
        unseen=[record.key for record in records[: min(roster.unseen, MOST_SHOWN)]],
        unseen_count=roster.unseen,
        ungraded=ungraded[:MOST_SHOWN],
        ungraded_count=len(ungraded),
        unshown_out=[one["place"] for one in ungraded[MOST_SHOWN:] if one["out"]],
        cut_off=course.choice.cut_off,
        kinds=_kinds(course)[:MOST_KINDS_SHOWN],
        first_monday=day_of(activity.first_monday * DAY_SECONDS).isoformat(),
        weeks=activity.weeks.sum(axis=0, dtype=np.int64).tolist(),
        columns=list(course.checked.columns),
        first_students=[_row(record) for record in records[:PREVIEW_ROWS]],
        problems=[asdict(one) for one in course.checked.problems[:MOST_SHOWN]],
        problem_count=course.checked.problem_count,
        notes=[asdict(note) for note in notes(course)],
        new=len(changes.new),
        changed=len({update.key for update in changes.updated}),
        same=changes.same,
        missing=list(changes.missing[:MOST_SHOWN]),
        missing_count=len(changes.missing),
        known=changes.known,
        identical=changes.identical,
        loses_too_many=changes.loses_too_many,
        current=course.current.id if course.current else None,
        unknown=_kinds(course, unknown=True)[:MOST_UNKNOWN_SHOWN],
        unknown_count=len(_kinds(course, unknown=True)),
        scale=None if course.scale is None else list(astuple(course.scale)),
        scale_asked=not course.from_roster and files.scale is None,
        grade_ends=_ends(files),
        either_way=EITHER_WAY in log.doubts,
        month_first=course.choice.month_first,
        shared=None if course.shared is None else asdict(course.shared),
        same_students=False if course.kept_apart else course.choice.same_students,
        from_roster=course.from_roster,
        own_roster=course.choice.own_roster,
        beside=course.beside.update.current.title if course.beside else "",
    )


def _ends(files: Files) -> list[float] | None:
    found = ends(files.grades)
    return None if found is None else list(found)


def _period(course: Course) -> tuple[str, str]:
    """The days of the first and the last action of a student, as ISO; "" for none."""
    log = course.files.log
    seconds = log.seconds[~np.isin(log.users, list(course.roster.left_out))]
    if not len(seconds):
        return "", ""
    return day_of(int(seconds.min())).isoformat(), day_of(int(seconds.max())).isoformat()


def _ungraded(course: Course) -> list[dict[str, Any]]:
    log, roster = course.files.log, course.roster
    actions = np.bincount(log.users, minlength=len(log.people))
    return [
        {
            "place": place,
            "name": log.people[place].name,
            "actions": int(actions[place]),
            "running": log.people[place].running,
            "staff": log.people[place].staff,
            "out": place in roster.left_out,
        }
        for place in sorted(roster.ungraded, key=lambda each: not log.people[each].staff)
    ]


def _kinds(course: Course, *, unknown: bool = False) -> list[dict[str, Any]]:
    """The kinds of events that count, over all who are in the log, the most frequent first; only
    those of an unknown name, where these are asked for."""
    log = course.files.log
    counts = np.bincount(log.kinds, minlength=len(log.of_kind))
    order: list[int] = np.argsort(-counts, kind="stable").tolist()
    return [
        {**asdict(log.of_kind[place]), "count": int(counts[place])}
        for place in order
        if counts[place] and (not unknown or log.of_kind[place].act == UNKNOWN)
    ]


def _row(record: StudentOnFile) -> dict[str, Any]:
    return {"key": record.key, **record.missing, **record.values}


Detail = Mapping[str, Any]


def read_log(
    state: Resources, viewer: Viewer, detail: Detail, progress: Progress
) -> dict[str, Any]:
    """Read the two files that were uploaded and keep what the page shows of them.

    Whatever comes of it, the files are deleted: what stays has no address in it. Only where it has
    to be said which column is which, they wait for that, for an hour at most. Raises
    FileNotFoundError where they are gone.
    """
    uploads, token = Uploads(state.settings.uploads), detail["token"]
    paths = [uploads.path(token), uploads.beside(token, "second")]
    listed = list(zip(paths, detail["names"], strict=False))
    named = dict(reversed(listed) if detail.get("swapped") else listed)
    mapping = LogMapping(**detail["mapping"], in_order=True) if "mapping" in detail else None
    waits = False
    try:
        asked = None if mapping else columns_asked(named, asked=detail.get("columns", False))
        if asked is not None:
            waits = True
            asked.write(uploads.beside(token, "columns"))
            return {"columns": True}
        files = read_files(named, progress, mapping)
    finally:
        if not waits:
            for ending in ("upload", "second"):
                uploads.beside(token, ending).unlink(missing_ok=True)
    _keep(uploads, token, files)
    return _show(state, viewer, detail, files, progress)


def count_log(
    state: Resources, viewer: Viewer, detail: Detail, progress: Progress
) -> dict[str, Any]:
    """Bring the log and its grades together anew, as its reader chose."""
    return _show(state, viewer, detail, _kept(state, detail), progress)


def import_log(
    state: Resources, viewer: Viewer, detail: Detail, progress: Progress
) -> dict[str, Any]:
    """Take the log and its grades in, as they were shown, and delete what was kept of them."""
    course = _course(state, viewer, detail, _kept(state, detail), progress)
    roster = take_in(state, viewer, course, detail["title"], detail["current"], progress)
    Uploads(state.settings.uploads).forget(detail["token"])
    return {"roster": roster.id, "students": roster.students}


def _show(
    state: Resources, viewer: Viewer, detail: Detail, files: Files, progress: Progress
) -> dict[str, Any]:
    course = _course(state, viewer, detail, files, progress)
    uploads = Uploads(state.settings.uploads)
    shown(course).write(uploads.beside(detail["token"], "shown"))
    return {"students": len(course.checked.records), "problems": len(course.checked.problems)}


def _course(
    state: Resources, viewer: Viewer, detail: Detail, files: Files, progress: Progress
) -> Course:
    left_out, scale = detail.get("left_out"), detail.get("scale")
    choice = CourseLogChoice(
        detail["cut_off"],
        None if left_out is None else tuple(left_out),
        None if scale is None else CourseScale(*scale),
        detail.get("month_first", False),
        detail.get("same_students"),
        detail.get("own_roster", False),
    )
    return bring_together(state, viewer, files, choice, progress)


def _keep(uploads: Uploads, token: str, files: Files) -> None:
    for ending in ("log", "grades"):
        uploads.beside(token, ending).touch(mode=0o600)
    files.log.save(uploads.beside(token, "log"))
    kept = {
        "names": [files.log_name, files.grades_name, files.grade_header],
        "grades": [asdict(grade) for grade in files.grades],
    }
    uploads.beside(token, "grades").write_text(json.dumps(kept), encoding="utf-8")


def _kept(state: Resources, detail: Detail) -> Files:
    uploads, token = Uploads(state.settings.uploads), detail["token"]
    kept = json.loads(uploads.beside(token, "grades").read_text("utf-8"))
    grades = tuple(Grade(**{**one, "names": tuple(one["names"])}) for one in kept["grades"])
    return Files(Log.load(uploads.beside(token, "log")), grades, *kept["names"])
