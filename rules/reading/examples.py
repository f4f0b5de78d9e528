"""Reads the examples: students a lead thought of, and what the rules must say of them."""

from data.wording.languages import in_all
from rules.conditions import SHOWN, Figure
from rules.reading import fields
from rules.reading.expressions import RosterDictionary, figure
from rules.rule_set import Example
from rules.text.problems import ProblemReport, listed, nearest
from rules.text.yaml_nodes import Node, Scalar, TableNode

MOST = 200
KEYS = ("name", "student", "given", "complexity", "levers")
REQUIRED = ("student",)
BOUNDS = ("at_least", "at_most")


def examples(
    node: Node | None, roster: RosterDictionary, keys: tuple[str, ...], report: ProblemReport
) -> tuple[Example, ...]:
    """Each example that can be read; `keys` are the indicators' keys."""
    places = fields.items("examples", node, report)
    if node is not None and len(places) > MOST:
        report.say("There are more than %(most)s examples. Remove some.", node, most=MOST)
    read = [
        _example(place, f"#{at}", roster, keys, report)
        for at, place in enumerate(places[:MOST], start=1)
    ]
    return tuple(example for example in read if example is not None)


def _example(
    node: Node, number: str, roster: RosterDictionary, keys: tuple[str, ...], report: ProblemReport
) -> Example | None:
    found = fields.table("examples", node, KEYS, report)
    if not found or not fields.require(found, REQUIRED, node, report):
        return None
    if "complexity" not in found and "levers" not in found:
        report.say('An example says what must come out: add "complexity" or "levers".', node)
    before = len(report.problems)
    name = fields.words("name", found.get("name"), report) or in_all(number)
    student = _student(found["student"], roster, report)
    given = _given(found.get("given"), roster, report)
    low, high = _complexity(found.get("complexity"), report)
    levers = _levers(found.get("levers"), keys, report)
    if len(report.problems) > before:
        return None
    return Example(name, student, given, low, high, levers, node.line, node.column)


def _student(node: Node, roster: RosterDictionary, report: ProblemReport) -> dict[str, float | str]:
    if not isinstance(node, TableNode):
        report.say('"student" needs columns and answers, as {absences: 20}.', node)
        return {}
    read: dict[str, float | str] = {}
    for name, value in node.entries:
        known = roster.columns.get(name.text)
        if known is None:
            fields.unknown_column(name.text, name, tuple(roster.columns), roster.name, report)
        elif known.use not in SHOWN:
            report.say('"%(name)s" is never used, so an example cannot hold it. Remove it.', name,
                       name=name.text)  # fmt: skip
        elif (answer := fields.answer(known, value, report)) is not None:
            read[name.text] = answer
    return read


def _given(
    node: Node | None, roster: RosterDictionary, report: ProblemReport
) -> dict[Figure, float]:
    if node is not None and not isinstance(node, TableNode):
        report.say('"given" needs what the cohort says, as {mean(studytime): 2.0}.', node)
    if not isinstance(node, TableNode):
        return {}
    if cut := next((name for name, _ in node.entries if _is_cut(name.text)), None):
        report.say('YAML ends "%(name)s" at its comma. Put quotes around the whole function, as '
                   '"mean(column, by class)".', cut, name=cut.text)  # fmt: skip
        return {}
    read = {}
    for name, value in node.entries:
        function = figure(name, roster, report)
        number = fields.number(name.text, value, -1e9, 1e9, report)
        if function is not None and number is not None:
            read[function] = number
    return read


def _is_cut(function: str) -> bool:
    return function.count("(") > function.count(")")


def _complexity(node: Node | None, report: ProblemReport) -> tuple[float | None, float | None]:
    """The lowest and highest complexity that may come out; None: no limit."""
    if isinstance(node, Scalar) or node is None:
        exact = fields.number("complexity", node, 0, 100, report)
        return exact, exact
    found = fields.table("complexity", node, BOUNDS, report)
    low = fields.number("at_least", found.get("at_least"), 0, 100, report)
    high = fields.number("at_most", found.get("at_most"), 0, 100, report)
    return low, high


def _levers(
    node: Node | None, keys: tuple[str, ...], report: ProblemReport
) -> tuple[str, ...] | None:
    if node is None:
        return None
    read = []
    for place in fields.items("levers", node, report):
        lever = fields.text("levers", place, report)
        if lever is not None and lever not in keys:
            _unknown_lever(lever, keys, place, report)
        read.append(lever or "")
    return tuple(read)


def _unknown_lever(lever: str, keys: tuple[str, ...], at: Node, report: ProblemReport) -> None:
    if near := nearest(lever, keys):
        report.say('No indicator is called "%(lever)s". Did you mean "%(near)s"?', at,
                   lever=lever, near=near)  # fmt: skip
    else:
        report.say('No indicator is called "%(lever)s". There are: %(known)s.', at,
                   lever=lever, known=listed(keys))  # fmt: skip
