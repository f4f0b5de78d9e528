"""Who comes first: priority, and one order for chart, list, places and exports."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class State(IntEnum):
    """Why a student has, or has not, a rank. The order is the order of the list."""

    NO_GRADE = 0
    RANKED = 1
    NO_EASE = 2
    NOT_JUDGED = 3
    SET_ASIDE = 4


@dataclass(frozen=True)
class Ranking:
    """Every student's place in the list.

    `order` (n,) holds student indices, first to coach first, students without a grade before all;
    `rank` (n,) is 1 for the first ranked student and 0 for a student without a rank;
    `priority` (n,) is need x ease / 100, NaN without a rank; `state` (n,) holds `State` values.
    """

    order: NDArray[np.int64]
    rank: NDArray[np.int64]
    priority: NDArray[np.float64]
    state: NDArray[np.uint8]


def tie_order(
    grade: NDArray[np.float64], gap: NDArray[np.float64], levers: NDArray[np.integer]
) -> NDArray[np.int64]:
    """Return the order (n,) that breaks ties, which no weight can change.

    Like priorities are told apart by the lower grade, then the larger gap, then more levers, then
    the order of the roster. A missing grade or gap comes after a known one.
    """
    return np.lexsort((-levers.astype(np.int64), -gap, grade))


def states(
    grade: NDArray[np.float64],
    complexity: NDArray[np.float64],
    judged: NDArray[np.bool_],
    set_aside: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    """Say of each student (n,) which part of the list is his."""
    state = np.full(len(grade), State.RANKED, dtype=np.uint8)
    state[np.isnan(complexity)] = State.NO_EASE
    state[~judged] = State.NOT_JUDGED
    state[np.isnan(grade)] = State.NO_GRADE
    state[set_aside] = State.SET_ASIDE
    return state


def rank(
    need: NDArray[np.float64],
    complexity: NDArray[np.float64],
    state: NDArray[np.uint8],
    ties: NDArray[np.int64],
) -> Ranking:
    """Order all students by priority = need x ease / 100.

    `need` and `complexity` (n,) run from 0 to 100, NaN where unknown; `ties` (n,) comes from
    `tie_order`. A ranked student without a need (no gap, when the need comes from the gap) counts
    as without ease: he is listed, never placed.
    """
    # Rounded, since a matrix product may differ in its last bit between two like students.
    priority = np.round(need * (100.0 - complexity) / 100.0, 9)
    ranked = (state == State.RANKED) & ~np.isnan(priority)
    state = np.where((state == State.RANKED) & ~ranked, np.uint8(State.NO_EASE), state)
    priority = np.where(ranked, priority, np.nan)
    # One sort over (state, priority): a state outweighs any priority, which is at most 100.
    key = state * 1000.0 - np.where(ranked, priority, 0.0)
    order = ties[np.argsort(key[ties], kind="stable")]
    ranks = np.zeros(len(need), dtype=np.int64)
    in_order = order[ranked[order]]
    ranks[in_order] = np.arange(1, len(in_order) + 1)
    return Ranking(order, ranks, priority, state)
