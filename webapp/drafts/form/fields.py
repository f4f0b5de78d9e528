"""The fields of a draft's form: what the text says at a place, under a name that says the place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from data.wording.languages import SOURCE, in_language
from rules import RuleProblem
from rules.editing import Path
from rules.editing.yaml_spelling import settled
from rules.editing.yaml_text import Node, Pairs, TextRows, Word, find, path_at

VALUE = "f."
"""What the names of fields begin with that hold a value of the text."""


@dataclass(frozen=True)
class RuleField:
    """One value of the text."""

    name: str  # its place in the text: f.indicators.goout.weight
    value: str  # as the text says it, "" where it says none
    problems: tuple[RuleProblem, ...]  # what is wrong with it

    @property
    def id(self) -> str:
        """The id of its element, the same in every answer."""
        return id_of(self.name)


@dataclass(frozen=True)
class LocalisedField:
    """Words that people read, in the language that the form shows."""

    place: str  # its name without the language
    name: str
    everywhere: bool  # whether one text stands for all languages
    value: str
    otherwise: str  # what is read where this language has no text
    problems: tuple[RuleProblem, ...]

    @property
    def id(self) -> str:
        """The id of its element, the same in every answer and language."""
        return id_of(self.place)


@dataclass
class Sheet:
    """A text as its form reads it: nodes, the language that words are shown in, and the problems
    that no field has shown yet."""

    text: str
    root: Node
    problems: Sequence[RuleProblem] = ()
    tongue: str = SOURCE
    taken: set[int] = field(default_factory=set)

    @cached_property
    def located(self) -> list[tuple[Path, RuleProblem]]:
        """Where in the file's tables each problem stands."""
        return [(path_at(self.root, self.text, one.line, one.column), one) for one in self.problems]

    def field(self, *path: str | int) -> RuleField:
        """The field of one value."""
        return RuleField(name_of(path), self.shown(path), self.wrong(path))

    def said(self, *path: str | int) -> LocalisedField:
        """The field of words, in the form's language where they are told by language."""
        node = find(self.root, path)
        place = name_of(path)
        if not isinstance(node, Pairs):
            return LocalisedField(place, f"{place}:", True, _shown(node), "", self.wrong(path))
        tongues = {key.text: _shown(value) for key, value in node.entries}
        return LocalisedField(
            place=place,
            name=f"{place}:{self.tongue}",
            everywhere=False,
            value=tongues.get(self.tongue, ""),
            otherwise=in_language(tongues, SOURCE),
            problems=self.wrong(path),
        )

    def shown(self, path: Path, language: str | None = None) -> str:
        """What a field shows: "" for what is not there; words of a language that has its own."""
        node = find(self.root, path)
        if language:
            node = node.get(language) if isinstance(node, Pairs) else None
        return _shown(node)

    def count(self, *path: str | int) -> int:
        """How many items a list has; 0 where there is none."""
        node = find(self.root, path)
        return len(node.items) if isinstance(node, TextRows) else 0

    def has(self, *path: str | int) -> bool:
        """Whether the text has anything there."""
        return find(self.root, path) is not None

    def wrong(self, path: Path) -> tuple[RuleProblem, ...]:
        """The problems at a place and in it that were not shown yet."""
        found = []
        for at, (where, problem) in enumerate(self.located):
            if at not in self.taken and where[: len(path)] == path:
                self.taken.add(at)
                found.append(problem)
        return tuple(found)


def _shown(node: Node | None) -> str:
    if isinstance(node, Word):
        return settled(node.text)
    if isinstance(node, TextRows):
        return ", ".join(settled(item.text) for item in node.items if isinstance(item, Word))
    return ""


def name_of(path: Path) -> str:
    """The name of the field for a place: f.indicators.goout.bands.0.points."""
    return VALUE + ".".join(map(str, path))


def path_of(name: str) -> tuple[Path, str | None]:
    """The place that a field's name says, and its language: None for no words, "" for all."""
    place, colon, language = name.removeprefix(VALUE).partition(":")
    steps = tuple(int(step) if step.isdecimal() else step for step in place.split("."))
    return steps, language if colon else None


def id_of(name: str) -> str:
    """An element's id for a field's name."""
    return name.replace(".", "-").replace(":", "-")
