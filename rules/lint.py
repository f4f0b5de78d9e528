"""What cannot be meant in a rule set that is otherwise well written: told without any student."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rules.conditions.columns import is_number, limits
from rules.rule_set import OFFERED_AT, Indicator, RuleSet

Kind = Literal["between", "nobody", "zigzag", "never", "weightless"]
MOST_TURNS = 1
"""Points may fall and rise again (a little is a lever, a lot is none), but not once more."""


@dataclass(frozen=True)
class Contradiction:
    """Something to look at in an indicator.

    `kind`: "between": an edge between whole numbers, that no answer reaches; "nobody": a band that
    no answer can be in; "zigzag": points that turn round more than once; "never": a lever that is
    never offered; "weightless": weight 0. `band` is its place in `bands`, where it is about one;
    `edge` where that stands.
    """

    key: str
    kind: Kind
    band: int | None = None
    edge: float | None = None


def contradictions(rule_set: RuleSet) -> tuple[Contradiction, ...]:
    """All there is to look at, indicator by indicator."""
    return tuple(one for indicator in rule_set.indicators for one in _of(indicator, rule_set))


def _of(indicator: Indicator, rule_set: RuleSet) -> Iterator[Contradiction]:
    key = indicator.key
    if indicator.weight == 0:
        yield Contradiction(key, "weightless")
    points = [band.points for band in indicator.bands]
    if indicator.points is not None:
        points = [indicator.points.then, indicator.points.otherwise]
    if indicator.is_lever and min(points) > OFFERED_AT:
        yield Contradiction(key, "never")
    known = rule_set.columns[indicator.column]
    if indicator.bands and is_number(known):
        yield from _edges(indicator, limits(known)[0], known.whole)
        if _turns(points) > MOST_TURNS:
            yield Contradiction(key, "zigzag")


def _edges(indicator: Indicator, low: float, whole: bool) -> Iterator[Contradiction]:
    """Edges that no whole number reaches, and bands without a number between their edges."""
    before = None
    for at, edge in enumerate(indicator.edges()):
        if whole and edge % 1 and edge != float("inf"):
            yield Contradiction(indicator.key, "between", at, edge)
        first_inside = low if before is None else before // 1 + 1
        if whole and edge < first_inside:
            yield Contradiction(indicator.key, "nobody", at, edge)
        before = edge


def _turns(points: list[float]) -> int:
    """How often the points turn from falling to rising or back."""
    steps = [now - was for was, now in pairwise(points) if now != was]
    return sum(one * two < 0 for one, two in pairwise(steps))
