"""What is usual, drawn as a band on the scale with a line in it: 400 wide, for a sentence."""

from collections.abc import Callable
from dataclasses import dataclass

from webapp.http.language import number

LEFT, WIDE = 10.0, 380.0  # of the scale, in a picture 400 wide


@dataclass(frozen=True)
class IntervalOnScale:
    """Where all stands in the picture, from the left."""

    low: float  # where the band begins
    high: float  # and ends
    expected: float
    own: float | None  # what it is compared with; None where that is nothing
    ticks: tuple[tuple[float, str], ...]  # places on the scale, and what they are

    @property
    def wide(self) -> float:
        """How wide the band is drawn."""
        return round(self.high - self.low, 1)


def interval_picture(
    scale: tuple[float, float],
    band: tuple[float, float],
    expected: float,
    own: float | None,
    say: Callable[[float], str] = number,
) -> IntervalOnScale:
    """Draw a band and what is expected on a scale from low to high; what lies beyond its ends
    stands at them. `say` writes a place of the scale."""
    low, high = scale

    def x(value: float) -> float:
        return round(LEFT + WIDE * (min(max(value, low), high) - low) / (high - low), 1)

    ticks = tuple((x(at), say(at)) for at in (low, (low + high) / 2, high))
    there = None if own is None else x(own)
    return IntervalOnScale(x(band[0]), x(band[1]), x(expected), there, ticks)
