"""One indicator's card in a draft's form: what its part of the text says, field by field.

The bands of an indicator's card: their fields, and how many students each one holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.cohort import AnswerColumn as Answers
from data.column import Column
from data.dictionary import Dictionary
from rules import OFFERED_AT, Indicator, RuleProblem, Words, steps
from rules.conditions import SCORED
from rules.conditions.columns import is_number
from rules.editing.yaml_text import Pairs, find
from webapp.drafts.form.conditions import ConditionForm, when
from webapp.drafts.form.fields import LocalisedField, RuleField, Sheet
from webapp.drafts.form.histogram import Histogram, histogram


@dataclass(frozen=True)
class BandRow:
    """One band: its edge or words, points and words; whether counsellors may move its edge.

    step: which answers it holds; students: how many gave them; both None where it is not known.
    last: nothing lies above it, so its edge is not moved.
    """

    at: int
    up_to: RuleField
    is_: RuleField
    points: RuleField
    says: LocalisedField
    low: RuleField
    high: RuleField
    movable: bool
    last: bool
    step: Words | None
    students: int | None

    @property
    def edge(self) -> float | None:
        """Its edge, where that is a number."""
        return number_of(self.up_to.value)


def bands_of(
    sheet: Sheet,
    key: str,
    column: Column | None,
    answers: Mapping[str, Answers],
    read: Indicator | None,
) -> tuple[tuple[BandRow, ...], Histogram | None]:
    """The bands of one indicator, and its column's numbers where its bands have edges."""
    count = sheet.count("indicators", key, "bands")
    edges = _edges(sheet, key, count)
    given = answers.get(column.name) if column else None
    drawn = histogram(given, column, edges) if column and is_number(column) and count else None
    told = steps(read, column) if read and read.bands and column else None
    rows = []
    for at in range(count):
        students = None
        if given is not None and drawn is not None and len(edges) == count:
            students = drawn.between(edges)[at]
        elif given is not None and read and read.bands and read.bands[at].is_:
            students = _with(given, read.bands[at].is_)
        rows.append(_row(sheet, key, at, count, told[at] if told else None, students))
    return tuple(rows), drawn


def _edges(sheet: Sheet, key: str, count: int) -> list[float]:
    """The edges that are numbers."""
    shown = (sheet.shown(("indicators", key, "bands", at, "up_to")) for at in range(count))
    return [edge for text in shown if (edge := number_of(text)) is not None]


def number_of(text: str) -> float | None:
    """A number as rule files write it; None for anything else."""
    try:
        return float(text.replace(".inf", "inf"))
    except ValueError:
        return None


def _with(given: Answers, words: tuple[str, ...]) -> int:
    places = [at for at, value in enumerate(given.values.tolist()) if value in words]
    return int(np.isin(given.codes, places).sum())


def _row(
    sheet: Sheet, key: str, at: int, count: int, step: Words | None, students: int | None
) -> BandRow:
    base = ("indicators", key, "bands", at)
    return BandRow(
        at=at,
        up_to=sheet.field(*base, "up_to"),
        is_=sheet.field(*base, "is"),
        points=sheet.field(*base, "points"),
        says=sheet.said(*base, "says"),
        low=sheet.field(*base, "adjust", "from"),
        high=sheet.field(*base, "adjust", "to"),
        movable=sheet.has(*base, "adjust"),
        last=at == count - 1,
        step=step,
        students=students,
    )


@dataclass(frozen=True)
class EvidenceForm:
    """A piece of evidence."""

    claim: LocalisedField
    source: LocalisedField
    strength: RuleField


@dataclass(frozen=True)
class OutcomeForm:
    """What a condition gives where it holds, or where not."""

    points: RuleField
    says: LocalisedField


@dataclass(frozen=True)
class IndicatorForm:
    """An indicator. `problems`: those that no field shows; `concerned`: how many students."""

    key: str
    label: Words | str
    column: Column | None
    kind: RuleField
    weight: RuleField
    called: LocalisedField
    bands: tuple[BandRow, ...]
    histogram: Histogram | None
    condition: ConditionForm | None
    then: OutcomeForm | None
    otherwise: OutcomeForm | None
    who_can_act: LocalisedField
    sessions: RuleField
    actions: tuple[LocalisedField, ...]
    evidence: tuple[EvidenceForm, ...]
    wrong_when: LocalisedField
    problems: tuple[RuleProblem, ...]
    concerned: int | None
    first: bool
    last: bool

    @property
    def weight_step(self) -> str:
        """How far its slider goes at once: by halves, unless it stands between two."""
        weight = number_of(self.weight.value)
        return "any" if weight is not None and weight * 2 % 1 else "0.5"

    @property
    def numbers(self) -> bool:
        """Whether its bands have edges, not words."""
        return self.column is None or is_number(self.column)

    def is_offered(self, value: float) -> bool:
        """Whether an answer concerns: a lever's is offered, a barrier's more than half there."""
        for band in self.bands:
            if band.edge is not None and value <= band.edge:
                points = number_of(band.points.value)
                lever = self.kind.value == "lever"
                return points is not None and (points <= OFFERED_AT) == lever
        return False

    @property
    def movable(self) -> BandRow | None:
        """The band whose edge counsellors may move."""
        return next((band for band in self.bands if band.movable), None)


def card(
    sheet: Sheet,
    key: str,
    dictionary: Dictionary | None,
    answers: Mapping[str, Answers],
    read: Indicator | None,
    concerned: int | None,
) -> IndicatorForm:
    """The card of one indicator. read: as the rules read it, None while the text is wrong."""
    base = ("indicators", key)
    column = _column(sheet, key, dictionary, read)
    bands, drawn = bands_of(sheet, key, column, answers, read)
    keys = _keys(sheet)
    shown = IndicatorForm(
        key=key,
        label=read.label if read else (column.label if column else key.replace("_", " ")),
        column=column,
        kind=sheet.field(*base, "kind"),
        weight=sheet.field(*base, "weight"),
        called=sheet.said(*base, "label"),
        bands=bands,
        histogram=drawn,
        condition=when(sheet, (*base, "when"), dictionary, SCORED)
        if sheet.has(*base, "when")
        else None,
        then=_outcome(sheet, key, "then"),
        otherwise=_outcome(sheet, key, "otherwise"),
        who_can_act=sheet.said(*base, "who_can_act"),
        sessions=sheet.field(*base, "sessions"),
        actions=tuple(
            sheet.said(*base, "actions", at) for at in range(sheet.count(*base, "actions"))
        ),
        evidence=tuple(_proof(sheet, key, at) for at in range(sheet.count(*base, "evidence"))),
        wrong_when=sheet.said(*base, "wrong_when"),
        problems=sheet.wrong(base),
        concerned=concerned,
        first=keys[0] == key,
        last=keys[-1] == key,
    )
    return shown


def _keys(sheet: Sheet) -> list[str]:
    table = find(sheet.root, ("indicators",))
    return [name.text for name, _ in table.entries] if isinstance(table, Pairs) else []


def _column(
    sheet: Sheet, key: str, dictionary: Dictionary | None, read: Indicator | None
) -> Column | None:
    if dictionary is None:
        return None
    named = read.column if read else (sheet.shown(("indicators", key, "column")) or key)
    return dictionary.columns.get(named)


def _outcome(sheet: Sheet, key: str, which: str) -> OutcomeForm | None:
    if not sheet.has("indicators", key, "when"):
        return None
    base = ("indicators", key)
    return OutcomeForm(
        sheet.field(*base, "points", which),
        sheet.said(*base, "says", which),
    )


def _proof(sheet: Sheet, key: str, at: int) -> EvidenceForm:
    base = ("indicators", key, "evidence", at)
    return EvidenceForm(
        sheet.said(*base, "claim"), sheet.said(*base, "source"), sheet.field(*base, "strength")
    )
