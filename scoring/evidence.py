"""What the grades of a cohort say of one indicator, with intervals and without small groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.correlation import FEWEST, Correlation, spearman
from scoring.difference import Difference, welch
from scoring.disclosure import SMALLEST, pooled

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Step:
    """The students of one step of an indicator's scale, or of several that are shown only together.

    steps: their places in the scale. students: how many have a grade. mean: of their grades.
    """

    steps: tuple[int, ...]
    students: int
    mean: float

    @property
    def line_numbers(self) -> tuple[int, ...]:
        """The steps as a reader counts them, from 1."""
        return tuple(step + 1 for step in self.steps)


@dataclass(frozen=True)
class Evidence:
    """What is known here of one indicator.

    concerned, others, unanswered: how many students, None where they are too few to be told.
    difference: of the mean grades of those it concerns and of the others, None where either are
    too few. correlation: of the column with the grade. steps: those that can be shown.
    """

    concerned: int | None
    others: int | None
    unanswered: int | None
    difference: Difference | None
    correlation: Correlation | None
    steps: tuple[Step, ...]

    @property
    def opposite(self) -> bool:
        """Whether those it concerns have higher grades than the others, by more than chance.

        A rule says that they need help there, so that lower grades are expected.
        """
        found = self.difference
        return found is not None and min(found.concerned, found.others) >= FEWEST and found.low > 0


@dataclass(frozen=True, eq=False)
class Judgement:
    """What an indicator says of n students: the step of each, (n,), -1 unanswered; which steps it
    counts as its concern; the column's numbers (n,), None for words and conditions."""

    step: NDArray[np.int64]
    concerning: Sequence[bool]
    numbers: Floats | None


def evidence(
    found: Judgement, grade: Floats, smallest: int = SMALLEST, by_subtraction: bool = True
) -> Evidence:
    """What the grades (n,), NaN for none, say of an indicator.

    by_subtraction: whether a small step must not follow from the others either; False for readers
    who see every student anyway.
    """
    answered = found.step >= 0
    concerning = np.array([*found.concerning, False], dtype=bool)  # -1 is the last
    concerned = concerning[found.step] & answered
    others = ~concerned & answered
    graded = ~np.isnan(grade)
    sides = (concerned & graded, others & graded)
    told = all(side.sum() >= smallest for side in sides)
    difference = welch(grade[sides[0]], grade[sides[1]]) if told else None
    correlation = None
    if found.numbers is not None and len(grade) >= smallest:
        correlation = spearman(found.numbers, grade)
    return Evidence(
        concerned=_told(concerned, smallest),
        others=_told(others, smallest),
        unanswered=_told(~answered, smallest),
        difference=difference,
        correlation=correlation,
        steps=_safe_steps(found, grade, sides, told, smallest)
        if by_subtraction
        else _steps(found, grade, [(at,) for at in range(len(found.concerning))], smallest),
    )


def _told(mask: Mask, smallest: int) -> int | None:
    """How many they are: nobody, or not a few."""
    count = int(mask.sum())
    return count if count == 0 or count >= smallest else None


def _steps(
    found: Judgement, grade: Floats, groups: Sequence[tuple[int, ...]], smallest: int
) -> tuple[Step, ...]:
    """These groups of steps, those of a few left out."""
    shown = []
    for steps in sorted(groups):
        graded = grade[np.isin(found.step, steps) & ~np.isnan(grade)]
        if len(graded) >= smallest:
            shown.append(Step(steps, len(graded), float(graded.mean())))
    return tuple(shown)


def _safe_steps(
    found: Judgement, grade: Floats, sides: tuple[Mask, Mask], told: bool, smallest: int
) -> tuple[Step, ...]:
    """The steps with the mean grade of each, small ones pooled with others of their side.

    Where the two sides are told, each is a total that a small step could be subtracted from; else
    no total is told at all, and no step either.
    """
    if not told:
        return ()
    groups: list[tuple[int, ...]] = []
    for side, concerns in zip(sides, (True, False), strict=True):
        there = [at for at, one in enumerate(found.concerning) if one == concerns]
        sizes = [int((side & (found.step == at)).sum()) for at in there]
        pool = pooled(sizes, smallest)
        groups += [(at,) for at, small in zip(there, pool, strict=True) if not small]
        together = tuple(
            at for at, small, size in zip(there, pool, sizes, strict=True) if small and size
        )
        groups += [together] if together else []
    return _steps(found, grade, groups, smallest)
