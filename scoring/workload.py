"""What coaching the first students comes to: their levers, and the sessions that these take."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules import Judged


@dataclass(frozen=True)
class Load:
    """One lever among the first students: for how many it is offered, and the sessions that it
    usually takes with each, None where the rule set does not say."""

    key: str
    students: int
    each: int | None

    @property
    def sessions(self) -> int:
        """All its sessions together; 0 where nobody says how many one takes."""
        return self.students * (self.each or 0)


@dataclass(frozen=True)
class Workload:
    """The levers that are offered to so many students, those of most sessions first."""

    students: int
    loads: tuple[Load, ...]

    @property
    def levers(self) -> int:
        """How many levers are offered to these students together."""
        return sum(load.students for load in self.loads)

    @property
    def sessions(self) -> int:
        """How many sessions they usually take together."""
        return sum(load.sessions for load in self.loads)

    @property
    def each(self) -> float:
        """Sessions a student; 0.0 without students."""
        return self.sessions / self.students if self.students else 0.0

    @property
    def untold(self) -> tuple[Load, ...]:
        """The levers of which nobody says how many sessions they take."""
        return tuple(load for load in self.loads if load.each is None)


def workload(judged: Judged, first: NDArray[np.integer]) -> Workload:
    """Add up the levers that weigh anything of the students `first` (indices)."""
    fired = judged.fired[first]
    loads = []
    for at, indicator in enumerate(judged.rule_set.indicators):
        if indicator.is_lever and indicator.weight > 0:
            students = int(np.count_nonzero(fired & np.uint64(1 << at)))
            if students:
                loads.append(Load(indicator.key, students, indicator.sessions))
    loads.sort(key=lambda load: (-load.sessions, -load.students))
    return Workload(len(first), tuple(loads))
