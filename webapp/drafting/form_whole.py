"""The whole form of a draft, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, g, request

from data.column import Column
from data.dictionary import Dictionary
from data.wording.languages import LANGUAGES
from rules import Problem, RuleSet
from rules.columns import value_words
from rules.conditions import SCORED, SHOWN
from rules.reading.file import QUADRANTS
from rules.writing import NotEditableError, placed
from rules.writing.placed import Pairs, find
from webapp.drafting.drafts import Written
from webapp.drafting.form_cards import Card, card
from webapp.drafting.form_conditions import When, when
from webapp.drafting.form_fields import Field, Said, Sheet
from webapp.drafting.form_students import RosterAnswers, dictionary_of, roster_answers
from webapp.language import current, words
from webapp.rules.state_names import statuses


@dataclass(frozen=True)
class Undo:
    """What was just removed, and the saving that still had it."""

    label: str
    revision: int


@dataclass(frozen=True)
class Form:
    """A draft's form. wrong: why there is none; `open`: the cards that are unfolded."""

    wrong: Problem | None = None
    title: Said | None = None
    about: Said | None = None
    owner: Said | None = None
    plain: Mapping[str, Field] | None = None
    applies_to: When | None = None
    quadrants: tuple[Said, ...] = ()
    cards: tuple[Card, ...] = ()
    columns: tuple[tuple[Column, bool], ...] = ()
    problems: tuple[Problem, ...] = ()
    students: int | None = None
    open: frozenset[str] = frozenset()
    tongue: str = ""
    statuses: Mapping[str, str] = field(default_factory=statuses)
    undo: Undo | None = None


PLAIN = {
    "status": ("status",), "in_force_from": ("in_force_from",), "reviewed": ("reviewed",),
    "source": ("need", "from"), "pass": ("need", "pass"),
    "need": ("quadrants", "need"), "ease": ("quadrants", "ease"),
}  # fmt: skip


def of(written: Written) -> Form:
    """The form of a draft as it stands."""
    text, problems = written.draft.text, written.attempt.problems
    try:
        root = placed.read(text)
    except NotEditableError as error:
        return Form(problems[0] if problems else error.problem)
    if not isinstance(root, Pairs):
        return Form(problems[0] if problems else None)
    sheet = Sheet(text, root, problems, tongue())
    dictionary = dictionary_of(text)
    whose = roster_answers(written)
    cards = _cards(sheet, dictionary, whose, written.attempt.rule_set)
    return Form(
        title=sheet.said("title"),
        about=sheet.said("about"),
        owner=sheet.said("owner"),
        plain={name: sheet.field(*path) for name, path in PLAIN.items()},
        applies_to=when(sheet, ("applies_to",), dictionary, SHOWN),
        quadrants=tuple(sheet.said("quadrants", "names", name) for name in QUADRANTS),
        cards=cards,
        columns=_columns(dictionary, cards),
        problems=sheet.wrong(("indicators",)),
        students=whose.count,
        open=frozenset(request.values.getlist("open")),
        tongue=sheet.tongue,
        undo=_undo(written),
    )


def tongue() -> str:
    """Return the language that the form shows words in: the one asked for, else the reader's."""
    asked = request.values.get("tongue")
    return asked if asked in LANGUAGES else current()


def _undo(written: Written) -> Undo | None:
    had = request.args.get("had", type=int)
    if "removed" in request.args and had is not None and had == written.draft.revision - 1:
        return Undo(request.args["removed"], had)
    kept: Undo | None = g.get("undo")
    return kept


def _cards(
    sheet: Sheet, dictionary: Dictionary | None, whose: RosterAnswers, rule_set: RuleSet | None
) -> tuple[Card, ...]:
    table = find(sheet.root, ("indicators",))
    read = {one.key: one for one in rule_set.indicators} if rule_set else {}
    names = [name.text for name, _ in table.entries] if isinstance(table, Pairs) else []
    return tuple(
        card(sheet, key, dictionary, whose.answers, read.get(key), whose.concerned.get(key))
        for key in dict.fromkeys(names)
    )


def _columns(
    dictionary: Dictionary | None, cards: tuple[Card, ...]
) -> tuple[tuple[Column, bool], ...]:
    """The columns that rules may judge, and whether an indicator does already."""
    used = {one.column.name for one in cards if one.column}
    known = dictionary.columns.values() if dictionary else ()
    return tuple((column, column.name in used) for column in known if column.use in SCORED)


def init_app(app: Flask) -> None:
    """Let the draft's page show its form."""
    app.jinja_env.globals["draft_form"] = of
    app.jinja_env.filters["answer_words"] = _answer_words


def _answer_words(column: Column, value: str) -> str:
    """Say an answer in the dictionary's words."""
    return words(value_words(value, column))
