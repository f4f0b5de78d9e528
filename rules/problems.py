"""What is wrong with a rule file, in sentences that can be translated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Protocol


def N_(template: str) -> str:  # noqa: N802 - the name translators' tools look for
    """Mark a template for translation; says nothing by itself."""
    return template


class Place(Protocol):
    """Anything that knows where in the file it stands; both count from 1."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


@dataclass(frozen=True)
class Problem:
    """One thing to correct: where, and an English template with %(name)s holes and their values."""

    line: int
    column: int
    template: str
    values: Mapping[str, str]

    @property
    def message(self) -> str:
        """The English sentence."""
        return self.template % self.values


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
    """Collects problems while a file is read, so that a lead sees all of them at once."""

    problems: list[Problem] = field(default_factory=list)

    def say(self, template: str, at: Place, **values: object) -> None:
        """Note a problem. `template` must be a literal: translators find it by this call.

        Raises RuleFileError where it is the last that anybody would read.
        """
        texts = {name: shown(value) for name, value in values.items()}
        self.problems.append(Problem(at.line, at.column, template, texts))
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
