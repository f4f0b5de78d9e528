"""On which step of an indicator's scale each student of a cohort stands."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rules.columns import Column, answers
from rules.conditions import UNANSWERED, YES, Figures, coded_verdicts
from rules.judge import typed_columns
from rules.ruleset import OFFERED_AT, Indicator, RuleSet
from rules.scale import place


def step_of(
    rule_set: RuleSet,
    indicator: Indicator,
    columns: Mapping[str, Column],
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
