"""One indicator's card in a draft's form: what its part of the text says, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.cohort import Column as Answers
from data.column import Column
from data.dictionary import Dictionary
from rules import OFFERED_AT, Indicator, Problem, Words
from rules.columns import is_number
from rules.conditions import SCORED
from rules.writing.placed import Pairs, find
from webapp.drafting.form_bands import BandRow, bands_of, number_of
from webapp.drafting.form_conditions import When, when
from webapp.drafting.form_fields import Field, Said, Sheet
from webapp.drafting.histogram import Histogram


@dataclass(frozen=True)
class Proof:
    """A piece of evidence."""

    claim: Said
    source: Said
    strength: Field


@dataclass(frozen=True)
class Outcome:
    """What a condition gives where it holds, or where not."""

    points: Field
    says: Said


@dataclass(frozen=True)
class Card:
    """An indicator. `problems`: those that no field shows; `concerned`: how many students."""

    key: str
    label: Words | str
    column: Column | None
    kind: Field
    weight: Field
    called: Said
    bands: tuple[BandRow, ...]
    histogram: Histogram | None
    condition: When | None
    then: Outcome | None
    otherwise: Outcome | None
    who_can_act: Said
    sessions: Field
    actions: tuple[Said, ...]
    evidence: tuple[Proof, ...]
    wrong_when: Said
    problems: tuple[Problem, ...]
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
) -> Card:
    """The card of one indicator. read: as the rules read it, None while the text is wrong."""
    base = ("indicators", key)
    column = _column(sheet, key, dictionary, read)
    bands, drawn = bands_of(sheet, key, column, answers, read)
    keys = _keys(sheet)
    shown = Card(
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


def _outcome(sheet: Sheet, key: str, which: str) -> Outcome | None:
    if not sheet.has("indicators", key, "when"):
        return None
    base = ("indicators", key)
    return Outcome(
        sheet.field(*base, "points", which),
        sheet.said(*base, "says", which),
    )


def _proof(sheet: Sheet, key: str, at: int) -> Proof:
    base = ("indicators", key, "evidence", at)
    return Proof(
        sheet.said(*base, "claim"), sheet.said(*base, "source"), sheet.field(*base, "strength")
    )
