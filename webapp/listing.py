"""The rows of a board's list: what a counsellor reads of each student, in the order of the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from flask_babel import gettext as _
from numpy.typing import NDArray

from scoring.ranking import State
from webapp.board import Board, Flags, Outlook, as_text
from webapp.language import current, number, words

PAGE = 50
FIRST_WITHOUT_GRADE = 10
LEVERS_NAMED = 3


class Row(NamedTuple):
    """One student, in the reader's words. A list renders hundreds: hence no dataclass."""

    id: int
    rank: int
    name: str
    group: str
    grade: str
    ease: str
    levers: str
    gap: str
    interval: str
    usual: str
    intervention: int | None
    dismissal: int | None
    state: int


@dataclass(frozen=True)
class Listing:
    """One page of the list. Students without a grade stand before it, the first ones only."""

    without_grade: list[Row]
    more_without_grade: int
    rows: list[Row]
    page: int
    pages: int
    total: int


def listing(outlook: Outlook, flags: Flags) -> Listing:
    """Cut the page out of the list that the knobs ask for; a page too far is the last one."""
    without, rest = split(outlook)
    pages = max(1, -(-len(rest) // PAGE))
    page = min(outlook.knobs.page, pages)
    first = without[:FIRST_WITHOUT_GRADE] if page == 1 else without[:0]
    return Listing(
        rows(outlook, flags, first.tolist()),
        len(without) - len(first),
        rows(outlook, flags, rest[(page - 1) * PAGE : page * PAGE].tolist()),
        page,
        pages,
        len(without) + len(rest),
    )


def split(outlook: Outlook) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Part the list's indices: students without a grade, and the others. Students who were set
    aside are left out, unless they are what is asked for."""
    states = outlook.ranking.state[outlook.listed]
    without = states == State.NO_GRADE
    if outlook.knobs.filters.state is not None:
        return outlook.listed[:0], outlook.listed
    return outlook.listed[without], outlook.listed[~without & (states != State.SET_ASIDE)]


def rows(outlook: Outlook, flags: Flags, students: Sequence[int]) -> list[Row]:
    """Say in words what the board knows of these students (indices)."""
    board = outlook.board
    levers = lever_words(outlook, students, LEVERS_NAMED)
    cells = board.kept(("cells", current()), dict)
    found = []
    for student, of_student in zip(students, levers, strict=True):
        if student not in cells:
            cells[student] = _cells(board, student)
        id_, name, group, grade, gap, interval, usual = cells[student]
        found.append(
            Row(
                id_,
                int(outlook.ranking.rank[student]),
                name,
                group,
                grade,
                number(100.0 - float(outlook.complexity[student])),
                of_student,
                gap,
                interval,
                usual,
                flags.coached.get(id_),
                flags.set_aside.get(id_),
                int(outlook.ranking.state[student]),
            )
        )
    return found


def _cells(board: Board, student: int) -> tuple[int, str, str, str, str, str, str]:
    """Return what no knob changes: id, name, group, grade, gap, its interval and its word."""
    gap = interval = usual = ""
    if board.predictions is not None and not np.isnan(board.gap[student]):
        grade = float(board.grade[student])
        low, high = float(board.predictions.low[student]), float(board.predictions.high[student])
        gap = signed(float(board.gap[student]))
        interval = _("%(low)s to %(high)s", low=signed(low - grade), high=signed(high - grade))
        usual = usual_word(grade, low, high)
    return (
        int(board.cohort.students[student]),
        name_of(board, student),
        group_of(board, student),
        number(float(board.grade[student])),
        gap,
        interval,
        usual,
    )


def lever_words(
    outlook: Outlook, students: Sequence[int] | NDArray[np.int64], most: int | None = None
) -> list[str]:
    """Name each student's levers, strongest first: by weight x (1 - points).

    Of more than `most` levers, the others are only counted.
    """
    if not len(students):
        return []
    students = np.asarray(students)
    indicators = outlook.board.rule_set.indicators
    labels = [words(indicator.label) for indicator in indicators]
    strength = outlook.weights[:, None] * (1.0 - outlook.judged.points[:, students])
    bits = np.arange(len(indicators), dtype=np.uint64)[:, None]
    offered = (outlook.levers[students] >> bits) & np.uint64(1)
    strength = np.where(offered == 1, strength, 0.0)
    order = np.argsort(-strength, axis=0, kind="stable").T.tolist()
    strong = strength.T.tolist()
    named = [
        [labels[k] for k in best if of_student[k] > 0]
        for best, of_student in zip(order, strong, strict=True)
    ]
    return [
        " · ".join(levers if most is None else [*levers[:most], *_count(len(levers) - most)])
        for levers in named
    ]


def _count(others: int) -> list[str]:
    return [f"+{others}"] if others > 0 else []


def usual_word(grade: float, low: float, high: float) -> str:
    """Say where a grade stands beside what is usual: below only when the interval says so."""
    if grade < low:
        return _("below what is usual")
    if grade > high:
        return _("above what is usual")
    return ""


def signed(value: float, digits: int = 1) -> str:
    """Write a gap with its sign."""
    text = number(value, digits)
    return text if text.startswith("−") or text == "0" else f"+{text}"


def name_of(board: Board, student: int) -> str:
    """Return a student's name, or what stands for it in a roster without names."""
    names = board.names
    name = f"{names.first[student]} {names.family[student]}".strip()
    return name or _("Student %(key)s", key=names.keys[student])


def group_of(board: Board, student: int, role: str | None = None) -> str:
    """Return a student's class, or his school where the roster has no classes, or what `role` says;
    empty where the roster has neither."""
    column = board.group(role)
    return "" if column is None else as_text(column.values[column.codes[student]])
