"""Which answers coaching can act on, as a rule set says: those that its levers judge."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rules import Indicator, RuleSet
from rules.conditions import Change

Floats = NDArray[np.float64]


def actionable(rule_set: RuleSet, weights: Floats) -> tuple[str, ...]:
    """The columns that a lever with a weight judges, in the order of the rules; `weights` (k,).

    What a lever's condition asks besides (`studytime < 2 and failures > 0`) is left out where a
    barrier judges it: coaching cannot act on that.
    """
    weighty = [one for one, weight in zip(rule_set.indicators, weights, strict=True) if weight > 0]
    barriers = {name for one in weighty if not one.is_lever for name in asked(one)}
    found: dict[str, None] = {}
    for one in weighty:
        if one.is_lever:
            own = asked(one)
            found |= dict.fromkeys(own if one.condition is None else own - barriers)
    return tuple(name for name in rule_set.columns if name in found)


def asked(indicator: Indicator) -> frozenset[str]:
    """The columns whose answers of today an indicator judges."""
    condition = indicator.condition
    if condition is None:
        return frozenset([indicator.column])
    changes = (one.operand.column for one in condition.figures if isinstance(one, Change))
    return frozenset([*condition.asked, *changes])


def edges(
    indicators: Sequence[Indicator], column: str, thresholds: dict[str, float]
) -> list[float]:
    """Every edge of the bands that judge a column, the adjustable ones where they are."""
    return [
        edge
        for one in indicators
        if one.condition is None and one.column == column
        for edge in one.edges(thresholds.get(one.key))
        if np.isfinite(edge)
    ]
