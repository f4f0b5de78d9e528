"""Which figures of groups may be shown: none of few students, and none that a difference gives.

Primary and complementary cell suppression (Hundepool et al. 2012, "Statistical disclosure
control"), for tables of one breakdown whose total is shown beside it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]

SMALLEST = 10
"""By default a figure of fewer students than these is hidden."""


def pooled(sizes: Sequence[int] | Counts, smallest: int = SMALLEST) -> Mask:
    """Which parts (p,) of a whole are shown only together, their sizes adding up to the whole.

    The small ones, and if these are one part or together small, the next smallest too: whoever
    subtracts what is shown from the whole then learns what is shown anyway, the pool's size. All
    True where nothing but the whole can be shown.
    """
    counts = np.asarray(sizes, dtype=np.int64)
    order = np.argsort(counts, kind="stable")
    pool = counts < smallest
    for part in order[int(pool.sum()) :]:
        if not pool.any() or (counts[pool].sum() >= smallest and pool.sum() > 1):
            break
        pool[part] = True
    return pool


def tellable(part: int, whole: int, smallest: int = SMALLEST, all_is_told: bool = False) -> bool:
    """Whether it may be told that `part` of `whole` students are so: neither they nor the others
    are few. all_is_told: that there are no others is no secret."""
    others = whole - part
    return part >= smallest and (others >= smallest or (all_is_told and others == 0))


def hidden(
    parts: Sequence[int] | Counts,
    wholes: Sequence[int] | Counts,
    smallest: int = SMALLEST,
    all_is_told: bool = False,
    within: Sequence[int] | Counts | None = None,
) -> Mask | None:
    """Which rows (r,) of "so many of so many" are hidden; None where their total is hidden as well.

    wholes: each at least `smallest`, as `pooled` leaves them, and shown like the total. within: how
    many are in another figure that these are a part of; what is left of that is not few either.

    Hidden rows taken together are a figure that may be told, so that each could be anything in a
    range of `smallest` or more students: with two hidden rows or more, of T students of whom S are
    so, a row of w lies between max(0, S - (T - w)) and min(w, S).
    """
    so, of = np.asarray(parts, dtype=np.int64), np.asarray(wholes, dtype=np.int64)

    among = None if within is None else np.asarray(within, dtype=np.int64)

    def may(rows: Mask) -> bool:
        part = int(so[rows].sum())
        if among is not None and not tellable(part, int(among[rows].sum()), smallest):
            return False
        return tellable(part, int(of[rows].sum()), smallest, all_is_told)

    every = np.ones(len(so), dtype=bool)
    if not may(every):
        return None
    out = np.array([not may(np.arange(len(so)) == row) for row in range(len(so))], dtype=bool)
    for row in np.argsort(of, kind="stable"):
        if not out.any() or (out.sum() > 1 and may(out)):
            break
        out[row] = True
    return out


def about(count: int, smallest: int = SMALLEST) -> int:
    """A number of students rounded to a multiple of `smallest`.

    For figures that overlap, such as levers, of which one student can have several: subtracting
    two of them leaves a range of twice `smallest`.
    """
    return round(count / smallest) * smallest
