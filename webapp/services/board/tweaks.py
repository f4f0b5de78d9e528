"""What of a board's address is about the rules alone: weights, thresholds, what is left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote

from werkzeug.datastructures import MultiDict

from rules import RuleSet
from webapp.services.board.knobs import Knobs
from webapp.services.board.query import from_query
from webapp.services.board.readers import KnobProblem


@dataclass(frozen=True)
class Fit:
    """A kept query as a rule set takes it today: what fits, and what does not any more.

    unfit: ("absences", "") for an indicator that is gone, ("absences", "25") for a value.
    """

    knobs: Knobs
    unfit: tuple[tuple[str, str], ...]


def of(knobs: Knobs) -> str:
    """Write the tweaks alone, always in the same order: no filter, no name, no student."""
    return Knobs(
        dict(sorted(knobs.weights.items())),
        dict(sorted(knobs.thresholds.items())),
        tuple(sorted(knobs.off)),
    ).query()


def address_query(query: str, rule_set: str) -> str:
    """Write the query of the board with these tweaks of that rule set."""
    return "&".join(filter(None, (query, f"set={quote(rule_set)}")))


def alone(query: str) -> str:
    """Cut a query that somebody sends to what can be a tweak."""
    return "&".join(f"{quote(name, safe='.')}={quote(value)}" for name, value in _pairs(query))


def fit(query: str, rule_set: RuleSet) -> Fit:
    """Read kept tweaks against a rule set that may have changed since; raises nothing."""
    fitting: list[tuple[str, str]] = []
    unfit: list[tuple[str, str]] = []
    for name, value in _pairs(query):
        try:
            from_query(MultiDict([(name, value)]), rule_set)
        except KnobProblem:
            unfit.append(_named(name, value, rule_set))
        else:
            fitting.append((name, value))
    return Fit(from_query(MultiDict(fitting), rule_set), tuple(unfit))


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(query):
        if name == "off" or name.startswith(("w.", "t.")):
            yield name, value


def _named(name: str, value: str, rule_set: RuleSet) -> tuple[str, str]:
    if name == "off":
        return value, ""
    key = name.partition(".")[2]
    known = {indicator.key for indicator in rule_set.indicators}
    return key, value if key in known else ""
