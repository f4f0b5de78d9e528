"""What a rule file says, once read: frozen values, without a trace of YAML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from data.wording.languages import Words
from rules.conditions import Condition, Figure
from rules.conditions.columns import DictionaryColumn, Earlier

OFFERED_AT = 0.5
"""A lever is offered to a student when its points are at most this."""
HEAVIEST = 5.0


@dataclass(frozen=True)
class Need:
    """Where need comes from ("grade" or "gap"), and the passing grade, on the roster's scale."""

    source: str
    passing: float


class Quadrant(IntEnum):
    """A corner of the chart, the most urgent first: whatever names all four keeps this order.

    Need is high at the right, ease is high at the top.
    """

    COACH_FIRST = 0
    MORE_THAN_COACHING = 1
    LIGHT_TOUCH = 2
    DOING_WELL = 3

    @property
    def key(self) -> str:
        """Its name in addresses, in the API and in kept figures."""
        return self.name.lower()

    @property
    def corner(self) -> str:
        """Its name in a rule file."""
        return f"{'bottom' if self % 2 else 'top'}_{'left' if self > 1 else 'right'}"


@dataclass(frozen=True)
class Quadrants:
    """Where the two lines stand (0 to 100), and names of top_right, top_left, ... if given."""

    need: float
    ease: float
    names: Mapping[str, Words]


@dataclass(frozen=True)
class Band:
    """A step of an indicator's scale: numbers up to an edge, or the words in `is_`."""

    up_to: float | None
    is_: tuple[str, ...]
    points: float
    says: Words | None


@dataclass(frozen=True)
class Threshold:
    """The edge of one band that counsellors may move, from `low` to `high`."""

    band: int
    low: float
    high: float
    default: float


@dataclass(frozen=True)
class Points:
    """What a condition gives when it holds and when not: points 0 to 1, and words for both."""

    then: float
    otherwise: float
    says_then: Words | None
    says_otherwise: Words | None


@dataclass(frozen=True)
class Evidence:
    """A claim, where it comes from, and how strong that is: strong, moderate, weak or none."""

    claim: Words
    source: Words
    strength: str


@dataclass(frozen=True)
class Indicator:
    """One answer or count that the rule set judges: by bands, or by a condition and its points."""

    key: str
    column: str
    label: Words
    kind: str
    weight: float
    bands: tuple[Band, ...]
    condition: Condition | None
    points: Points | None
    threshold: Threshold | None
    who_can_act: Words | None
    sessions: int | None
    actions: tuple[Words, ...]
    evidence: tuple[Evidence, ...]
    wrong_when: Words | None

    @property
    def is_lever(self) -> bool:
        """Whether coaching can act on it; otherwise it is a barrier."""
        return self.kind == "lever"

    def edges(self, threshold: float | None = None) -> tuple[float, ...]:
        """The `up_to` of each band of numbers, with the adjustable one at `threshold`."""
        edges = [band.up_to for band in self.bands if band.up_to is not None]
        if self.threshold is not None and threshold is not None:
            edges[self.threshold.band] = threshold
        return tuple(edges)


@dataclass(frozen=True)
class Example:
    """A student the lead thought of, and what the rules must say of him; where that is written.

    `given`: what cohort functions (by group: of his own) and changes come to.
    """

    name: Words
    student: Mapping[str, float | str]
    given: Mapping[Figure, float]
    at_least: float | None
    at_most: float | None
    levers: tuple[str, ...] | None
    line: int = field(default=1, compare=False)
    column: int = field(default=1, compare=False)


@dataclass(frozen=True)
class RuleSet:
    """A whole rule file. `columns` are the dictionary's columns that its rules read.

    lacks: the languages in which some of its words are not written, sorted; others stand in.
    """

    title: Words
    about: Words | None
    status: str
    owner: Words | None
    in_force_from: date | None
    reviewed: date | None
    roster: str
    applies_to: Condition | None
    need: Need
    quadrants: Quadrants
    indicators: tuple[Indicator, ...]
    examples: tuple[Example, ...]
    columns: Mapping[str, DictionaryColumn]
    fingerprint: str
    text: str
    lacks: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> Indicator:
        """The indicator of that key; KeyError if there is none."""
        return next((found for found in self.indicators if found.key == key), None) or _no(key)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of it, `applies_to` first."""
        found = (self.applies_to, *(indicator.condition for indicator in self.indicators))
        return tuple(condition for condition in found if condition is not None)

    @property
    def earlier(self) -> frozenset[Earlier]:
        """The columns of earlier rosters that its rules read."""
        return frozenset(past for condition in self.conditions for past in condition.earlier)

    def weights(self, changed: Mapping[str, float] | None = None) -> NDArray[np.float64]:
        """The weight of each indicator, (k,), with those in `changed` (key -> 0 to 5) instead.

        Raises ValueError for an unknown key or a weight outside 0 to 5.
        """
        changed = changed or {}
        if unknown := changed.keys() - {indicator.key for indicator in self.indicators}:
            raise ValueError(f"no indicator is called {sorted(unknown)[0]!r}")
        weights = [changed.get(found.key, found.weight) for found in self.indicators]
        if not all(0 <= weight <= HEAVIEST for weight in weights):
            raise ValueError(f"a weight goes from 0 to {HEAVIEST:g}")
        return np.array(weights, dtype=np.float64)

    def thresholds(self, changed: Mapping[str, float] | None = None) -> dict[str, float]:
        """Each adjustable edge, key -> value, with those in `changed` instead.

        Raises ValueError for a key without an adjustable edge or a value outside its limits.
        """
        known = {f.key: f.threshold for f in self.indicators if f.threshold is not None}
        for key, value in (changed or {}).items():
            if key not in known:
                raise ValueError(f"no threshold of {key!r} can be moved")
            if not known[key].low <= value <= known[key].high:
                raise ValueError(f"{key} goes from {known[key].low:g} to {known[key].high:g}")
        return {key: threshold.default for key, threshold in known.items()} | dict(changed or {})


def _no(key: str) -> Indicator:
    raise KeyError(key)
