"""Whom each indicator of a draft concerns, and how many stand on each step of its scale."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules import Indicator, Judged, RuleSet, steps
from scoring.comparison import Comparison, RuleCount
from scoring.occupancy import Occupied, occupied
from webapp.language import gettext as _
from webapp.language import words


@dataclass(frozen=True)
class Step:
    """A step of a scale in words: how many students stand on it, and their percentage of all;
    `offered` where a lever fires."""

    words: str
    students: int
    percent: float
    offered: bool


@dataclass(frozen=True)
class Scale:
    """One indicator: whom it concerns before and now (None: not in that version), and its steps."""

    key: str
    label: str
    lever: bool
    weight: float
    count: RuleCount
    percent: float
    steps: tuple[Step, ...]
    unanswered: int


def scales(judged: Judged, comparison: Comparison) -> list[Scale]:
    """The indicators of the draft, in its order."""
    counts = {one.key: one for one in comparison.rules}
    everybody = max(int(judged.judged.sum()), 1)
    rule_set = judged.rule_set
    return [
        _scale(indicator, rule_set, there, counts, everybody)
        for indicator, there in zip(rule_set.indicators, occupied(judged), strict=True)
    ]


def _scale(
    indicator: Indicator,
    rule_set: RuleSet,
    there: Occupied,
    counts: Mapping[str, RuleCount],
    everybody: int,
) -> Scale:
    names, points = _steps(indicator, rule_set)
    count = counts[indicator.key]
    told = tuple(
        Step(name, students, 100 * students / everybody, indicator.is_lever and point <= 0.5)
        for name, students, point in zip(names, there.steps, points, strict=True)
    )
    return Scale(
        indicator.key,
        words(indicator.label),
        indicator.is_lever,
        indicator.weight,
        count,
        100 * (count.after or 0) / everybody,
        told,
        there.unanswered,
    )


def _steps(indicator: Indicator, rule_set: RuleSet) -> tuple[list[str], list[float]]:
    if indicator.condition is not None and indicator.points is not None:
        points = [indicator.points.then, indicator.points.otherwise]
        return [words(indicator.condition.words()), _("otherwise")], points
    told = steps(indicator, rule_set.columns[indicator.column])
    return [words(one) for one in told], [band.points for band in indicator.bands]
