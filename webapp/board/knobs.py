"""The what-if of a counsellor: weights, thresholds and filters, kept in the address."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal
from urllib.parse import quote

from rules import Quadrant
from scoring.ranking import State

ROWS = (30, 100, 200)  # a tweak draws them all anew: hence few unless asked for
SORTS = ("priority", "name", "group", "grade", "ease", "gap")
QUADRANTS = {quadrant.key: quadrant for quadrant in Quadrant}
STATES = {state.name.lower(): state for state in State if state is not State.RANKED}
HIDDEN = ("y", "x", "sort", "rows", "set", "roster", "state", "only", "brush")
SPELLED = {"class_": "class", "grade_from": "grade.from", "grade_to": "grade.to"}


@dataclass(frozen=True)
class Filters:
    """Which students are shown. Words in one tuple are alternatives; the fields all apply.

    mine: only those whose coaching the person who is looking began.
    """

    school: tuple[str, ...] = ()
    class_: tuple[str, ...] = ()
    sex: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    grade_from: float | None = None
    grade_to: float | None = None
    quadrant: str | None = None
    lever: str | None = None
    coached: bool | None = None
    mine: bool = False
    state: str | None = None
    q: str = ""
    only: tuple[int, ...] = ()
    brush: tuple[float, ...] = ()

    @property
    def any(self) -> bool:
        """Say whether any filter is set."""
        return self != Filters()


@dataclass(frozen=True)
class Knobs:
    """Everything a board's address says. Weights and thresholds hold only what differs from the
    rule set; `off` names the indicators that are left out."""

    weights: Mapping[str, float] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    filters: Filters = Filters()
    places: int = 12
    limit: int | None = None
    by: Literal["class", "school"] | None = None
    y: Literal["ease", "gap"] = "ease"
    x: Literal["reversed", "plain"] = "reversed"
    sort: str = "priority"
    rows: int = 30
    page: int = 1
    set: str | None = None
    roster: int | None = None

    @property
    def tweaked(self) -> bool:
        """Say whether the rules are tried otherwise than as they stand in the rule set."""
        return bool(self.weights or self.thresholds or self.off)

    @property
    def tried_weights(self) -> dict[str, float]:
        """The weights that differ from the rule set's, those of left-out indicators being 0."""
        return {**self.weights, **dict.fromkeys(self.off, 0.0)}

    def query(self, **changes: Hashable) -> str:
        """Write the address's query, the shortest one that says the same.

        `changes` are by field name; None or an empty text drops one.
        """
        pairs = self._pairs
        if changes:
            pairs = pairs | {name: _pair(name, value) for name, value in changes.items()}
        return "&".join(filter(None, pairs.values()))

    @property
    def untweaked(self) -> str:
        """The query of the same board with the rules as they stand in the rule set."""
        tweaks = [*(f"w.{key}" for key in self.weights), *(f"t.{key}" for key in self.thresholds)]
        return self.query(**dict.fromkeys([*tweaks, "off"]))

    @property
    def unfiltered(self) -> str:
        """The query of the same board with every student on it."""
        return self.query(**dict.fromkeys([*vars(Filters()), "page"]))

    def sorted_by(self, sort: str) -> str:
        """The query of the same list by that column, turned round if it is sorted by it already."""
        turned = f"-{sort}" if self.sort == sort else sort
        return self.query(sort=turned if turned != Knobs.sort else None, page=None)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form of knobs must carry on that none of its fields shows."""
        values = _values(self)
        return [(name, _text(values[name])) for name in HIDDEN if values[name] not in (None, "")]

    @cached_property
    def _pairs(self) -> dict[str, str]:
        return {name: _pair(name, value) for name, value in _values(self).items()}


@lru_cache(maxsize=4096, typed=True)
def _pair(name: str, value: Hashable) -> str:
    """Write one name with its value or values; nothing for None, an empty text and no values."""
    if value is None or value == "" or value == ():
        return ""
    name = quote(SPELLED.get(name, name), safe=".")
    values = value if isinstance(value, tuple) else (value,)
    return "&".join(f"{name}={quote(_text(item), safe=',.')}" for item in values)


def _values(knobs: Knobs) -> dict[str, Hashable]:
    filters, plain = knobs.filters, Knobs()
    values: dict[str, Hashable] = {f"w.{key}": value for key, value in knobs.weights.items()}
    values |= {f"t.{key}": value for key, value in knobs.thresholds.items()}
    values |= {"off": knobs.off, **vars(filters), "limit": knobs.limit}
    values["coached"] = {None: None, True: "yes", False: "no"}[filters.coached]
    values["mine"] = "yes" if filters.mine else None
    values["only"] = ",".join(map(str, filters.only))
    values["brush"] = ",".join(map(_text, filters.brush))
    for name in ("places", "by", "y", "x", "sort", "rows", "page", "set", "roster"):
        value = getattr(knobs, name)
        values[name] = value if value != getattr(plain, name) else None
    return values


def _text(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    short = f"{value:g}"
    return short if float(short) == value else repr(value)
