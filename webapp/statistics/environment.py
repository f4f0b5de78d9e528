"""The environment: what differs between schools and classes, beside what differs between students.

Who sees every student of the school anyway is shown its classes as they are. Everybody else is
shown the overview's own groups and round numbers, by the first rule set alone: two views of the
same students that could be subtracted from each other do not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from flask import Blueprint, Response, request

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store import NotFound, Session, visible
from data.store.rosters import RosterInfo
from data.store.statistics import school_statistics as records
from data.viewer import Viewer
from rules import RuleSet
from scoring.groups.environment import (
    Environment,
    GroupShares,
    LeverShare,
    VarianceBetweenGroups,
    between,
    environment,
)
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import words
from webapp.http.pages import show_page
from webapp.http.state import State, state
from webapp.services.board.boards import with_earlier
from webapp.services.research.nameless_students import classes_of, groups_of, levers_of, named
from webapp.services.rule_sets.registry import RegisteredSet
from webapp.services.runtime.resources import settings_of, smallest_of
from webapp.statistics.environment_words import VariationInWords, row_name, suggested, varied

bp = Blueprint("environment", __name__)


@dataclass(frozen=True)
class EnvironmentCell:
    """How many of a group are offered a lever."""

    share: LeverShare  # the same as counted
    percent: float  # of the group's students
    low: float  # where the interval of that begins, in percent
    high: float  # where it ends
    heat: int  # how dark the cell is, 0 to 10


@dataclass(frozen=True)
class EnvironmentRow:
    """A group of students, or several that are shown only together."""

    name: str  # the groups, with commas between them
    students: int  # how many it has
    cells: tuple[EnvironmentCell | None, ...]  # one for each lever; None: hidden


@dataclass(frozen=True)
class LeverTable:
    """Who is offered which lever, by group."""

    found: Environment  # the same as counted
    exact: bool  # the numbers are not rounded: the reader sees each student anyway
    groups: tuple[EnvironmentRow, ...]  # none where there is no more than one to show
    whole: EnvironmentRow  # the whole school


@dataclass(frozen=True)
class EnvironmentSchool:
    """One school on the page."""

    name: str
    roster: RosterInfo | None = None  # the one in use, if any
    kept: RegisteredSet | None = None  # the rules by which levers are offered, if any
    sets: tuple[RegisteredSet, ...] = ()  # those that the reader may choose from
    labels: tuple[str, ...] = ()  # the levers that are counted, in words
    suggested: tuple[str, ...] = ()  # what they suggest, a sentence each
    variations: tuple[VariationInWords, ...] = ()  # of grades, between schools and classes
    levers: LeverTable | None = None  # None where there are fewer students than are shown
    by_class: bool = False  # the groups are classes

    @property
    def rule_set(self) -> RuleSet | None:
        """The rules by which levers are offered, None without any."""
        return self.kept.rule_set if self.kept else None


@dataclass(frozen=True)
class EnvironmentPage:
    """The page of the environment."""

    schools: tuple[EnvironmentSchool, ...]  # those of which the reader may see the figures
    smallest: int  # how many students a figure must be of


@bp.get("/environment")
@needs(Action.SEE_FIGURES)
def show() -> Response:
    """Show the environment of every school that the viewer may see the figures of."""
    who, today = viewer(), datetime.now(UTC).date()
    with state().database.read() as session:
        schools = tuple(
            _school(state(), session, who, id_, name, today)
            for id_, name in records.schools(session, who)
        )
    page = EnvironmentPage(schools, settings_of(state(), who.school).smallest_group)
    return show_page("statistics/environment.html", page)


def _school(
    here: State, session: Session, who: Viewer, id_: int, name: str, today: date
) -> EnvironmentSchool:
    """Work out one school's environment."""
    record = records.figures_of_school(session, who, id_, today)
    if record is None or record.roster.dictionary not in here.dictionaries:
        return EnvironmentSchool(name)
    exact = visible.whole_school(who) and who.school == id_
    dictionary = here.dictionaries.for_roster(record.roster)
    smallest = smallest_of(here, who.school, id_)
    offered = tuple(here.shelf.for_roster(record.roster.dictionary, id_))
    kept = _chosen(offered) if exact else next(iter(offered), None)
    rule_set, cohort = kept.rule_set if kept else None, record.cohort
    if rule_set is not None:
        cohort = with_earlier(session, replace(who, school=id_, groups=None), cohort, rule_set)
    levers = _counted(rule_set)
    having = levers_of(cohort, rule_set)[list(levers)]
    groups = _closest(cohort, dictionary) if exact else groups_of(cohort, dictionary)
    by_class = exact and any(classes_of(cohort, dictionary))
    found = environment(groups, having, exact=exact, smallest=smallest)
    labels = [words(rule_set.indicators[one].label) for one in levers] if rule_set else []
    return EnvironmentSchool(
        name=name,
        roster=record.roster,
        kept=kept,
        sets=offered if exact else (),
        labels=tuple(labels),
        suggested=tuple(suggested(found, labels, by_class)) if found else (),
        variations=tuple(varied(*one) for one in _shares(cohort, dictionary, smallest)),
        levers=_table(found) if found else None,
        by_class=by_class,
    )


def _table(found: Environment) -> LeverTable:
    return LeverTable(
        found=found,
        exact=found.step == 1,
        groups=tuple(_row(group, row_name(group)) for group in found.groups),
        whole=_row(found.school, _("The whole school")),
    )


def _row(group: GroupShares, name: str) -> EnvironmentRow:
    return EnvironmentRow(
        name, group.students, tuple(_cell(one) if one else None for one in group.cells)
    )


def _cell(found: LeverShare) -> EnvironmentCell:
    return EnvironmentCell(
        share=found,
        percent=100 * found.share,
        low=100 * found.low,
        high=100 * found.high,
        heat=int(10 * found.share),
    )


def _chosen(offered: Sequence[RegisteredSet]) -> RegisteredSet | None:
    """Return the rule set that the address asks for, the first without one. Raises NotFound."""
    asked = request.args.get("set")
    if asked is None:
        return next(iter(offered), None)
    for kept in offered:
        if kept.name == asked:
            return kept
    raise NotFound(f"No rule set {asked} is for this roster.")


def _counted(rule_set: RuleSet | None) -> tuple[int, ...]:
    """Which indicators are levers that weigh anything, by their numbers."""
    if rule_set is None:
        return ()
    weighty = rule_set.weights() > 0
    return tuple(
        at for at, one in enumerate(rule_set.indicators) if one.is_lever and bool(weighty[at])
    )


def _closest(cohort: Cohort, dictionary: Dictionary) -> list[str]:
    """Name the smallest group of each student that the roster knows: his class, else his school."""
    classes = classes_of(cohort, dictionary)
    return classes if any(classes) else named(cohort, dictionary, "school")


def _shares(
    cohort: Cohort, dictionary: Dictionary, smallest: int
) -> tuple[tuple[str, VarianceBetweenGroups | None], ...]:
    """Share out the variation of grades over schools and classes, as far as the roster has them."""
    grade = cohort.numbers(dictionary.grade.name)
    groups = {
        "school": named(cohort, dictionary, "school"),
        "class": classes_of(cohort, dictionary),
    }
    return tuple(
        (kind, between(grade, names, smallest)) for kind, names in groups.items() if any(names)
    )
