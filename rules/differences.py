"""Which rules two rule sets judge by differently: comments, labels and words do not count."""

from collections.abc import Hashable
from dataclasses import dataclass

from rules.ruleset import Indicator, RuleSet

WHOLE = ("applies_to", "need", "quadrants")
"""What of a rule set is no indicator and moves students as well."""


@dataclass(frozen=True)
class Difference:
    """One rule that judges otherwise than before.

    `key` of the indicator, or one of `WHOLE` (then `whole`); `what` is different about it: "new",
    "removed", or any of "kind", "weight", "scale" (edges, words or condition) and "points".
    """

    key: str
    what: tuple[str, ...]
    whole: bool = False


def differences(before: RuleSet, after: RuleSet) -> tuple[Difference, ...]:
    """The rules that differ, those of the whole set first, then in the order of `after`; removed
    ones last. An indicator under another key that judges as before is no difference."""
    whole = tuple(
        Difference(name, ("scale",), whole=True)
        for name in WHOLE
        if _whole(before, name) != _whole(after, name)
    )
    was = {found.key: found for found in before.indicators}
    now = {found.key: found for found in after.indicators}
    gone = {_judging(found) for key, found in was.items() if key not in now}
    come = {_judging(found) for key, found in now.items() if key not in was}
    changed = [
        Difference(key, _what(was[key], found) if key in was else ("new",))
        for key, found in now.items()
        if (_what(was[key], found) if key in was else _judging(found) not in gone)
    ]
    removed = [
        Difference(key, ("removed",))
        for key, found in was.items()
        if key not in now and _judging(found) not in come
    ]
    return (*whole, *changed, *removed)


def _whole(rule_set: RuleSet, name: str) -> Hashable:
    if name == "applies_to":
        return None if rule_set.applies_to is None else rule_set.applies_to.tree
    if name == "need":
        return rule_set.need
    return rule_set.quadrants.need, rule_set.quadrants.ease


def _what(before: Indicator, after: Indicator) -> tuple[str, ...]:
    parts = {
        "kind": before.kind != after.kind,
        "weight": before.weight != after.weight,
        "scale": _scale(before) != _scale(after),
        "points": _points(before) != _points(after),
    }
    return tuple(name for name, differs in parts.items() if differs)


def _judging(indicator: Indicator) -> Hashable:
    return indicator.kind, indicator.weight, _scale(indicator), _points(indicator)


def _scale(indicator: Indicator) -> Hashable:
    """What decides which step of the scale an answer is on."""
    if indicator.condition is not None:
        return indicator.condition.tree
    return indicator.column, tuple((band.up_to, frozenset(band.is_)) for band in indicator.bands)


def _points(indicator: Indicator) -> Hashable:
    if indicator.points is not None:
        return indicator.points.then, indicator.points.otherwise
    return tuple(band.points for band in indicator.bands)
