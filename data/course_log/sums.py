"""Adding up ordered actions, some students at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.course_log.moments import DAY_SECONDS

# A student's number stands above the time in one whole number, so that one sort orders both.
TIME_BITS = 36
TIME = (1 << TIME_BITS) - 1
ALL_ROUND = 1e-6  # below it, a student's hours point in no direction
ANGLE = 2 * np.pi * np.arange(DAY_SECONDS) / DAY_SECONDS
ACROSS, UP = np.cos(ANGLE), np.sin(ANGLE)

Counts = NDArray[np.int64]
Amounts = NDArray[np.float64]


class Sums:
    """What is added up over the actions of students, some of them at a time."""

    def __init__(self, students: int, weeks: int) -> None:
        self.days, self.visits, self.seconds, self.paused, self.last = np.zeros(
            (5, students), dtype=np.int64
        )
        self.across, self.up = np.zeros((2, students))
        self.weeks = np.zeros((students, weeks), dtype=np.int32)

    def add(
        self, key: NDArray[np.int64], edges: NDArray[np.intp], first: int, cut_off: int
    ) -> None:
        """Add up some students. key: their actions in order. edges: where each one's begin."""
        present = np.flatnonzero(np.diff(edges))
        if not len(present):
            return
        starts = edges[present] - edges[0]
        who = first + present
        time = key & TIME
        begins = np.zeros(len(key), dtype=np.bool_)
        begins[starts] = True
        gap = np.diff(time, prepend=time[0])
        gap[starts] = 0
        pause = gap > cut_off
        day = time // DAY_SECONDS
        of_day = time - day * DAY_SECONDS
        other_day = np.diff(day, prepend=-1) != 0
        self.visits[who] = np.add.reduceat(pause | begins, starts, dtype=np.int64)
        self.days[who] = np.add.reduceat(other_day | begins, starts, dtype=np.int64)
        self.paused[who] = np.add.reduceat(gap * pause, starts)
        ends = np.append(starts[1:], len(key)) - 1
        self.seconds[who] = time[ends] - time[starts] - self.paused[who]
        self.last[who] = day[ends]
        self.across[who] = np.add.reduceat(ACROSS[of_day], starts)
        self.up[who] = np.add.reduceat(UP[of_day], starts)
        weeks = self.weeks.shape[1]
        place = (key >> TIME_BITS) - first
        place *= weeks
        place += day // 7
        counts = np.bincount(place, minlength=(len(edges) - 1) * weeks)
        self.weeks[first : first + len(edges) - 1] = counts.reshape(-1, weeks)

    def mean_pause(self) -> Amounts:
        """Seconds, NaN with fewer than two visits. (n,)"""
        again = np.where(self.visits > 1, self.visits - 1, 1)
        return np.where(self.visits > 1, self.paused / again, np.nan)

    def mean_hour(self) -> Amounts:
        """The direction in which a student's hours point on a clock of 24; NaN for none. (n,)"""
        pointed = np.hypot(self.across, self.up) > ALL_ROUND
        hour = np.arctan2(self.up, self.across) / (2 * np.pi) * 24 % 24
        return np.where(pointed, hour, np.nan)

    def since_last(self) -> Amounts:
        """Days from a student's last action to anybody's, NaN for who has none. (n,)"""
        return np.where(self.visits > 0, self.last.max(initial=0) - self.last, np.nan)
