"""The whole form of a draft, as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from data.column import Column
from data.dictionary import Dictionary
from data.wording.languages import LANGUAGES
from rules import RuleProblem, RuleSet
from rules.conditions import SCORED, SHOWN
from rules.editing import NotEditableError, yaml_text
from rules.editing.yaml_text import Pairs, find
from rules.reading.rule_file import QUADRANTS
from webapp.drafts.form.conditions import ConditionForm, when
from webapp.drafts.form.fields import LocalisedField, RuleField, Sheet
from webapp.drafts.form.indicator import IndicatorForm, card
from webapp.drafts.form.roster_answers import RosterAnswers, dictionary_of, roster_answers
from webapp.http.language import current, names
from webapp.services.drafts.written_draft import WrittenDraft
from webapp.services.rule_sets.status_names import statuses, strengths


@dataclass(frozen=True)
class UndoRemoval:
    """An indicator that was just removed."""

    label: str
    revision: int  # the saving that still had it


@dataclass(frozen=True)
class DraftForm:
    """A draft's form. Without a title there is none: the text must be mended first."""

    wrong: RuleProblem | None = None  # why there is no form, if it is known
    title: LocalisedField | None = None
    about: LocalisedField | None = None
    owner: LocalisedField | None = None
    plain: Mapping[str, RuleField] | None = None  # the values of PLAIN
    applies_to: ConditionForm | None = None
    quadrants: tuple[LocalisedField, ...] = ()  # their names
    cards: tuple[IndicatorForm, ...] = ()
    columns: tuple[tuple[Column, bool], ...] = ()  # that rules may judge, and whether one does
    problems: tuple[RuleProblem, ...] = ()  # of the indicators, that no card shows
    students: int | None = None  # of the current roster, None without one that fits
    open: frozenset[str] = frozenset()  # the cards that are unfolded
    tongue: str = ""  # the language that words are shown in
    tongues: Mapping[str, str] = field(default_factory=names)  # the languages to choose from
    statuses: Mapping[str, str] = field(default_factory=statuses)  # in words
    strengths: Mapping[str, str] = field(default_factory=strengths)  # of evidence, in words
    undo: UndoRemoval | None = None


PLAIN = {
    "status": ("status",), "in_force_from": ("in_force_from",), "reviewed": ("reviewed",),
    "source": ("need", "from"), "pass": ("need", "pass"),
    "need": ("quadrants", "need"), "ease": ("quadrants", "ease"),
}  # fmt: skip


def draft_form(written: WrittenDraft, undo: UndoRemoval | None = None) -> DraftForm:
    """The form of a draft as it stands. undo: what has just been removed from it."""
    text, problems = written.draft.text, written.attempt.problems
    try:
        root = yaml_text.read(text)
    except NotEditableError as error:
        return DraftForm(problems[0] if problems else error.problem)
    if not isinstance(root, Pairs):
        return DraftForm(problems[0] if problems else None)
    sheet = Sheet(text, root, problems, _tongue())
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
        undo=undo or _removed_before(written),
    )


def _tongue() -> str:
    """Return the language that the form shows words in: the one asked for, else the reader's."""
    asked = request.values.get("tongue")
    return asked if asked in LANGUAGES else current()


def _removed_before(written: WrittenDraft) -> UndoRemoval | None:
    """What was removed by the saving that the address tells of, if it is the last."""
    had = request.args.get("had", type=int)
    if "removed" in request.args and had is not None and had == written.draft.revision - 1:
        return UndoRemoval(request.args["removed"], had)
    return None


def _cards(
    sheet: Sheet, dictionary: Dictionary | None, whose: RosterAnswers, rule_set: RuleSet | None
) -> tuple[IndicatorForm, ...]:
    table = find(sheet.root, ("indicators",))
    read = {one.key: one for one in rule_set.indicators} if rule_set else {}
    keys = [name.text for name, _ in table.entries] if isinstance(table, Pairs) else []
    return tuple(
        card(sheet, key, dictionary, whose.answers, read.get(key), whose.concerned.get(key))
        for key in dict.fromkeys(keys)
    )


def _columns(
    dictionary: Dictionary | None, cards: tuple[IndicatorForm, ...]
) -> tuple[tuple[Column, bool], ...]:
    """The columns that rules may judge, and whether an indicator does already."""
    used = {one.column.name for one in cards if one.column}
    known = dictionary.columns.values() if dictionary else ()
    return tuple((column, column.name in used) for column in known if column.use in SCORED)
