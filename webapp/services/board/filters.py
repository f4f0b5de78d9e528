"""The board's filters, each in one place: its name in the address, how its value is read, whom it
lets through, how the sentence and the audit log say it.

A filter is an entry of FILTERS, and a field in `_filters.html` where a person can set it. Which
columns can be filtered by is the data dictionary's to say (`filter: true`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.cohort import as_text
from data.column import Column, Dictionary
from data.wording.message import N_, Message, say
from rules import Quadrant, Words
from scoring.ranking import RankState, StudentRanking
from webapp.services.board import readers
from webapp.services.board.board import Board, Flags, folded
from webapp.services.board.chart_places import grade_step, height_step, places
from webapp.services.board.readers import Reader, empty_or
from webapp.services.grades.wording import nearest

if TYPE_CHECKING:
    from webapp.services.board.knobs import Knobs

Mask = NDArray[np.bool_]

QUADRANTS = {quadrant.key: quadrant for quadrant in Quadrant}
# quadrant -> its name where the rule set has none
QUADRANT_NAMES = {
    Quadrant.COACH_FIRST: N_("Coach first"),
    Quadrant.MORE_THAN_COACHING: N_("Need more than coaching"),
    Quadrant.LIGHT_TOUCH: N_("A light touch is enough"),
    Quadrant.DOING_WELL: N_("Doing well"),
}
# state without a rank -> its words
STATE_WORDS = {
    "no_grade": N_("without a grade"),
    "no_ease": N_("without a single answer that the rules judge"),
    "not_judged": N_("not judged by this rule set"),
    "set_aside": N_("set aside as not relevant"),
}
STATES = {state.name.lower(): state for state in RankState if state is not RankState.RANKED}


class Filters(Mapping[str, Any]):
    """Which students are shown: the values of filters by key, without those left unset.

    All of them apply; texts in one tuple are alternatives. It can be hashed, to keep answers by.
    """

    def __init__(self, values: Mapping[str, Hashable] | None = None) -> None:
        """values: None, an empty text and an empty tuple say nothing and are left out."""
        self._values = {
            key: value for key, value in (values or {}).items() if value not in (None, "", ())
        }

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"Filters({self._values!r})"

    @property
    def fixed(self) -> Filters:
        """Those whose students neither a knob nor a person's decision changes."""
        return Filters({key: value for key, value in self.items() if of(key).fixed})

    @property
    def own(self) -> bool:
        """Whether it depends on who is looking which students are shown."""
        return any(of(key).own for key in self)


@dataclass(frozen=True, eq=False)
class FilterInput:
    """What a filter that follows the knobs may ask of the students, as arrays (n,).

    levers: bit k is set where indicator k is a lever to offer.
    """

    board: Board
    knobs: Knobs
    flags: Flags
    levers: NDArray[np.uint64]
    ranking: StudentRanking


@dataclass(frozen=True, eq=False)
class Filter:
    """One filter of the board.

    read: its value from the address; None, "" or () where nothing is asked. words: the phrase of
    the sentence, from the board, the value and all filters; None where another filter says it.
    fixed: the students (n,) it lets through whatever the knobs say, worked out once a value;
    follows: those it lets through as the knobs stand; each filter has one of the two.
    log: what the audit log keeps: the kind, never the value, which can be a student's name.
    log_words: how the log says that, where otherwise than it keeps it.
    indicator: the value is the key of one of the rule set's indicators.
    own: what it lets through depends on who is looking.
    only_list: it cuts the list and leaves the chart whole.
    carried: no field of the form shows it, so that the form hands it on.
    """

    read: Reader
    words: Callable[[Board, Any, Filters], Message | None]
    log: str
    fixed: Callable[[Board, Any], Mask] | None = None
    follows: Callable[[FilterInput, Any], Mask] | None = None
    log_words: str = ""
    indicator: bool = False
    own: bool = False
    only_list: bool = False
    carried: bool = False


def _grade_words(board: Board, _value: float, filters: Filters) -> Message:
    ends = filters.get("grade.from"), filters.get("grade.to")
    column = board.dictionary.grade
    low, high = (end if end is None else nearest(column, end) or end for end in ends)
    if low is not None and high is not None:
        return say("grade from %(low)s to %(high)s", low=low, high=high)
    if not board.scale.upwards:
        if low is not None:
            return say("grade %(low)s or worse", low=low)
        return say("grade %(high)s or better", high=high)
    if low is not None:
        return say("grade %(low)s or more", low=low)
    return say("grade up to %(high)s", high=high)


def _quadrant_words(board: Board, quadrant: str, _filters: Filters) -> Message:
    asked = QUADRANTS[quadrant]
    own = board.rule_set.quadrants.names.get(asked.corner)
    return say("in “%(quadrant)s”", quadrant=own or Message(QUADRANT_NAMES[asked]))


def _has_lever(seen: FilterInput, key: str) -> Mask:
    place = [indicator.key for indicator in seen.board.rule_set.indicators].index(key)
    return (seen.levers & np.uint64(1 << place)) > 0


def _mine(seen: FilterInput, _yes: bool) -> Mask:
    """Mark the students whose coaching the person who is looking began."""
    board, flags = seen.board, seen.flags
    key = ("mine", flags.version, flags.account)
    return board.kept(key, lambda: np.isin(board.cohort.students, flags.mine))  # type: ignore[no-any-return]


def _named_like(board: Board, text: str) -> Mask:
    asked = folded(text).split()
    found = [all(word in text for word in asked) for text in board.search_texts]
    return np.array(found, dtype=bool)


def _inside(seen: FilterInput, edges: tuple[float, ...]) -> Mask:
    """Mark the students who stand in a rectangle drawn on the chart."""
    left, right, bottom, top = edges
    grade, height = places(seen.board, seen.knobs, seen.ranking.complexity)
    grade, height = grade / grade_step(seen.board), height / height_step(seen.board, seen.knobs)
    return (grade >= left) & (grade <= right) & (height >= bottom) & (height <= top)


# In the order of the address, the sentence and the log; columns come before them.
FILTERS: dict[str, Filter] = {
    "grade.from": Filter(
        read=empty_or(readers.grade),
        fixed=lambda board, low: board.grade >= low,
        words=_grade_words,
        log=N_("grade from"),
    ),
    "grade.to": Filter(
        read=empty_or(readers.grade),
        fixed=lambda board, high: board.grade <= high,
        words=lambda board, high, filters: (
            None if "grade.from" in filters else _grade_words(board, high, filters)
        ),
        log=N_("grade to"),
    ),
    "quadrant": Filter(
        read=empty_or(readers.one_of(*QUADRANTS)),
        follows=lambda seen, name: seen.ranking.quadrant == QUADRANTS[name],
        words=_quadrant_words,
        log=N_("quadrant"),
    ),
    "lever": Filter(
        read=empty_or(readers.text),
        indicator=True,
        follows=_has_lever,
        words=lambda board, key, _: say(
            "with the lever “%(lever)s”", lever=board.rule_set[key].label
        ),
        log=N_("lever"),
    ),
    "coached": Filter(
        read=empty_or(lambda name, texts: readers.one_of("yes", "no")(name, texts) == "yes"),
        follows=lambda seen, yes: seen.ranking.coached == yes,
        words=lambda _board, yes, _: say("coached") if yes else say("not coached"),
        log=N_("coached"),
    ),
    "mine": Filter(
        read=empty_or(lambda name, texts: readers.one_of("yes")(name, texts) == "yes"),
        follows=_mine,
        words=lambda *_: say("my students"),
        log="mine",
        log_words=N_("my students"),
        own=True,
    ),
    "state": Filter(
        read=empty_or(readers.one_of(*STATES)),
        follows=lambda seen, name: seen.ranking.state == STATES[name],
        words=lambda _board, name, _: Message(STATE_WORDS[name]),
        log=N_("state"),
        carried=True,
    ),
    "q": Filter(
        read=readers.text,
        fixed=_named_like,
        words=lambda _board, text, _: say("name like “%(text)s”", text=text),
        log=N_("name search"),
    ),
    "only": Filter(
        read=readers.students,
        fixed=lambda board, students: np.isin(board.cohort.students, students),
        words=lambda _board, students, _: say("%(count)s picked by hand", count=len(students)),
        log=N_("picked by hand"),
        carried=True,
    ),
    "brush": Filter(
        read=empty_or(readers.rectangle),
        follows=_inside,
        words=lambda *_: say("in the rectangle drawn on the chart"),
        log=N_("rectangle"),
        only_list=True,
        carried=True,
    ),
}

# What else a board's address says. A column of one of these names is called `column.<name>` there.
KNOBS = {"off", "places", "limit", "by", "y", "x", "sort", "rows", "page", "set", "roster"}
KNOBS |= {"tick", "pick"}
# The columns that group students are called what the product calls them.
GROUPS = {"school": N_("school"), "class": N_("class")}


def columns(dictionary: Dictionary) -> dict[str, Column]:
    """The columns that a dictionary lets students be filtered by, as the address names them."""
    offered = [column for column in dictionary.columns.values() if column.filterable]
    return {_key(column): column for column in offered}


def _key(column: Column) -> str:
    if column.role in GROUPS:
        return str(column.role)
    taken = column.name in FILTERS or column.name in KNOBS or column.name in GROUPS
    return f"column.{column.name}" if taken else column.name


def column_label(key: str, column: Column) -> Words | Message:
    """A column's words within a sentence."""
    if key in GROUPS:
        return Message(GROUPS[key])
    return {language: _uncapitalised(text) for language, text in column.label.items()}


def _uncapitalised(text: str) -> str:
    """A label as it stands within a sentence; abbreviations keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def log_words(dictionaries: Iterable[Dictionary] = ()) -> dict[str, Words | Message]:
    """The words for what the log keeps of filters; of likes, the first dictionary's."""
    found: dict[str, Words | Message] = {key: Message(words) for key, words in GROUPS.items()}
    for dictionary in dictionaries:
        for key, column in columns(dictionary).items():
            found.setdefault(key, column_label(key, column))
    for one in FILTERS.values():
        found[one.log] = Message(one.log_words or one.log)
    return found


def keys(dictionaries: Iterable[Dictionary]) -> Collection[str]:
    """The columns that any of these dictionaries lets students be filtered by, in their order."""
    return dict.fromkeys(key for dictionary in dictionaries for key in columns(dictionary))


def of(key: str) -> Filter:
    """The filter of this key: one of the table, or that of a column."""
    return FILTERS.get(key) or _of_column(key)


def _of_column(key: str) -> Filter:
    """The filter by a column. Where the board's roster has none of that key, nobody fits."""

    def among(board: Board, texts: Sequence[str]) -> Mask:
        described = columns(board.dictionary).get(key)
        column = board.cohort.columns.get(described.name) if described else None
        if column is None:
            return np.zeros(len(board.cohort), dtype=bool)
        wanted = np.array([as_text(value) in texts for value in column.values], dtype=bool)
        return wanted.take(column.codes)

    def words(board: Board, texts: Sequence[str], _: Filters) -> Message:
        described = columns(board.dictionary).get(key)
        label = column_label(key, described) if described else key
        return say("%(label)s %(values)s", label=label, values=texts)

    return Filter(read=readers.several, fixed=among, words=words, log=key)


def in_order(filters: Filters) -> Iterator[tuple[Filter, Any]]:
    """The filters that are set, with their values: columns first, then as in the table."""
    for key in [key for key in filters if key not in FILTERS]:
        yield of(key), filters[key]
    for key in FILTERS:
        if key in filters:
            yield FILTERS[key], filters[key]


def fixed(board: Board, filters: Filters) -> Mask:
    """Say of each student (n,) whether the filters let him through that no knob can change."""
    return board.kept(("static", filters.fixed), lambda: _fixed(board, filters.fixed))  # type: ignore[no-any-return]


def _fixed(board: Board, filters: Filters) -> Mask:
    mask = np.ones(len(board.cohort), dtype=bool)
    for one, value in in_order(filters):
        if one.fixed is not None:
            mask &= one.fixed(board, value)
    return mask


def passed(seen: FilterInput) -> Mask:
    """Say of each student (n,) whether the filters let him on the chart."""
    return fixed(seen.board, seen.knobs.filters) & _following(seen, only_list=False)


def in_list(seen: FilterInput) -> Mask:
    """Say of each student (n,) whether those let him through that cut the list alone."""
    return _following(seen, only_list=True)


def _following(seen: FilterInput, only_list: bool) -> Mask:
    mask = np.ones(len(seen.board.cohort), dtype=bool)
    for one, value in in_order(seen.knobs.filters):
        if one.follows is not None and one.only_list == only_list:
            mask &= one.follows(seen, value)
    return mask


def phrases(board: Board, filters: Filters) -> list[Message]:
    """Say which students are shown, a phrase a filter: "school GP", "grade up to 9"."""
    said = (one.words(board, value, filters) for one, value in in_order(filters))
    return [phrase for phrase in said if phrase is not None]
