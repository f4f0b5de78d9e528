"""The what-if of a counsellor: weights, thresholds and filters, kept in the address."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal
from urllib.parse import quote

from webapp.services.board.filters import FILTERS, Filters

ROWS = (30, 100, 200)  # a tweak draws them all anew: hence few unless asked for
SORTS = ("priority", "name", "group", "grade", "ease", "gap")
HIDDEN = ("y", "x", "sort", "rows", "set", "roster")  # what no field of the form shows


@dataclass(frozen=True)
class Knobs:
    """Everything a board's address says. Weights and thresholds hold only what differs from the
    rule set; `off` names the indicators that are left out."""

    weights: Mapping[str, float] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
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
        return self.query(**dict.fromkeys([*self.filters, "page"]))

    def sorted_by(self, sort: str) -> str:
        """The query of the same list by that column, turned round if it is sorted by it already."""
        turned = f"-{sort}" if self.sort == sort else sort
        return self.query(sort=turned if turned != Knobs.sort else None, page=None)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form of knobs must carry on that none of its fields shows."""
        values = _values(self)
        carried = [*HIDDEN, *(key for key, one in FILTERS.items() if one.carried)]
        return [(name, text) for name in carried for text in _texts(values[name])]

    @cached_property
    def _pairs(self) -> dict[str, str]:
        return {name: _pair(name, value) for name, value in _values(self).items()}


@lru_cache(maxsize=4096, typed=True)
def _pair(name: str, value: Hashable) -> str:
    """Write one name with its value or values; nothing for None, an empty text and no values."""
    name = quote(name, safe=".")
    return "&".join(f"{name}={quote(text, safe=',.')}" for text in _texts(value))


def _values(knobs: Knobs) -> dict[str, Hashable]:
    filters, plain = knobs.filters, Knobs()
    values: dict[str, Hashable] = {f"w.{key}": value for key, value in knobs.weights.items()}
    values |= {f"t.{key}": value for key, value in knobs.thresholds.items()}
    values["off"] = knobs.off
    values |= {key: value for key, value in filters.items() if key not in FILTERS}
    values |= {key: filters.get(key) for key in FILTERS} | {"limit": knobs.limit}
    for name in ("places", "by", "y", "x", "sort", "rows", "page", "set", "roster"):
        value = getattr(knobs, name)
        values[name] = value if value != getattr(plain, name) else None
    return values


def _texts(value: Hashable) -> tuple[str, ...]:
    """Write a value as the query does: texts one by one, numbers together, yes and no in words."""
    if value is None or value == "" or value == ():
        return ()
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if not isinstance(value, tuple):
        return (_text(value),)
    texts = tuple(map(_text, value))
    return texts if isinstance(value[0], str) else (",".join(texts),)


def _text(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    short = f"{value:g}"
    return short if float(short) == value else repr(value)
