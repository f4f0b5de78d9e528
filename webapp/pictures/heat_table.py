"""A map of two answers: a table of what is usual, each cell the darker the more that is."""

from dataclasses import dataclass

import numpy as np

from data.column import Column
from scoring.what_if.sensitivity import Map
from webapp.http.language import number
from webapp.services.board.answers import value_words

DARKEST = 0.42  # so that the number on it stays easy to read


@dataclass(frozen=True)
class HeatCell:
    """What is usual for one pair of answers; shade from 0 to DARKEST; here: the tried record."""

    text: str
    shade: float
    here: bool


@dataclass(frozen=True)
class Heat:
    """The map's table: across and down name the columns, columns and rows their answers."""

    across: str
    down: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]
    least: str
    most: str


def heat(
    found: Map,
    columns: dict[str, Column],
    labels: tuple[str, str],
    here: tuple[float | str | None, float | str | None],
    digits: int = 1,
) -> Heat:
    """Lay out a map. labels and here: of the column across, then of the one down."""
    across, down = columns[found.across], columns[found.down]
    least, most = float(np.min(found.expected)), float(np.max(found.expected))
    shades = (found.expected - least) / ((most - least) or 1.0) * DARKEST
    rows = tuple(
        (
            value_words(down, row),
            tuple(
                HeatCell(
                    number(expected, digits),
                    round(shade, 3),
                    (column, row) == here,
                )
                for column, expected, shade in zip(found.columns, line, shaded, strict=True)
            ),
        )
        for row, line, shaded in zip(
            found.rows, found.expected.tolist(), shades.tolist(), strict=True
        )
    )
    titles = tuple(_short(across, value) for value in found.columns)
    ends = number(least, digits), number(most, digits)
    return Heat(labels[0], labels[1], titles, rows, *ends)


def _short(column: Column, value: float | str) -> str:
    """Say an answer at the head of a narrow column: without its unit where it is a number."""
    if isinstance(value, float) and column.words_of(value) is None:
        return number(value, 2)
    return value_words(column, value)
