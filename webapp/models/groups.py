"""Whether a model is as right about each group, and whom it selects: for whoever trains models."""

from dataclasses import dataclass

import numpy as np
from flask import Blueprint, Response
from numpy.typing import NDArray

from data.column import Column
from data.store import Stale
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.groups.selection_fairness import SelectionShares
from scoring.model.baselines import largest
from scoring.model_evaluation.subgroup_errors import SubgroupErrors, by_group
from scoring.ranking import Students, rank
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import number, words
from webapp.http.pages import show_page_or_part, wants_part
from webapp.http.state import state
from webapp.services.board.boards import NoRuleSetError
from webapp.services.board.knobs import Knobs
from webapp.services.drafts.fairness import groups_in, limit_of
from webapp.services.drafts.fairness_table import group_name
from webapp.services.grades.scale import scale_of
from webapp.services.models.versions import MeasuredModel, measured
from webapp.services.runtime.resources import settings_of

Places = NDArray[np.int64]

MOST_SAID = 4  # of each kind; the table says the rest

bp = Blueprint("model_groups", __name__)


@dataclass(frozen=True)
class ListPart:
    """A group's share of a list, in words."""

    share: str  # in per cent
    count: str  # "3 of 12"
    interval: str  # of the share, 95 %, without the sign
    over: bool  # whether it is further from the school's share than the limit
    plain: str  # its share of as many lowest grades


@dataclass(frozen=True)
class ErrorRow:
    """One group: its figures, and the same as the table writes and draws them."""

    name: str  # what its students answered
    row: SubgroupErrors  # its figures as they are
    over: bool  # whether the model leans, or a list is over the school's limit
    typical: str  # the typical error, in grade points or percentage points
    leaning: str  # what is expected too much, with its sign
    interval: str  # of the leaning, 95 %
    school: str  # its share of the school
    below: ListPart | None  # its part of those below what is usual; None where nobody is
    first: ListPart | None  # its part of the first ones; None where nobody is
    band: tuple[float, float]  # the leaning's interval drawn: where it begins, and its width
    dot: float  # where the leaning is drawn


@dataclass(frozen=True)
class ErrorGroup:
    """The groups of one column; no lines where none can be shown."""

    label: str
    lines: tuple[ErrorRow, ...]


@dataclass(frozen=True)
class ErrorTable:
    """All groups, and what is compared: how many students are in each list."""

    groups: tuple[ErrorGroup, ...]
    students: int
    below: int
    first: int
    scale: int

    @property
    def hidden(self) -> list[str]:
        """The columns of which no group can be shown."""
        return [group.label for group in self.groups if not group.lines]

    @property
    def leaning(self) -> list[tuple[str, ErrorRow]]:
        """The groups of which the model expects too much or too little."""
        return [
            (group.label, line) for group in self.groups for line in group.lines if line.row.leans
        ]

    @property
    def over(self) -> list[tuple[str, ErrorRow]]:
        """The groups whose share of the students below is over the school's limit."""
        return [
            (group.label, line)
            for group in self.groups
            for line in group.lines
            if line.row.below and line.row.below.over
        ]

    @property
    def shown(self) -> int:
        """How many groups there are."""
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True)
class GroupErrorsPage:
    """All that the page of a model's errors by group shows, alone or as a part of the model's."""

    model: ModelVersion  # of whom it speaks
    about: MeasuredModel  # whether it says chances, and whether what it said is kept
    groups: ErrorTable | None  # None for too few students
    sentences: list[str]  # the groups that stand out
    smallest: int  # fewer students than this are shown together with others
    limit: float  # the school's, in percentage points
    unfolded: bool  # whether the table is open at once: on a page of its own


@bp.get("/models/<int:model>/groups")
@needs(Action.TRAIN_MODELS)
def show(model: int) -> Response:
    """Show a model's errors and selection by each group that is audited."""
    who = viewer()
    about = measured(state(), who, model)
    found = told(who, about)
    content = GroupErrorsPage(
        model=about.model,
        about=about,
        groups=found,
        sentences=sentences(found) if found else [],
        smallest=settings_of(state(), who.school).smallest_group,
        limit=limit_of(state(), who),
        unfolded=not wants_part(),
    )
    return show_page_or_part("models/model_groups", content)


def told(who: Viewer, about: MeasuredModel) -> ErrorTable | None:
    """Work the groups out among those with a grade and an expectation; None for too few."""
    gap = about.gap
    rows = np.flatnonzero(~np.isnan(gap))
    smallest = settings_of(state(), who.school).smallest_group
    if len(rows) < smallest:
        return None
    cohort = about.cohort.of(rows)
    below = np.flatnonzero(np.isin(rows, about.below))
    first = np.flatnonzero(np.isin(rows, first_places(who, about)))
    columns = groups_in(about.dictionary, cohort, smallest)
    # The lists take a low number for a bad grade.
    grade = scale_of(about.dictionary.grade).sign * about.grade[rows]
    found = by_group(columns, gap[rows], grade, below, first, limit_of(state(), who))
    each = [row for group in found.values() for row in group]
    widest = max((max(-row.low, row.high) for row in each), default=1.0) or 1.0
    scale = 100 if about.passes else 1
    sizes = len(rows), len(below), len(first)
    described = about.dictionary.columns
    groups = tuple(
        ErrorGroup(
            words(described[name].label),
            tuple(_row(row, described[name], scale, widest, sizes) for row in of),
        )
        for name, of in found.items()
    )
    return ErrorTable(groups, *sizes, scale)


def first_places(who: Viewer, about: MeasuredModel) -> Places:
    """Return the places of the board's first students if this model were active; of a model of
    passing those with the lowest chances."""
    if about.passes:
        return np.asarray(largest(-about.expected, Knobs.places), dtype=np.int64)
    here = state()
    try:
        with here.boards.turn:
            board, _flags = here.boards.open(who, about.roster.id, None)
    except NoRuleSetError:
        return np.zeros(0, dtype=np.int64)
    if len(board.cohort) != len(about.cohort):
        raise Stale("Somebody objected or was erased just now.")
    nobody = np.zeros(len(about.cohort), dtype=bool)
    students = Students(about.grade, about.gap, *about.scale, nobody, nobody)
    return rank(board.judged({}), students).first(Knobs.places)


def _row(
    row: SubgroupErrors, column: Column, scale: int, widest: float, sizes: tuple[int, int, int]
) -> ErrorRow:
    """Write and draw a group's figures. sizes: of all, of those below, of the first ones."""
    students, below, first = sizes
    low, leaning, high = (
        round(50 + 50 * value / widest, 1) for value in (row.low, row.leaning, row.high)
    )
    return ErrorRow(
        name=group_name(row.answers, column),
        row=row,
        over=row.leans or (row.below is not None and row.below.over),
        typical=number(scale * row.typical, 2),
        leaning=("+" if row.leaning > 0 else "") + number(scale * row.leaning, 2),
        interval=_between(scale * row.low, scale * row.high, 2),
        school=_percent(row.students / students),
        below=_part(row.below, below),
        first=_part(row.first, first),
        band=(low, round(high - low, 1)),
        dot=leaning,
    )


def _part(found: SelectionShares | None, listed: int) -> ListPart | None:
    if found is None:
        return None
    return ListPart(
        share=_percent(found.share),
        count=_("%(count)s of %(all)s", count=found.count, all=listed),
        interval=_between(100 * found.low, 100 * found.high, 0),
        over=found.over,
        plain="–" if found.plain is None else _percent(found.plain),
    )


def _percent(share: float) -> str:
    return f"{number(100 * share, 0)} %"


def _between(low: float, high: float, digits: int) -> str:
    return _("%(low)s to %(high)s", low=number(low, digits), high=number(high, digits))


def sentences(found: ErrorTable) -> list[str]:
    """Say of which groups too much or too little is expected, the surest first, and which are more
    or less of those below than of the school."""
    surest = sorted(found.leaning, key=lambda one: -_sureness(one[1].row))
    largest = sorted(found.over, key=lambda one: -_apart(one[1].row))
    said = [_leaning(label, line, found.scale) for label, line in surest[:MOST_SAID]]
    said += [_over(label, line) for label, line in largest[:MOST_SAID]]
    return said or [_("No group stands out: what differs, chance explains as well.")]


def _sureness(row: SubgroupErrors) -> float:
    """How often its interval's half width the leaning is."""
    return 2 * abs(row.leaning) / max(row.high - row.low, 1e-9)


def _apart(row: SubgroupErrors) -> float:
    return abs(row.below.difference) if row.below else 0.0


def _leaning(label: str, line: ErrorRow, scale: int) -> str:
    row = line.row
    ends = sorted((abs(row.low), abs(row.high)))
    values = {
        "column": label,
        "group": line.name,
        "points": number(scale * abs(row.leaning)),
        "low": number(scale * ends[0]),
        "high": number(scale * ends[1]),
        "count": row.students,
    }
    if row.leaning > 0:
        return _(
            "%(column)s, %(group)s: it expects %(points)s points too much on average (%(low)s to "
            "%(high)s, %(count)s students).",
            **values,
        )
    return _(
        "%(column)s, %(group)s: it expects %(points)s points too little on average (%(low)s to "
        "%(high)s, %(count)s students).",
        **values,
    )


def _over(label: str, line: ErrorRow) -> str:
    below = line.row.below
    if below is None:
        raise ValueError("only a group that is over the limit of a list is told")
    return _(
        "%(column)s, %(group)s: %(school)s %% of the school, %(share)s %% of the students below "
        "what is usual; of as many lowest grades it is %(plain)s %%.",
        column=label,
        group=line.name,
        school=round(100 * below.school),
        share=round(100 * below.share),
        plain="–" if below.plain is None else round(100 * below.plain),
    )
