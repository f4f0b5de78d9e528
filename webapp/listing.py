"""The list of a board: what a counsellor reads of each student, in the order of the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from flask import render_template
from markupsafe import Markup, escape
from numpy.typing import NDArray

from scoring.ranking import State
from scoring.usual import words as usual
from webapp.board import Board, Flags, as_text
from webapp.language import current, number, numbers, words
from webapp.language import gettext as _
from webapp.outlook import Outlook

PAGE = 50
FIRST_WITHOUT_GRADE = 10
LEVERS_NAMED = 3

Students = Sequence[int] | NDArray[np.int64]


class Row(NamedTuple):
    """One student in the reader's words. `intervention` and `dismissal` are ids of open ones."""

    id: int
    rank: int
    name: str
    group: str
    grade: str
    ease: str
    levers: str
    intervention: int | None
    dismissal: int | None


class Holes(NamedTuple):
    """What a knob can change in a line of the list, and marks that stand for it until then."""

    rank: str = "\ue000"
    ease: str = "\ue001"
    levers: str = "\ue002"
    query: str = "\ue003"


HOLES = Holes()


@dataclass(frozen=True)
class Listing:
    """One page of the list, as lines of its table. Students without a grade stand before it, the
    first ones only."""

    without_grade: Markup
    more_without_grade: int
    lines: Markup
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
        lines(outlook, flags, first),
        len(without) - len(first),
        lines(outlook, flags, rest[(page - 1) * PAGE : page * PAGE]),
        page,
        pages,
        len(without) + len(rest),
    )


def split(outlook: Outlook) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Part the list's indices: students without a grade, and the others.

    Students who were set aside are left out, unless they are what is asked for.
    """
    if outlook.knobs.filters.state is not None:
        return outlook.listed[:0], outlook.listed
    states = outlook.ranking.state[outlook.listed]
    without = states == State.NO_GRADE
    return outlook.listed[without], outlook.listed[~without & (states != State.SET_ASIDE)]


def rows(outlook: Outlook, flags: Flags, students: Students) -> list[Row]:
    """Say in words what the board knows of these students (indices)."""
    board = outlook.board
    if not len(students):
        return []
    students = np.asarray(students, dtype=np.int64)
    grades = numbers(board.grade[students].tolist())
    found = []
    for student, grade, (id_, rank, ease, levers) in zip(
        students.tolist(), grades, _changing(outlook, students), strict=True
    ):
        name, group = name_of(board, student), group_of(board, student)
        flagged = flags.coached.get(id_), flags.set_aside.get(id_)
        found.append(Row(id_, rank, name, group, grade, ease, levers, *flagged))
    return found


def lines(outlook: Outlook, flags: Flags, students: NDArray[np.int64]) -> Markup:
    """Return these students' lines of the list's table.

    A line is rendered once per student and language, with marks where a knob can change it: his
    rank, ease and levers, and the query that his links carry on.
    """
    board = outlook.board
    kept = board.kept(("lines", current()), dict)
    query = outlook.knobs.query()
    query = str(escape(f"?{query}")) if query else ""
    found = []
    for student, (id_, rank, ease, levers) in zip(
        students.tolist(), _changing(outlook, students), strict=True
    ):
        flagged = flags.coached.get(id_), flags.set_aside.get(id_)
        if (student, flagged) not in kept:
            kept[student, flagged] = _line(board, student, *flagged)
        line: str = kept[student, flagged]
        line = line.replace(HOLES.rank, str(rank) if rank else "–").replace(HOLES.ease, ease)
        line = line.replace(HOLES.levers, str(escape(levers))).replace(HOLES.query, query)
        found.append(line)
    return Markup("".join(found))  # noqa: S704 - rendered by the template, the rest is escaped


def _changing(outlook: Outlook, students: NDArray[np.int64]) -> list[tuple[int, int, str, str]]:
    """Return each student's id, rank (0 without one), ease and levers."""
    return list(
        zip(
            outlook.board.cohort.students[students].tolist(),
            outlook.ranking.rank[students].tolist(),
            numbers((100.0 - outlook.complexity[students]).tolist()),
            lever_words(outlook, students, LEVERS_NAMED),
            strict=True,
        )
    )


def _line(board: Board, student: int, intervention: int | None, dismissal: int | None) -> str:
    predictions, grade = board.predictions, float(board.grade[student])
    gap = interval = word = ""
    if predictions is not None and not np.isnan(board.gap[student]):
        low, high = float(predictions.low[student]), float(predictions.high[student])
        gap = signed(float(board.gap[student]))
        interval = _("%(low)s to %(high)s", low=signed(low - grade), high=signed(high - grade))
        word = usual_words().get(
            usual(float(predictions.expected[student]), low, high, grade) or "", ""
        )
    row = Row(
        int(board.cohort.students[student]),
        0,
        name_of(board, student),
        group_of(board, student),
        number(grade),
        HOLES.ease,
        HOLES.levers,
        intervention,
        dismissal,
    )
    return render_template(
        "_line.html", row=row, hole=HOLES, gap=gap, interval=interval, usual=word
    )


def lever_words(outlook: Outlook, students: Students, most: int | None = None) -> list[str]:
    """Name each student's levers, strongest first: by weight x (1 - points).

    Of more than `most` levers, the others are only counted.
    """
    students = np.asarray(students, dtype=np.int64)
    indicators = outlook.board.rule_set.indicators
    language = current()
    labels = [words(indicator.label, language) for indicator in indicators]
    bits = np.arange(len(indicators), dtype=np.uint64)[:, None]
    offered = (outlook.levers[students] >> bits) & np.uint64(1)
    strength = outlook.weights[:, None] * (1.0 - outlook.judged.points[:, students])
    order = np.argsort(-np.where(offered, strength, -1.0), axis=0, kind="stable").T.tolist()
    counts = offered.sum(axis=0).tolist()
    return [
        " · ".join([labels[k] for k in best[: min(count, most or count)]])
        + (f" · +{count - most}" if most and count > most else "")
        for best, count in zip(order, counts, strict=True)
    ]


def usual_words() -> dict[str, str]:
    """Say where a grade stands beside what is usual; nothing where the interval cannot tell."""
    return {"below": _("below what is usual"), "above": _("above what is usual")}


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
