"""Reading a board's address: the one parser of its query."""

from collections.abc import Collection
from typing import Any

from werkzeug.datastructures import MultiDict

from data.wording.message import N_
from rules import RuleSet
from webapp.services.board.filters import FILTERS, Filters, of
from webapp.services.board.knobs import ROWS, SORTS, Knobs
from webapp.services.board.readers import (
    MOST_ID,
    KnobProblem,
    Reader,
    empty_or,
    number,
    one_of,
    several,
    students,
    text,
    whole,
    whole_from,
)

MOST_NAMES = 500
MOST_PLACES = 10_000
HEAVIEST = 5


def which_board(args: MultiDict[str, str]) -> tuple[int | None, str | None]:
    """Read which roster and which rule set a query is about: all else depends on them."""
    roster = args.get("roster")
    return (whole("roster", roster, 1, MOST_ID) if roster else None), args.get("set") or None


def from_query(
    args: MultiDict[str, str], rule_set: RuleSet, columns: Collection[str] = ()
) -> Knobs:
    """Read a query. Raises KnobProblem on a name or value that no board has.

    columns: those that students may be filtered by, as `filters.keys` names them.
    """
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
    chosen: dict[str, Any] = {}
    for name in args:
        kind, _, key = name.partition(".")
        if kind == "w" and key:
            _note(weights, *_weight(name, key, args[name], rule_set))
        elif kind == "t" and key:
            _note(thresholds, *_threshold(name, key, args[name], rule_set))
        elif name in READERS:
            plain[name] = READERS[name](name, args.getlist(name))
        elif name in FILTERS or name in columns:
            chosen[name] = of(name).read(name, args.getlist(name))
        else:
            raise KnobProblem(name, N_("“%(name)s” is not the name of a knob or filter."))
    ticked = plain.pop("tick", ())
    if plain.pop("pick", False) and ticked:
        chosen["only"] = ticked
    keys = [indicator.key for indicator in rule_set.indicators]
    for key in plain.get("off", ()):
        _known("off", key, keys)
    for key, one in FILTERS.items():
        if one.indicator and chosen.get(key) is not None:
            _known(key, chosen[key], keys)
    ordered = {key: chosen[key] for key in (*columns, *FILTERS) if key in chosen}
    return Knobs(weights, thresholds, filters=Filters(ordered), **plain)


def _note(tried: dict[str, float], key: str, value: float, default: float) -> None:
    if value != default:
        tried[key] = value


def _weight(name: str, key: str, text: str, rule_set: RuleSet) -> tuple[str, float, float]:
    weights = {found.key: found.weight for found in rule_set.indicators}
    _known(name, key, weights)
    return key, number(name, text, 0, HEAVIEST), weights[key]


def _threshold(name: str, key: str, text: str, rule_set: RuleSet) -> tuple[str, float, float]:
    movable = {found.key: found.threshold for found in rule_set.indicators if found.threshold}
    _known(name, key, movable)
    edge = movable[key]
    return key, number(name, text, edge.low, edge.high), edge.default


def _known(name: str, key: str, known: Collection[str]) -> None:
    if key not in known:
        raise KnobProblem(
            name,
            N_("%(name)s: this rule set has no indicator “%(read)s” to set. It has: %(allowed)s."),
            read=key,
            allowed=", ".join(known),
        )


READERS: dict[str, Reader] = {
    "off": several,
    "tick": students,
    "pick": text,
    "places": empty_or(whole_from(0, MOST_PLACES), Knobs.places),
    "limit": empty_or(whole_from(1, MOST_PLACES)),
    "by": empty_or(one_of("class", "school")),
    "y": one_of("ease", "gap"),
    "x": one_of("reversed", "plain"),
    "sort": one_of(*SORTS, *(f"-{sort}" for sort in SORTS)),
    "rows": lambda name, texts: int(one_of(*map(str, ROWS))(name, texts)),
    "page": whole_from(1, 1_000_000),
    "set": empty_or(text),
    "roster": empty_or(whole_from(1, MOST_ID)),
}
