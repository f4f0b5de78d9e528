"""What is wrong with a rule file, in sentences that can be translated."""

from collections.abc import Iterable
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
class Problem(Message):
    """One thing to correct, and where it stands in the file; both count from 1."""

    line: int
    column: int


MOST_TOLD = 200
"""Nobody reads on; the others are told once these are corrected."""


class RuleFileError(Exception):
    """A rule file that cannot be taken. `problems` holds the first MOST_TOLD, sorted by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(problems, key=lambda problem: (problem.line, problem.column))
        self.problems = tuple(found[:MOST_TOLD])
        super().__init__(
            "\n".join(f"Line {problem.line}: {problem.message}" for problem in self.problems)
        )


@dataclass
class Report:
    """Collects problems while a file is read, so that a lead sees all of them at once.

    lacking: languages in which something is not said that is said in others; that is no problem.
    """

    problems: list[Problem] = field(default_factory=list)
    lacking: set[str] = field(default_factory=set)

    def say(self, template: str, at: Place, **values: object) -> None:
        """Note a problem. `template` must be a literal: translators find it by this call.

        Raises RuleFileError where it is the last that anybody would read.
        """
        texts = {name: shown(value) for name, value in values.items()}
        self.problems.append(Problem(template, texts, line=at.line, column=at.column))
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
