"""Reads the library's files: what is wrong is told with its line, file by file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from data.wording.languages import LANGUAGES, Words, in_all, lacking
from rules.indicator_library import (
    FLAG,
    NEEDS,
    NUMBER,
    PERIODS,
    TEXTS,
    WORDS,
    IndicatorLibrary,
    LibraryBand,
    LibraryIndicator,
    folded,
)
from rules.reading import fields
from rules.reading.fields import Fields
from rules.reading.indicators import EVIDENCE, KINDS, MOST_SESSIONS, STRENGTHS
from rules.rule_set import HEAVIEST, OFFERED_AT, Evidence
from rules.text import yaml_nodes
from rules.text.problems import Place, ProblemReport, RuleFileError, RuleProblem, listed, nearest
from rules.text.yaml_nodes import ListNode, Node, Scalar, TableNode

FORMAT = 1.0
KEYS = ("format", "title", "texts", "never", "actions", "indicators")
REQUIRED = ("format", "title")
INDICATOR = (
    "columns", "needs", "plain", "scale", "fall", "label", "kind", "weight", "bands_at", "bands",
    "movable", "who_can_act", "sessions", "actions", "evidence", "wrong_when",
)  # fmt: skip
INDICATOR_REQUIRED = ("needs", "label", "kind", "weight", "bands", "evidence")
BANDS_AT = ("quantiles", "edges")
BAND = ("points", "says", "is")
LOCAL = "local judgement"
MOST = 50
"""Bands of an indicator."""


@dataclass(frozen=True)
class LibraryAttempt:
    """What can be read of a library's files, and all that is wrong, by file name."""

    library: IndicatorLibrary
    problems: Mapping[str, tuple[RuleProblem, ...]]


@dataclass
class _Shelves:
    """What was read so far, of all files."""

    texts: dict[str, Words]
    actions: dict[str, Words]
    indicators: dict[str, LibraryIndicator]
    never: set[str]


def attempt(files: Mapping[str, str]) -> LibraryAttempt:
    """Read a library's files, name -> text, in this order; raises nothing.

    Actions may stand in another file than the indicators that name them.
    """
    found = _Shelves({}, {}, {}, set())
    reports = {name: ProblemReport() for name in files}
    read = {name: _root(text, reports[name]) for name, text in files.items()}
    for name, top in read.items():
        _said(top, found, reports[name])
    for name, top in read.items():
        _indicators(top.get("indicators"), found, reports[name])
    problems = {
        name: RuleFileError(report.problems).problems
        for name, report in reports.items()
        if report.problems
    }
    library = IndicatorLibrary(
        tuple(found.indicators.values()), found.actions, found.texts, frozenset(found.never)
    )
    return LibraryAttempt(library, problems)


def _root(text: str, report: ProblemReport) -> Fields:
    try:
        root = yaml_nodes.read(text.replace("\r\n", "\n").removeprefix("\ufeff"), report)
    except RuleFileError as error:
        report.problems = list(error.problems)
        return {}
    if not isinstance(root, TableNode):
        report.say(
            'This is no file of the library. Begin with "format: 1".', Scalar(None, "", 1, 1)
        )
        return {}
    top = fields.table("library", root, KEYS, report)
    fields.require(top, REQUIRED, root, report)
    version = top.get("format")
    if version is not None and not (isinstance(version, Scalar) and version.value == FORMAT):
        report.say('"format" holds %(read)s; this version reads format 1.', version,
                   read=fields.written(version))  # fmt: skip
    return top


def _said(top: Fields, found: _Shelves, report: ProblemReport) -> None:
    """The title, texts and actions of a file, and which columns are never proposed."""
    words("title", top.get("title"), report)
    for key, node in fields.table("texts", top.get("texts"), TEXTS, report).items():
        said = words(key, node, report)
        if said:
            _check_hole(key, said, node, report)
            found.texts[key] = said
    for node in fields.items("never", top.get("never"), report):
        names = node.items if isinstance(node, ListNode) else (node,)
        found.never |= {folded(fields.text("never", one, report) or "") for one in names}
    for name, node in _entries("actions", top.get("actions"), report):
        if name.text in found.actions:
            report.say('There is an action "%(name)s" already. Give this one another name.', name,
                       name=name.text)  # fmt: skip
        elif said := words(name.text, node, report):
            found.actions[name.text] = said


def _check_hole(key: str, said: Words, at: Node, report: ProblemReport) -> None:
    """A text is filled in with a day, and with nothing else."""
    for text in said.values():
        try:
            text % {"day": ""}
        except (KeyError, ValueError, TypeError):
            report.say('"%(key)s" can have %(hole)s in it and no other %% sign. Correct it.', at,
                       key=key, hole="%(day)s")  # fmt: skip
            return


def _entries(key: str, node: Node | None, report: ProblemReport) -> tuple[tuple[Scalar, Node], ...]:
    if node is None or isinstance(node, TableNode):
        return node.entries if node else ()
    report.say('"%(key)s" holds %(read)s; it needs a name for each, with what it is.', node,
               key=key, read=fields.written(node))  # fmt: skip
    return ()


def words(key: str, node: Node | None, report: ProblemReport) -> Words | None:
    """A text in every language: the library is read in all of them."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        report.say('"%(key)s" holds one text. Write one for each language: %(languages)s.', node,
                   key=key, languages=listed(LANGUAGES))  # fmt: skip
        return None
    said = {
        language: told
        for language, value in fields.table(key, node, tuple(LANGUAGES), report).items()
        if (told := fields.text(language, value, report)) is not None
    }
    if left := lacking(said) if said else frozenset(LANGUAGES):
        report.say('"%(key)s" is not written in: %(languages)s. Add it.', node,
                   key=key, languages=listed(sorted(left)))  # fmt: skip
        return None
    return said


def _indicators(node: Node | None, found: _Shelves, report: ProblemReport) -> None:
    for name, value in _entries("indicators", node, report):
        if name.text in found.indicators:
            report.say('There is an indicator "%(key)s" already. Give this one another name.', name,
                       key=name.text)  # fmt: skip
        elif not name.text.isidentifier() or not name.text.isascii():
            report.say('"%(key)s" cannot be an indicator\'s key. Use letters, digits and _ only, '
                       "as in past_failures.", name, key=name.text)  # fmt: skip
        else:
            one = _indicator(name, value, found, report)
            if one is not None:
                found.indicators[name.text] = one


def _indicator(
    name: Scalar, node: Node, shelves: _Shelves, report: ProblemReport
) -> LibraryIndicator | None:
    before = len(report.problems)
    found = fields.table(name.text, node, INDICATOR, report)
    if not fields.require(found, INDICATOR_REQUIRED, name, report):
        return None
    needs = fields.choice("needs", found["needs"], NEEDS, report) or ""
    plain = fields.choice("plain", found.get("plain"), ("true", "false"), report) == "true"
    columns = tuple(
        text
        for one in fields.items("columns", found.get("columns"), report)
        if (text := fields.text("columns", one, report))
    )
    if not columns and not plain and needs != PERIODS:
        report.say('"%(key)s" answers to no column. Name them: columns: [one, two].', name,
                   key=name.text)  # fmt: skip
    steps = _bands(found["bands"], needs, report)
    made = LibraryIndicator(
        key=name.text,
        columns=columns,
        needs=needs,
        label=words("label", found["label"], report) or in_all(name.text),
        kind=fields.choice("kind", found["kind"], KINDS, report) or "",
        weight=fields.number("weight", found["weight"], 0, HEAVIEST, report) or 0.0,
        bands=steps,
        plain=plain,
        who_can_act=words("who_can_act", found.get("who_can_act"), report),
        actions=_actions(found.get("actions"), shelves.actions, report),
        wrong_when=words("wrong_when", found.get("wrong_when"), report),
    )
    sessions = fields.number("sessions", found.get("sessions"), 0, MOST_SESSIONS, report, True)
    made = replace(made, sessions=None if sessions is None else int(sessions))
    made = _with_evidence(made, found["evidence"], report)
    if needs == PERIODS:
        made = _with_fall(made, found, name, report)
    elif needs == NUMBER:
        made = _with_edges(made, found, name, report)
    _check_points(made, name, report)
    return made if len(report.problems) == before else None


def _bands(node: Node, needs: str, report: ProblemReport) -> tuple[LibraryBand, ...]:
    read = []
    for place in fields.items("bands", node, report)[:MOST]:
        found = fields.table("bands", place, BAND, report)
        if not fields.require(found, ("points", "says"), place, report):
            continue
        points = fields.number("points", found["points"], 0, 1, report)
        says = words("says", found["says"], report)
        held = tuple(
            text
            for one in fields.items("is", found.get("is"), report)
            if (text := fields.text("is", one, report))
        )
        if points is not None and says is not None:
            read.append(LibraryBand(points, says, held))
    if any(bool(band.is_) != (needs in (FLAG, WORDS)) for band in read):
        report.say(
            'Bands of words have "is", those of numbers do not: their edges stand in "bands_at".',
            node,
        )
    return tuple(read)


def _actions(
    node: Node | None, known: Mapping[str, Words], report: ProblemReport
) -> tuple[Words, ...]:
    read = []
    for place in fields.items("actions", node, report):
        name = fields.text("actions", place, report)
        if name is None:
            continue
        if name in known:
            read.append(known[name])
        elif near := nearest(name, known):
            report.say('No action is called "%(name)s". Did you mean "%(near)s"?', place,
                       name=name, near=near)  # fmt: skip
        else:
            report.say('No action is called "%(name)s". Add it to the actions of the library.',
                       place, name=name)  # fmt: skip
    return tuple(read)


def _with_evidence(made: LibraryIndicator, node: Node, report: ProblemReport) -> LibraryIndicator:
    if isinstance(node, Scalar):
        if node.text != LOCAL:
            report.say('"evidence" holds %(read)s; it needs claims with their sources, or: '
                       "local judgement.", node, read=fields.written(node))  # fmt: skip
        return replace(made, judgement=True)
    read = []
    for place in fields.items("evidence", node, report):
        found = fields.table("evidence", place, EVIDENCE, report)
        if not fields.require(found, EVIDENCE, place, report):
            continue
        claim = words("claim", found["claim"], report)
        source = fields.words("source", found["source"], report)
        strength = fields.choice("strength", found["strength"], STRENGTHS, report)
        if claim and source and strength:
            read.append(Evidence(claim, source, strength))
    return replace(made, evidence=tuple(read))


def _with_fall(
    made: LibraryIndicator, found: Fields, name: Scalar, report: ProblemReport
) -> LibraryIndicator:
    """How much of the scale counts as a fall, where two periods are compared."""
    if len(made.bands) != 2:
        report.say('"%(key)s" needs two bands: what a fall gives, and what else.', name,
                   key=made.key)  # fmt: skip
    if not fields.require(found, ("fall",), name, report):
        return made
    return replace(made, fall=fields.number("fall", found["fall"], 0.01, 0.9, report))


def _with_edges(
    made: LibraryIndicator, found: Fields, name: Scalar, report: ProblemReport
) -> LibraryIndicator:
    """The edges of a column of numbers."""
    if not fields.require(found, ("bands_at",), name, report):
        return made
    at = fields.table("bands_at", found["bands_at"], BANDS_AT, report)
    if len(at) != 1:
        report.say('"bands_at" needs either "quantiles" or "edges". Write one of them.',
                   found["bands_at"])  # fmt: skip
        return made
    quantiles = _ascending("quantiles", at.get("quantiles"), 0, 1, report)
    edges = _ascending("edges", at.get("edges"), float("-inf"), float("inf"), report)
    count = len(quantiles or edges)
    if count != len(fields.items("bands_at", next(iter(at.values())), ProblemReport())):
        return made  # which was said
    if len(made.bands) != count + 1:
        report.say('"%(key)s" has %(bands)s bands and %(edges)s edges; it needs one band more than '
                   "edges.", name, key=made.key, bands=len(made.bands), edges=count)  # fmt: skip
    movable = fields.number("movable", found.get("movable"), 1, max(count, 1), report, True)
    return replace(
        made, quantiles=quantiles, edges=edges, scale=_scale(found.get("scale"), report),
        movable=None if movable is None else int(movable) - 1,
    )  # fmt: skip


def _ascending(
    key: str, node: Node | None, low: float, high: float, report: ProblemReport
) -> tuple[float, ...]:
    read = [fields.number(key, one, low, high, report) for one in fields.items(key, node, report)]
    numbers = tuple(one for one in read if one is not None)
    if node is not None and (not numbers or list(numbers) != sorted(set(numbers))):
        report.say('"%(key)s" needs numbers that go upwards, as [0.5, 0.8].', node, key=key)
    return numbers


def _scale(node: Node | None, report: ProblemReport) -> tuple[float, float] | None:
    if node is None:
        return None
    ends = _ascending("scale", node, float("-inf"), float("inf"), report)
    if len(ends) == 2:
        return ends[0], ends[1]
    report.say('"scale" needs the lowest and the highest number, as [1, 5].', node)
    return None


def _check_points(made: LibraryIndicator, at: Place, report: ProblemReport) -> None:
    """A lever that is never offered would be on no list."""
    points = [band.points for band in made.bands]
    if made.kind == "lever" and points and min(points) > OFFERED_AT:
        report.say('"%(key)s" is a lever that is never offered. Give one of its bands '
                   "%(most)s points or less.", at, key=made.key, most=OFFERED_AT)  # fmt: skip
