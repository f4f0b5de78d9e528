"""What the page shows of a course's log before anybody says yes; kept as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from data.course_log.moments import DAY_SECONDS
from data.reading import Record
from webapp.roster.log_import import Course, day_of, notes
from webapp.roster.uploads import MOST_SHOWN, PREVIEW_ROWS

MOST_KINDS_SHOWN = 12


@dataclass
class LogShown:
    """One log and its grades, brought together.

    left_out: reason -> events. people, unseen, ungraded, first_students: at most MOST_SHOWN or
    PREVIEW_ROWS of them. ungraded: place, name, actions, running, staff, out. unshown_out: places
    of people who are left out and not among the shown. first, last: days of students' actions
    as ISO. weeks: actions of all students, the first week's first.
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
        kinds=_kinds(course),
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
    )


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


def _kinds(course: Course) -> list[dict[str, Any]]:
    """The most frequent kinds of events that count, over all who are in the log."""
    log = course.files.log
    counts = np.bincount(log.kinds, minlength=len(log.of_kind))
    most: list[int] = np.argsort(-counts, kind="stable")[:MOST_KINDS_SHOWN].tolist()
    return [
        {**asdict(log.of_kind[place]), "count": int(counts[place])}
        for place in most
        if counts[place]
    ]


def _row(record: Record) -> dict[str, Any]:
    return {"key": record.key, **record.missing, **record.values}
