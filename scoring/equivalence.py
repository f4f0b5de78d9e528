"""Equivalence classes: students of whom exactly the same is published, and what that demands."""

from collections.abc import Collection
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
