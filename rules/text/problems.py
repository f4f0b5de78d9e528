"""What is wrong with a rule file, in sentences that can be translated.

Where in a file a character of a value stands, however YAML lets the value be written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol

from data.wording.message import Message


class Place(Protocol):
    """Anything that knows where in the file it stands; both count from 1."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class RuleProblem(Message):
    """One thing to correct, and where it stands in the file; both count from 1."""

    line: int
    column: int


MOST_TOLD = 200
"""Nobody reads on; the others are told once these are corrected."""


class RuleFileError(Exception):
    """A rule file that cannot be taken. `problems` holds the first MOST_TOLD, sorted by line."""

    def __init__(self, problems: Iterable[RuleProblem]) -> None:
        found = sorted(problems, key=lambda problem: (problem.line, problem.column))
        self.problems = tuple(found[:MOST_TOLD])
        super().__init__(
            "\n".join(f"Line {problem.line}: {problem.message}" for problem in self.problems)
        )


@dataclass
class ProblemReport:
    """Collects problems while a file is read, so that a lead sees all of them at once.

    lacking: languages in which something is not said that is said in others; that is no problem.
    """

    problems: list[RuleProblem] = field(default_factory=list)
    lacking: set[str] = field(default_factory=set)

    def say(self, template: str, at: Place, **values: object) -> None:
        """Note a problem. `template` must be a literal: translators find it by this call.

        Raises RuleFileError where it is the last that anybody would read.
        """
        texts = {name: shown(value) for name, value in values.items()}
        self.problems.append(RuleProblem(template, texts, line=at.line, column=at.column))
        if len(self.problems) == MOST_TOLD:
            raise RuleFileError(self.problems)


def shown(value: object) -> str:
    """A value as printed in a problem: one line, cut at 200 characters, numbers without '.0'."""
    if isinstance(value, float):
        value = f"{value:.12g}"
    text = " ".join(str(value).split())
    return text if len(text) <= 200 else text[:197] + "..."


def listed(values: Iterable[object]) -> str:
    """Several values as printed in a problem: 'a, b, c'."""
    return ", ".join(shown(value) for value in values)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or ''. Case is ignored."""
    by_lower = {name.lower(): name for name in known}
    found = get_close_matches(word[:80].lower(), list(by_lower), n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""


_BREAKS = "\n\r\x85\u2028\u2029"
_CODES = {"x": 2, "u": 4, "U": 8}
"""Escapes between double quotes that are followed by so many digits."""


@dataclass(frozen=True)
class Spot:
    """A line and a column of the file, both from 1."""

    line: int
    column: int


def place_of(text: str, source: str, style: str | None, at: int, start: Spot) -> Spot:
    """The place of character `at` of a value `text` that was written as `source`, from `start` on.

    `style`: ' or " between quotes, > or | for a block, None for plain text. What is no blank is
    in the same order in both; a blank has the place of what follows it.
    """
    before = sum(not character.isspace() for character in text[:at])
    end = start
    for count, (place, after) in enumerate(_written(source, style or "", start)):
        if count == before:
            return place
        end = after
    return end


def _written(source: str, style: str, start: Spot) -> Iterator[tuple[Spot, Spot]]:
    """The place of each character that is no blank, and of what follows it."""
    body = _body(source, style)
    spots = list(_spots(source, start))
    at = body.start
    while at < body.stop:
        length = _length(source, style, at)
        if not source[at].isspace() and not _is_blank(source, style, at):
            yield spots[at], spots[min(at + length, len(spots) - 1)]
        at += length


def _body(source: str, style: str) -> range:
    """What of the source is the value: no quotes, and not the line that opens a block."""
    if style in ("'", '"'):
        return range(1, len(source) - 1)
    if style in (">", "|"):
        return range(source.find("\n") + 1, len(source))
    return range(len(source))


def _length(source: str, style: str, at: int) -> int:
    """How many characters of the source make one character of the value."""
    if style == "'" and source[at : at + 2] == "''":
        return 2
    if style == '"' and source[at] == "\\":
        return 2 + _CODES.get(source[at + 1 : at + 2], 0)
    return 1


def _is_blank(source: str, style: str, at: int) -> bool:
    """Whether an escape stands for a blank, or for the end of a line that goes on."""
    return style == '"' and source[at] == "\\" and source[at + 1 : at + 2] in "ntrvf_NLP \t\n\r"


def _spots(source: str, start: Spot) -> Iterator[Spot]:
    """The place of each character of the source, and of what follows the last."""
    line, column = start.line, start.column
    for at, character in enumerate(source):
        yield Spot(line, column)
        column += 1
        if character in _BREAKS and source[at : at + 2] != "\r\n":
            line, column = line + 1, 1
    yield Spot(line, column)
