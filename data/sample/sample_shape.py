"""The figures a sample school follows: shares of values and rank correlations, never a row.

`python -m data.sample.sample_shape ROSTER.csv > data/sample/sample_figures.json` computes them
again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from math import lgamma
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from data.cohort import AnswerColumn

STORED = Path(__file__).parent / "sample_figures.json"
# Terms of the series; for correlations up to 0.95 the terms left out are below 0.01.
TERMS = 60
HALVINGS = 40
STRONGEST = 0.95

Floats = NDArray[np.float64]


def figures_of(columns: Mapping[str, AnswerColumn], grade: str) -> ColumnFigures:
    """The figures of a roster: per column the share of each value, and how the columns go together.

    columns: without a missing answer. grade: the column by whose mean the words of the others are
    put in order, as numbers are by size: a rank correlation needs an order.
    Raises ValueError when an answer is missing.
    """
    grades = columns[grade].each().astype(np.float64)
    values, shares, ranks = {}, {}, []
    for name, column in columns.items():
        counts = np.bincount(column.codes, minlength=len(column.values))
        if any(value is None or value != value for value in column.values[counts > 0]):
            raise ValueError(f"{name} has missing answers: leave out the students without.")
        order = np.arange(len(column.values))
        if column.values.dtype == object:
            sums = np.bincount(column.codes, weights=grades, minlength=len(order))
            order = np.argsort(sums / np.maximum(counts, 1), kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        values[name] = tuple(column.values[order].tolist())
        shares[name] = tuple((counts[order] / counts.sum()).tolist())
        ranks.append(_middle_ranks(counts[order] / counts.sum())[place[column.codes]])
    return ColumnFigures(len(grades), values, shares, np.corrcoef(np.array(ranks)))


def stored() -> ColumnFigures:
    """The figures of the pilot schools' roster, kept beside this module."""
    read = json.loads(STORED.read_text("utf-8"))
    columns = read["columns"]
    return ColumnFigures(
        students=read["students"],
        values={name: tuple(column["values"]) for name, column in columns.items()},
        shares={name: tuple(column["shares"]) for name, column in columns.items()},
        spearman=np.array(read["spearman"]),
    )


def as_json(figures: ColumnFigures) -> str:
    """The figures as the text of a file: shares to four digits, correlations to three."""
    columns = {
        name: {"values": values, "shares": [round(share, 4) for share in figures.shares[name]]}
        for name, values in figures.values.items()
    }
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(columns[name])}" for name in columns)
    rows = ",\n".join(f"    {json.dumps([round(r, 3) for r in row])}" for row in figures.spearman)
    about = json.dumps(
        "Shares of values and Spearman correlations; computed by data/sample/sample_shape.py."
    )
    return (
        f'{{\n  "about": {about},\n  "students": {figures.students},\n'
        f'  "columns": {{\n{lines}\n  }},\n  "spearman": [\n{rows}\n  ]\n}}\n'
    )


def thresholds(shares: tuple[float, ...]) -> Floats:
    """Where a standard normal variable is cut so that its pieces have these v shares: (v-1,)."""
    cumulated = np.clip(np.cumsum(shares)[:-1] / sum(shares), 1e-9, 1 - 1e-9)
    normal = NormalDist()
    return np.array([normal.inv_cdf(share) for share in cumulated])


def latent_correlations(figures: ColumnFigures) -> Floats:
    """The correlations (c, c) of normal variables that, once cut, have the figures' Spearman ones.

    Cutting a variable into few values weakens its correlations. By Mehler's formula the one after
    the cut is sum(a_k b_k r**k), with a and b the Hermite coefficients of the two columns' ranks
    and r the correlation before: it is solved for r by halving. The nearest positive definite
    matrix with ones on the diagonal is taken.
    """
    hermite = np.array([_hermite_coefficients(shares) for shares in figures.shares.values()])
    products = hermite[:, None, :] * hermite[None, :, :]
    low = np.full(figures.spearman.shape, -STRONGEST)
    high = -low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        reached = np.zeros_like(middle)
        for term in range(TERMS - 1, -1, -1):
            reached = (reached + products[:, :, term]) * middle
        under = reached < figures.spearman
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    correlations = (low + high) / 2
    np.fill_diagonal(correlations, 1.0)
    weights, directions = np.linalg.eigh((correlations + correlations.T) / 2)
    positive = (directions * np.maximum(weights, 1e-6)) @ directions.T
    scale = 1 / np.sqrt(np.diag(positive))
    nearest: Floats = positive * scale[:, None] * scale[None, :]
    return nearest


def _middle_ranks(shares: Floats) -> Floats:
    return np.cumsum(shares) - shares / 2


def _hermite_coefficients(shares: tuple[float, ...]) -> Floats:
    """Coefficients 1 to TERMS of the standardised middle ranks as a function of the normal one."""
    parts = np.array(shares) / sum(shares)
    ranks = _middle_ranks(parts)
    mean = (parts * ranks).sum()
    steps = np.diff(ranks) / np.sqrt((parts * (ranks - mean) ** 2).sum())
    cuts = thresholds(shares)
    density = np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi)
    before, now = np.zeros_like(cuts), np.ones_like(cuts)
    coefficients = []
    for term in range(1, TERMS + 1):
        factorial = np.exp(lgamma(term + 1) / 2)
        coefficients.append((steps * density * now).sum() / factorial)
        before, now = now, cuts * now - (term - 1) * before
    return np.array(coefficients)


@dataclass(frozen=True, eq=False)
class ColumnFigures:
    """students: how many they come from. values, shares: per column its v values in order and the
    share of students with each, adding up to 1. spearman: (c, c) rank correlations of the columns.
    """

    students: int
    values: dict[str, tuple[float | str, ...]]
    shares: dict[str, tuple[float, ...]]
    spearman: Floats


def main(path: Path) -> None:
    """Prints the figures of a roster of the pilot's kind."""
    from data.cohort import column_of
    from data.dictionary import load_all
    from data.reading import check, open_table

    dictionary = load_all()["pilot-2008"]
    records = check(open_table(path, path.name), dictionary).records
    names = [name for name in dictionary.columns if all(name in each.values for each in records)]
    columns = {name: column_of([each.values[name] for each in records]) for name in names}
    sys.stdout.write(as_json(figures_of(columns, dictionary.grade.name)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
