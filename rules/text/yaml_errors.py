"""Why a text is no YAML, in a lead's words: what the YAML reader says names tokens and blocks."""

import re
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.error import MarkedYAMLError

from rules.text.problems import ProblemReport, RuleProblem, Spot

_CLOSING = {"{": "}", "[": "]"}
_SECOND_COLON = re.compile(r":\s.*\S")


@dataclass(frozen=True)
class _Misread:
    """What the YAML reader said, where, and where what it was reading began."""

    said: str
    at: Spot
    since: Spot
    lines: list[str]

    def line(self, spot: Spot) -> str:
        return self.lines[spot.line - 1] if spot.line <= len(self.lines) else ""

    def character(self, spot: Spot) -> str:
        return self.line(spot)[spot.column - 1 : spot.column]


def misread(error: Exception, text: str) -> RuleProblem:
    """The problem for whatever the YAML reader raised about a text."""
    report = ProblemReport()
    position = getattr(error, "position", None)
    if isinstance(position, int):
        _character(text, position, report)
    elif isinstance(error, MarkedYAMLError) and (error.problem_mark or error.context_mark):
        at = _spot(error.problem_mark or error.context_mark)
        since = _spot(error.context_mark or error.problem_mark)
        said = f"{error.context or ''}: {error.problem or ''}"
        _marked(_Misread(said, at, since, text.split("\n")), report)
    else:
        _otherwise(type(error).__name__, Spot(1, 1), report)
    return report.problems[0]


def _spot(mark: Any) -> Spot:
    return Spot(mark.line + 1, mark.column + 1)


def _otherwise(said: str, at: Spot, report: ProblemReport) -> None:
    report.say(
        "This is not YAML that can be read (%(said)s). "
        "Look for a missing quote, colon, bracket or indent here or just above.",
        at,
        said=said,
    )


def _character(text: str, position: int, report: ProblemReport) -> None:
    before = text[:position]
    at = Spot(before.count("\n") + 1, position - before.rfind("\n"))
    report.say(
        "This character (%(code)s) belongs in no text. Remove it; where there are many, save the "
        "file as UTF-8.",
        at,
        code=f"U+{ord(text[position]):04X}" if position < len(text) else "?",
    )


def _marked(found: _Misread, report: ProblemReport) -> None:
    """Say it in the first way that fits; each says nothing where it does not."""
    for say in (_start, _quote, _colon, _key, _bracket, _indent, _sign):
        say(found, report)
        if report.problems:
            return
    _otherwise(found.said.removeprefix(": "), found.at, report)


def _start(found: _Misread, report: ProblemReport) -> None:
    if "cannot start any token" not in found.said and "expected alphabetic" not in found.said:
        return
    if "\\t" in found.said:
        report.say("A tab stands here. Indent with spaces: YAML takes no tabs.", found.at)
        return
    shown = found.character(found.at).strip() or found.character(found.since)
    report.say(
        "A text cannot begin with %(character)s. Put quotes around the whole text.",
        found.at,
        character=shown,
    )


def _quote(found: _Misread, report: ProblemReport) -> None:
    if "quoted scalar" in found.said and "found unexpected" in found.said:
        report.say(
            "The quote that opens here is never closed. Write one where the text ends.", found.since
        )
    elif "escape" in found.said:
        report.say(
            "Between double quotes a backslash has a meaning of its own. Use single quotes, or "
            "write it twice.",
            found.at,
        )


def _colon(found: _Misread, report: ProblemReport) -> None:
    inside = "expected ',' or" in found.said and "got ':'" in found.said
    same = found.at.line == found.since.line
    if "mapping values are not allowed" in found.said:
        before = found.line(found.at)[: found.at.column - 1].lstrip(" -")
        if not _SECOND_COLON.search(before):
            _wrong_indent(found, report)
            return
    elif not (inside and same):
        return
    report.say(
        "A second colon stands in this line. Put quotes around the text that holds it.", found.at
    )


def _key(found: _Misread, report: ProblemReport) -> None:
    if "could not find expected ':'" not in found.said:
        return
    line = found.line(found.since).strip()
    if line.startswith(("{", "[")):
        report.say("Each line of a list begins with a dash. Write - before it.", found.since)
    elif re.match(r"[\w ]+:\S", line):
        report.say("Leave a space after the colon, as in weight: 3.", found.since)
    else:
        report.say(
            "A colon is missing in this line. Write a key and its value, as weight: 3.", found.since
        )


def _bracket(found: _Misread, report: ProblemReport) -> None:
    got = re.search(r"but (?:found|got) '([\]}])'", found.said)
    if "<block end>" in found.said and got:
        report.say(
            "The bracket %(bracket)s closes nothing that is open. Remove it.",
            found.at,
            bracket=got[1],
        )
    if "expected ',' or" not in found.said:
        return
    opened = found.character(found.since)
    if found.at.line != found.since.line and opened in _CLOSING:
        report.say(
            "The bracket %(bracket)s that opens here is not closed. Write %(meant)s where it ends.",
            found.since,
            bracket=opened,
            meant=_CLOSING[opened],
        )
    else:
        report.say(
            "Something is missing before this: a comma, or quotes around the whole text.", found.at
        )


def _indent(found: _Misread, report: ProblemReport) -> None:
    if "<block end>" in found.said:
        _wrong_indent(found, report)


def _wrong_indent(found: _Misread, report: ProblemReport) -> None:
    report.say(
        "This line is not indented like those that it belongs to. Give them the same number of "
        "spaces; a line of a list begins with a dash.",
        found.at,
    )


def _sign(found: _Misread, report: ProblemReport) -> None:
    if "block scalar" in found.said:
        report.say(
            "After | or > a text begins in the next line. Go to the next line, or put quotes "
            "around the whole text.",
            found.at,
        )
