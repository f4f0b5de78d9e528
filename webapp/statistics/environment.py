"""The environment: what differs between schools and classes, beside what differs between students.

Who sees every student of the school anyway is shown its classes as they are. Everybody else is
shown the overview's own groups and round numbers, by the first rule set alone: two views of the
same students that could be subtracted from each other do not exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
from flask import Blueprint, render_template, request

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store import NotFound, Session, visible
from data.store.rosters import RosterInfo
from data.store.statistics import school_statistics as records
from data.viewer import Viewer
from rules import RuleSet
from scoring.groups.environment import Environment, VarianceBetweenGroups, between, environment
from webapp.http.access import Action, needs, viewer
from webapp.http.language import words
from webapp.http.state import State, state
from webapp.services.board.boards import with_earlier
from webapp.services.research.nameless_students import classes_of, groups_of, levers_of, named
from webapp.services.rule_sets.registry import RegisteredSet
from webapp.statistics.environment_words import named as row_named
from webapp.statistics.environment_words import suggested, varied

bp = Blueprint("environment", __name__)


@dataclass(frozen=True)
class EnvironmentSchool:
    """One school on the page. roster: None where it has none; kept: the rules by which levers are
    offered, of those that may be chosen from (`sets`); found: None for too few students.

    levers: which indicators of the rules are counted. shares: of the variation of grades, by
    "school" and "class". by_class: the rows are classes, for a reader who sees all its students.
    """

    name: str
    roster: RosterInfo | None = None
    kept: RegisteredSet | None = None
    sets: tuple[RegisteredSet, ...] = ()
    levers: tuple[int, ...] = ()
    shares: tuple[tuple[str, VarianceBetweenGroups | None], ...] = ()
    found: Environment | None = None
    by_class: bool = False

    @property
    def rule_set(self) -> RuleSet | None:
        """The rules by which levers are offered, None without any."""
        return self.kept.rule_set if self.kept else None

    @property
    def labels(self) -> list[str]:
        """Name each lever."""
        rule_set = self.rule_set
        return [words(rule_set.indicators[one].label) for one in self.levers] if rule_set else []


@bp.get("/environment")
@needs(Action.SEE_FIGURES)
def show() -> str:
    """Show the environment of every school that the viewer may see the figures of."""
    who, today = viewer(), datetime.now(UTC).date()
    with state().database.read() as session:
        seen = [
            school(state(), session, who, id_, name, today)
            for id_, name in records.schools(session, who)
        ]
    return render_template(
        "statistics/environment.html",
        schools=seen,
        smallest=state().settings.smallest_group,
        suggested=[suggested(one.found, one.labels, one.by_class) for one in seen],
        varied=varied,
        named=row_named,
    )


def school(
    here: State, session: Session, who: Viewer, id_: int, name: str, today: date
) -> EnvironmentSchool:
    """Work out one school's environment."""
    record = records.figures_of_school(session, who, id_, today)
    if record is None or record.roster.dictionary not in here.dictionaries:
        return EnvironmentSchool(name)
    exact = visible.whole_school(who) and who.school == id_
    dictionary, smallest = here.dictionaries[record.roster.dictionary], here.settings.smallest_group
    offered = tuple(here.shelf.for_roster(record.roster.dictionary, id_))
    kept = chosen(offered) if exact else next(iter(offered), None)
    rule_set, cohort = kept.rule_set if kept else None, record.cohort
    if rule_set is not None:
        cohort = with_earlier(session, replace(who, school=id_, groups=None), cohort, rule_set)
    levers = counted(rule_set)
    having = levers_of(cohort, rule_set)[list(levers)]
    groups = closest(cohort, dictionary) if exact else groups_of(cohort, dictionary)
    return EnvironmentSchool(
        name=name,
        roster=record.roster,
        kept=kept,
        sets=offered if exact else (),
        levers=levers,
        shares=shares(cohort, dictionary, smallest),
        found=environment(groups, having, exact=exact, smallest=smallest),
        by_class=exact and any(classes_of(cohort, dictionary)),
    )


def chosen(offered: Sequence[RegisteredSet]) -> RegisteredSet | None:
    """Return the rule set that the address asks for, the first without one. Raises NotFound."""
    asked = request.args.get("set")
    if asked is None:
        return next(iter(offered), None)
    for kept in offered:
        if kept.name == asked:
            return kept
    raise NotFound(f"No rule set {asked} is for this roster.")


def counted(rule_set: RuleSet | None) -> tuple[int, ...]:
    """Which indicators are levers that weigh anything, by their numbers."""
    if rule_set is None:
        return ()
    weighty = rule_set.weights() > 0
    return tuple(
        at for at, one in enumerate(rule_set.indicators) if one.is_lever and bool(weighty[at])
    )


def closest(cohort: Cohort, dictionary: Dictionary) -> list[str]:
    """Name the smallest group of each student that the roster knows: his class, else his school."""
    classes = classes_of(cohort, dictionary)
    return classes if any(classes) else named(cohort, dictionary, "school")


def shares(
    cohort: Cohort, dictionary: Dictionary, smallest: int
) -> tuple[tuple[str, VarianceBetweenGroups | None], ...]:
    """Share out the variation of grades over schools and classes, as far as the roster has them."""
    grade = np.asarray(cohort.columns[dictionary.grade.name].each(), dtype=np.float64)
    groups = {
        "school": named(cohort, dictionary, "school"),
        "class": classes_of(cohort, dictionary),
    }
    return tuple(
        (kind, between(grade, names, smallest)) for kind, names in groups.items() if any(names)
    )
