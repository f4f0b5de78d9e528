"""What a log says of each student: how much, when, how regularly, and of what kind.

Adding up ordered actions, some students at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data.course_log.event_kinds import ACTS, PLACES
from data.course_log.log import Log
from data.course_log.timestamps import DAY_SECONDS

# A student's number stands above the time in one whole number, so that one sort orders both.
TIME_BITS = 36
TIME = (1 << TIME_BITS) - 1
ALL_ROUND = 1e-6  # below it, a student's hours point in no direction

Counts = NDArray[np.int64]
Amounts = NDArray[np.float64]


@cache
def clock() -> tuple[Amounts, Amounts]:
    """Across and up, where each second of a day points on a clock of 24 hours. (86400,) each"""
    angle = 2 * np.pi * np.arange(DAY_SECONDS) / DAY_SECONDS
    return np.cos(angle), np.sin(angle)


class Sums:
    """What is added up over the actions of students, some of them at a time."""

    def __init__(self, students: int, weeks: int) -> None:
        self.days, self.visits, self.seconds, self.paused, self.last, self.span = np.zeros(
            (6, students), dtype=np.int64
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
        self.span[who] = time[ends] - time[starts]
        self.seconds[who] = self.span[who] - self.paused[who]
        self.last[who] = day[ends]
        across, up = clock()
        self.across[who] = np.add.reduceat(across[of_day], starts)
        self.up[who] = np.add.reduceat(up[of_day], starts)
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

    def mean_interval(self, actions: Counts) -> Amounts:
        """Seconds between an action and the next, NaN with fewer than two actions. (n,)"""
        return np.where(actions > 1, self.span / np.where(actions > 1, actions - 1, 1), np.nan)

    def mean_hour(self) -> Amounts:
        """The direction in which a student's hours point on a clock of 24; NaN for none. (n,)"""
        pointed = np.hypot(self.across, self.up) > ALL_ROUND
        hour = np.arctan2(self.up, self.across) / (2 * np.pi) * 24 % 24
        return np.where(pointed, hour, np.nan)

    def since_last(self) -> Amounts:
        """Days from a student's last action to anybody's, NaN for who has none. (n,)"""
        return np.where(self.visits > 0, self.last.max(initial=0) - self.last, np.nan)


CUT_OFF = 300  # seconds after which somebody is taken to have paused
AT_ONCE = 1_000_000  # actions that are worked on together
THURSDAY = 3  # the first of January 1970 was one


@dataclass(frozen=True, eq=False)
class Activity:
    """The activity of n students; a student without an action has zeros, and NaN where a zero
    would say something.

    actions, active, passive, days, visits: (n,) counts; a visit is a run of actions with no pause.
    seconds: (n,) time between consecutive actions, pauses left out. pause: (n,) mean seconds of a
    pause, NaN with fewer than two visits. interval: (n,) mean seconds between an action and the
    next, whatever lies between, NaN with fewer than two. hour: (n,) 0 to 24, NaN. since_last: (n,)
    days from the last action to the log's last, NaN. regularity: (n,) share of the weeks with an
    action, 0 to 1. by_place: (n, 6) actions in each of PLACES. by_act: (n, 9) of each of ACTS.
    weeks: (n, w) actions by week. first_monday: days from 1970 to the first week.
    """

    actions: Counts
    active: Counts
    passive: Counts
    days: Counts
    visits: Counts
    seconds: Counts
    pause: Amounts
    hour: Amounts
    since_last: Amounts
    regularity: Amounts
    by_place: Counts
    weeks: NDArray[np.int32]
    first_monday: int
    interval: Amounts
    by_act: Counts


def activity(
    log: Log, student: NDArray[np.int32], students: int, cut_off: int = CUT_OFF
) -> Activity:
    """Add up a log by student.

    student: (people,) the number of the student that each person of the log is, -1 for nobody.
    cut_off: seconds; a longer time between two actions is a pause and takes no part in `seconds`.
    A week begins on Monday, and the course's weeks run from the first to the last with an action of
    a student. The mean hour is that of directions on a clock, so that 23 and 1 make midnight, not
    noon. Regularity is one of the simple ones of Boroujeni et al. 2016, by weeks.
    """
    base, weeks = _span(log, student)
    key, by_kind = _ordered(log, student, students, base)
    edges = np.searchsorted(key, np.arange(students + 1, dtype=np.int64) << TIME_BITS)
    found = Sums(students, weeks)
    for first, last in _together(edges):
        found.add(key[edges[first] : edges[last]], edges[first : last + 1], first, cut_off)
    sort = [kind.sort for kind in log.of_kind]
    actions = np.diff(edges).astype(np.int64)
    return Activity(
        actions=actions,
        active=by_kind(sort, ["active"])[:, 0],
        passive=by_kind(sort, ["passive"])[:, 0],
        days=found.days,
        visits=found.visits,
        seconds=found.seconds,
        pause=found.mean_pause(),
        hour=found.mean_hour(),
        since_last=found.since_last(),
        regularity=(found.weeks > 0).sum(axis=1) / max(weeks, 1),
        by_place=by_kind([kind.place for kind in log.of_kind], PLACES),
        weeks=found.weeks,
        first_monday=base // DAY_SECONDS,
        interval=found.mean_interval(actions),
        by_act=by_kind([kind.act for kind in log.of_kind], ACTS),
    )


def _span(log: Log, student: NDArray[np.int32]) -> tuple[int, int]:
    """The second at which the first week begins, and how many weeks there are."""
    first = last = -1
    for some in _slices(len(log)):
        seconds = log.seconds[some][student[log.users[some]] >= 0]
        if len(seconds):
            first = int(seconds.min()) if first < 0 else min(first, int(seconds.min()))
            last = max(last, int(seconds.max()))
    if first < 0:
        return 0, 0
    day = first // DAY_SECONDS
    monday = day - (day + THURSDAY) % 7
    return monday * DAY_SECONDS, (last // DAY_SECONDS - monday) // 7 + 1


class KindCounts:
    """How many actions of each kind each student has, by kinds that count the same."""

    def __init__(self, log: Log, students: int) -> None:
        same = [(kind.sort, kind.place, kind.act) for kind in log.of_kind]
        group = {key: place for place, key in enumerate(dict.fromkeys(same))}
        self.group_of_kind = np.array([group[key] for key in same], dtype=np.int64)
        self.groups = max(len(group), 1)
        self.counts = np.zeros(students * self.groups, dtype=np.int64)

    def add(self, who: NDArray[np.int64], kinds: NDArray[np.int32]) -> None:
        """Count some actions. who: the students' numbers (m,); kinds: places of kinds (m,)."""
        place = who * self.groups + self.group_of_kind[kinds]
        self.counts += np.bincount(place, minlength=len(self.counts))

    def __call__(self, of_kind: Sequence[str], names: Sequence[str]) -> Counts:
        """Add up by a word of each kind: (students, names). of_kind: the word of each kind."""
        counts = self.counts.reshape(-1, self.groups)
        found = np.zeros((len(counts), len(names)), dtype=np.int64)
        word = dict(zip(self.group_of_kind.tolist(), of_kind, strict=True))
        for group, said in word.items():
            if said in names:
                found[:, names.index(said)] += counts[:, group]
        return found


def _ordered(
    log: Log, student: NDArray[np.int32], students: int, base: int
) -> tuple[NDArray[np.int64], KindCounts]:
    """Student and time of every action as one number, in order; actions by kind."""
    key = np.empty(len(log), dtype=np.int64)
    counts = KindCounts(log, students)
    end = 0
    for some in _slices(len(log)):
        who = student[log.users[some]].astype(np.int64)
        kept = slice(None) if (who >= 0).all() else who >= 0
        who = who[kept]
        counts.add(who, log.kinds[some][kept])
        who <<= TIME_BITS
        who |= log.seconds[some][kept] - base
        key[end : end + len(who)] = who
        end += len(who)
    key = key[:end]
    key.sort()
    return key, counts


def _slices(n: int) -> Iterator[slice]:
    return (slice(start, start + AT_ONCE) for start in range(0, n, AT_ONCE))


def _together(edges: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Students, from first to before last, whose actions are about AT_ONCE together."""
    first, n = 0, len(edges) - 1
    while first < n:
        last = int(np.searchsorted(edges, edges[first] + AT_ONCE, side="right")) - 1
        last = max(last, first + 1)
        yield first, last
        first = last
