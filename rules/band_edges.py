"""Where the edges of bands are placed, so that given shares of a school's students lie under them.

Every edge parts the students: there is somebody at or under it, and somebody above.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FARTHEST = 0.15
"""How far the share under an edge may be from the one asked for, before the edge is left out."""


@dataclass(frozen=True)
class BandEdges:
    """The edges that could be placed, strictly ascending, and which bands they part.

    kept: the places of the bands that are left, one more than edges. movable: the place among
    `edges` of the one that counsellors may move, if it has any.
    """

    edges: tuple[float, ...]
    kept: tuple[int, ...]
    movable: int | None = None


def by_quantiles(
    quantiles: Sequence[float], movable: int | None, numbers: NDArray[np.float64]
) -> BandEdges | None:
    """Edges with these shares (0 to 1, ascending) of the students at or under them.

    numbers: (n,) the students' answers, NaN for none. The movable edge is placed first, at the
    nearest share there is; the others only where they are near enough and beyond it, and the band
    on their far side goes with them. None where all students gave the same answer.
    """
    values, counts = np.unique(numbers[~np.isnan(numbers)], return_counts=True)
    if len(values) < 2:
        return None
    shares = np.cumsum(counts)[:-1] / counts.sum()
    first = movable or 0
    places = {first: int(np.argmin(np.abs(shares - quantiles[first])))}
    for at in [*range(first + 1, len(quantiles)), *range(first - 1, -1, -1)]:
        up = at > first
        taken = max(places.values()) if up else min(places.values())
        near = int(np.argmin(np.abs(shares - quantiles[at])))
        beyond = near > taken if up else near < taken
        if beyond and abs(shares[near] - quantiles[at]) <= FARTHEST:
            places[at] = near
    edges = {at: shortest(values[place], values[place + 1]) for at, place in places.items()}
    return _placed(edges, first, movable)


def fixed(edges: Sequence[float], movable: int | None, low: float, high: float) -> BandEdges | None:
    """The edges that lie on a column's scale under its end; None where none does."""
    inside = {at: edge for at, edge in enumerate(edges) if low <= edge < high}
    if not inside:
        return None
    first = movable if movable in inside else min(inside)
    return _placed(inside, first, movable)


def _placed(edges: dict[int, float], first: int, movable: int | None) -> BandEdges:
    """The bands beside each edge that is there: the lower one of those before the first, the upper
    one of those after it, and both of the first."""
    order = sorted(edges)
    kept = sorted({at if at < first else at + 1 for at in order} | {first})
    return BandEdges(
        tuple(edges[at] for at in order),
        tuple(kept),
        order.index(movable) if movable in edges else None,
    )


def shortest(low: float, above: float) -> float:
    """The number with the fewest digits from `low` up to, but not at, `above`."""
    for digits in range(-6, 12):
        step = 10.0**-digits
        found = round(math.ceil(low / step) * step, max(digits, 0))
        if low <= found < above:
            return found
    return float(low)


def moves(
    edges: Sequence[float], at: int, ends: tuple[float, float], whole: bool
) -> tuple[float, float] | None:
    """From where to where an edge can be moved between its neighbours; None where it cannot.

    ends: the lowest and highest answer there is.
    """
    below = edges[at - 1] if at else None
    above = edges[at + 1] if at + 1 < len(edges) else ends[1]
    start, stop = _between(edges[at], below, above, ends, whole)
    held = start <= edges[at] <= stop and start < stop
    apart = (below is None or start > below) and stop < above
    return (start, stop) if held and apart and math.isfinite(stop - start) else None


def _between(
    edge: float, below: float | None, above: float, ends: tuple[float, float], whole: bool
) -> tuple[float, float]:
    if whole:
        return (ends[0] if below is None else below + 1), above - 1
    low = ends[0] if below is None else below
    return shortest((low + edge) / 2, edge), shortest((edge + above) / 2, above)
