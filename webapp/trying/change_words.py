"""What a draft changes, in the reader's words: "Absences: up to 8 instead of 10"."""

from collections.abc import Iterator

from rules import Indicator, RuleSet, steps
from rules.differences import Difference
from webapp.language import gettext as _
from webapp.language import number, words


def change_in_words(one: Difference, before: RuleSet, after: RuleSet) -> str:
    """Say what is different about a rule of the later set."""
    if one.whole:
        return _whole(one.key, before, after)
    label = label_of(one.key, before, after)
    if one.what == ("new",):
        return _("%(label)s: new", label=label)
    if one.what == ("removed",):
        return _("%(label)s: taken out", label=label)
    told = ", ".join(_parts(one, before[one.key], after[one.key], after))
    return f"{label}: {told}"


def label_of(key: str, before: RuleSet | None, after: RuleSet) -> str:
    """Name an indicator as the later set does, else as the earlier one did."""
    for rule_set in (after, before):
        for indicator in rule_set.indicators if rule_set else ():
            if indicator.key == key:
                return words(indicator.label)
    return key


def _whole(name: str, before: RuleSet, after: RuleSet) -> str:
    if name == "applies_to":
        return _("Who is judged at all")
    if name == "quadrants":
        return _("Where the lines of the quadrants stand")
    if before.need.source != after.need.source:
        return _("Where need comes from")
    now, was = number(after.need.passing), number(before.need.passing)
    return _("Pass mark %(now)s instead of %(was)s", now=now, was=was)


def _parts(
    one: Difference, before: Indicator, after: Indicator, rule_set: RuleSet
) -> Iterator[str]:
    if "kind" in one.what:
        yield _("a lever now") if after.is_lever else _("a barrier now")
    if "weight" in one.what:
        now, was = number(after.weight, 2), number(before.weight, 2)
        yield _("weight %(now)s instead of %(was)s", now=now, was=was)
    if "scale" in one.what:
        yield _scale(before, after)
    elif "points" in one.what:
        yield _points(before, after, rule_set)


def _scale(before: Indicator, after: Indicator) -> str:
    if before.condition is not None and after.condition is not None:
        return _("another condition")
    pairs = list(zip(before.edges(), after.edges(), strict=False))
    moved = [(was, now) for was, now in pairs if was != now]
    same = len(before.bands) == len(after.bands) == len(pairs)
    if same and before.column == after.column and len(moved) == 1:
        [(was, now)] = moved
        return _("up to %(now)s instead of %(was)s", now=number(now, 2), was=number(was, 2))
    return _("another scale")


def _points(before: Indicator, after: Indicator, rule_set: RuleSet) -> str:
    if before.points is not None or after.points is not None:
        return _("other points")
    pairs = zip(before.bands, after.bands, strict=True)
    moved = [at for at, (was, now) in enumerate(pairs) if was.points != now.points]
    if len(moved) > 1:
        return _("other points")
    [at] = moved
    return _(
        "%(now)s points instead of %(was)s for “%(step)s”",
        now=number(after.bands[at].points, 2),
        was=number(before.bands[at].points, 2),
        step=words(steps(after, rule_set.columns[after.column])[at]),
    )
