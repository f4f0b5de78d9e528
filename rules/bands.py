"""An indicator's scale: which band an answer is in, and each band in words.

On which step of an indicator's scale each student of a cohort stands.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from data.wording.languages import Wording, Words, number
from data.wording.message import N_
from data.wording.translate import translate
from rules.conditions import UNANSWERED, YES, Figures, coded_verdicts
from rules.conditions.columns import CohortColumn, DictionaryColumn, answers, value_words
from rules.judge import typed_columns
from rules.rule_set import OFFERED_AT, Band, Indicator, RuleSet

_UP_TO = N_("up to %(high)s")
_FROM_TO = N_("%(low)s to %(high)s")
_BETWEEN = N_("above %(low)s, up to %(high)s")
_ABOVE = N_("above %(low)s")


def place(indicator: Indicator, value: float | str, threshold: float | None) -> int | None:
    """The band (its place in `bands`) that holds an answer; None where none does.

    A number beyond the last band is in the last: a roster's own dictionary may go further than
    the rules do.
    """
    if isinstance(value, str):
        return next((at for at, band in enumerate(indicator.bands) if value in band.is_), None)
    edges = indicator.edges(threshold)
    return min(bisect_left(edges, value), len(edges) - 1) if edges else None


def is_beyond(indicator: Indicator, value: float | str | None) -> bool:
    """Say whether an answer is a number beyond the last band, which it is then counted in."""
    edges = indicator.edges()
    return bool(edges) and isinstance(value, int | float) and value > edges[-1]


def steps(
    indicator: Indicator, known: DictionaryColumn, threshold: float | None = None
) -> tuple[Words, ...]:
    """Each band in words ("5 to 14", "yes"), its adjustable edge at `threshold`."""
    edges = indicator.edges(threshold)
    if not edges:
        return tuple(_words(band, known) for band in indicator.bands)
    if known.whole:
        edges = tuple(edge if math.isinf(edge) else math.floor(edge) for edge in edges)
    lows = (None, *edges)
    return tuple(_range(low, high, known) for low, high in zip(lows, edges, strict=False))


def _range(low: float | None, high: float, known: DictionaryColumn) -> Words:
    if low is None and known.whole and known.low is not None:
        low = known.low - 1
    if low is None:
        return _said(_UP_TO, high=high)
    if high == float("inf"):
        return _said(_ABOVE, low=low)
    if known.whole and low + 1 == high:
        return value_words(high, known)
    if known.whole:
        return _said(_FROM_TO, low=low + 1, high=high)
    return _said(_BETWEEN, low=low, high=high)


def _said(template: str, **holes: float) -> Words:
    return Wording(
        lambda language: (
            translate(template, language)
            % {name: number(value, language) for name, value in holes.items()}
        )
    )


def _words(band: Band, known: DictionaryColumn) -> Words:
    told = [value_words(word, known) for word in band.is_]
    return Wording(lambda language: ", ".join(words[language] for words in told))


def step_of(
    rule_set: RuleSet,
    indicator: Indicator,
    columns: Mapping[str, CohortColumn],
    figures: Figures,
) -> NDArray[np.int64]:
    """The place of each student's band, (n,), -1 unanswered; of a condition 0 holds, 1 does not.

    `figures`, from `Judged`: what the cohort functions come to.
    """
    if indicator.condition is not None:
        verdicts = coded_verdicts(indicator.condition, typed_columns(rule_set, columns), figures)
        table = [-1 if one == UNANSWERED else int(one != YES) for one in verdicts.values.tolist()]
        codes = verdicts.codes
    else:
        column = answers(columns, rule_set.columns[indicator.column])
        found = [
            None if value is None or value != value else place(indicator, value, None)
            for value in column.values.tolist()
        ]
        table = [-1 if at is None else at for at in found]
        codes = column.codes
    steps: NDArray[np.int64] = np.array(table, dtype=np.int64)[codes]
    return steps


def concerning(indicator: Indicator) -> tuple[bool, ...]:
    """Which of its steps concern a student: a lever that is offered, a barrier that stands."""
    if indicator.points is not None:
        points = [indicator.points.then, indicator.points.otherwise]
    else:
        points = [band.points for band in indicator.bands]
    return tuple((value <= OFFERED_AT) == indicator.is_lever for value in points)
