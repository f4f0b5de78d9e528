"""The least that must be given up so that every published class is large and varied enough.

Full-domain generalisation (Samarati 2001): a column is published at one step for everybody, or not
at all. Searched by branch and bound with tail pruning (Bayardo and Agrawal 2005, "Data privacy
through optimal k-anonymization"), by the loss of non-uniform entropy (de Waal and Willenborg 1999;
Gionis and Tassa 2009): the share of what a column told that is gone, times the column's worth.

Equivalence classes: students of whom exactly the same is published, and what that demands.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]

ALIKE = 0.9
"""Where more than this share of all answer alike, that a whole class does says hardly more."""


@dataclass(frozen=True, eq=False)
class Sensitive:
    """What nobody may learn of one student: `codes` (n,) number the answers.

    missing: the code of "no answer", which tells nothing; None where everybody has answered.
    """

    codes: Codes
    missing: int | None = None


@dataclass(frozen=True, eq=False)
class Classes:
    """n students in c classes: `of` (n,) the class of each, from 0; `sizes` (c,), none is 0."""

    of: Codes
    sizes: Codes


def one_class(n: int) -> Classes:
    """All n students in one class: nothing is published that tells them apart."""
    return Classes(np.zeros(n, dtype=np.int64), np.array([n] if n else [], dtype=np.int64))


def split(classes: Classes, codes: Codes, values: int) -> Classes:
    """The classes once one more column is published: its `codes` (n,) run from 0 to values - 1."""
    keys = classes.of * values + codes
    sizes = np.bincount(keys, minlength=len(classes.sizes) * values)
    there = sizes > 0
    return Classes((np.cumsum(there) - 1)[keys], sizes[there])


def in_small(classes: Classes, codes: Codes, values: int, k: int) -> int:
    """How many students the same split would leave in classes of fewer than k."""
    sizes = np.bincount(classes.of * values + codes)
    return int(sizes[sizes < k].sum())


def alike(classes: Classes, sensitive: Sensitive) -> NDArray[np.bool_]:
    """Which classes (c,) give one and the same answer, so that to be in one is to have given it."""
    values = int(sensitive.codes.max(initial=0)) + 1
    keys = classes.of * values + sensitive.codes
    answered = np.bincount(keys, minlength=len(classes.sizes) * values).reshape(-1, values) > 0
    one: NDArray[np.bool_] = answered.sum(axis=1) == 1
    return one if sensitive.missing is None else one & ~answered[:, sensitive.missing]


def varied(sensitive: Sensitive) -> bool:
    """Whether classes can be asked to differ in this column: see ALIKE."""
    counts = np.bincount(sensitive.codes)
    return bool(len(counts)) and counts.max() <= ALIKE * counts.sum()


def unmet(classes: Classes, k: int, sensitive: Collection[Sensitive]) -> NDArray[np.bool_]:
    """Which classes (c,) may not be published: fewer than k students, or all of them alike.

    k-anonymity (Samarati 2001) and distinct 2-diversity (Machanavajjhala et al. 2007). What a class
    lacks each of its parts lacks too, so that a finer column never mends it.
    """
    wrong = classes.sizes < k
    for one in sensitive:
        wrong |= alike(classes, one)
    return wrong


Mask = NDArray[np.bool_]

MOST_WORK = 100_000_000
"""Students looked at before the search settles for the best so far: about two seconds."""

LEAST_GAIN = 1e-9


@dataclass(frozen=True, eq=False)
class GeneralisationStep:
    """A column as it would be published: `codes` (n,) from 0 to values - 1, and what is lost."""

    number: int
    codes: Codes
    values: int
    loss: float


@dataclass(frozen=True, eq=False)
class QuasiSteps:
    """A quasi-identifier: its steps, the finest first, and what leaving it out loses."""

    steps: tuple[GeneralisationStep, ...]
    worth: float


@dataclass(frozen=True, eq=False)
class Generalisation:
    """steps: index of a column -> number of its step; the others are left out.

    kept: (c,) which of the classes are published. exact: nothing loses less than this.
    """

    steps: dict[int, int]
    classes: Classes
    kept: Mask
    exact: bool


def column(by_step: Sequence[Codes], worth: float) -> QuasiSteps:
    """A column from its codes (n,) at each step, the finest first. Steps that tell the same as a
    finer one, or nothing, are passed over."""
    known = _entropy(by_step[0]) if len(by_step[0]) else 0.0
    steps: list[GeneralisationStep] = []
    for number, codes in enumerate(by_step):
        distinct, codes = np.unique(codes, return_inverse=True)
        if len(distinct) > 1 and (not steps or len(distinct) < steps[-1].values):
            loss = worth * max(0.0, 1 - _entropy(codes) / known)
            steps.append(GeneralisationStep(number, codes.astype(np.int64), len(distinct), loss))
    return QuasiSteps(tuple(steps), worth if steps else 0.0)


def search(
    columns: Sequence[QuasiSteps],
    sensitive: Collection[Sensitive],
    n: int,
    k: int,
    most: int,
    work: int = MOST_WORK,
) -> Generalisation:
    """The generalisation of n >= k students that loses least, with at most `most` of them left out.

    A student left out loses all columns. Left out are none or at least k, so that their number
    says nothing of a smaller group. Deterministic, and the same in whatever order students stand.
    """
    here = _Search(columns, sensitive, n, k, most, work)
    here.visit(one_class(n), {}, 0.0, [(at, one.steps) for at, one in enumerate(columns)])
    if here.best is None:
        raise ValueError(f"{n} students cannot be published in classes of {k}.")
    steps, classes, kept = here.best
    return Generalisation(steps, classes, kept, here.work > 0)


class _Search:
    """One search: the best so far, and the work that is left."""

    def __init__(
        self,
        columns: Sequence[QuasiSteps],
        sensitive: Collection[Sensitive],
        n: int,
        k: int,
        most: int,
        work: int,
    ) -> None:
        self.columns, self.sensitive = columns, sensitive
        self.n, self.k, self.most, self.work = n, k, most, work
        self.all = sum(one.worth for one in columns)
        self.best: tuple[dict[int, int], Classes, Mask] | None = None
        self.least = np.inf

    def visit(
        self,
        classes: Classes,
        steps: dict[int, int],
        lost: float,
        rest: list[tuple[int, tuple[GeneralisationStep, ...]]],
    ) -> None:
        """Weigh publishing `steps` and no more, then look at what could be published besides.

        lost: by the columns that are settled, left out or published. rest: columns not settled.
        """
        wrong = unmet(classes, self.k, self.sensitive)
        out = int(classes.sizes[wrong].sum())
        if out > self.most:
            return
        self._weigh(classes, wrong, steps, lost + sum(self.columns[at].worth for at, _ in rest))
        live: list[tuple[int, tuple[GeneralisationStep, ...]]] = []
        for at, choice in rest:
            possible = tuple(step for step in choice if self._possible(classes, step))
            if possible:
                live.append((at, possible))
            else:
                lost += self.columns[at].worth
        # What tells most comes first: a good find early is a high bar for all that follows.
        live.sort(key=lambda one: one[1][0].loss - self.columns[one[0]].worth)
        for place, (at, choice) in enumerate(live):
            tail = live[place + 1 :]
            at_best = sum(others[0].loss for _, others in tail)
            for step in choice:
                if self.work <= 0:
                    return
                if self._bound(lost + step.loss + at_best, out) < self.least - LEAST_GAIN:
                    finer = split(classes, step.codes, step.values)
                    self.visit(finer, {**steps, at: step.number}, lost + step.loss, tail)
            lost += self.columns[at].worth

    def _possible(self, classes: Classes, step: GeneralisationStep) -> bool:
        self.work -= max(self.n, 1_000)
        return in_small(classes, step.codes, step.values, self.k) <= self.most

    def _bound(self, lost: float, out: int) -> float:
        share = out / self.n
        return (1 - share) * lost + share * self.all

    def _weigh(self, classes: Classes, wrong: Mask, steps: dict[int, int], lost: float) -> None:
        kept = ~wrong
        out = int(classes.sizes[wrong].sum())
        if 0 < out < self.k and kept.any():  # else the number itself would be a small group
            smallest = np.flatnonzero(kept)[np.argmin(classes.sizes[kept])]
            kept[smallest] = False
            out += int(classes.sizes[smallest])
        cost = self._bound(lost, out)
        if kept.any() and out <= self.most and cost < self.least - LEAST_GAIN:
            self.best, self.least = (steps, classes, kept), cost


def _entropy(codes: Codes) -> float:
    """What a column tells of one student, in bits."""
    counts = np.unique(codes, return_counts=True)[1]
    shares = counts / counts.sum()
    return float(-(shares * np.log2(shares)).sum())
