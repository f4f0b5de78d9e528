"""The list of a board: what a counsellor reads of each student, in the order of the list."""

from collections.abc import Iterable, Mapping, Sequence
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

FIRST_WITHOUT_GRADE = 10
LEVERS_NAMED = 3

Students = Sequence[int] | NDArray[np.int64]


class Changing(NamedTuple):
    """What a knob can change in what is said of a student; rank is a dash without one."""

    rank: str
    ease: str
    levers: str


class Row(NamedTuple):
    """One student in the reader's words. `intervention` and `dismissal` are ids of open ones."""

    id: int
    rank: str
    name: str
    group: str
    grade: str
    ease: str
    levers: str
    intervention: int | None
    dismissal: int | None


class Holes(NamedTuple):
    """Marks in a line that is rendered once, for what a knob can change and what is noted."""

    rank: str = "\ue000"
    ease: str = "\ue001"
    levers: str = "\ue002"
    query: str = "\ue003"
    note: str = "\ue004"


HOLES = Holes()


@dataclass(frozen=True)
class Page:
    """One page of the list, as indices. Students without a grade stand before it, the first ones
    only; `total` counts them all."""

    without_grade: list[int]
    more_without_grade: int
    students: list[int]
    number: int
    pages: int
    total: int


def cut(outlook: Outlook) -> Page:
    """Cut the page out of the list that the knobs ask for; a page too far is the last one."""
    without, rest = split(outlook)
    rows = outlook.knobs.rows
    pages = max(1, -(-len(rest) // rows))
    page = min(outlook.knobs.page, pages)
    first = without[:FIRST_WITHOUT_GRADE] if page == 1 else without[:0]
    return Page(
        first.tolist(),
        len(without) - len(first),
        rest[(page - 1) * rows : page * rows].tolist(),
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


def changing(outlook: Outlook, students: Iterable[int]) -> dict[int, Changing]:
    """Say what a knob can change of each of these students (indices), all at once."""
    them = np.fromiter(dict.fromkeys(students), dtype=np.int64)
    found = zip(
        [str(rank) if rank else "–" for rank in outlook.ranking.rank[them].tolist()],
        numbers((100.0 - outlook.complexity[them]).tolist()),
        [levers or _("no lever") for levers in lever_words(outlook, them, LEVERS_NAMED)],
        strict=True,
    )
    return dict(zip(them.tolist(), map(Changing._make, found), strict=True))


def rows(outlook: Outlook, flags: Flags, students: Students) -> list[Row]:
    """Say in words what the board knows of these students (indices)."""
    told = changing(outlook, students)
    return [_row(outlook.board, flags, student, now) for student, now in told.items()]


def lines(
    template: str,
    outlook: Outlook,
    flags: Flags,
    told: Mapping[int, Changing],
    students: Sequence[int],
    notes: Mapping[int, str] | None = None,
) -> Markup:
    """Return one line of HTML for each of these students, by a template.

    A line is rendered once per student, language and flag, with marks where a knob can change it;
    `told` fills them, the board's query goes into its links, and a note where there is one.
    """
    kept = outlook.board.kept(("lines", template, current()), dict)
    query = outlook.knobs.query()
    query = str(escape(f"?{query}")) if query else ""
    found = []
    for student in students:
        rank, ease, levers = told[student]
        line = _line(template, kept, outlook.board, flags, student)
        line = line.replace(HOLES.rank, rank).replace(HOLES.ease, ease)
        line = line.replace(HOLES.levers, str(escape(levers))).replace(HOLES.query, query)
        found.append(line if notes is None else line.replace(HOLES.note, escape(notes[student])))
    return Markup("".join(found))  # noqa: S704 - rendered by the template, the rest is escaped


def _line(template: str, kept: dict[object, str], board: Board, flags: Flags, student: int) -> str:
    id_ = int(board.cohort.students[student])
    key = (student, flags.coached.get(id_), flags.set_aside.get(id_))
    if key not in kept:
        row = _row(board, flags, student, Changing(HOLES.rank, HOLES.ease, HOLES.levers))
        kept[key] = render_template(template, row=row, hole=HOLES, gap=gap_of(board, student))
    return kept[key]


def _row(board: Board, flags: Flags, student: int, now: Changing) -> Row:
    id_ = int(board.cohort.students[student])
    return Row(
        id_,
        now.rank,
        name_of(board, student),
        group_of(board, student),
        number(float(board.grade[student])),
        now.ease,
        now.levers,
        flags.coached.get(id_),
        flags.set_aside.get(id_),
    )


class Gap(NamedTuple):
    """A gap in the reader's words: itself, its interval, and what is usual if that can be told."""

    value: str
    interval: str
    usual: str


def gap_of(board: Board, student: int) -> Gap | None:
    """Say a student's gap; None without a grade or an expected one."""
    if board.predictions is None or np.isnan(board.gap[student]):
        return None
    grade = float(board.grade[student])
    expected, low, high = (
        float(figures[student])
        for figures in (board.predictions.expected, board.predictions.low, board.predictions.high)
    )
    told = {"below": _("below what is usual"), "above": _("above what is usual")}
    return Gap(
        signed(expected - grade),
        _("%(low)s to %(high)s", low=signed(low - grade), high=signed(high - grade)),
        told.get(usual(expected, low, high, grade) or "", ""),
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
