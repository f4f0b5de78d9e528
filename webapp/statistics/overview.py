"""The overview: figures of whole schools for the ministry's observer and the lead, never of a few.

There is no filter and no choice of groups: two views that could be subtracted do not exist.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response

from data.store import Session
from data.store.rosters import RosterInfo
from data.store.statistics import school_statistics as records
from data.viewer import Viewer
from rules import RuleSet
from scoring.groups.school_figures import GRADED, LOW, SchoolFigures, SchoolFiguresRow, figures
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import words
from webapp.http.pages import show_page
from webapp.http.state import State, state
from webapp.pictures.chart import filled, kept
from webapp.services.board.boards import with_earlier
from webapp.services.research.nameless_students import nameless
from webapp.services.runtime.resources import settings_of, smallest_of
from webapp.services.student.reasons import why_set_aside

CHARTED = (LOW, "coached")
LINE_HEIGHT = 26  # px
FEWEST_LINES = 2  # one line is no picture

bp = Blueprint("overview", __name__)


@dataclass(frozen=True)
class OverviewSchool:
    """One school on the page."""

    name: str
    roster: RosterInfo | None = None  # the one in use, if any
    rule_set: RuleSet | None = None  # the one by which levers are offered, if any
    figures: SchoolFigures | None = None  # None where it has fewer students than are shown
    levers: tuple[tuple[str, int], ...] = ()  # the most frequent: name, about how many have it
    reasons: tuple[tuple[str, int], ...] = ()  # why students are set aside: words, how many


@dataclass(frozen=True)
class OverviewPage:
    """The page of figures."""

    schools: tuple[OverviewSchool, ...]  # those of which the reader may see the figures
    smallest: int  # how many students a figure must be of
    kinds: dict[str, str]  # what is counted, the tables' columns: key of a figure -> words
    specification: dict[str, Any] | None  # of the chart (Vega-Lite); None where it would be empty


@bp.get("/overview")
@needs(Action.SEE_FIGURES)
def show() -> Response:
    """Show the figures of every school that the viewer may see the figures of."""
    who = viewer()
    today = datetime.now(UTC).date()
    with state().database.read() as session:
        schools = [
            _school(state(), session, who, id_, name, today)
            for id_, name in records.schools(session, who)
        ]
    marks = _marks(schools)
    page = OverviewPage(
        schools=tuple(schools),
        smallest=settings_of(state(), who.school).smallest_group,
        kinds=_kinds(),
        specification=_specification(marks) if len(marks) >= FEWEST_LINES else None,
    )
    return show_page("statistics/overview.html", page)


def _school(
    here: State, session: Session, who: Viewer, id_: int, name: str, today: date
) -> OverviewSchool:
    """Work out the figures of one school, by the first rule set that is offered for its roster."""
    record = records.figures_of_school(session, who, id_, today)
    if record is None or record.roster.dictionary not in here.dictionaries:
        return OverviewSchool(name)
    offered = here.shelf.for_roster(record.roster.dictionary, id_)
    rule_set = offered[0].rule_set if offered else None
    dictionary = here.dictionaries.for_roster(record.roster)
    if rule_set is not None:
        there = replace(who, school=id_, groups=None)
        cohort = with_earlier(session, there, record.cohort, rule_set)
        record = replace(record, cohort=cohort)
    students = nameless(record, dictionary, rule_set)
    found = figures(students, smallest_of(here, who.school, id_))
    if found is None:
        return OverviewSchool(name, record.roster, rule_set)
    why = why_set_aside()
    return OverviewSchool(
        name=name,
        roster=record.roster,
        rule_set=rule_set,
        figures=found,
        levers=tuple((_lever(rule_set, lever), count) for lever, count in found.levers),
        reasons=tuple((" + ".join(why[one] for one in names), n) for names, n in found.reasons),
    )


def _lever(rule_set: RuleSet | None, lever: int) -> str:
    return words(rule_set.indicators[lever].label) if rule_set else ""


def _marks(schools: list[OverviewSchool]) -> list[dict[str, Any]]:
    """What the chart draws: a share of each line that is shown."""
    return [
        {"row": _line(one, row, len(schools) > 1), "kind": kind, "percent": figure.percent}
        for one in schools
        if one.figures
        for row in (one.figures.school, *one.figures.groups)
        for kind in CHARTED
        if (figure := row.figures[kind])
    ]


def _line(one: OverviewSchool, row: SchoolFiguresRow, several: bool) -> str:
    if one.figures is not None and row is one.figures.school:
        return one.name
    name = ", ".join(row.groups)
    return f"{one.name}: {name}" if several else name


def _specification(marks: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the chart's specification in the reader's words."""
    found: dict[str, Any] = filled(kept("overview"), {"@percent": _("Percent of the students")})
    found["params"] = [
        param | {"value": _kinds()} if param["name"] == "kinds" else param
        for param in found["params"]
    ]
    lines = len({mark["row"] for mark in marks})
    return found | {"height": LINE_HEIGHT * lines, "datasets": {"figures": marks}}


def _kinds() -> dict[str, str]:
    """Name what is counted."""
    return {
        GRADED: _("with a grade"),
        LOW: _("below the pass mark"),
        "lever": _("with at least one lever"),
        "coached": _("coached now"),
    }
