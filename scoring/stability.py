"""Solid or borderline: how often a student is among the first when the rules are shaken a little.

In each of 200 runs every weight is multiplied by a number between 0.8 and 1.2, and every threshold
is read off another cohort: as many students as there are, drawn from them with repetition
(Efron's bootstrap). A band's edge keeps its share of the cohort: in a run it stands at the value
whose share of the drawn students comes nearest to the share that the edge has of the real ones,
and at the edge itself where that is as near. So an edge between two common answers stays, and one
among rare answers moves to a neighbour. A column's last edge holds all there is and stays; words
have no edges; a mean or median in a condition is that of the drawn students; a number written in a
condition stays. Everybody is then judged by the shaken rules with his own real answers.

Moving an edge to a neighbouring answer at random would be simpler, but says nothing of how many
students stand there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules import Judged
from scoring.ranking import Ranking, Students, priorities, tie_order
from scoring.shaking import Shaking

RUNS = 200
SPREAD = 0.2
SOLID = 0.9
"""In this share of runs or more a student is solidly among the first; in 1 - SOLID or less, not."""
SEED = 2008
AT_ONCE = 25
"""Runs at a time: so few that what is made on the way stays in the processor's cache."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Perturbation:
    """How the rules are shaken: each weight by up to `spread` of itself, thresholds or not."""

    spread: float = SPREAD
    thresholds: bool = True
    runs: int = RUNS
    seed: int = SEED


@dataclass(frozen=True, eq=False)
class Stability:
    """How often each student (n,) was among the first, of `runs`."""

    runs: int
    times: NDArray[np.int64]

    @property
    def share(self) -> Floats:
        """From 0 to 1, (n,)."""
        return self.times / self.runs


def stability(
    judged: Judged,
    ranking: Ranking,
    students: Students,
    places: int,
    shaken: Perturbation | None = None,
) -> Stability:
    """Rank everybody anew in each run and count how often each is among the first `places`.

    `ranking` is that of the rules unshaken: of it only need and who can get a place are taken.
    Without any perturbation the first ones are first in all runs.
    """
    shaken = shaken or Perturbation()
    draw = np.random.default_rng(shaken.seed)
    n = len(ranking.need)
    free = np.sort(ranking.queue)
    need, grade, gap = ranking.need[free], students.grade[free], students.gap[free]
    times = np.zeros(n, dtype=np.int64)
    shaking = Shaking(judged, free)
    for start in range(0, shaken.runs, AT_ONCE):
        runs = min(AT_ONCE, shaken.runs - start)
        factors = draw.uniform(1 - shaken.spread, 1 + shaken.spread, (runs, len(judged.points)))
        drawn = draw.integers(0, n, (runs, n)) if shaken.thresholds and n else None
        complexity, levers = shaking.judge(factors, drawn)
        priority = priorities(need, complexity)
        times[free] += first_of_each(priority, (grade, gap, levers), places).sum(axis=0)
    return Stability(shaken.runs, times)


def first_of_each(
    priority: Floats, ties: tuple[Floats, Floats, NDArray[np.integer]], places: int
) -> NDArray[np.bool_]:
    """Say of each run and student (runs, m) whether he is among the first `places` in it.

    `ties`: grade (m,), gap (m,) and levers (runs, m), which tell like priorities apart as
    `tie_order` does.
    """
    runs, m = priority.shape
    if places >= m or not places:
        return np.full((runs, m), places >= m)
    priority = np.nan_to_num(priority, nan=-1.0)
    last = np.partition(priority, m - places, axis=1)[:, m - places, None]
    inside = priority > last
    even = priority == last
    left = places - inside.sum(axis=1)
    grade, gap, levers = ties
    for run in range(runs):
        tied = np.flatnonzero(even[run])
        if len(tied) > left[run]:
            order = tie_order(grade[tied], gap[tied], levers[run, tied])
            tied = tied[order[: left[run]]]
        inside[run, tied] = True
    return inside
