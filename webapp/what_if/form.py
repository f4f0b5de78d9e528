"""The form of a record: each answer that a model reads, in words, with what it may be."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from math import isfinite

from werkzeug.datastructures import MultiDict

from data.cohort import as_text
from data.column import Column
from data.wording.message import N_
from scoring.what_if.answer_range import AnswerRange
from webapp.http.language import gettext as _
from webapp.http.language import number, words
from webapp.services.board.answers import value_words
from webapp.services.board.readers import MOST_TEXT, KnobProblem

PREFIX = "a."
MOST_CHOICES = 40  # of a number's words; more of them are typed as a number

Answer = float | str | None
Record = dict[str, Answer]


@dataclass(frozen=True)
class AnswerField:
    """One answer in the form.

    text: as the form sends it, "" for no answer. choices: (text, words), () where a number is
    typed. own: the record's own answer in words; changed: another one is tried. fixed: it stays as
    it is. problem: what is wrong with what was typed. range: where most students of the roster are,
    and steps that suit them; None where a number is chosen by its words, or few answered.
    """

    column: Column
    text: str
    choices: tuple[tuple[str, str], ...]
    own: str
    changed: bool
    fixed: bool
    problem: str = ""
    range: AnswerRange | None = None
    own_text: str = ""

    @property
    def name(self) -> str:
        """Its name in the address."""
        return PREFIX + self.column.name

    @property
    def step(self) -> str:
        """The step of a number's field: one that suits what the students have."""
        if self.range is not None:
            return as_text(self.range.step)
        return "1" if self.column.whole else "any"

    @property
    def marks(self) -> tuple[str, ...]:
        """Answers that part the students, offered beside its field."""
        return () if self.range is None else tuple(map(as_text, self.range.marks))

    @property
    def low(self) -> float | None:
        """The lowest number that its arrows come to: of most students, or what is in it."""
        return self._end(min, self.column.low)

    @property
    def high(self) -> float | None:
        """The highest number that its arrows come to."""
        return self._end(max, self.column.high)

    def _end(self, of: Callable[..., float], allowed: float | None) -> float | None:
        if self.range is None or allowed is None:
            return allowed
        texts = [text.replace(",", ".") for text in (self.text, self.own_text)]
        there = [float(text) for text in texts if _is_number(text)]
        ends = [self.range.low, self.range.high, *there]
        return of(ends) if self.column.allows(of(ends)) else allowed


@dataclass(frozen=True)
class WhatIfForm:
    """A record that is tried out: the fields, the record that they say, and what was changed.

    changes: column -> the text in the address, of those answers only that differ from the own.
    """

    fields: tuple[AnswerField, ...]
    record: Record
    changes: Mapping[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        """What is wrong with the fields that were filled in."""
        return [one.problem for one in self.fields if one.problem]

    @property
    def query(self) -> dict[str, str]:
        """The address's parameters that say the same in the shortest way."""
        return {PREFIX + name: text for name, text in self.changes.items()}


def read(
    args: MultiDict[str, str],
    columns: Mapping[str, Column],
    known: Mapping[str, Collection[str]],
    own: Mapping[str, Answer],
    fixed: Collection[str] = (),
    ranges: Mapping[str, AnswerRange] | None = None,
) -> WhatIfForm:
    """Read a form from an address. A field that is not there is the record's own answer, an empty
    one is none; one that cannot be used keeps its text, and the own answer counts.

    columns: those of the model, in order; known: its words, where the dictionary lists none;
    ranges: where most students are, by column of numbers.
    Raises KnobProblem for an answer that the model does not read, or that is not to be changed.
    """
    for name in args:
        if name.startswith(PREFIX):
            _check(name, columns, fixed, args[name], own)
    record: Record = dict(own)
    fields, changes = [], {}
    for name, column in columns.items():
        choices = _choices(column, known.get(name, ()))
        own_text = as_text(own.get(name))
        text = args.get(PREFIX + name, own_text).strip()[:MOST_TEXT]
        problem = ""
        if text != own_text:
            try:
                record[name] = _answer(column, choices, text)
            except ValueError:
                problem = _why_not(column)
        changed = record.get(name) != own.get(name)
        if changed:
            changes[name] = text
        told = _told(column, own.get(name))
        fields.append(
            AnswerField(
                column,
                text,
                choices,
                told,
                changed,
                name in fixed,
                problem,
                None if choices else (ranges or {}).get(name),
                own_text,
            )
        )
    return WhatIfForm(tuple(fields), record, changes)


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def _check(
    name: str,
    columns: Mapping[str, Column],
    fixed: Collection[str],
    text: str,
    own: Mapping[str, Answer],
) -> None:
    column = name.removeprefix(PREFIX)
    if column not in columns:
        raise KnobProblem(name, N_("%(name)s is no answer that this model reads."))
    if column in fixed and text != as_text(own.get(column)):
        words_ = N_("%(name)s stays as it is here: the page says why, beside these answers.")
        raise KnobProblem(name, words_)


def _answer(column: Column, choices: tuple[tuple[str, str], ...], text: str) -> Answer:
    """Read one answer. Raises ValueError for what the column cannot hold."""
    if not text:
        return None
    if choices and text not in {choice for choice, _words in choices}:
        raise ValueError(text)
    if column.type != "number":
        return text
    found = float(text.replace(",", ".").replace("−", "-"))
    if not column.allows(found):
        raise ValueError(text)
    return found


def _choices(column: Column, known: Collection[str]) -> tuple[tuple[str, str], ...]:
    if column.type != "number":
        listed = [str(value) for value in column.values] or sorted(known)
        return tuple((value, words(column.words_of(value)) or value) for value in listed)
    low, high = column.low or 0.0, column.high or 0.0
    if not column.whole or high - low >= MOST_CHOICES:
        return ()
    every = [float(value) for value in range(int(low), int(high) + 1)]
    if any(column.words_of(value) is None for value in every):
        return ()
    return tuple((as_text(value), words(column.words_of(value))) for value in every)


def _told(column: Column, answer: Answer) -> str:
    return _("no answer") if answer is None else value_words(column, answer)


def _why_not(column: Column) -> str:
    if column.type != "number":
        return _("Choose one of the answers, or none.")
    low, high = number(column.low, 4), number(column.high, 4)
    if column.whole:
        return _("Type a whole number from %(low)s to %(high)s, or nothing.", low=low, high=high)
    return _("Type a number from %(low)s to %(high)s, or nothing.", low=low, high=high)
