"""What the grades of a cohort say of one indicator, with intervals and without small groups.

Why counsellors set students aside, by the levers that these students have.

The difference of two groups' mean grades with its interval, by Welch's t.

Spearman's rank correlation with its interval, without a library that takes seconds to load.

Bonett & Wright (2000), "Sample size requirements for estimating Pearson, Kendall and Spearman
correlations", Psychometrika 65(1): Fisher's z with the variance (1 + r² / 2) / (n - 3).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from rules.rounding import adding_up
from scoring.groups.groups import SMALLEST, pooled

FEWEST = 5
"""Under so many dismissals a share says nothing, and points at somebody."""


@dataclass(frozen=True)
class Reasons:
    """The reasons given for students who have a lever: (reason, how many), most frequent first.

    students: how many were set aside, None under FEWEST; `given` is then empty.
    """

    students: int | None
    given: tuple[tuple[str, int], ...]

    def percent(self, count: int) -> int:
        """So many of them in percent, rounded."""
        return round(100 * count / self.students) if self.students else 0


def by_lever(
    fired: NDArray[np.uint64],
    students: NDArray[np.int64],
    reasons: Mapping[int, str],
    levers: Sequence[int],
) -> dict[int, Reasons]:
    """For each lever (its bit in `fired`, (n,)) why students (their ids (n,)) with it were set
    aside; `reasons`: a student's id -> the reason given last."""
    aside = [place for place, student in enumerate(students.tolist()) if student in reasons]
    rows = np.array(aside, dtype=np.intp)
    names = [reasons[int(student)] for student in students[rows]]
    found = {}
    for bit in levers:
        has = (fired[rows] >> np.uint64(bit)) & np.uint64(1)
        counts = Counter(name for name, mark in zip(names, has, strict=True) if mark)
        total = counts.total()
        told = total if total >= FEWEST else (None if total else 0)
        given = sorted(counts.items(), key=lambda one: (-one[1], one[0])) if total >= FEWEST else ()
        found[bit] = Reasons(told, tuple(given))
    return found


LEVEL = 0.95


@dataclass(frozen=True)
class GradeDifference:
    """The mean grade of those whom a rule concerns and of the others, in grade points.

    low, high: the ends of the 95 % interval of `value`. concerned, others: how many have a grade.
    """

    mean_concerned: float
    mean_others: float
    low: float
    high: float
    concerned: int
    others: int

    @property
    def value(self) -> float:
        """Concerned minus others."""
        return self.mean_concerned - self.mean_others

    def means(self, digits: int) -> tuple[float, float]:
        """The means of those concerned and of the others, so rounded that they differ by the value
        as it is shown."""
        first, second = adding_up([self.mean_concerned, -self.mean_others], self.value, digits)
        return first, -second


def welch(
    concerned: NDArray[np.float64], others: NDArray[np.float64], level: float = LEVEL
) -> GradeDifference:
    """The difference of means of two groups of at least 5 grades each; their spreads may differ."""
    n, m = len(concerned), len(others)
    parts = float(np.var(concerned, ddof=1)) / n, float(np.var(others, ddof=1)) / m
    spread = sqrt(sum(parts))
    means = float(np.mean(concerned)), float(np.mean(others))
    reach = 0.0
    if spread > 0:
        freedom = sum(parts) ** 2 / (parts[0] ** 2 / (n - 1) + parts[1] ** 2 / (m - 1))
        reach = spread * student_t((1 + level) / 2, freedom)
    value = means[0] - means[1]
    return GradeDifference(*means, value - reach, value + reach, n, m)


def student_t(probability: float, freedom: float) -> float:
    """The quantile of Student's t, for 4 degrees of freedom or more, to three digits.

    Abramowitz & Stegun (1964), 26.7.5: an expansion around the normal quantile. scipy would take
    half a second to load for it.
    """
    z = NormalDist().inv_cdf(probability)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


FEWEST_PAIRS = 10
"""Students without whom no correlation and no difference is told."""


@dataclass(frozen=True)
class Correlation:
    """Spearman's r, the ends of its 95 % interval, and of how many students."""

    r: float
    low: float
    high: float
    students: int


def spearman(
    one: NDArray[np.float64], other: NDArray[np.float64], level: float = LEVEL
) -> Correlation | None:
    """The rank correlation of two columns (n,) over the students who have both numbers.

    None for fewer than FEWEST of them, and where one column has the same number for all.
    """
    both = ~np.isnan(one) & ~np.isnan(other)
    n = int(both.sum())
    if n < FEWEST_PAIRS:
        return None
    first, second = ranks(one[both]), ranks(other[both])
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    r = float(np.clip(np.corrcoef(first, second)[0, 1], -1.0, 1.0))
    if abs(r) > 1 - 1e-12:
        return Correlation(r, r, r, n)
    reach = NormalDist().inv_cdf((1 + level) / 2) * sqrt((1 + r * r / 2) / (n - 3))
    return Correlation(r, tanh(atanh(r) - reach), tanh(atanh(r) + reach), n)


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rank of each value (n,) from 1, like values sharing the mean of theirs."""
    _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means: NDArray[np.float64] = last - (counts - 1) / 2
    return means[codes]


Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class EvidenceStep:
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
class SchoolEvidence:
    """What is known here of one indicator.

    concerned, others, unanswered: how many students, None where they are too few to be told.
    difference: of the mean grades of those it concerns and of the others, None where either are
    too few. correlation: of the column with the grade. steps: those that can be shown. upwards:
    whether a higher number is a better grade.
    """

    concerned: int | None
    others: int | None
    unanswered: int | None
    difference: GradeDifference | None
    correlation: Correlation | None
    steps: tuple[EvidenceStep, ...]
    upwards: bool = True

    @property
    def opposite(self) -> bool:
        """Whether those it concerns have better grades than the others, by more than chance.

        A rule says that they need help there, so that worse grades are expected.
        """
        found = self.difference
        return (
            found is not None
            and min(found.concerned, found.others) >= FEWEST_PAIRS
            and (found.low > 0 if self.upwards else found.high < 0)
        )


@dataclass(frozen=True, eq=False)
class StepJudgement:
    """What an indicator says of n students: the step of each, (n,), -1 unanswered; which steps it
    counts as its concern; the column's numbers (n,), None for words and conditions."""

    step: NDArray[np.int64]
    concerning: Sequence[bool]
    numbers: Floats | None


def evidence(
    found: StepJudgement,
    grade: Floats,
    smallest: int = SMALLEST,
    by_subtraction: bool = True,
    *,
    upwards: bool = True,
) -> SchoolEvidence:
    """What the grades (n,), NaN for none, say of an indicator.

    by_subtraction: whether a small step must not follow from the others either; False for readers
    who see every student anyway. upwards: whether a higher number is a better grade.
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
    return SchoolEvidence(
        concerned=_told(concerned, smallest),
        others=_told(others, smallest),
        unanswered=_told(~answered, smallest),
        difference=difference,
        correlation=correlation,
        steps=_safe_steps(found, grade, sides, told, smallest)
        if by_subtraction
        else _steps(found, grade, [(at,) for at in range(len(found.concerning))], smallest),
        upwards=upwards,
    )


def _told(mask: Mask, smallest: int) -> int | None:
    """How many they are: nobody, or not a few."""
    count = int(mask.sum())
    return count if count == 0 or count >= smallest else None


def _steps(
    found: StepJudgement, grade: Floats, groups: Sequence[tuple[int, ...]], smallest: int
) -> tuple[EvidenceStep, ...]:
    """These groups of steps, those of a few left out."""
    shown = []
    for steps in sorted(groups):
        graded = grade[np.isin(found.step, steps) & ~np.isnan(grade)]
        if len(graded) >= smallest:
            shown.append(EvidenceStep(steps, len(graded), float(graded.mean())))
    return tuple(shown)


def _safe_steps(
    found: StepJudgement, grade: Floats, sides: tuple[Mask, Mask], told: bool, smallest: int
) -> tuple[EvidenceStep, ...]:
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
