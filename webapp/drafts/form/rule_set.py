"""The whole form of a draft, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, g, request

from data.column import Column
from data.dictionary import Dictionary
from data.wording.languages import LANGUAGES
from rules import RuleProblem, RuleSet
from rules.conditions import SCORED, SHOWN
from rules.conditions.columns import value_words
from rules.editing import NotEditableError, yaml_text
from rules.editing.yaml_text import Pairs, find
from rules.reading.rule_file import QUADRANTS
from webapp.drafts.drafts import WrittenDraft
from webapp.drafts.form.conditions import ConditionForm, when
from webapp.drafts.form.fields import LocalisedField, RuleField, Sheet
from webapp.drafts.form.histogram import RosterAnswers, dictionary_of, roster_answers
from webapp.drafts.form.indicator import IndicatorForm, card
from webapp.http.language import current, words
from webapp.services.rule_sets.status_names import statuses


@dataclass(frozen=True)
class UndoRemoval:
    """What was just removed, and the saving that still had it."""

    label: str
    revision: int


@dataclass(frozen=True)
class DraftForm:
    """A draft's form. wrong: why there is none; `open`: the cards that are unfolded."""

    wrong: RuleProblem | None = None
    title: LocalisedField | None = None
    about: LocalisedField | None = None
    owner: LocalisedField | None = None
    plain: Mapping[str, RuleField] | None = None
    applies_to: ConditionForm | None = None
    quadrants: tuple[LocalisedField, ...] = ()
    cards: tuple[IndicatorForm, ...] = ()
    columns: tuple[tuple[Column, bool], ...] = ()
    problems: tuple[RuleProblem, ...] = ()
    students: int | None = None
    open: frozenset[str] = frozenset()
    tongue: str = ""
    statuses: Mapping[str, str] = field(default_factory=statuses)
    undo: UndoRemoval | None = None


PLAIN = {
    "status": ("status",), "in_force_from": ("in_force_from",), "reviewed": ("reviewed",),
    "source": ("need", "from"), "pass": ("need", "pass"),
    "need": ("quadrants", "need"), "ease": ("quadrants", "ease"),
}  # fmt: skip


def of(written: WrittenDraft) -> DraftForm:
    """The form of a draft as it stands."""
    text, problems = written.draft.text, written.attempt.problems
    try:
        root = yaml_text.read(text)
    except NotEditableError as error:
        return DraftForm(problems[0] if problems else error.problem)
    if not isinstance(root, Pairs):
        return DraftForm(problems[0] if problems else None)
    sheet = Sheet(text, root, problems, tongue())
    dictionary = dictionary_of(text)
    whose = roster_answers(written)
    cards = _cards(sheet, dictionary, whose, written.attempt.rule_set)
    return DraftForm(
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


def _undo(written: WrittenDraft) -> UndoRemoval | None:
    had = request.args.get("had", type=int)
    if "removed" in request.args and had is not None and had == written.draft.revision - 1:
        return UndoRemoval(request.args["removed"], had)
    kept: UndoRemoval | None = g.get("undo")
    return kept


def _cards(
    sheet: Sheet, dictionary: Dictionary | None, whose: RosterAnswers, rule_set: RuleSet | None
) -> tuple[IndicatorForm, ...]:
    table = find(sheet.root, ("indicators",))
    read = {one.key: one for one in rule_set.indicators} if rule_set else {}
    names = [name.text for name, _ in table.entries] if isinstance(table, Pairs) else []
    return tuple(
        card(sheet, key, dictionary, whose.answers, read.get(key), whose.concerned.get(key))
        for key in dict.fromkeys(names)
    )


def _columns(
    dictionary: Dictionary | None, cards: tuple[IndicatorForm, ...]
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
