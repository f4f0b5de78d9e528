"""Reads a whole rule file."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from data.wording.languages import in_all
from rules.conditions import SHOWN
from rules.conditions.columns import DictionaryColumn, limits
from rules.examples import check as check_examples
from rules.reading import fields
from rules.reading.examples import examples
from rules.reading.expressions import Columns, RosterDictionary, condition
from rules.reading.fields import Fields
from rules.reading.indicators import indicators
from rules.rule_set import Indicator, Need, Quadrant, Quadrants, RuleSet
from rules.text import yaml_nodes
from rules.text.problems import ProblemReport, RuleFileError, RuleProblem, listed, nearest
from rules.text.yaml_nodes import Node, Scalar, TableNode

KEYS = (
    "format", "title", "status", "owner", "in_force_from", "reviewed", "about", "roster",
    "applies_to", "need", "quadrants", "indicators", "examples",
)  # fmt: skip
REQUIRED = ("format", "title", "roster", "indicators")
STATUSES = ("draft", "pilot", "stable", "retired")
NEED = ("from", "pass")
SOURCES = ("grade", "gap")
LINES = ("need", "ease", "names")
QUADRANTS = tuple(one.corner for one in Quadrant)
FORMAT = 1.0


@dataclass(frozen=True)
class Attempt:
    """What can be made of a text that may be wrong.

    `rule_set` is there where only examples fail: it can be tried, not published. `problems` are
    sorted by line.
    """

    rule_set: RuleSet | None
    problems: tuple[RuleProblem, ...]


def read(text: str | bytes, dictionaries: Mapping[str, Columns]) -> RuleSet:
    """The rule set that a YAML text says, checked against its roster's data dictionary.

    `dictionaries`: name of a roster's dictionary -> name of a column -> column.
    Raises RuleFileError with all problems, sorted by line, and nothing else.
    """
    found = attempt(text, dictionaries)
    if found.rule_set is None or found.problems:
        raise RuleFileError(found.problems)
    return found.rule_set


def attempt(text: str | bytes, dictionaries: Mapping[str, Columns]) -> Attempt:
    """What can be read of a text, and all that is wrong with it; raises nothing."""
    try:
        return _attempt(text, dictionaries)
    except RuleFileError as error:
        return Attempt(None, error.problems)


def _attempt(text: str | bytes, dictionaries: Mapping[str, Columns]) -> Attempt:
    report, failing = ProblemReport(), ProblemReport()
    text = _decoded(text, report)
    root = yaml_nodes.read(text, report)
    if root is None or (isinstance(root, Scalar) and not root.text.strip()):
        report.say('The file is empty. Begin with "format: 1".', _START)
        raise RuleFileError(report.problems)
    if not isinstance(root, TableNode):
        report.say('This is no rule file: it does not begin with a key. Begin with "format: 1".',
                   root)  # fmt: skip
        raise RuleFileError(report.problems)
    found = fields.table("rules", root, KEYS, report)
    fields.require(found, REQUIRED, root, report)
    rule_set = _rule_set(found, text, dictionaries, report, failing)
    problems = RuleFileError([*report.problems, *failing.problems]).problems
    return Attempt(None if report.problems else rule_set, problems)


_START = Scalar(None, "", 1, 1)


def _decoded(text: str | bytes, report: ProblemReport) -> str:
    """The text without a mark at its start, each of its lines ended by \\n alone."""
    if isinstance(text, str):
        return _lines_ended(text.removeprefix("\ufeff"))
    try:
        return _lines_ended(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        report.say("The file is not UTF-8 text. Save it as UTF-8.", Scalar(None, "", line, 1))
        raise RuleFileError(report.problems) from None


def _lines_ended(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rule_set(
    found: Fields,
    text: str,
    dictionaries: Mapping[str, Columns],
    report: ProblemReport,
    failing: ProblemReport,
) -> RuleSet | None:
    _check_format(found.get("format"), report)
    roster = _roster(found.get("roster"), dictionaries, report)
    title = fields.words("title", found.get("title"), report)
    applies_to = condition("applies_to", found.get("applies_to"), roster, SHOWN, report)
    judged = indicators(found.get("indicators"), roster, report)
    status = fields.choice("status", found.get("status"), STATUSES, report)
    read = RuleSet(
        title=title or in_all("-"),
        about=fields.words("about", found.get("about"), report),
        status=status or STATUSES[0],
        owner=fields.words("owner", found.get("owner"), report),
        in_force_from=fields.day("in_force_from", found.get("in_force_from"), report),
        reviewed=fields.day("reviewed", found.get("reviewed"), report),
        roster=roster.name if roster else "",
        applies_to=applies_to,
        need=_need(found.get("need"), roster, report),
        quadrants=_quadrants(found.get("quadrants"), report),
        indicators=judged,
        examples=(),
        columns=_columns(judged, applies_to.columns if applies_to else {}, roster),
        fingerprint=hashlib.sha256(text.encode(errors="replace")).hexdigest(),
        text=text,
    )
    if roster is None:
        return None
    keys = _keys(found.get("indicators"))
    told = examples(found.get("examples"), roster, keys, report)
    if len(judged) == len(keys):
        check_examples(read.indicators, read.columns, told, failing)
    return replace(read, examples=told, lacks=tuple(sorted(report.lacking)))


def _keys(node: Node | None) -> tuple[str, ...]:
    return tuple(name.text for name, _ in node.entries) if isinstance(node, TableNode) else ()


def _check_format(node: Node | None, report: ProblemReport) -> None:
    if node is not None and not (isinstance(node, Scalar) and node.value == FORMAT):
        report.say('"format" holds %(read)s; this version reads format 1.', node,
                   read=fields.written(node))  # fmt: skip


def _roster(
    node: Node | None, dictionaries: Mapping[str, Columns], report: ProblemReport
) -> RosterDictionary | None:
    name = fields.text("roster", node, report)
    if name is None or node is None:
        return None
    if name in dictionaries:
        return RosterDictionary(name, dictionaries[name])
    if near := nearest(name, dictionaries):
        report.say('No data dictionary is called "%(name)s". Did you mean "%(near)s"?', node,
                   name=name, near=near)  # fmt: skip
    else:
        report.say('No data dictionary is called "%(name)s". There are: %(known)s.', node,
                   name=name, known=listed(dictionaries))  # fmt: skip
    return None


def _need(node: Node | None, roster: RosterDictionary | None, report: ProblemReport) -> Need:
    """Where need comes from; without a word about it, the grade. Without a pass mark, it is that of
    the dictionary's grade, or half the scale."""
    found = fields.table("need", node, NEED, report)
    low, high = _grades(roster)
    source = fields.choice("from", found.get("from"), SOURCES, report)
    passing = fields.number("pass", found.get("pass"), low, high, report)
    if passing is None:
        passing = next((known.passing for known in _of_grades(roster)), None)
    return Need(source or SOURCES[0], (low + high) / 2 if passing is None else passing)


def _of_grades(roster: RosterDictionary | None) -> list[DictionaryColumn]:
    columns = roster.columns.values() if roster else ()
    return [known for known in columns if known.role == "grade"]


def _grades(roster: RosterDictionary | None) -> tuple[float, float]:
    """The grade's scale: from the dictionary, 0 to 20 without one."""
    low, high = next((limits(known) for known in _of_grades(roster)), (0.0, 20.0))
    return (low, high) if high - low < float("inf") else (0.0, 20.0)


def _quadrants(node: Node | None, report: ProblemReport) -> Quadrants:
    found = fields.table("quadrants", node, LINES, report)
    need = fields.number("need", found.get("need"), 0, 100, report)
    ease = fields.number("ease", found.get("ease"), 0, 100, report)
    named = fields.table("names", found.get("names"), QUADRANTS, report)
    names = {key: fields.words(key, value, report) or {} for key, value in named.items()}
    return Quadrants(50.0 if need is None else need, 50.0 if ease is None else ease, names)


def _columns(
    judged: tuple[Indicator, ...], others: Columns, roster: RosterDictionary | None
) -> Columns:
    columns = dict(others)
    for indicator in judged:
        if roster:
            columns[indicator.column] = roster.columns[indicator.column]
        if indicator.condition:
            columns |= indicator.condition.columns
    return columns
