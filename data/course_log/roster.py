"""From a log and its grades to the table of a roster: one line a student, nothing filled in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.column import Dictionary
from data.course_log.activity import CUT_OFF, Activity, activity
from data.course_log.event_kinds import ACTS, PLACES, UNKNOWN
from data.course_log.grades import Grade, by_name
from data.course_log.log import Log
from data.headers import plain
from data.reading import FileTable

DICTIONARY = "online-course"
HOUR = 3600.0
OF_THE_CLOCK = ("total_hours", "mean_hour", "mean_interval", "action_interval")


@dataclass(frozen=True, eq=False)
class CourseRoster:
    """A log and its grades as a roster.

    table: to be checked as every other one. activity: (n,) in the table's order. unseen: how many
    of its first students have a grade and no action. ungraded: places in the log's people of who
    has no grade, the busiest first; left_out: those of them who are no students here.
    brought_in: how many cells were brought to the highest value that their column can have.
    """

    table: FileTable
    activity: Activity
    unseen: int
    ungraded: tuple[int, ...]
    left_out: frozenset[int]
    brought_in: int


def course_roster(
    log: Log,
    grades: Sequence[Grade],
    dictionary: Dictionary,
    filename: str,
    *,
    left_out: Collection[int] | None = None,
    cut_off: int = CUT_OFF,
    apart: str = "",
) -> CourseRoster:
    """Bring a log and its grades together.

    left_out: places in the log's people who have no grade and are no students; by default those
    whose events run the course. Students with a grade and no action come first, with zeros; then
    those with both, as the grades list them; then those without a grade, as the log does.
    dictionary: its numbers' limits hold: a count above is brought to it, and counted. apart: what
    stands before each student's number, so that nobody else's is the same.
    """
    known = by_name(grades)
    of_person = [known.get(plain(person.name), -1) for person in log.people]
    actions = np.bincount(log.users, minlength=len(log.people))
    ungraded = [place for place, grade in enumerate(of_person) if grade < 0]
    if left_out is None:
        left_out = {place for place in ungraded if log.people[place].staff}
    out = frozenset(left_out) & frozenset(ungraded)
    more = [place for place in ungraded if place not in out and actions[place]]
    seen = {grade for place, grade in enumerate(of_person) if grade >= 0 and actions[place]}
    order = sorted(range(len(grades)), key=lambda place: (place in seen, place))
    number_of = {place: number for number, place in enumerate(order)}
    number_of |= {len(grades) + place: len(grades) + n for n, place in enumerate(more)}
    student = np.array(
        [
            number_of.get(grade if grade >= 0 else len(grades) + place, -1)
            for place, grade in enumerate(of_person)
        ],
        dtype=np.int32,
    )
    found = activity(log, student, len(number_of), cut_off)
    columns, brought_in = _columns(found, dictionary, log.whole_days)
    keys = [_of_grade(grades[place]) for place in order]
    keys += [[log.people[place].name, "", "", ""] for place in more]
    keys = [[f"{apart}{key}" if key else "", *rest] for key, *rest in keys]
    last = max((grade.row for grade in grades), default=1)
    return CourseRoster(
        table=_table(keys, columns, dictionary, filename, _rows(grades, order, last, len(more))),
        activity=found,
        unseen=len(grades) - len(seen),
        ungraded=tuple(sorted(ungraded, key=lambda place: -int(actions[place]))),
        left_out=out,
        brought_in=brought_in,
    )


def _of_grade(grade: Grade) -> list[str]:
    return [grade.key, grade.first_name, grade.family_name, grade.text]


def _rows(grades: Sequence[Grade], order: Sequence[int], last: int, more: int) -> list[int]:
    """The line of each student in the list of grades; those without one are numbered on."""
    return [grades[place].row for place in order] + [last + n for n in range(1, more + 1)]


def _table(
    keys: list[list[str]],
    columns: dict[str, list[str]],
    dictionary: Dictionary,
    filename: str,
    numbers: list[int],
) -> FileTable:
    roles = ("id", "first_name", "family_name", "grade")
    named = [(dictionary.with_role(role), place) for place, role in enumerate(roles)]
    own = [
        (column.name, place)
        for column, place in named
        if column and (place in (0, 3) or any(key[place] for key in keys))
    ]
    texts = {name: [key[place] for key in keys] for name, place in own} | columns
    return FileTable(
        kind="csv",
        filename=filename,
        headers=tuple(texts),
        rows=[list(row) for row in zip(*texts.values(), strict=True)],
        numbers=numbers,
        encoding="utf-8",
        separator=",",
        decimal=".",
        sheet=None,
        problems=(),
        notes=(),
    )


def column_of_act(act: str) -> str:
    """The column in which actions of one of ACTS are counted."""
    return "unknown_events" if act == UNKNOWN else act


def _columns(
    found: Activity, dictionary: Dictionary, whole_days: bool
) -> tuple[dict[str, list[str]], int]:
    """The dictionary's columns as text, and how many numbers were brought within its limits.

    whole_days: the log has no hours, so that what hangs on them is left empty.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        share = found.active / found.actions
    amounts: dict[str, NDArray[np.float64] | NDArray[np.int64]] = {
        "actions": found.actions,
        "active_days": found.days,
        "total_hours": np.round(found.seconds / HOUR, 3),
        "visits": found.visits,
        "mean_interval": np.round(found.pause / HOUR, 3),
        "regularity": np.round(found.regularity, 4),
        "active_interactions": found.active,
        "passive_interactions": found.passive,
        "active_share": np.round(share, 4),
        "days_since_last": found.since_last,
        "mean_hour": np.round(found.hour, 2) % 24,
        **{f"on_{place}": found.by_place[:, n] for n, place in enumerate(PLACES)},
        "action_interval": np.round(found.interval / HOUR, 4),
        **{column_of_act(act): found.by_act[:, n] for n, act in enumerate(ACTS)},
    }
    if whole_days:
        amounts |= {name: np.full(len(found.actions), np.nan) for name in OF_THE_CLOCK}
    texts, brought_in = {}, 0
    for name, each in amounts.items():
        column = dictionary.columns.get(name)
        if column is None or column.high is None:
            continue
        brought_in += int((each > column.high).sum())
        texts[name] = [_text(value) for value in np.minimum(each, column.high).tolist()]
    return texts, brought_in


def _text(value: float) -> str:
    """A number as a file would have it, "" for none."""
    if value != value:
        return ""
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0")
