"""The lines of the list and of the places, as HTML: each rendered once, then filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from markupsafe import Markup, escape

from scoring.model.usual import words as usual
from webapp.http.language import current, number
from webapp.http.language import gettext as _
from webapp.http.pages import text_of_part
from webapp.services.board.board import Board, Flags
from webapp.services.board.board_view import Outlook
from webapp.services.board.student_list import (
    ChangeableCells,
    ListPage,
    StudentRow,
    changing,
    group_of,
    row_of,
    signed,
)


class Holes(NamedTuple):
    """Marks in a line that is rendered once, for what a knob can change and what is noted."""

    rank: str = "\ue000"
    ease: str = "\ue001"
    levers: str = "\ue002"
    query: str = "\ue003"
    note: str = "\ue004"


HOLES = Holes()


class GapInWords(NamedTuple):
    """A gap in the reader's words: itself, its interval, and what is usual if that can be told."""

    value: str
    interval: str
    usual: str


@dataclass(frozen=True)
class StudentLine:
    """One student as a line is rendered, once, with holes where a knob can change it."""

    row: StudentRow  # his cells, those that a knob can change left open
    gap: GapInWords | None  # None without a grade or an expected one
    hole: Holes = HOLES  # the marks of what is filled in later


class Lines(NamedTuple):
    """Lines of HTML, one a student: of the list, of the places, and of who leaves them."""

    without_grade: Markup
    students: Markup
    given: Markup
    next: Markup
    leaving: Markup


def lines_of(outlook: Outlook, flags: Flags, page: ListPage) -> Lines:
    """Render every line of a board: the page of the list, the places, the next ones, who leaves."""
    places, leaving = outlook.places, outlook.movers.leave
    following = [missed.student for missed in places.next]
    listed = (*page.without_grade, *page.students, *places.given, *following, *leaving)
    told = changing(outlook, listed)

    def drawn(
        template: str, students: Sequence[int], notes: Mapping[int, str] | None = None
    ) -> Markup:
        return _fill(template, outlook, flags, told, students, notes)

    return Lines(
        drawn("board/_line.html", page.without_grade),
        drawn("board/_line.html", page.students),
        drawn("board/_place_given.html", places.given, _entering(outlook)),
        drawn("board/_place_next.html", following, why_not_yet(outlook)),
        drawn("board/_place_next.html", leaving, {one: _now_at(told[one]) for one in leaving}),
    )


def _entering(outlook: Outlook) -> dict[int, str]:
    """Mark the students who get a place by the knobs alone."""
    moved = set(outlook.movers.enter)
    words = _("enters by your knobs")
    mark = Markup(
        ' <small class="enters" title="{}">▲<span class="unseen">{}</span></small>'
    ).format(words, words)
    return {student: mark if student in moved else "" for student in outlook.places.given}


def _now_at(now: ChangeableCells) -> str:
    return _("leaves; rank %(rank)s now", rank=now.rank)


def why_not_yet(outlook: Outlook) -> dict[int, str]:
    """Say of each of the next students (indices) why he gets no place."""
    places, priority = outlook.places, outlook.ranking.priority
    last = number(float(priority[places.given[-1]])) if places.given else ""
    why = {}
    for student, missed in places.next:
        if missed == "group":
            group = group_of(outlook.board, student, outlook.knobs.by)
            why[student] = _(
                "%(group)s has its %(limit)s already", group=group, limit=outlook.knobs.limit
            )
        else:
            own = number(float(priority[student]))
            why[student] = _(
                "priority %(own)s, the last place went at %(last)s", own=own, last=last
            )
    return why


def _fill(
    template: str,
    outlook: Outlook,
    flags: Flags,
    told: Mapping[int, ChangeableCells],
    students: Sequence[int],
    notes: Mapping[int, str] | None = None,
) -> Markup:
    """Return one line of HTML for each of these students, by a template.

    A line is rendered once per student, language and flag, with marks where a knob can change it;
    `told` fills them, the board's query goes into its links, and a note where there is one.
    """
    kept = outlook.board.kept(("lines", template, current()), dict)
    query = outlook.knobs.query()
    holes = {"query": str(escape(f"?{query}")) if query else ""}
    found = []
    for student in students:
        line = _line(template, kept, outlook.board, flags, student)
        holes["rank"], holes["ease"], levers = told[student]
        holes["levers"] = _escaped(levers)
        if notes is not None:
            holes["note"] = str(escape(notes[student]))
        found.append(line % holes)
    return Markup("".join(found))  # noqa: S704 - rendered by the template, the rest is escaped


def _line(template: str, kept: dict[object, str], board: Board, flags: Flags, student: int) -> str:
    """Return a student's line with its holes, to be filled by %."""
    id_ = int(board.cohort.students[student])
    key = (student, flags.coached.get(id_), flags.set_aside.get(id_))
    if key not in kept:
        row = row_of(board, flags, student, ChangeableCells(HOLES.rank, HOLES.ease, HOLES.levers))
        line = text_of_part(template, StudentLine(row, gap_of(board, student)))
        line = line.replace("%", "%%")
        for name, mark in HOLES._asdict().items():
            line = line.replace(mark, f"%({name})s")
        kept[key] = line
    return kept[key]


@lru_cache(maxsize=4096)
def _escaped(levers: str) -> str:
    return str(escape(levers))


def gap_of(board: Board, student: int) -> GapInWords | None:
    """Say a student's gap; None without a grade or an expected one."""
    if board.predictions is None or np.isnan(board.gap[student]):
        return None
    grade = float(board.grade[student])
    expected, low, high = (
        float(figures[student])
        for figures in (board.predictions.expected, board.predictions.low, board.predictions.high)
    )
    ends = sorted(board.scale.sign * (end - grade) for end in (low, high))
    told = {"below": _("below what is usual"), "above": _("above what is usual")}
    return GapInWords(
        signed(float(board.gap[student])),
        _("%(low)s to %(high)s", low=signed(ends[0]), high=signed(ends[1])),
        told.get(usual(expected, low, high, grade, upwards=board.scale.upwards) or "", ""),
    )
