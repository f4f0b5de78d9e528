"""Actions by week, drawn by the server as small bars, for the table that stands beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDE, HIGH = 400.0, 60.0
WIDEST = 28.0  # of a bar
LEAST = 2.0  # of a bar's height: one action is seen beside hundreds


@dataclass(frozen=True)
class Week:
    """One week's bar, and what it stands for. begins: its Monday."""

    begins: date
    actions: int
    x: float
    height: float

    @property
    def y(self) -> float:
        """Where the bar begins, from above."""
        return round(HIGH - self.height, 1)


@dataclass(frozen=True)
class WeekPicture:
    """The bars of a course's weeks, the first at the left, on a field of WIDE x HIGH."""

    weeks: tuple[Week, ...]
    bar: float  # how wide a bar is
    wide: float = WIDE
    high: float = HIGH
    words: float = HIGH + 13  # y of the days under the field
    whole: float = HIGH + 16  # how high field and days are

    @property
    def busiest(self) -> int:
        """The most actions in a week."""
        return max((week.actions for week in self.weeks), default=0)


def week_picture(first_monday: str | date, actions: Sequence[int]) -> WeekPicture:
    """Draw a series of weeks on the scale of its busiest."""
    monday = date.fromisoformat(first_monday) if isinstance(first_monday, str) else first_monday
    step = WIDE / max(len(actions), 1)
    bar = min(step * 0.8, WIDEST)
    most = max([*actions, 1])
    weeks = tuple(
        Week(
            begins=monday + timedelta(weeks=place),
            actions=count,
            x=round(step * (place + 0.5) - bar / 2, 1),
            height=round(max(HIGH * count / most, LEAST), 1) if count else 0.0,
        )
        for place, count in enumerate(actions)
    )
    return WeekPicture(weeks, round(bar, 1))
