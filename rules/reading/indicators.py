"""Reads the indicators: what is judged, how, why, and who can do something about it."""

from data.wording.languages import Words, complete, in_all
from rules.conditions import SCORED, WHY_NOT, Condition
from rules.conditions.columns import DictionaryColumn
from rules.reading import bands, fields
from rules.reading.expressions import RosterDictionary, condition
from rules.reading.fields import Fields
from rules.rule_set import HEAVIEST, Band, Evidence, Indicator
from rules.text.problems import Place, ProblemReport, RuleProblem
from rules.text.yaml_nodes import Node, Scalar, TableNode

MOST = 64
"""The levers of a student are kept in the 64 bits of one number."""
KEYS = (
    "column", "label", "kind", "weight", "bands", "when", "points", "says", "who_can_act",
    "sessions", "actions", "evidence", "wrong_when",
)  # fmt: skip
REQUIRED = ("kind", "weight")
MOST_SESSIONS = 100
KINDS = ("lever", "barrier")
EVIDENCE = ("claim", "source", "strength")
STRENGTHS = ("strong", "moderate", "weak", "none")


def indicators(
    node: Node | None, roster: RosterDictionary | None, report: ProblemReport
) -> tuple[Indicator, ...]:
    """All indicators that can be read, in the order of the file."""
    if node is None:
        return ()
    if not isinstance(node, TableNode) or not node.entries:
        report.say('"indicators" is empty. Name at least one, with its column and bands.', node)
        return ()
    if len(node.entries) > MOST:
        report.say("There are more than %(most)s indicators. Remove some.", node, most=MOST)
    read = (_indicator(name, value, roster, report) for name, value in node.entries[:MOST])
    return tuple(found for found in read if found is not None)


def _indicator(
    name: Scalar, node: Node, roster: RosterDictionary | None, report: ProblemReport
) -> Indicator | None:
    key = name.text
    if not key.isidentifier() or not key.isascii():
        report.say('"%(key)s" cannot be an indicator\'s key. Use letters, digits and _ only, '
                   "as in past_failures.", name, key=key)  # fmt: skip
    found = fields.table(key, node, KEYS, report)
    if not found:
        if isinstance(node, TableNode):
            report.say('"%(key)s" is empty. Give it a kind, a weight and bands.', name, key=key)
        return None
    fields.require(found, REQUIRED, name, report)
    kind = fields.choice("kind", found.get("kind"), KINDS, report)
    weight = fields.number("weight", found.get("weight"), 0, HEAVIEST, report)
    sessions = fields.number("sessions", found.get("sessions"), 0, MOST_SESSIONS, report,
                             whole=True)  # fmt: skip
    when = condition("when", found.get("when"), roster, SCORED, report)
    known = _column(name, found, when, roster, report)
    _check_scale(found, name, report)
    steps: tuple[Band, ...] = ()
    threshold, given = None, None
    if "bands" in found:
        steps, threshold = bands.bands(found["bands"], known, report)
    elif "when" in found:
        given = bands.points(found.get("points"), found.get("says"), name, report)
    label = fields.words("label", found.get("label"), report) or _label(key, known)
    others = {
        "who_can_act": fields.words("who_can_act", found.get("who_can_act"), report),
        "wrong_when": fields.words("wrong_when", found.get("wrong_when"), report),
    }
    actions = fields.word_list("actions", found.get("actions"), report)
    evidence = _evidence(found.get("evidence"), report)
    if kind is None or weight is None or known is None or not (steps or (when and given)):
        return None
    return Indicator(
        key=key, column=known.name, label=label, kind=kind, weight=weight, bands=steps,
        condition=when, points=given, threshold=threshold, actions=actions, evidence=evidence,
        sessions=None if sessions is None else int(sessions), **others,
    )  # fmt: skip


def _check_scale(found: Fields, name: Scalar, report: ProblemReport) -> None:
    if ("bands" in found) == ("when" in found):
        report.say('"%(key)s" needs either "bands" or "when". Write one of them.', name,
                   key=name.text)  # fmt: skip
    elif "bands" in found:
        for key in ("points", "says"):
            if key in found:
                report.say('"%(key)s" belongs to "when"; bands have their own. Move it into '
                           "the bands.", found[key], key=key)  # fmt: skip


def _column(
    name: Scalar,
    found: Fields,
    when: Condition | None,
    roster: RosterDictionary | None,
    report: ProblemReport,
) -> DictionaryColumn | None:
    """The dictionary's column: `column:`, else the first in the condition, else the key."""
    if "column" not in found and "when" in found:
        return next(iter(when.columns.values())) if when else None
    at: Place = found.get("column", name)
    text = fields.text("column", found["column"], report) if "column" in found else name.text
    if roster is None or text is None:
        return None
    known = roster.columns.get(text)
    if known is None:
        fields.unknown_column(text, at, tuple(roster.columns), roster.name, report)
    elif known.use not in SCORED:
        report.problems.append(
            RuleProblem(WHY_NOT[known.use], {"column": known.name}, line=at.line, column=at.column)
        )
        return None
    return known


def _label(key: str, known: DictionaryColumn | None) -> Words:
    return complete(known.label) if known and known.label else in_all(key.replace("_", " "))


def _evidence(node: Node | None, report: ProblemReport) -> tuple[Evidence, ...]:
    read = []
    for place in fields.items("evidence", node, report):
        found = fields.table("evidence", place, EVIDENCE, report)
        if not found or not fields.require(found, EVIDENCE, place, report):
            continue
        claim = fields.words("claim", found["claim"], report)
        source = fields.words("source", found["source"], report)
        strength = fields.choice("strength", found["strength"], STRENGTHS, report)
        if claim and source and strength:
            read.append(Evidence(claim, source, strength))
    return tuple(read)
