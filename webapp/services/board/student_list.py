"""The list of a board: what a counsellor reads of each student, in the order of the list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.cohort import as_text
from scoring.ranking import RankState
from webapp.services.board.board import Board, Flags
from webapp.services.board.board_view import Outlook
from webapp.services.grades.wording import said
from webapp.services.wording.reader import current, number, numbers, words
from webapp.services.wording.reader import gettext as _

FIRST_WITHOUT_GRADE = 10
LEVERS_NAMED = 3

Students = Sequence[int] | NDArray[np.int64]


class ChangeableCells(NamedTuple):
    """What a knob can change in what is said of a student; rank is a dash without one."""

    rank: str
    ease: str
    levers: str


class StudentRow(NamedTuple):
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


@dataclass(frozen=True)
class ListPage:
    """One page of the list, as indices. Students without a grade stand before it, the first ones
    only; `total` counts them all."""

    without_grade: list[int]
    more_without_grade: int
    students: list[int]
    number: int
    pages: int
    total: int


def cut(outlook: Outlook) -> ListPage:
    """Cut the page out of the list that the knobs ask for; a page too far is the last one."""
    without, rest = split(outlook)
    rows = outlook.knobs.rows
    pages = max(1, -(-len(rest) // rows))
    page = min(outlook.knobs.page, pages)
    first = without[:FIRST_WITHOUT_GRADE] if page == 1 else without[:0]
    return ListPage(
        first.tolist(),
        len(without) - len(first),
        rest[(page - 1) * rows : page * rows].tolist(),
        page,
        pages,
        len(without) + len(rest),
    )


def split(outlook: Outlook) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Part the list's indices: students without a grade, and the others.

    Students who were set aside are left out, unless they are what is asked for. Where nobody has a
    grade yet, nobody stands before the others.
    """
    if "state" in outlook.knobs.filters:
        return outlook.listed[:0], outlook.listed
    states = outlook.ranking.state[outlook.listed]
    if outlook.board.ungraded:
        return outlook.listed[:0], outlook.listed[states != RankState.SET_ASIDE]
    without = states == RankState.NO_GRADE
    return outlook.listed[without], outlook.listed[~without & (states != RankState.SET_ASIDE)]


def changing(outlook: Outlook, students: Iterable[int]) -> dict[int, ChangeableCells]:
    """Say what a knob can change of each of these students (indices), all at once."""
    them = np.fromiter(dict.fromkeys(students), dtype=np.int64)
    found = zip(
        [str(rank) if rank else "–" for rank in outlook.ranking.rank[them].tolist()],
        numbers(outlook.ranking.ease[them].tolist()),
        [levers or _("no lever") for levers in lever_words(outlook, them, LEVERS_NAMED)],
        strict=True,
    )
    return dict(zip(them.tolist(), map(ChangeableCells._make, found), strict=True))


def rows(outlook: Outlook, flags: Flags, students: Students) -> list[StudentRow]:
    """Say in words what the board knows of these students (indices)."""
    told = changing(outlook, students)
    return [row_of(outlook.board, flags, student, now) for student, now in told.items()]


def row_of(board: Board, flags: Flags, student: int, now: ChangeableCells) -> StudentRow:
    """Say in words what the board knows of a student, `now` being what a knob can change."""
    id_ = int(board.cohort.students[student])
    return StudentRow(
        id_,
        now.rank,
        name_of(board, student),
        group_of(board, student),
        said(board.dictionary.grade, float(board.grade[student])),
        now.ease,
        now.levers,
        flags.coached.get(id_),
        flags.set_aside.get(id_),
    )


def lever_words(outlook: Outlook, students: Students, most: int | None = None) -> list[str]:
    """Name each student's levers, strongest first: by weight x (1 - points).

    Of more than `most` levers, the others are only counted.
    """
    language = current()
    labels = [words(one.label, language) for one in outlook.board.rule_set.indicators]
    return [
        " · ".join([labels[k] for k in best[: most or len(best)]])
        + (f" · +{len(best) - most}" if most and len(best) > most else "")
        for best in strongest_levers(outlook, students)
    ]


def strongest_levers(outlook: Outlook, students: Students) -> list[list[int]]:
    """Return the places of each student's levers among the indicators, strongest first."""
    students = np.asarray(students, dtype=np.int64)
    bits = np.arange(len(outlook.board.rule_set.indicators), dtype=np.uint64)[:, None]
    offered = (outlook.levers[students] >> bits) & np.uint64(1)
    strength = outlook.weights[:, None] * (1.0 - outlook.judged.points[:, students])
    order = np.argsort(-np.where(offered, strength, -1.0), axis=0, kind="stable").T.tolist()
    counts = offered.sum(axis=0).tolist()
    return [best[:count] for best, count in zip(order, counts, strict=True)]


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
