"""What a rule set says of each indicator, and what this school's own figures say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.column import Column, Dictionary
from data.store import Database, visible
from data.store.coaching import dismissals
from data.store.rosters import RosterInfo
from data.tables import now
from data.viewer import Viewer
from rules import Indicator, RuleSet
from rules import Judgement as Judged
from rules.bands import concerning, step_of
from rules.prose import Prose, ToldIndicator, prose
from scoring.groups.evidence import (
    EvidenceStep,
    Reasons,
    SchoolEvidence,
    StepJudgement,
    by_lever,
    evidence,
)
from webapp.services.board.boards import Boards
from webapp.services.grades.scale import scale_of

REMEMBERED = timedelta(days=365)  # reasons that are older say little of today's rule


@dataclass(frozen=True)
class EvidenceCard:
    """One indicator: what is told of it, and what is known of it here, None without a roster."""

    indicator: Indicator
    told: ToldIndicator
    column: Column
    evidence: SchoolEvidence | None
    reasons: Reasons | None
    concerning: tuple[bool, ...]

    def alone(self, step: int) -> EvidenceStep | None:
        """The figures of one step of the scale, None where they are shown with others' or not."""
        shown = self.evidence.steps if self.evidence else ()
        return next((one for one in shown if one.steps == (step,)), None)

    @property
    def together(self) -> list[EvidenceStep]:
        """The steps whose figures are shown only together."""
        return [one for one in self.evidence.steps if len(one.steps) > 1] if self.evidence else []


@dataclass(frozen=True)
class EvidencePage:
    """A rule set to read: its prose, its cards, and the roster that their figures are of.

    judged: how many of the roster's students the set judges. scale: lowest and highest grade of
    that roster. upwards: whether a higher number is a better grade.
    """

    prose: Prose
    cards: tuple[EvidenceCard, ...]
    roster: RosterInfo | None = None
    judged: int = 0
    scale: tuple[float, float] = (0.0, 20.0)
    upwards: bool = True


def reading(boards: Boards, who: Viewer, rule_set: RuleSet, smallest: int) -> EvidencePage:
    """Read a rule set with the figures of the newest roster that it is for; groups of fewer than
    `smallest` students are not told apart."""
    dictionary = boards.dictionaries[rule_set.roster]
    with boards.turn:
        school = boards.whole_school(who, rule_set)
    if school is None:
        told = prose(rule_set)
        cards = _cards(rule_set, told, dictionary, {}, {})
        return EvidencePage(told, cards)
    roster, cohort, judged = school
    dictionary = boards.dictionaries.for_roster(roster)
    told = prose(rule_set, judged.for_everybody)
    grade = boards.dictionaries[roster.dictionary].grade
    found = _evidence(who, rule_set, grade, cohort, judged, smallest)
    reasons = _reasons(boards.database, who, rule_set, cohort, judged)
    cards = _cards(rule_set, told, dictionary, found, reasons)
    scale = scale_of(grade)
    ends = scale.low, scale.high
    return EvidencePage(told, cards, roster, int(judged.judged.sum()), ends, scale.upwards)


def _cards(
    rule_set: RuleSet,
    told: Prose,
    dictionary: Dictionary,
    found: Mapping[str, SchoolEvidence],
    reasons: Mapping[str, Reasons],
) -> tuple[EvidenceCard, ...]:
    return tuple(
        EvidenceCard(
            one,
            words,
            dictionary.columns[one.column],
            found.get(one.key),
            reasons.get(one.key),
            concerning(one),
        )
        for one, words in zip(rule_set.indicators, told.indicators, strict=True)
    )


def _evidence(
    who: Viewer,
    rule_set: RuleSet,
    described: Column,
    cohort: Cohort,
    judged: Judged,
    smallest: int,
) -> dict[str, SchoolEvidence]:
    """What the grades say of each indicator, over the students whom the set judges."""
    rows = np.flatnonzero(judged.judged)
    grade = cohort.numbers(described.name)[rows]
    found = {}
    for one in rule_set.indicators:
        step = step_of(rule_set, one, cohort.columns, judged.figures)[rows]
        when = one.condition
        single = when is None or (len(when.columns) == 1 and not when.earlier)
        is_number = rule_set.columns[one.column].type == "number"
        numbers = _numbers(cohort, one.column)[rows] if single and is_number else None
        judgement = StepJudgement(step, concerning(one), numbers)
        found[one.key] = evidence(
            judgement,
            grade,
            smallest,
            by_subtraction=not visible.whole_school(who),
            upwards=scale_of(described).upwards,
        )
    return found


def _numbers(cohort: Cohort, name: str) -> NDArray[np.float64]:
    """The numbers of a column (n,), NaN where missing; of one that the roster lacks, NaN."""
    column = cohort.columns.get(name)
    if column is None or column.values.dtype == object:
        return np.full(len(cohort), np.nan)
    return cohort.numbers(name)


def _reasons(
    database: Database, who: Viewer, rule_set: RuleSet, cohort: Cohort, judged: Judged
) -> dict[str, Reasons]:
    with database.read() as session:
        given = dismissals.reasons(session, who, now() - REMEMBERED)
    levers = {at: one.key for at, one in enumerate(rule_set.indicators) if one.is_lever}
    found = by_lever(judged.fired, cohort.students, given, list(levers))
    return {levers[at]: reasons for at, reasons in found.items()}
