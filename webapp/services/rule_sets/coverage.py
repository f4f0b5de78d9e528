"""How many questions of a rule set a roster answers."""

from dataclasses import dataclass

import numpy as np

import rules
from data.cohort import Cohort
from data.viewer import Viewer
from rules import Judgement, RuleSet
from webapp.services.rule_sets.registry import RegisteredSet, Shelf


@dataclass(frozen=True)
class Coverage:
    """Of the indicators that count (whose weight is not 0), those that some student answered."""

    answered: int
    asked: int


@dataclass(frozen=True)
class SetCoverage:
    """A rule set that is offered for a roster, and how much of it the roster answers."""

    kept: RegisteredSet
    rule_set: RuleSet
    coverage: Coverage


def of_judgement(judgement: Judgement) -> Coverage:
    """Return what was answered of a judgement's rule set, by anybody in it."""
    counted = judgement.rule_set.weights() > 0
    return Coverage(
        int(np.count_nonzero(counted & ~judgement.unanswered.by_all)),
        int(np.count_nonzero(counted)),
    )


def answered(rule_set: RuleSet, cohort: Cohort) -> Coverage:
    """Return how many questions of a rule set these students answer.

    A column that the cohort lacks is one that nobody answered.
    """
    return of_judgement(rules.judge(rule_set, cohort.columns))


def offered(shelf: Shelf, who: Viewer, kind: str, cohort: Cohort) -> tuple[SetCoverage, ...]:
    """Return the sets that boards offer for rosters of a kind (a data dictionary's name), in their
    order, with what these students answer of each."""
    return tuple(
        SetCoverage(kept, kept.rule_set, answered(kept.rule_set, cohort))
        for kept in shelf.for_roster(kind, who.school)
        if kept.rule_set is not None
    )
