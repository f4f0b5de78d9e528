"""The frame of a picture that the server draws: two axes with their numbers."""

from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 760, 380
LEFT, RIGHT, TOP, BOTTOM = 52, 28, 12, 46  # room for the axes
MOST_TICKS = 6
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Axes:
    """Two axes from their lowest to their highest number; y grows upwards."""

    across: tuple[float, float]
    up: tuple[float, float]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM

    def x(self, value: float) -> float:
        """Where a number stands on the axis below, kept inside."""
        return round(self.left + _share(value, self.across) * (self.right - self.left), 1)

    def y(self, value: float) -> float:
        """Where a number stands on the axis at the left, kept inside."""
        return round(self.bottom - _share(value, self.up) * (self.bottom - self.top), 1)

    @property
    def ticks_across(self) -> list[float]:
        """The numbers written at the axis below."""
        return ticks(*self.across)

    @property
    def ticks_up(self) -> list[float]:
        """The numbers written at the axis at the left."""
        return ticks(*self.up)


def ticks(low: float, high: float) -> list[float]:
    """Round numbers from low to high, MOST_TICKS at most."""
    tenfold = 10.0 ** floor(log10((high - low) / MOST_TICKS))
    step = next(one * tenfold for one in STEPS if (high - low) / (one * tenfold) <= MOST_TICKS - 1)
    first = ceil(low / step - 1e-9)
    return [round(at * step, 10) for at in range(first, floor(high / step + 1e-9) + 1)]


def widened(low: float, high: float, step: float) -> tuple[float, float]:
    """The nearest multiples of `step` around a range, at least one apart."""
    first, last = floor(low / step) * step, ceil(high / step) * step
    return first, max(last, first + step)


def _share(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return (min(max(value, low), high) - low) / (high - low)
