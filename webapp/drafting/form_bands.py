"""The bands of an indicator's card: their fields, and how many students each one holds."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.cohort import Column as Answers
from data.column import Column
from rules import Indicator, Words, steps
from rules.columns import is_number
from webapp.drafting.form_fields import Field, Said, Sheet
from webapp.drafting.histogram import Histogram, histogram


@dataclass(frozen=True)
class BandRow:
    """One band: its edge or words, points and words; whether counsellors may move its edge.

    step: which answers it holds; students: how many gave them; both None where it is not known.
    last: nothing lies above it, so its edge is not moved.
    """

    at: int
    up_to: Field
    is_: Field
    points: Field
    says: Said
    low: Field
    high: Field
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
