"""A board's query, said in words."""

from collections.abc import Iterator

from data.store.rosters import RosterInfo
from rules import RuleSet
from webapp.board.chart import quadrant_names
from webapp.board.knobs import Filters, Knobs
from webapp.board.outlook import Outlook
from webapp.language import gettext as _
from webapp.language import number, words


def in_words(outlook: Outlook) -> str:
    """Say which students a board shows: "Shown: school GP; grade up to 9; not coached"."""
    return "; ".join(_filters(outlook))


def _filters(outlook: Outlook) -> Iterator[str]:
    filters, board = outlook.knobs.filters, outlook.board
    labels = {
        "school": (_("school"), filters.school),
        "class": (_("class"), filters.class_),
        "sex": (_("sex"), filters.sex),
        "age": (_("age"), filters.age),
    }
    for label, chosen in labels.values():
        if chosen:
            yield f"{label} " + _(" or ").join(chosen)
    yield from _grades(filters)
    if filters.quadrant:
        yield _("in “%(quadrant)s”", quadrant=quadrant_names(board)[filters.quadrant])
    if filters.lever:
        yield _("with the lever “%(lever)s”", lever=words(board.rule_set[filters.lever].label))
    if filters.coached is not None:
        yield _("coached") if filters.coached else _("not coached")
    if filters.mine:
        yield _("my students")
    if filters.state:
        yield state_names()[filters.state]
    if filters.q:
        yield _("name like “%(text)s”", text=filters.q)
    if filters.only:
        yield _("%(count)s picked by hand", count=len(filters.only))
    if filters.brush:
        yield _("in the rectangle drawn on the chart")


def _grades(filters: Filters) -> Iterator[str]:
    low, high = filters.grade_from, filters.grade_to
    if low is not None and high is not None:
        yield _("grade from %(low)s to %(high)s", low=number(low), high=number(high))
    elif low is not None:
        yield _("grade %(low)s or more", low=number(low))
    elif high is not None:
        yield _("grade up to %(high)s", high=number(high))


def state_names() -> dict[str, str]:
    """Name the parts of the list that have no rank."""
    return {
        "no_grade": _("without a grade"),
        "no_ease": _("without a single answer that the rules judge"),
        "not_judged": _("not judged by this rule set"),
        "set_aside": _("set aside as not relevant"),
    }


def tried(outlook: Outlook) -> list[str]:
    """Say what the knobs change against the rule set, one phrase a change."""
    return changes(outlook.knobs, outlook.board.rule_set)


def changes(knobs: Knobs, rule_set: RuleSet) -> list[str]:
    """Say what knobs change against a rule set, one phrase a change."""
    phrases = []
    for indicator in rule_set.indicators:
        label = words(indicator.label)
        if indicator.key in knobs.off:
            phrases.append(_("%(label)s left out", label=label))
        elif indicator.key in knobs.weights:
            phrases.append(
                _(
                    "%(label)s: weight %(now)s instead of %(was)s",
                    label=label,
                    now=number(knobs.weights[indicator.key]),
                    was=number(indicator.weight),
                )
            )
        if indicator.key in knobs.thresholds and indicator.threshold is not None:
            phrases.append(
                _(
                    "%(label)s: up to %(now)s instead of %(was)s",
                    label=label,
                    now=number(knobs.thresholds[indicator.key]),
                    was=number(indicator.threshold.default),
                )
            )
    return phrases


def title_of(roster: RosterInfo) -> str:
    """Return a roster's title; that of the sample school is in the reader's language."""
    return _("Sample school") if roster.sample else roster.title
