"""Where in a rule file's text a changed rule stands, so that a lead can go there."""

from rules import document
from rules.differences import Difference
from rules.document import Listing, Node, Scalar, Table
from rules.problems import Report, RuleFileError
from rules.ruleset import Band, RuleSet

KEYS = {
    "kind": ("kind",),
    "weight": ("weight",),
    "scale": ("when", "bands", "column"),
    "points": ("points", "bands"),
}
"""What is different about an indicator -> the keys under which it may be written."""


def changed_lines(
    before: RuleSet, after: RuleSet, changed: tuple[Difference, ...]
) -> dict[str, int]:
    """The line of the later text where each difference begins, by its key; none for what was
    removed, or where the text is not a plain table."""
    try:
        root = document.read(after.text, Report())
    except RuleFileError:
        return {}
    if not isinstance(root, Table):
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
    if not isinstance(table, Table):
        return None
    return next((name.line for name, _ in table.entries if name.text == key), None)


def _within(one: Difference, before: RuleSet, after: RuleSet, table: Node | None) -> int | None:
    """The line of the first thing of an indicator that is different."""
    indicator = table.get(one.key) if isinstance(table, Table) else None
    if not isinstance(indicator, Table):
        return None
    lines = []
    for what in one.what:
        for key in KEYS[what]:
            node = indicator.get(key)
            if key == "bands" and isinstance(node, Listing):
                at = _first_other(before[one.key].bands, after[one.key].bands)
                lines.append(node.items[min(at, len(node.items) - 1)].line)
            elif node is not None:
                lines.append(_start(indicator, key))
    return min(lines, default=None)


def _start(table: Table, key: str) -> int:
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
