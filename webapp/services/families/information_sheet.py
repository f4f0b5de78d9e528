"""What a family is told, to print: which answers are looked at, by whom, how long, what rights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import rules
from data.column import Column
from data.dictionary import Dictionary
from data.store import NotFound, families, rosters
from data.store.families import objections
from data.store.rosters import RosterInfo, students
from data.viewer import Viewer
from rules import Indicator, RuleSet
from webapp.services.families.family_file import with_all_eyes
from webapp.services.rule_sets.registry import RegisteredSet
from webapp.services.runtime.resources import Resources, settings_of
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import words


@dataclass(frozen=True)
class RuleInput:
    """One thing that a rule looks at."""

    label: str  # what it asks
    about: str  # what the answers mean
    steps: tuple[str, ...]  # what the rule says of each answer
    used: bool | None  # whether this student's answer was; None: the sheet is about nobody


@dataclass(frozen=True)
class AppliedRuleSet:
    """A rule set that applies, in prose."""

    title: str
    version: int
    about: str  # what it is for
    looked: tuple[RuleInput, ...]  # what it looks at


@dataclass(frozen=True)
class ColumnUses:
    """The labels of a dictionary's columns, by what they may be used for."""

    learned: tuple[str, ...]  # expected grades are learned from them
    compared: tuple[str, ...]  # groups of students are compared by them, and nothing else
    shown: tuple[str, ...]  # only shown on the student's page
    unused: tuple[str, ...]  # not used at present


@dataclass(frozen=True)
class InformationSheet:
    """The sheet for one family, or for every family of the school."""

    school: str  # its name
    name: str  # the student's; "" where the sheet is about nobody
    objects: bool  # his family objects to scoring
    roster: RosterInfo | None  # the one that it speaks of, if any
    applied: tuple[AppliedRuleSet, ...]  # the rule sets in force
    columns: ColumnUses | None  # None without a roster
    roles: dict[str, str]  # role -> what it sees of a student
    months: int  # that a student is kept after his last roster; 0: no time is set
    authority: str  # where to complain


def information_sheet(
    state: Resources, who: Viewer, student: int | None = None
) -> InformationSheet:
    """Write the sheet in the reader's language. Raises NotFound.

    It says which of a student's answers were used and never what they are: parents read it, and
    some were given in confidence.
    """
    name, objects = "", False
    with state.database.read() as session:
        school = families.school_name(session, who)
        roster = rosters.current(session, who)
        if student is not None:
            record = students.get(session, who, student)
            name = f"{record.first_name} {record.family_name}".strip() or record.key
            roster = record.roster
            past = objections.of_student(session, who, student)
            objects = bool(past) and past[0].ended_at is None
    dictionary = state.dictionaries.of_roster(roster)
    kept = state.shelf.for_roster(roster.dictionary, who.school) if roster else []
    return InformationSheet(
        school=school,
        name=name,
        objects=objects,
        roster=roster,
        applied=tuple(
            _applied(state, who, one, dictionary, roster, student) for one in kept if dictionary
        ),
        columns=_columns(dictionary, kept) if dictionary else None,
        roles=roles(),
        months=settings_of(state, who.school).retention_months,
        authority=_authority(),
    )


def roles() -> dict[str, str]:
    """Say of each role what it sees of a student."""
    return {
        "counsellor": _("Counsellors see the students of the groups that were given to them."),
        "lead": _("The pedagogical lead sees the students of the school."),
        "administrator": _(
            "The administrator sees names to answer families; to open a student’s page he has to "
            "state a reason, which is recorded."
        ),
        "observer": _("An observer of the ministry sees figures of groups, never of a student."),
        "auditor": _("The auditor sees who did what, without names and without answers."),
    }


def _applied(
    state: Resources,
    who: Viewer,
    kept: RegisteredSet,
    dictionary: Dictionary | None,
    roster: RosterInfo | None,
    student: int | None,
) -> AppliedRuleSet:
    rule_set = kept.rule_set
    if rule_set is None or dictionary is None or roster is None:
        raise NotFound("a rule set in force")
    used = _used(state, who, kept, roster, student)
    looked = [
        RuleInput(
            words(indicator.label),
            _about(indicator, dictionary),
            tuple(_steps(indicator, rule_set)),
            used.get(indicator.key),
        )
        for indicator in rule_set.indicators
        if indicator.weight > 0
    ]
    return AppliedRuleSet(words(rule_set.title), kept.version, words(rule_set.about), tuple(looked))


def _used(
    state: Resources, who: Viewer, kept: RegisteredSet, roster: RosterInfo, student: int | None
) -> Mapping[str, bool]:
    """Whether each indicator found an answer of this student's; empty for one who is not scored."""
    if student is None:
        return {}
    board = state.boards.open(with_all_eyes(who), roster.id, kept.name)[0]
    if student not in board.place_of:
        return {}
    lines = rules.explain(board.rule_set, board.cohort.columns, board.place_of[student]).lines
    return {line.key: line.answered for line in lines}


def _about(indicator: Indicator, dictionary: Dictionary) -> str:
    column = dictionary.columns.get(indicator.column)
    return words(column.meaning) if column else ""


def _steps(indicator: Indicator, rule_set: RuleSet) -> Iterator[str]:
    if indicator.condition is not None and indicator.points is not None:
        yield _step(words(indicator.condition.words()), words(indicator.points.says_then))
        yield _step(_("otherwise"), words(indicator.points.says_otherwise))
        return
    named = rules.steps(indicator, rule_set.columns[indicator.column])
    for step, band in zip(named, indicator.bands, strict=True):
        yield _step(words(step), words(band.says))


def _step(when: str, says: str) -> str:
    return _("%(when)s: %(says)s", when=when, says=says) if says else when


def _columns(dictionary: Dictionary, kept: Sequence[RegisteredSet]) -> ColumnUses:
    judged = {name for one in kept if one.rule_set for name in one.rule_set.columns}
    columns = [one for one in dictionary.columns.values() if one.type != "text"]

    def labels(fitting: Sequence[Column]) -> tuple[str, ...]:
        return tuple(words(column.label) for column in fitting)

    return ColumnUses(
        learned=labels([one for one in columns if one.record]),
        compared=labels([one for one in columns if one.use == "audit"]),
        shown=labels([one for one in columns if one.use == "show" and one.role != "grade"]),
        unused=labels(
            [
                one
                for one in columns
                if one.use in ("score", "never") and one.name not in judged and not one.record
            ]
        ),
    )


def _authority() -> str:
    """Name where to complain, in the countries whose languages this speaks."""
    return _("the data protection authority of your country (in Portugal CNPD, in France CNIL)")
