"""Which candidate is proposed: the simplest within one standard error of the best.

Breiman, Friedman, Olshen & Stone (1984), "Classification and Regression Trees", section 3.4.3. The
best of one comparison owes part of its lead to luck, and a simpler one is easier to follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """best, proposed: places among the candidates. line: the largest error that still is as good
    as the best."""

    best: int
    proposed: int
    line: float


def choose(errors: Sequence[float], spreads: Sequence[float]) -> Choice:
    """Choose among candidates, the simplest first, by their errors and the standard error of each.

    Raises ValueError where there is none, or an error is not a number.
    """
    if not errors or any(error != error for error in errors):
        raise ValueError(f"There is nothing to choose from: {list(errors)}.")
    best = min(range(len(errors)), key=errors.__getitem__)
    line = errors[best] + spreads[best]
    proposed = next(place for place, error in enumerate(errors) if error <= line)
    return Choice(best, proposed, line)
