"""Which rules two rule sets judge by differently: comments, labels and words do not count.

Where in a rule file's text a changed rule stands, so that a lead can go there.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from rules.rule_set import Band, Indicator, RuleSet
from rules.text import yaml_nodes
from rules.text.problems import ProblemReport, RuleFileError
from rules.text.yaml_nodes import ListNode, Node, Scalar, TableNode

WHOLE = ("applies_to", "need", "quadrants")
"""What of a rule set is no indicator and moves students as well."""


@dataclass(frozen=True)
class RuleDifference:
    """One rule that judges otherwise than before.

    `key` of the indicator, or one of `WHOLE` (then `whole`); `what` is different about it: "new",
    "removed", or any of "kind", "weight", "scale" (edges, words or condition) and "points".
    """

    key: str
    what: tuple[str, ...]
    whole: bool = False


def differences(before: RuleSet, after: RuleSet) -> tuple[RuleDifference, ...]:
    """The rules that differ, those of the whole set first, then in the order of `after`; removed
    ones last. An indicator under another key that judges as before is no difference."""
    whole = tuple(
        RuleDifference(name, ("scale",), whole=True)
        for name in WHOLE
        if _whole(before, name) != _whole(after, name)
    )
    was = {found.key: found for found in before.indicators}
    now = {found.key: found for found in after.indicators}
    gone = {_judging(found) for key, found in was.items() if key not in now}
    come = {_judging(found) for key, found in now.items() if key not in was}
    changed = [
        RuleDifference(key, _what(was[key], found) if key in was else ("new",))
        for key, found in now.items()
        if (_what(was[key], found) if key in was else _judging(found) not in gone)
    ]
    removed = [
        RuleDifference(key, ("removed",))
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


KEYS = {
    "kind": ("kind",),
    "weight": ("weight",),
    "scale": ("when", "bands", "column"),
    "points": ("points", "bands"),
}
"""What is different about an indicator -> the keys under which it may be written."""


def changed_lines(
    before: RuleSet, after: RuleSet, changed: tuple[RuleDifference, ...]
) -> dict[str, int]:
    """The line of the later text where each difference begins, by its key; none for what was
    removed, or where the text is not a plain table."""
    try:
        root = yaml_nodes.read(after.text, ProblemReport())
    except RuleFileError:
        return {}
    if not isinstance(root, TableNode):
        return {}
    indicators = root.get("indicators")
    found = {}
    for one in changed:
        table = root if one.whole else indicators
        line = _line_of(one.key, table)
        if line is not None:
            found[one.key] = line
            if not one.whole and "new" not in one.what:
                found[one.key] = _within(one, before, after, table) or line
    return found


def _line_of(key: str, table: Node | None) -> int | None:
    if not isinstance(table, TableNode):
        return None
    return next((name.line for name, _ in table.entries if name.text == key), None)


def _within(one: RuleDifference, before: RuleSet, after: RuleSet, table: Node | None) -> int | None:
    """The line of the first thing of an indicator that is different."""
    indicator = table.get(one.key) if isinstance(table, TableNode) else None
    if not isinstance(indicator, TableNode):
        return None
    lines = []
    for what in one.what:
        for key in KEYS[what]:
            node = indicator.get(key)
            if key == "bands" and isinstance(node, ListNode):
                at = _first_other(before[one.key].bands, after[one.key].bands)
                lines.append(node.items[min(at, len(node.items) - 1)].line)
            elif node is not None:
                lines.append(_start(indicator, key))
    return min(lines, default=None)


def _start(table: TableNode, key: str) -> int:
    names: dict[str, Scalar] = {name.text: name for name, _ in table.entries}
    return names[key].line


def _first_other(before: tuple[Band, ...], after: tuple[Band, ...]) -> int:
    """The place of the first band that judges otherwise."""
    judging = [
        [(band.up_to, frozenset(band.is_), band.points) for band in bands]
        for bands in (before, after)
    ]
    pairs = enumerate(zip(*judging, strict=False))
    return next((at for at, (was, now) in pairs if was != now), min(len(before), len(after)))
