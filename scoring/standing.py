"""Where a rule set puts every student: need, complexity, rank, quadrant, and the first ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules import Judged, RuleSet
from scoring import need as needs
from scoring import ranking
from scoring.ranking import Ranking, State

Floats = NDArray[np.float64]

QUADRANTS = ("doing_well", "light_touch", "more_than_coaching", "coach_first")
NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Students:
    """What no rule changes of n students.

    `grade` and `gap` (n,) in grade points, NaN where unknown, on a scale from `low` to `high`;
    `coached` and `set_aside` (n,) bool: who gets no place whatever the rules say.
    """

    grade: Floats
    gap: Floats
    low: float
    high: float
    coached: NDArray[np.bool_]
    set_aside: NDArray[np.bool_]

    def need(self, rule_set: RuleSet) -> Floats:
        """Need (n,) from 0 to 100, from the grade or the gap as the rule set says."""
        if rule_set.need.source == "gap":
            return needs.from_gap(self.gap, self.low, self.high)
        return needs.from_grade(self.grade, self.low, self.high, rule_set.need.passing)


@dataclass(frozen=True, eq=False)
class Standing:
    """Every student's place under a rule set, as the board has it.

    `need` and `complexity` (n,), NaN where unknown; `quadrant` (n,) int8: a place in `QUADRANTS`,
    or NOWHERE; `queue` indices of all who could get a place, first first.
    """

    need: Floats
    complexity: Floats
    ranking: Ranking
    quadrant: NDArray[np.int8]
    queue: NDArray[np.int64]

    def first(self, places: int) -> NDArray[np.int64]:
        """Indices of the students who get one of so many places, first first."""
        return self.queue[:places]

    def among_first(self, places: int) -> NDArray[np.bool_]:
        """Say of each student (n,) whether he gets one of so many places."""
        inside = np.zeros(len(self.need), dtype=bool)
        inside[self.first(places)] = True
        return inside


def stand(judged: Judged, students: Students) -> Standing:
    """Rank everybody as the board without any knob does."""
    return stand_at(judged.rule_set, judged.complexity(), offered(judged), judged.judged, students)


def stand_at(
    rule_set: RuleSet,
    complexity: Floats,
    levers: NDArray[np.integer],
    judged: NDArray[np.bool_],
    students: Students,
) -> Standing:
    """Rank everybody by what was worked out already; `levers` (n,) how many are offered to each.

    Of the rule set only need and quadrants are asked.
    """
    need = students.need(rule_set)
    ties = ranking.tie_order(students.grade, students.gap, levers)
    state = ranking.states(students.grade, complexity, judged, students.set_aside)
    ranked = ranking.rank(need, complexity, state, ties)
    order = ranked.order
    free = (ranked.state[order] == State.RANKED) & ~students.coached[order]
    return Standing(need, complexity, ranked, _quadrant(rule_set, need, complexity), order[free])


def offered(judged: Judged) -> NDArray[np.integer]:
    """How many levers that weigh anything are offered to each student, (n,)."""
    weighty = sum(1 << at for at, weight in enumerate(judged.rule_set.weights()) if weight > 0)
    return np.asarray(np.bitwise_count(judged.fired & np.uint64(weighty)))


def _quadrant(rule_set: RuleSet, need: Floats, complexity: Floats) -> NDArray[np.int8]:
    needy = need >= rule_set.quadrants.need
    easy = 100.0 - complexity >= rule_set.quadrants.ease
    unknown = np.isnan(need) | np.isnan(complexity)
    return np.where(unknown, NOWHERE, needy * 2 + easy).astype(np.int8)
