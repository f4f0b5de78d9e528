"""One indicator's card in a draft's form: what its part of the text says, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.cohort import AnswerColumn
from data.column import Column
from data.dictionary import Dictionary
from rules import OFFERED_AT, Indicator, RuleProblem, Words, steps
from rules.conditions import SCORED
from rules.conditions.columns import is_number
from rules.editing.yaml_text import Pairs, find
from webapp.drafts.form.conditions import ConditionForm, when
from webapp.drafts.form.fields import LocalisedField, RuleField, Sheet
from webapp.http.language import words
from webapp.pictures.histogram import Histogram, ValueBar, histogram


@dataclass(frozen=True)
class BandRow:
    """One band."""

    at: int  # its place in the list
    up_to: RuleField  # its edge, where its column holds numbers
    is_: RuleField  # its words, where it holds words
    points: RuleField
    says: LocalisedField
    low: RuleField  # how far down counsellors may move its edge
    high: RuleField  # and how far up
    movable: bool  # whether they may
    last: bool  # whether nothing lies above it, so that its edge is not moved
    step: Words | None  # which answers it holds, None where it is not known
    students: int | None  # how many gave them, None as for `step`

    @property
    def edge(self) -> float | None:
        """Its edge, where that is a number."""
        return number_of(self.up_to.value)


@dataclass(frozen=True)
class OfferedBar:
    """A bar of the histogram."""

    bar: ValueBar  # what is drawn
    offered: bool  # whether the indicator concerns its students


@dataclass(frozen=True)
class EdgeSlider:
    """The edge of a band, to be dragged along the histogram."""

    band: BandRow
    x: float  # where it stands in the drawing
    step: str  # how far it goes at once


@dataclass(frozen=True)
class BandPicture:
    """How the students' numbers are spread, with the edges of the bands."""

    low: float  # of the column's scale
    high: float
    bars: tuple[OfferedBar, ...]
    sliders: tuple[EdgeSlider, ...]


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
    """An indicator."""

    key: str  # its name in the text
    label: str  # what readers call it
    column: Column | None  # None where the data dictionary has none
    kind: RuleField
    weight: RuleField
    called: LocalisedField  # its label, to write
    bands: tuple[BandRow, ...]
    picture: BandPicture | None  # None where its answers are no numbers
    condition: ConditionForm | None  # None where it goes by bands
    then: OutcomeForm | None  # None as for `condition`
    otherwise: OutcomeForm | None  # None as for `condition`
    who_can_act: LocalisedField
    sessions: RuleField
    actions: tuple[LocalisedField, ...]
    evidence: tuple[EvidenceForm, ...]
    wrong_when: LocalisedField
    problems: tuple[RuleProblem, ...]  # those that no other field shows
    concerned: int | None  # students, None where it is not known
    first: bool  # whether it can go no further up
    last: bool  # whether it can go no further down

    @property
    def weight_step(self) -> str:
        """How far its slider goes at once: by halves, unless it stands between two."""
        weight = number_of(self.weight.value)
        return "any" if weight is not None and weight * 2 % 1 else "0.5"

    @property
    def numbers(self) -> bool:
        """Whether its bands have edges, not words."""
        return self.column is None or is_number(self.column)

    @property
    def movable(self) -> BandRow | None:
        """The band whose edge counsellors may move."""
        return next((band for band in self.bands if band.movable), None)


def card(
    sheet: Sheet,
    key: str,
    dictionary: Dictionary | None,
    answers: Mapping[str, AnswerColumn],
    read: Indicator | None,
    concerned: int | None,
) -> IndicatorForm:
    """The card of one indicator. read: as the rules read it, None while the text is wrong."""
    base = ("indicators", key)
    column = _column(sheet, key, dictionary, read)
    bands, drawn = _bands(sheet, key, column, answers, read)
    kind, keys = sheet.field(*base, "kind"), _keys(sheet)
    label = read.label if read else (column.label if column else None)
    return IndicatorForm(
        key=key,
        label=words(label) if label else key.replace("_", " "),
        column=column,
        kind=kind,
        weight=sheet.field(*base, "weight"),
        called=sheet.said(*base, "label"),
        bands=bands,
        picture=_picture(drawn, bands, is_lever=kind.value == "lever") if drawn else None,
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


def number_of(text: str) -> float | None:
    """A number as rule files write it; None for anything else."""
    try:
        return float(text.replace(".inf", "inf"))
    except ValueError:
        return None


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


def _bands(
    sheet: Sheet,
    key: str,
    column: Column | None,
    answers: Mapping[str, AnswerColumn],
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


def _with(given: AnswerColumn, held: tuple[str, ...]) -> int:
    places = [at for at, value in enumerate(given.values.tolist()) if value in held]
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


def _picture(drawn: Histogram, bands: tuple[BandRow, ...], *, is_lever: bool) -> BandPicture:
    edges = [(band, band.edge) for band in bands if not band.last]
    return BandPicture(
        low=drawn.low,
        high=drawn.high,
        bars=tuple(OfferedBar(bar, _is_offered(bar.value, bands, is_lever)) for bar in drawn.bars),
        sliders=tuple(_slider(drawn, band, edge) for band, edge in edges if edge is not None),
    )


def _slider(drawn: Histogram, band: BandRow, edge: float) -> EdgeSlider:
    return EdgeSlider(band, drawn.x(edge), "any" if edge % drawn.step else f"{drawn.step:g}")


def _is_offered(value: float, bands: tuple[BandRow, ...], is_lever: bool) -> bool:
    """Whether an answer concerns: a lever's is offered, a barrier's more than half there."""
    for band in bands:
        if band.edge is not None and value <= band.edge:
            points = number_of(band.points.value)
            return points is not None and (points <= OFFERED_AT) == is_lever
    return False
