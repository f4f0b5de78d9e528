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
FEW_GROUPS = 5
"""Under so many groups the interval is too wide to say anything."""


@dataclass(frozen=True)
class VariationInWords:
    """A share of the variation in words, and the figures behind it."""

    title: str
    sentences: tuple[str, ...]
    found: VarianceBetweenGroups | None


def varied(kind: str, found: VarianceBetweenGroups | None) -> VariationInWords:
    """Say how much grades vary between the groups of that kind."""
    if found is None:
        return VariationInWords(kind_of(kind), (_none(kind),), None)
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
    return VariationInWords(kind_of(kind), (first, _estimated(found), _meant(kind, found)), found)


def kind_of(kind: str) -> str:
    """Name what the groups are."""
    return _("Between schools") if kind == "school" else _("Between classes")


def suggested(found: Environment | None, labels: list[str], by_class: bool) -> list[str]:
    """What the levers suggest, the furthest from the rest of the school first."""
    every = suggestions(found) if found else []
    rounded = bool(found and found.step > 1)
    groups = [one for one in every if one.group is not None][:MOST_SAID]
    whole = [one for one in every if one.group is None][:MOST_SAID]
    return [
        *(_of_group(one, labels[one.lever], rounded, by_class) for one in groups),
        *(_of_school(one, labels[one.lever], rounded) for one in whole),
    ]


def named(group: GroupShares) -> str:
    """Name a row: several groups where they are shown only together."""
    return ", ".join(name or _("no class") for name in group.names)


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
        "group": named(one.group),
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
