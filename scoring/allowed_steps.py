"""The answers that a column may hold, one step after the other, as its dictionary allows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

import numpy as np
from numpy.typing import NDArray

from rules.columns import DictionaryColumn, allowed, is_number, limits

FINE = 50
"""A number that is not whole goes in steps of a power of ten, at least so many on its scale."""
DIGITS = 9  # behind the point, so that 3 x 0.1 is 0.3


@dataclass(frozen=True)
class Numbers:
    """`count` numbers from `low`, `size` apart."""

    low: float
    size: float
    count: int

    def at(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """The answers at these places (m,)."""
        return np.round(self.low + places * self.size, DIGITS)

    def steps(self, value: float | str, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many steps (m,) it is from an answer to each of these places; part of one is one."""
        if not isinstance(value, float):
            raise TypeError(f"{value!r} is not a number")
        here = (value - self.low) / self.size
        return np.asarray(np.ceil(np.abs(places - here) - 1e-6), dtype=np.int64)

    def spread(self, most: int) -> NDArray[np.float64]:
        """All of them, or of many `most`, evenly spread, with both ends."""
        if self.count <= most:
            return self.at(np.arange(self.count))
        return self.at(np.unique(np.linspace(0, self.count - 1, most).round().astype(np.int64)))

    def around(self, value: float) -> Iterable[int]:
        """The places of the last answer up to a value, and of the first beyond it."""
        here = floor((value - self.low) / self.size + 1e-6)
        return (place for place in (here - 1, here, here + 1) if 0 <= place < self.count)


@dataclass(frozen=True)
class Choices:
    """Words, in no order: from any to any other it is one step."""

    words: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.words)

    def at(self, places: NDArray[np.int64]) -> NDArray[np.object_]:
        """The answers at these places (m,)."""
        return np.array(self.words, dtype=object)[places]

    def steps(self, value: float | str, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many steps (m,) it is from an answer to each of these places."""
        return np.array([self.words[place] != value for place in places], dtype=np.int64)

    def around(self, value: float) -> Iterable[int]:
        """No number lies among words."""
        return ()


Steps = Numbers | Choices


def steps_of(column: DictionaryColumn, held: Iterable[float | str]) -> Steps:
    """The steps of a column; `held` says what there is where the dictionary sets no limit."""
    if not is_number(column):
        texts = (value for value in held if isinstance(value, str))
        return Choices(allowed(column) or tuple(dict.fromkeys(texts)))
    low, high = limits(column)
    numbers = [value for value in held if isinstance(value, float) and isfinite(value)]
    low = low if isfinite(low) else min(numbers, default=0.0)
    high = high if isfinite(high) else max(numbers, default=low)
    return numbers_between(low, high, column.whole)


def numbers_between(low: float, high: float, whole: bool) -> Numbers:
    """The numbers from low to high: whole ones, or in steps that suit their distance."""
    size = 1.0 if whole or high <= low else 10.0 ** floor(log10((high - low) / FINE))
    start = float(ceil(low)) if whole else low
    return Numbers(start, size, max(floor((high - start) / size + 1e-6) + 1, 0))
