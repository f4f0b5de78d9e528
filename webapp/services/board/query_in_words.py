"""A board's query, said in words."""

from dataclasses import dataclass

from data.cohort import as_text
from data.column import Column
from data.store.rosters import RosterInfo
from rules import RuleSet
from webapp.services.board.board import Board
from webapp.services.board.board_view import Outlook
from webapp.services.board.filters import (
    GROUPS,
    STATE_WORDS,
    Filters,
    column_label,
    columns,
    phrases,
)
from webapp.services.board.knobs import Knobs
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import ngettext, number, said, words


def in_words(outlook: Outlook) -> str:
    """Say which students a board shows: "Shown: school GP; grade up to 9; not coached"."""
    found = phrases(outlook.board, outlook.knobs.filters)
    return "; ".join(map(said, found))


def state_names() -> dict[str, str]:
    """Name the parts of the list that have no rank."""
    return {name: _(words_) for name, words_ in STATE_WORDS.items()}


@dataclass(frozen=True)
class ColumnChoice:
    """A column that students can be filtered by, for the form.

    key: its name in the address. answers: each value that the roster has, as the address writes it
    and in words. chosen: those asked for.
    """

    key: str
    label: str
    answers: list[tuple[str, str]]
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class ColumnFilters:
    """The columns of a board that students can be filtered by, for the form.

    heading: what they are. hint: which of them are there to compare groups alone, "" where none is.
    open: whether any is used now.
    """

    columns: list[ColumnChoice]
    heading: str
    hint: str
    open: bool


def column_filters(board: Board, filters: Filters) -> ColumnFilters | None:
    """Offer what the data dictionary lets students be filtered by; None where the roster has none
    of it."""
    offered = columns(board.dictionary).items()
    found = {key: column for key, column in offered if column.name in board.cohort.columns}
    if not found:
        return None
    inside = {key: said(column_label(key, column)) for key, column in found.items()}
    alone = {
        key: _capitalised(inside[key]) if key in GROUPS else words(column.label)
        for key, column in found.items()
    }
    choices = [
        ColumnChoice(key, alone[key], _answers(board, column), filters.get(key, ()))
        for key, column in found.items()
    ]
    heading = _capitalised(", ".join(inside.values()))
    compared = [inside[key] for key, column in found.items() if column.use == "audit"]
    return ColumnFilters(choices, heading, _hint(compared), any(one.chosen for one in choices))


def _hint(compared: list[str]) -> str:
    if not compared:
        return ""
    *first, last = compared
    named = _(" and ").join([", ".join(first), last] if first else [last])
    return ngettext(
        "%(columns)s only filters: no rule and no expected grade uses it.",
        "%(columns)s only filter: no rule and no expected grade uses them.",
        len(compared),
        columns=_capitalised(named),
    )


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _answers(board: Board, column: Column) -> list[tuple[str, str]]:
    there = board.cohort.columns[column.name].values
    values = [value for value in there if value is not None and value == value]
    return [(as_text(value), words(column.words_of(value)) or as_text(value)) for value in values]


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
