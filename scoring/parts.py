"""The groups of a school by one column, none so small that a figure of it would tell of a few."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rules.columns import Column
from scoring.disclosure import SMALLEST, Mask, pooled

MOST_RANGES = 6
"""Numbers that would make more groups than these are shown in so many ranges of like size."""

# A value; the two ends of a range, None where it is open; or None, no answer.
Answer: TypeAlias = float | str | tuple[float | None, float | None] | None


@dataclass(frozen=True, eq=False)
class Part:
    """The students of a group: what they answer (several answers: shown only together), and who
    they are, `members` (n,)."""

    answers: tuple[Answer, ...]
    members: Mask

    @property
    def size(self) -> int:
        """How many students it has."""
        return int(self.members.sum())


def parts(column: Column, smallest: int = SMALLEST, worded: bool = False) -> list[Part]:
    """The groups that a column makes of n students, () where fewer than two can be shown.

    They have no student in common, are the whole school together and have `smallest` students at
    least each; hence so has whatever is left when some are subtracted from the whole. worded:
    numbers are codes, whose words are said one by one. Whoever did not answer is a group of its
    own.
    """
    missing = np.array([value is None or value != value for value in column.values], dtype=bool)
    sizes = np.bincount(column.codes, minlength=len(column.values))
    there: list[int] = np.flatnonzero(~missing & (sizes > 0)).tolist()
    if column.values.dtype != object:
        there.sort(key=lambda place: float(column.values[place]))
        found = _ranges(column, there, sizes, smallest, worded)
    else:
        found = [Part((str(column.values[place]),), column.codes == place) for place in there]
    unanswered = Part((None,), missing[column.codes])
    found += [unanswered] if unanswered.size else []
    return _together(found, smallest)


def _together(found: list[Part], smallest: int) -> list[Part]:
    """Pool what is too small to be shown; nothing is left where that is all but one group."""
    pool = pooled([part.size for part in found], smallest)
    shown = [part for part, small in zip(found, pool, strict=True) if not small]
    few = [part for part, small in zip(found, pool, strict=True) if small]
    if few and shown:
        members = np.logical_or.reduce([part.members for part in few])
        shown.append(Part(tuple(answer for part in few for answer in part.answers), members))
    return shown if len(shown) > 1 else []


def _ranges(
    column: Column, there: Sequence[int], sizes: NDArray[Any], smallest: int, worded: bool
) -> list[Part]:
    """Neighbouring numbers taken together until they are enough students."""
    steps = _steps(there, sizes, smallest)
    if len(steps) > MOST_RANGES and not worded:
        enough = int(np.ceil(sizes[list(there)].sum() / MOST_RANGES))
        steps = _steps(there, sizes, max(smallest, enough))
    last = len(steps) - 1
    return [
        Part(
            _said(column, step, worded, first=at == 0, last=at == last),
            np.isin(column.codes, step),
        )
        for at, step in enumerate(steps)
    ]


def _steps(there: Sequence[int], sizes: NDArray[Any], enough: int) -> list[list[int]]:
    steps: list[list[int]] = [[]]
    for place in there:
        if sizes[steps[-1]].sum() >= enough:
            steps.append([])
        steps[-1].append(place)
    if len(steps) > 1 and sizes[steps[-1]].sum() < enough:
        rest = steps.pop()
        steps[-1] += rest
    return [step for step in steps if step]


def _said(
    column: Column, step: Sequence[int], worded: bool, *, first: bool, last: bool
) -> tuple[Answer, ...]:
    values = [float(column.values[place]) for place in step]
    if worded or len(values) == 1:
        return tuple(values)
    # Open at the ends of the scale: nobody is told how old the oldest is.
    return ((None if first else values[0], None if last else values[-1]),)
