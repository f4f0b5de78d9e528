"""Two versions of a rule set, mixed: the later one with some of its changes taken back."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rules import OFFERED_AT, Indicator, Judged, RuleSet
from rules.differences import Difference
from rules.spread import Unanswered
from scoring.ranking import Ranking, Students, rank


class Row(NamedTuple):
    """An indicator of one of the two versions (0 the earlier, 1 the later), and its place there."""

    version: int
    at: int


@dataclass(frozen=True, eq=False)
class Mixture:
    """Both judgements of the same n students: points and answers stand ready in one table each."""

    before: Judged
    after: Judged
    students: Students
    points: tuple[NDArray[np.float64], NDArray[np.float64]]
    answered: tuple[NDArray[np.bool_], NDArray[np.bool_]]

    def ranking(self, back: Collection[Difference]) -> Ranking:
        """Where everybody would stand with these changes taken back; with all of them, as before.

        `back` is some of what `differences` says of the two rule sets.
        """
        rows = self._rows({one.key for one in back if not one.whole})
        whole = {one.key for one in back if one.whole}
        rule_set = self._rule_set(rows, whole)
        judged = (self.before if "applies_to" in whole else self.after).judged
        shape = len(rows), self.after.points.shape[1]
        points, answered = np.empty(shape), np.empty(shape, dtype=bool)
        for at, row in enumerate(rows):
            points[at] = self.points[row.version][row.at]
            answered[at] = self.answered[row.version][row.at]
        mixed = replace(
            self.after,
            rule_set=rule_set,
            thresholds=rule_set.thresholds(),
            points=points,
            fired=np.zeros(shape[1], dtype=np.uint64),
            judged=judged,
            unanswered=_unanswered(answered),
        )
        levers = _offered(rule_set, points, answered, judged)
        return rank(mixed, self.students, levers=levers)

    def _rows(self, back: Collection[str]) -> list[Row]:
        was = {found.key: at for at, found in enumerate(self.before.rule_set.indicators)}
        now = {found.key for found in self.after.rule_set.indicators}
        rows = []
        for at, found in enumerate(self.after.rule_set.indicators):
            if found.key not in back:
                rows.append(Row(1, at))
            elif found.key in was:
                rows.append(Row(0, was[found.key]))
        rows += [Row(0, at) for key, at in was.items() if key in back and key not in now]
        return rows

    def _rule_set(self, rows: list[Row], whole: Collection[str]) -> RuleSet:
        versions = (self.before.rule_set, self.after.rule_set)
        indicators: list[Indicator] = [versions[row.version].indicators[row.at] for row in rows]
        was = versions[0]
        changes = {name: getattr(was, name) for name in whole}
        return replace(versions[1], indicators=tuple(indicators), **changes)


def mixture(before: Judged, after: Judged, students: Students) -> Mixture:
    """Lay two judgements of the same students side by side."""
    return Mixture(
        before,
        after,
        students,
        (before.points, after.points),
        (answered(before), answered(after)),
    )


def answered(judged: Judged) -> NDArray[np.bool_]:
    """Say of each indicator and student (k, n) whether there are points that count."""
    found = np.ones(judged.points.shape, dtype=bool)
    found[:, judged.unanswered.rows] = judged.unanswered.answered > 0
    found[judged.unanswered.by_all] = False
    return found


def _unanswered(answered: NDArray[np.bool_]) -> Unanswered:
    by_all = np.asarray(~answered.any(axis=1))
    rows = np.flatnonzero(~answered[~by_all].all(axis=0))
    partly = answered[:, rows].astype(np.float64)
    partly[by_all] = 1.0
    return Unanswered(by_all, rows, partly)


def _offered(
    rule_set: RuleSet,
    points: NDArray[np.float64],
    answered: NDArray[np.bool_],
    judged: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """How many levers that weigh anything are offered to each student, (n,)."""
    levers = [found.is_lever and found.weight > 0 for found in rule_set.indicators]
    offered = (points[levers] <= OFFERED_AT) & answered[levers] & judged
    return np.asarray(offered.sum(axis=0), dtype=np.int64)
