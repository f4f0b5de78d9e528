"""The board as a whole page: the form of knobs and filters, the chart, and what a knob changes."""

from dataclasses import dataclass
from typing import Any

from data.viewer import Viewer
from rules import Indicator
from rules.rule_set import Threshold
from webapp.board.caseload_part import CaseloadPart
from webapp.board.what_ifs import WhatIfList, what_if_list
from webapp.http.language import gettext as _
from webapp.http.language import words
from webapp.pictures.board_chart import specification
from webapp.services.board import chart_data
from webapp.services.board.board import Board
from webapp.services.board.knobs import Knobs
from webapp.services.board.provenance import BoardProvenance, provenance_of
from webapp.services.board.query_in_words import ColumnFilters, column_filters
from webapp.services.grades.wording import grades_in_words, said
from webapp.services.models.gap_report import GapReport, gap_report_of
from webapp.services.rule_sets.registry import RegisteredSet


@dataclass(frozen=True)
class MovableEdge:
    """The edge of a band, which a knob moves."""

    threshold: Threshold  # how far it can be moved, and where the rule set has it
    now: float  # where it is tried
    says: str  # the band, in words


@dataclass(frozen=True)
class IndicatorKnob:
    """An indicator of the rule set, and how it is tried."""

    indicator: Indicator
    weight: float  # the one that is tried
    edge: MovableEdge | None  # None where it has none to move
    is_off: bool  # whether it is left out
    concerned: int  # how many of the filtered students it concerns


@dataclass(frozen=True)
class BoardFilterForm:
    """What students can be filtered by, and how many places there are to give."""

    quadrants: tuple[tuple[str, str], ...]  # key and name of each
    levers: tuple[tuple[str, str], ...]  # key and label of each indicator that is a lever
    has_own: bool  # whether the reader can have students of his own
    scale: tuple[str, str]  # the lowest and the highest number of the grades
    grades: tuple[tuple[str, str], ...]  # number and word of each grade of words, the worst first
    grade_from: str  # as the field shows it, "" where it is empty
    grade_to: str  # as grade_from
    columns: ColumnFilters | None  # what the data dictionary adds; None where it adds nothing
    groups: tuple[tuple[str, str], ...]  # of what places can be limited: key and "a class"


@dataclass(frozen=True)
class ChartAxes:
    """What the chart's axes are, and the queries that change them."""

    ease: str  # of the chart of the ease of coaching
    gap: str  # of the chart of the gap
    turned: str  # of the same chart with the grades the other way round
    worst: str  # the worst and the best grade there is, as grades are said
    best: str
    upwards: bool  # whether a higher number is a better grade
    grade_line: str  # where the vertical line stands


@dataclass(frozen=True)
class BoardPage:
    """All that the board shows."""

    caseload: CaseloadPart  # the part that a knob changes
    provenance: BoardProvenance  # where its figures come from
    sets: tuple[RegisteredSet, ...]  # that the roster can be looked at with
    usual_places: int  # how many places there are where the address does not say so
    what_ifs: WhatIfList  # the reader's own, folded away
    knobs: tuple[IndicatorKnob, ...]  # one an indicator
    filters: BoardFilterForm  # the form that says which students are listed
    axes: ChartAxes  # what the chart shows across and up
    gap_report: GapReport | None  # None as long as there are no expected grades
    specification: dict[str, Any]  # the chart's, in Vega-Lite


def board_page(part: CaseloadPart, sets: tuple[RegisteredSet, ...], viewer: Viewer) -> BoardPage:
    """Make the whole page around the part that a knob changes."""
    outlook, students = part.outlook, part.data["places"]["students"]
    board, knobs = outlook.board, outlook.knobs
    grade = board.dictionary.grade
    return BoardPage(
        caseload=part,
        provenance=provenance_of(board, viewer),
        sets=sets,
        usual_places=Knobs.places,
        what_ifs=what_if_list(part.data["tried"]),
        knobs=_knobs(board, knobs, part.data["concerned"]),
        filters=_filters(board, knobs, has_own=viewer.account is not None),
        axes=ChartAxes(
            ease=knobs.query(y="", brush=""),
            gap=knobs.query(y="gap", brush=""),
            turned=knobs.query(x="plain" if knobs.x == "reversed" else ""),
            worst=said(grade, board.scale.worst),
            best=said(grade, board.scale.best),
            upwards=board.scale.upwards,
            grade_line=said(grade, chart_data.grade_line(board)),
        ),
        gap_report=gap_report_of(board, viewer),
        specification=specification(board, knobs, max(students, default=1)),
    )


def _knobs(board: Board, knobs: Knobs, concerned: dict[str, int]) -> tuple[IndicatorKnob, ...]:
    return tuple(
        IndicatorKnob(
            one,
            knobs.weights.get(one.key, one.weight),
            _edge(one, knobs),
            one.key in knobs.off,
            concerned[one.key],
        )
        for one in board.rule_set.indicators
    )


def _edge(indicator: Indicator, knobs: Knobs) -> MovableEdge | None:
    threshold = indicator.threshold
    if threshold is None:
        return None
    now = knobs.thresholds.get(indicator.key, threshold.default)
    return MovableEdge(threshold, now, words(indicator.bands[threshold.band].says))


def _filters(board: Board, knobs: Knobs, *, has_own: bool) -> BoardFilterForm:
    names = {"class": _("a class"), "school": _("a school")}
    from_, to = (knobs.filters.get(f"grade.{end}") for end in ("from", "to"))
    return BoardFilterForm(
        quadrants=tuple(chart_data.quadrant_names(board).items()),
        levers=tuple(
            (one.key, words(one.label)) for one in board.rule_set.indicators if one.is_lever
        ),
        has_own=has_own,
        scale=(f"{board.scale.low:g}", f"{board.scale.high:g}"),
        grades=tuple(grades_in_words(board.dictionary.grade).items()),
        grade_from="" if from_ is None else f"{from_:g}",
        grade_to="" if to is None else f"{to:g}",
        columns=column_filters(board, knobs.filters),
        groups=tuple((role, name) for role, name in names.items() if role in board.groups),
    )
