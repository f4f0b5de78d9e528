"""Two models beside each other on the same students: whose word changes, and which errs less."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rules.rounding import adding_up
from scoring.model.usual import Standing, words

Floats = NDArray[np.float64]
Ends = tuple[Floats, Floats]

SURE = 1.96
"""So many standard errors to each side make a 95 % interval."""

WORDS: tuple[Standing, ...] = ("below", "as", "above")


@dataclass(frozen=True, eq=False)
class ExpectationShift:
    """How the expectations of two models differ, in grade points.

    counts: (word of the first, word of the second) -> students with both words. changed: the rows
    whose word is another one, those that moved furthest first. mean: the mean absolute difference
    of the expectations, NaN without any; most: the largest.
    """

    counts: Mapping[tuple[Standing, Standing], int]
    changed: NDArray[np.intp]
    said: tuple[tuple[Standing | None, ...], tuple[Standing | None, ...]]
    mean: float
    most: float


def moved(
    first: Floats,
    within: Ends,
    second: Floats,
    within_second: Ends,
    grade: Floats,
    *,
    upwards: bool = True,
) -> ExpectationShift:
    """Compare what two models expect of the same students; all arrays (n,), NaN where unknown.
    `upwards`: whether a higher number is a better grade."""
    told = partial(words, upwards=upwards)
    said = (
        tuple(map(told, first, *within, grade)),
        tuple(map(told, second, *within_second, grade)),
    )
    pairs = list(zip(*said, strict=True))
    found = Counter(pairs)
    counts = {(one, other): found[one, other] for one in WORDS for other in WORDS}
    off = np.abs(second - first)
    known = off[~np.isnan(off)]
    changed = np.array(
        [row for row, (one, other) in enumerate(pairs) if one and other and one != other],
        dtype=np.intp,
    )
    return ExpectationShift(
        counts=counts,
        changed=changed[np.argsort(-off[changed], kind="stable")],
        said=said,
        mean=float(known.mean()) if known.size else float("nan"),
        most=float(known.max()) if known.size else float("nan"),
    )


@dataclass(frozen=True)
class ErrorDifference:
    """How much less the second model errs than the first, in grade points: `by`, with its 95 %
    interval over students; n: how many there are. errors: of both, root mean squared."""

    errors: tuple[float, float]
    by: float
    low: float
    high: float
    n: int

    @property
    def sure(self) -> bool:
        """Say whether the interval leaves out that both err alike."""
        return self.low > 0 or self.high < 0

    def errors_shown(self, digits: int) -> tuple[float, float]:
        """The errors, so rounded that they differ by `by` as it is shown."""
        first, second = adding_up([self.errors[0], -self.errors[1]], self.by, digits)
        return first, -second


def difference(first: Floats, second: Floats, grade: Floats) -> ErrorDifference | None:
    """Compare the errors of two models on the same students, None for fewer than two of them.

    Each student's two squared errors are compared with each other, since the luck of having hard
    students is the same for both models. The interval is that of the mean of these differences,
    told in grade points by the delta method.
    """
    known = ~(np.isnan(first) | np.isnan(second) | np.isnan(grade))
    n = int(known.sum())
    if n < 2:
        return None
    squares = [np.square(one[known] - grade[known]) for one in (first, second)]
    errors = float(np.sqrt(squares[0].mean())), float(np.sqrt(squares[1].mean()))
    each = squares[0] - squares[1]
    scale = sum(errors) or 1.0  # a² - b² = (a - b)(a + b)
    by = float(each.mean()) / scale
    half = SURE * float(each.std(ddof=1)) / np.sqrt(n) / scale
    return ErrorDifference(errors, by, by - half, by + half, n)
