"""The one frame of a picture: two axes with their numbers, drawn by hand and handed to Vega."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

WIDTH, HEIGHT = 760, 380
LEFT, RIGHT, TOP, BOTTOM = 52, 28, 12, 46  # room for the axes
EDGE = 20  # a number so near an end is written inwards from it
MOST_TICKS = 6
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class AxisTick:
    """A number at an axis, as it is written there."""

    at: float
    text: str


@dataclass(frozen=True)
class Label:
    """Words in a picture. anchor: of SVG; first: they stand out."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    first: bool = False


@dataclass(frozen=True)
class Axes:
    """Two axes, each from the number at its beginning to the one at its end; y grows upwards.

    title: of each axis; "" where it needs none.
    """

    across: tuple[float, float]
    up: tuple[float, float]
    across_ticks: tuple[AxisTick, ...] = ()
    up_ticks: tuple[AxisTick, ...] = ()
    across_title: str = ""
    up_title: str = ""
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
    def box(self) -> str:
        """The frame, as a path."""
        return f"M{self.left} {self.top}H{self.right}V{self.bottom}H{self.left}Z"

    @property
    def labels(self) -> tuple[Label, ...]:
        """The numbers at both axes, and what they are numbers of."""
        below = [self._below(tick) for tick in self.across_ticks]
        beside = [
            Label(self.left - 6, self.y(tick.at) + 4, tick.text, "end") for tick in self.up_ticks
        ]
        return (*below, *beside, *self._title())

    @property
    def params(self) -> dict[str, Any]:
        """What Vega draws the same axes from."""
        return {
            "across": self.across,
            "up": self.up,
            "acrossTicks": [tick.at for tick in self.across_ticks],
            "acrossWords": [tick.text for tick in self.across_ticks],
            "upTicks": [tick.at for tick in self.up_ticks],
            "upWords": [tick.text for tick in self.up_ticks],
        }

    def _below(self, tick: AxisTick) -> Label:
        x = self.x(tick.at)
        anchor = "start" if x < EDGE else "end" if x > self.width - EDGE else "middle"
        return Label(x, self.bottom + 17, tick.text, anchor)

    def _title(self) -> list[Label]:
        if not self.across_title:
            return []
        text = f"{self.across_title} → · {self.up_title} ↑"
        return [Label((self.left + self.right) / 2, self.height - 6, text)]


def written(low: float, high: float, say: Callable[[float], str]) -> tuple[AxisTick, ...]:
    """Round numbers from low to high, MOST_TICKS at most, each written by `say`."""
    return tuple(AxisTick(at, say(at)) for at in ticks(low, high))


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
    first, last = ends
    inside = min(max(value, min(ends)), max(ends))
    return (inside - first) / (last - first)
