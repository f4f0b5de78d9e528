"""The part of the board that a knob changes: places, list, and what the chart's script needs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from scoring.ranking import RankState
from webapp.board.lines import Lines, lines_of
from webapp.http.access import Action, may, viewer
from webapp.http.language import gettext as _
from webapp.http.pages import wants_part
from webapp.services.board import chart_data, tweaks
from webapp.services.board.board import Board, Flags
from webapp.services.board.board_view import Outlook
from webapp.services.board.chart_places import grade_step, height_step
from webapp.services.board.filters import STATES
from webapp.services.board.knobs import ROWS, Knobs
from webapp.services.board.query_in_words import in_words, state_names, tried
from webapp.services.board.student_list import ListPage, cut
from webapp.services.board.unanswered import AnsweredQuestions, answered_questions

GAPS_TAKE = timedelta(minutes=3)  # after that something went wrong, and asking would not help


class UndoStep(NamedTuple):
    """A step that has just been taken: what it was, in words, and where to take it back."""

    words: str
    address: str


class UnrankedCount(NamedTuple):
    """How many of the students shown have no rank, by why."""

    students: int
    name: str  # why, in words
    query: str  # of the board that shows them alone
    not_judged: bool  # whether the rule set does not judge them, which has a page of its own


class ListColumn(NamedTuple):
    """A column of the list."""

    name: str  # its heading
    css: str  # its class
    query: str  # of the board sorted by it, "" where it cannot be
    sorted: str  # "ascending" or "descending" where the list is sorted by it, else ""


class ListPager(NamedTuple):
    """The way to the other pages of the list, as queries of the board."""

    before: str | None  # None on the first page
    after: str | None  # None on the last one
    sizes: tuple[tuple[int, str], ...]  # how many students a page may have, and the query for it


@dataclass(frozen=True)
class CaseloadPart:
    """All that a knob may change on the board."""

    outlook: Outlook  # every number of it
    list: ListPage  # the page of the list
    lines: Lines  # the lines of the list and of the places, as HTML
    alone: bool  # whether htmx asks for this part alone
    query: str  # of this very board, with its question mark; "" for the plain one
    awaiting: bool  # whether expected grades are still to come, so that it looks again by itself
    lacks: AnsweredQuestions  # why nobody has a rank, where nobody can have one
    imports: bool  # whether the reader may import a file
    begins: bool  # whether the reader may begin a rule set
    nobody_fits: bool  # whether there is no place to give since no student fits the filters
    first_next: int  # the number of the first student after the last place
    tried: tuple[str, ...]  # what the knobs change against the rule set, a phrase each
    filters_in_words: str  # which students are shown, "" for all
    unranked: tuple[UnrankedCount, ...]  # of the students shown, those without a rank
    without_grade: str  # the query of the board of those without a grade alone
    columns: tuple[ListColumn, ...]  # of the list
    pager: ListPager | None  # None where all fit on a page of the shortest kind
    undo: UndoStep | None  # the step that the reader has just taken
    data: dict[str, Any]  # what the page's script draws the chart from


def caseload_part(outlook: Outlook, flags: Flags, undo: UndoStep | None = None) -> CaseloadPart:
    """Say all that a knob may change on a board; `undo` is the step just taken, if any."""
    knobs, page, query = outlook.knobs, cut(outlook), outlook.knobs.query()
    return CaseloadPart(
        outlook=outlook,
        list=page,
        lines=lines_of(outlook, flags, page),
        alone=wants_part(),
        query=f"?{query}" if query else "",
        awaiting=_awaiting_gaps(outlook.board),
        lacks=answered_questions(outlook.board),
        imports=may(viewer(), Action.IMPORT),
        begins=may(viewer(), Action.PROPOSE_RULES),
        nobody_fits=knobs.places > 0 and not outlook.shown.any(),
        first_next=len(outlook.places.given) + 1,
        tried=tuple(tried(outlook)),
        filters_in_words=in_words(outlook),
        unranked=_unranked(outlook),
        without_grade=knobs.query(state="no_grade", page=""),
        columns=_columns(outlook.board, knobs),
        pager=_pager(page, knobs) if page.total > ROWS[0] else None,
        undo=undo,
        data=_data(outlook),
    )


def _awaiting_gaps(board: Board) -> bool:
    new = datetime.now(UTC) - board.roster.imported_at < GAPS_TAKE
    return new and board.predictions is None


def _unranked(outlook: Outlook) -> tuple[UnrankedCount, ...]:
    """Count the shown students who have no rank; those without a grade head the list anyway."""
    counts = np.bincount(outlook.ranking.state[outlook.passed], minlength=len(RankState))
    names = state_names()
    return tuple(
        UnrankedCount(
            int(counts[code]),
            names[key],
            outlook.knobs.query(state=key, page=""),
            code == RankState.NOT_JUDGED,
        )
        for key, code in STATES.items()
        if counts[code] and code != RankState.NO_GRADE
    )


def _columns(board: Board, knobs: Knobs) -> tuple[ListColumn, ...]:
    group = _("Class") if "class" in board.groups else _("School")
    columns = [
        ("priority", _("Rank"), "n"),
        ("name", _("Name"), ""),
        ("group", group, ""),
        ("grade", _("Grade"), "n"),
        ("ease", _("Ease"), "n"),
        ("", _("Levers, strongest first"), "levers"),
        ("gap", _("Gap (80 %%)") % {}, "n gap"),
        ("", _("Coached"), "flag"),
    ]
    now = {knobs.sort.lstrip("-"): "descending" if knobs.sort.startswith("-") else "ascending"}
    return tuple(
        ListColumn(name, css, knobs.sorted_by(sort) if sort else "", now.get(sort, ""))
        for sort, name, css in columns
    )


def _pager(page: ListPage, knobs: Knobs) -> ListPager:
    number, (usual, *more) = page.number, ROWS
    before = knobs.query(page=number - 1 if number > 2 else "") if number > 1 else None
    after = knobs.query(page=number + 1) if number < page.pages else None
    sizes = [
        (usual, knobs.query(rows="", page="")),
        *((n, knobs.query(rows=n, page="")) for n in more),
    ]
    return ListPager(before, after, tuple(sizes))


def _data(outlook: Outlook) -> dict[str, Any]:
    """Return what the script on the page needs: the chart's places, how many steps make a grade
    point and a point of height, the corner of the most urgent place, the live counts, and what is
    tried, by which it knows a what-if that was kept."""
    board, knobs = outlook.board, outlook.knobs
    keys = [indicator.key for indicator in board.rule_set.indicators]
    return {
        "places": chart_data.columns(outlook),
        "steps": [grade_step(board), height_step(board, knobs)],
        "corner": [board.scale.best, chart_data.height_range(board, knobs)[0]],
        "concerned": dict(zip(keys, outlook.concerned.tolist(), strict=True)),
        "tried": tweaks.address_query(tweaks.of(knobs), board.set_name),
    }
