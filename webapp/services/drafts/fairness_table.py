"""The fairness table in words: names of groups, and a sentence for each that stands out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.column import Column
from data.dictionary import Dictionary
from rules import RuleSet
from rules.rounding import adding_up
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import ngettext, number, words

MOST_SAID = 3  # sentences where no group is over the limit
TWO = 2  # groups of a column: what one has too much of, the other lacks


@dataclass(frozen=True)
class SharePicture:
    """A group's shares on a line from 0 to 100, for the picture in its row."""

    low: float  # where the interval begins
    width: float  # how long it is
    school: float  # the share of the school
    share: float  # the share of the list
    plain: float | None  # the share of the lowest grades; None where there is none


@dataclass(frozen=True)
class FairnessRow:
    """One group of the table, its shares in whole per cent, in words."""

    name: str  # what its students answer
    row: Mapping[str, Any]  # the figures as they are kept
    picture: SharePicture
    school: str  # its share of the school
    share: str  # of the list
    interval: str  # of that share, 95 %
    difference: str  # list less school, in percentage points with a sign
    plain: str  # of as many students with the lowest grades
    more: str  # of a longer list
    top: str  # of the first quadrant
    cause: str  # the indicator that makes most of the difference, "" for none
    without: Sequence[tuple[str, str]]  # each indicator, and the share without it


@dataclass(frozen=True)
class FairnessGroup:
    """The groups of one column."""

    label: str  # the column's
    lines: Sequence[FairnessRow]  # empty where none can be shown


@dataclass(frozen=True)
class FairnessTable:
    """A whole table."""

    figures: Mapping[str, Any]  # as they are kept
    sentences: Sequence[str]  # what stands out
    over: int  # groups over the limit
    groups: Sequence[FairnessGroup]  # by column, those that can be shown
    hidden: Sequence[str]  # the labels of the other columns
    by_chance: str  # groups that a list drawn by lot would have over the limit


def fairness_table(
    figures: Mapping[str, Any], dictionaries: Mapping[str, Dictionary], rule_set: RuleSet | None
) -> FairnessTable:
    """Put kept figures into words; a column or an indicator that nobody knows keeps its name."""
    known = dictionaries.get(figures["dictionary"])
    columns = known.columns if known else {}
    labels = {one.key: words(one.label) for one in rule_set.indicators} if rule_set else {}
    groups = [
        FairnessGroup(
            _label(columns.get(found["name"]), found["name"]),
            [_line(row, columns.get(found["name"]), labels) for row in found["rows"]],
        )
        for found in figures["columns"]
    ]
    return FairnessTable(
        figures=figures,
        sentences=_sentences(groups, figures["first"]),
        over=sum(line.row["over"] for group in groups for line in group.lines),
        groups=[group for group in groups if group.lines],
        hidden=[group.label for group in groups if not group.lines],
        by_chance=number(figures["by_chance"], 1),
    )


def group_name(answers: Sequence[Any], column: Column | None) -> str:
    """Name a group by what its students answer; several answers are shown only together."""
    return ", ".join(_answer(answer, column) for answer in answers)


def percent(share: float | None) -> str:
    """Write a share from 0 to 1 in whole per cent."""
    return "–" if share is None else _("%(share)s %%", share=round(100 * share))


def signed(difference: float) -> str:
    """Write a difference of shares in percentage points, with its sign."""
    apart = _points(difference)
    return f"+{apart}" if apart > 0 else f"−{-apart}" if apart else "0"


def _points(difference: float) -> int:
    """A difference of shares in whole percentage points."""
    return round(100 * difference)


def _line(row: Mapping[str, Any], column: Column | None, labels: Mapping[str, str]) -> FairnessRow:
    others = row["others"]
    apart = [100 * row["share"], -100 * row["school"]], 100 * row["difference"]
    share, school = (part / 100 for part in adding_up(*apart, 0))
    return FairnessRow(
        name=group_name(row["answers"], column),
        row=row,
        picture=_picture(row),
        school=percent(-school),
        share=percent(share),
        interval=_("%(low)s to %(high)s", low=percent(row["low"]), high=percent(row["high"])),
        difference=signed(row["difference"]),
        plain=percent(row["plain"]),
        more=percent(others.get("more")),
        top=percent(others.get("coach_first")),
        cause=labels.get(row["cause"], row["cause"] or ""),
        without=[(labels.get(key, key), percent(share)) for key, share in row["without"].items()],
    )


def _picture(row: Mapping[str, Any]) -> SharePicture:
    return SharePicture(
        low=round(100 * row["low"], 1),
        width=round(100 * (row["high"] - row["low"]), 1),
        school=round(100 * row["school"], 1),
        share=round(100 * row["share"], 1),
        plain=None if row["plain"] is None else round(100 * row["plain"], 1),
    )


def _answer(answer: Any, column: Column | None) -> str:
    if answer is None:
        return _("no answer")
    if isinstance(answer, list | tuple):
        low, high = answer
        if low is None and high is None:
            return _("any answer")
        if low is None:
            return _("%(high)s or less", high=number(high))
        if high is None:
            return _("%(low)s or more", low=number(low))
        return _("%(low)s to %(high)s", low=number(low), high=number(high))
    known = words(column.words_of(answer)) if column else ""
    return known or (number(answer) if isinstance(answer, float | int) else str(answer))


def _label(column: Column | None, name: str) -> str:
    return words(column.label) if column else name


def _sentences(groups: Sequence[FairnessGroup], first: int) -> list[str]:
    """A sentence for each group over the limit; where none is, for the largest few differences."""
    standing = [(group, line) for group in groups for line in _telling(group)]
    over = [one for one in standing if one[1].row["over"]]
    largest = sorted(standing, key=lambda one: -abs(one[1].row["difference"]))
    chosen = over or [one for one in largest if _points(one[1].row["difference"])][:MOST_SAID]
    return [_sentence(group, line, first) for group, line in chosen]


def _telling(group: FairnessGroup) -> list[FairnessRow]:
    """The lines that are worth a sentence: of two groups the one there are fewer of."""
    if len(group.lines) == TWO:
        return [min(group.lines, key=lambda line: float(line.row["difference"]))]
    return list(group.lines)


def _sentence(group: FairnessGroup, line: FairnessRow, first: int) -> str:
    row = line.row
    said = [
        _(
            "%(column)s, %(group)s: %(school)s of the school, %(share)s of the first %(first)s "
            "(%(interval)s).",
            column=group.label,
            group=line.name,
            school=line.school,
            share=line.share,
            first=first,
            interval=line.interval,
        ),
        _apart(_points(row["difference"])),
    ]
    if row["plain"] is not None:
        said.append(_("Of the plain list of lowest grades it is %(share)s.", share=line.plain))
    said.append(_because(line))
    return " ".join(said)


def _apart(apart: int) -> str:
    if apart > 0:
        return ngettext(
            "That is %(num)s percentage point more.",
            "That is %(num)s percentage points more.",
            apart,
        )
    return ngettext(
        "That is %(num)s percentage point fewer.",
        "That is %(num)s percentage points fewer.",
        -apart,
    )


def _because(line: FairnessRow) -> str:
    row = line.row
    if row["cause"] is None:
        return _("No single indicator makes the difference.")
    left = abs(row["without"][row["cause"]] - row["school"])
    share = percent(row["without"][row["cause"]])
    if left <= abs(row["difference"]) / 2:
        return _(
            "“%(indicator)s” makes most of it: without that it would be %(share)s.",
            indicator=line.cause,
            share=share,
        )
    return _(
        "“%(indicator)s” makes more of it than any other: without that it would be %(share)s.",
        indicator=line.cause,
        share=share,
    )
