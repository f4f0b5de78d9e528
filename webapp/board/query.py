"""Reading a board's address: the one parser of its query."""

import math
from collections.abc import Callable, Collection
from dataclasses import fields
from typing import Any

from werkzeug.datastructures import MultiDict

from data.wording.message import N_, Message
from rules import RuleSet
from webapp.board.knobs import QUADRANTS, ROWS, SORTS, SPELLED, STATES, Filters, Knobs

MOST_NAMES = 500
MOST_TEXT = 200
MOST_PLACES = 10_000
MOST_ID = 2**53
HEAVIEST = 5

FILTERS = {field.name for field in fields(Filters)}
PYTHON_NAMES = {spelled: name for name, spelled in SPELLED.items()}


class KnobProblem(Exception):  # noqa: N818 - shown to the reader as a problem, like a file's
    """A name or value of the query that cannot be used. `name` is the query's name."""

    def __init__(self, name: str, template: str, **values: object) -> None:
        self.name = name[:MOST_TEXT]
        told = {
            key: value[:MOST_TEXT] if isinstance(value, str) else value
            for key, value in values.items()
        }
        self.problem = Message(template, {"name": self.name} | told)
        super().__init__(self.problem.message)


def which_board(args: MultiDict[str, str]) -> tuple[int | None, str | None]:
    """Read which roster and which rule set a query is about: all else depends on them."""
    roster = args.get("roster")
    return (_whole("roster", roster, 1, MOST_ID) if roster else None), args.get("set") or None


def from_query(args: MultiDict[str, str], rule_set: RuleSet) -> Knobs:
    """Read a query. Raises KnobProblem on a name or value that no board has."""
    if len(args) > MOST_NAMES:
        raise KnobProblem(
            "",
            N_("This address has %(read)s parameters; a board has at most %(most)s."),
            read=len(args),
            most=MOST_NAMES,
        )
    weights: dict[str, float] = {}
    thresholds: dict[str, float] = {}
    plain: dict[str, Any] = {}
    for name in args:
        kind, _, key = name.partition(".")
        if kind == "w" and key:
            _note(weights, *_weight(name, key, args[name], rule_set))
        elif kind == "t" and key:
            _note(thresholds, *_threshold(name, key, args[name], rule_set))
        elif name in READERS:
            plain[PYTHON_NAMES.get(name, name)] = READERS[name](name, args.getlist(name))
        else:
            raise KnobProblem(name, N_("“%(name)s” is not the name of a knob or filter."))
    ticked = plain.pop("tick", ())
    if plain.pop("pick", False) and ticked:
        plain["only"] = ticked
    keys = [indicator.key for indicator in rule_set.indicators]
    for key in plain.get("off", ()):
        _known("off", key, keys)
    if plain.get("lever") is not None:
        _known("lever", plain["lever"], keys)
    filters = Filters(**{name: plain.pop(name) for name in list(plain) if name in FILTERS})
    return Knobs(weights, thresholds, filters=filters, **plain)


def _note(tried: dict[str, float], key: str, value: float, default: float) -> None:
    if value != default:
        tried[key] = value


def _weight(name: str, key: str, text: str, rule_set: RuleSet) -> tuple[str, float, float]:
    weights = {found.key: found.weight for found in rule_set.indicators}
    _known(name, key, weights)
    return key, _number(name, text, 0, HEAVIEST), weights[key]


def _threshold(name: str, key: str, text: str, rule_set: RuleSet) -> tuple[str, float, float]:
    movable = {found.key: found.threshold for found in rule_set.indicators if found.threshold}
    _known(name, key, movable)
    edge = movable[key]
    return key, _number(name, text, edge.low, edge.high), edge.default


def _known(name: str, key: str, known: Collection[str]) -> None:
    if key not in known:
        raise KnobProblem(
            name,
            N_("%(name)s: this rule set has no indicator “%(read)s” to set. It has: %(allowed)s."),
            read=key,
            allowed=", ".join(known),
        )


def _number(name: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise KnobProblem(
            name,
            N_("%(name)s: “%(read)s” is not a number from %(low)s to %(high)s."),
            read=text,
            low=f"{low:g}",
            high=f"{high:g}",
        )
    return value


def _whole(name: str, text: str, low: int, high: int) -> int:
    value = _number(name, text, low, high)
    if value != int(value):
        raise KnobProblem(name, N_("%(name)s: “%(read)s” is not a whole number."), read=text)
    return int(value)


Reader = Callable[[str, list[str]], Any]


def _one_of(*allowed: str) -> Reader:
    def read(name: str, texts: list[str]) -> str:
        if texts[0] not in allowed:
            raise KnobProblem(
                name,
                N_("%(name)s: “%(read)s” is not one of: %(allowed)s."),
                read=texts[0],
                allowed=", ".join(allowed),
            )
        return texts[0]

    return read


def _from(low: int, high: int) -> Reader:
    return lambda name, texts: _whole(name, texts[0], low, high)


def _or(default: object, read: Reader) -> Reader:
    """Read a field of a form that may be left empty."""
    return lambda name, texts: read(name, texts) if texts[0].strip() else default


def _several(_name: str, texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[:MOST_TEXT] for text in texts if text))


def _text(_name: str, texts: list[str]) -> str:
    return texts[0].strip()[:MOST_TEXT]


def _grade(name: str, texts: list[str]) -> float:
    return _number(name, texts[0], -1e6, 1e6)


def _students(name: str, texts: list[str]) -> tuple[int, ...]:
    parts = [part for text in texts for part in text.split(",") if part]
    return tuple(dict.fromkeys(_whole(name, part, 1, MOST_ID) for part in parts))


def _rectangle(name: str, texts: list[str]) -> tuple[float, ...]:
    parts = texts[0].split(",")
    if len(parts) != 4:
        raise KnobProblem(
            name, N_("%(name)s: a rectangle has four numbers, not %(read)s."), read=len(parts)
        )
    return tuple(_number(name, part, -1e6, 1e6) for part in parts)


READERS: dict[str, Reader] = {
    "off": _several,
    "school": _several,
    "class": _several,
    "sex": _several,
    "age": _several,
    "grade.from": _or(None, _grade),
    "grade.to": _or(None, _grade),
    "quadrant": _or(None, _one_of(*QUADRANTS)),
    "lever": _or(None, _text),
    "coached": _or(None, lambda name, texts: _one_of("yes", "no")(name, texts) == "yes"),
    "mine": _or(False, lambda name, texts: bool(_one_of("yes")(name, texts))),
    "state": _or(None, _one_of(*STATES)),
    "q": _text,
    "only": _students,
    "tick": _students,
    "pick": _text,
    "brush": _or((), _rectangle),
    "places": _or(Knobs.places, _from(0, MOST_PLACES)),
    "limit": _or(None, _from(1, MOST_PLACES)),
    "by": _or(None, _one_of("class", "school")),
    "y": _one_of("ease", "gap"),
    "x": _one_of("reversed", "plain"),
    "sort": _one_of(*SORTS, *(f"-{sort}" for sort in SORTS)),
    "rows": lambda name, texts: int(_one_of(*map(str, ROWS))(name, texts)),
    "page": _from(1, 1_000_000),
    "set": _or(None, _text),
    "roster": _or(None, _from(1, MOST_ID)),
}
