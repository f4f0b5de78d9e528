"""The environment in words: what its figures mean, and what they suggest."""

from dataclasses import dataclass

from scoring.groups.environment import (
    Environment,
    GroupShares,
    Suggestion,
    VarianceBetweenGroups,
    suggestions,
)
from webapp.http.language import gettext as _
from webapp.http.language import number

MOST_SAID = 6
BEGIN, LENGTH = 10, 380  # of the line of an interval's picture
FEW_GROUPS = 5
"""Under so many groups the interval is too wide to say anything."""


@dataclass(frozen=True)
class IntervalPicture:
    """A share and its interval on a line from 0 to 100 percent."""

    low: float  # x where the interval begins
    wide: float  # how wide it is
    share: float  # x of the share


@dataclass(frozen=True)
class VariationInWords:
    """How much of the variation in grades lies between groups of a kind."""

    title: str  # what the groups are
    sentences: tuple[str, ...]  # the share, as it is, with chance taken off, and what it means
    interval: IntervalPicture | None  # the share with chance taken off; None where it is unknown


def varied(kind: str, found: VarianceBetweenGroups | None) -> VariationInWords:
    """Say how much grades vary between the groups of that kind."""
    if found is None:
        return VariationInWords(_kind(kind), (_none(kind),), None)
    values = {
        "share": number(100 * found.share),
        "count": found.groups,
        "chance": number(100 * found.by_chance),
    }
    if kind == "school":
        first = _(
            "%(share)s %% of the variation in grades lies between the %(count)s schools; drawn by "
            "lot, groups like these would have %(chance)s %%.",
            **values,
        )
    else:
        first = _(
            "%(share)s %% of the variation in grades lies between the %(count)s classes; drawn by "
            "lot, groups like these would have %(chance)s %%.",
            **values,
        )
    sentences = (first, _estimated(found), _meant(kind, found))
    return VariationInWords(_kind(kind), sentences, _interval(found))


def suggested(found: Environment, labels: list[str], by_class: bool) -> list[str]:
    """What the levers suggest, the furthest from the rest of the school first."""
    every, rounded = suggestions(found), found.step > 1
    groups = [one for one in every if one.group is not None][:MOST_SAID]
    whole = [one for one in every if one.group is None][:MOST_SAID]
    return [
        *(_of_group(one, labels[one.lever], rounded, by_class) for one in groups),
        *(_of_school(one, labels[one.lever], rounded) for one in whole),
    ]


def row_name(group: GroupShares) -> str:
    """Name a row: several groups where they are shown only together."""
    return ", ".join(name or _("no class") for name in group.names)


def _kind(kind: str) -> str:
    return _("Between schools") if kind == "school" else _("Between classes")


def _interval(found: VarianceBetweenGroups) -> IntervalPicture:
    return IntervalPicture(
        low=round(BEGIN + LENGTH * found.low, 1),
        wide=round(max(LENGTH * (found.high - found.low), 1), 1),
        share=round(BEGIN + LENGTH * found.intraclass, 1),
    )


def _none(kind: str) -> str:
    if kind == "school":
        return _("The roster has no two schools with grades enough to compare.")
    return _("The roster has no two classes with grades enough to compare.")


def _estimated(found: VarianceBetweenGroups) -> str:
    return _(
        "With chance taken off: %(share)s %% (95 %% interval %(low)s to %(high)s %%).",
        share=number(100 * found.intraclass),
        low=number(100 * found.low, 0),
        high=number(100 * found.high, 0),
    )


def _meant(kind: str, found: VarianceBetweenGroups) -> str:
    if found.groups < FEW_GROUPS and not found.beyond_chance:
        return _("So few groups say little: the interval is wide, and chance explains it as well.")
    if not found.beyond_chance:
        return _("Chance explains it as well. What differs, differs between students.")
    if kind == "school":
        return _(
            "That is more than chance: students of one school are more alike than any two. Ask "
            "what the school does before asking what each student does."
        )
    return _(
        "That is more than chance: students of one class are more alike than any two. Ask what "
        "happens in the class before asking what each student does."
    )


def _of_school(one: Suggestion, lever: str, rounded: bool) -> str:
    values = {
        "lever": lever,
        "share": number(100 * one.cell.share, 0),
        "count": number(one.cell.count),
        "students": number(one.cell.students),
    }
    if rounded:
        return _(
            "“%(lever)s”: about %(share)s %% of the whole school (%(count)s of %(students)s). Act "
            "on the school, not on one student at a time.",
            **values,
        )
    return _(
        "“%(lever)s”: %(share)s %% of the whole school (%(count)s of %(students)s). Act on the "
        "school, not on one student at a time.",
        **values,
    )


def _of_group(one: Suggestion, lever: str, rounded: bool, by_class: bool) -> str:
    if one.group is None:
        raise ValueError("a lever of the whole school has no group")
    values = {
        "lever": lever,
        "share": number(100 * one.cell.share, 0),
        "count": number(one.cell.count),
        "students": number(one.cell.students),
        "group": row_name(one.group),
        "elsewhere": number(100 * (one.elsewhere or 0), 0),
    }
    if rounded:
        return _(
            "“%(lever)s”: about %(share)s %% of %(group)s (%(count)s of %(students)s), against "
            "%(elsewhere)s %% of the others. Act on the group, not on one student at a time.",
            **values,
        )
    if by_class:
        return _(
            "“%(lever)s”: %(share)s %% of %(group)s (%(count)s of %(students)s), against "
            "%(elsewhere)s %% of the others. Act on the class, not on one student at a time.",
            **values,
        )
    return _(
        "“%(lever)s”: %(share)s %% of %(group)s (%(count)s of %(students)s), against %(elsewhere)s "
        "%% of the others. Act on the group, not on one student at a time.",
        **values,
    )
