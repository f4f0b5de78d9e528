"""Reads conditions inside a rule file: their problems get the file's line."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from rules import conditions
from rules.conditions.columns import DictionaryColumn
from rules.reading import fields
from rules.text.problems import Place, ProblemReport, RuleProblem
from rules.text.yaml_nodes import Node, Scalar

Columns = Mapping[str, DictionaryColumn]


@dataclass(frozen=True)
class RosterDictionary:
    """The data dictionary that a rule file is read against."""

    name: str
    columns: Columns


def condition(
    key: str,
    node: Node | None,
    roster: RosterDictionary | None,
    uses: Set[str],
    report: ProblemReport,
) -> conditions.Condition | None:
    """A condition over the roster's columns; None (reported) where it cannot be read."""
    text = fields.text(key, node, report)
    if text is None or node is None or roster is None:
        return None
    try:
        return conditions.read(text, roster.columns, uses)
    except conditions.ConditionError as error:
        report.problems.append(_at(node, error))
        return None


def figure(
    name: Scalar, roster: RosterDictionary, report: ProblemReport
) -> conditions.Figure | None:
    """A cohort function or change written as a key; None where it cannot be read."""
    try:
        return conditions.figure(name.text, roster.columns)
    except conditions.ConditionError as error:
        report.problems.append(_at(name, error))
        return None


def _at(node: Node, error: conditions.ConditionError) -> RuleProblem:
    """The very characters of the condition; its span leaves out the blanks that it begins with."""
    at: Place = node
    if isinstance(node, Scalar):
        blanks = len(node.text) - len(node.text.lstrip(" \t\r\n"))
        at = node.place_of(blanks + error.span[0])
    return RuleProblem(error.problem.template, error.problem.values, line=at.line, column=at.column)
