"""What an example of a student would hold: every value and line of it, before it is written."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

import rules
from rules import RuleSet, editing
from rules.editing.example_of_student import Likeness, likeness
from rules.merge import changes
from webapp.http.language import gettext as _
from webapp.http.language import words
from webapp.services.board.answers import value_words
from webapp.services.board.board import Board
from webapp.services.drafts.names_in_texts import names_one

LONGEST_NAME = 200
LEVERS_NAMED = 2


@dataclass(frozen=True)
class Tick:
    """One value that can be left out: its column, in words and as it would be written."""

    key: str
    label: str
    words: str
    written: str
    sensitive: bool
    ticked: bool


@dataclass(frozen=True)
class ExamplePreview:
    """An example as the form has it now.

    board: under the rules in force, with the student in row `place`. draft: the board under the
    rules of the open draft, where there is one that can be tried. chosen: what may be copied, None
    for all of it. as_draft: whether the draft's outcome is expected, not that of the rules in
    force.
    """

    board: Board
    place: int
    text: str
    draft: Board | None = None
    chosen: Collection[str] | None = None
    name: str = ""
    as_draft: bool = False

    @cached_property
    def now(self) -> Likeness:
        """What the rules in force say."""
        return _of(self.board, self.place, self.chosen)

    @cached_property
    def then(self) -> Likeness | None:
        """What the draft says, where that is something else."""
        if self.draft is None:
            return None
        found = _of(self.draft, self.place, self.chosen)
        same = (found.complexity, found.levers) == (self.now.complexity, self.now.levers)
        return None if same else found

    @property
    def expected(self) -> Likeness:
        """What must come out."""
        return self.then if self.as_draft and self.then is not None else self.now

    @cached_property
    def student(self) -> dict[str, float | str]:
        """The answers that are copied: those that the rules in force or the draft read."""
        also = {} if self.draft is None else _of(self.draft, self.place, self.chosen).student
        return {**self.now.student, **also}

    @cached_property
    def given(self) -> dict[str, float]:
        """What the figures of the conditions come to for him."""
        also = {} if self.draft is None else _of(self.draft, self.place, self.chosen).given
        return {**self.now.given, **also}

    @cached_property
    def ticks(self) -> list[Tick]:
        """Every answer that could be copied."""
        everything = ExamplePreview(self.board, self.place, self.text, self.draft)
        columns = self.board.dictionary.columns
        return [
            Tick(
                key=key,
                label=words(columns[key].label),
                words=value_words(columns[key], value),
                written=f"{value:g}" if isinstance(value, float) else value,
                sensitive=columns[key].sensitive,
                ticked=self.chosen is None or key in self.chosen,
            )
            for key, value in everything.student.items()
        ]

    @property
    def lacking(self) -> tuple[str, ...]:
        """Figures that the copied answers need and that are not known for him."""
        also = () if self.draft is None else _of(self.draft, self.place, self.chosen).lacking
        return tuple(dict.fromkeys([*self.now.lacking, *also]))

    @property
    def alike(self) -> int:
        """How many students of the roster, himself among them, answered just so."""
        same = np.ones(len(self.board.cohort), dtype=bool)
        for name in self.student:
            if name in self.board.cohort.columns:
                codes = self.board.cohort.columns[name].codes
                same &= codes == codes[self.place]
        return int(same.sum())

    @property
    def suggestion(self) -> str:
        """A name in the words of the rules; "" where they happen to be the student's own name."""
        said = _suggested(self.expected, self.board.rule_set)
        return "" if self.says_who(said) else said

    def says_who(self, text: str) -> bool:
        """Whether a text names the student."""
        names, place = self.board.names, self.place
        return names_one(text, names.first[place], names.family[place], names.keys[place])

    def written(self) -> str:
        """Return the text with the example in it. Raises NotEditableError."""
        complexity = self.expected.complexity
        return editing.add_example(
            self.text,
            self.name or self.suggestion,
            self.student,
            self.given,
            (complexity, complexity),
            self.expected.levers,
        )

    def added(self) -> list[str]:
        """Return the lines that would be added. Raises NotEditableError."""
        before, after = tuple(self.text.splitlines()), tuple(self.written().splitlines())
        return [line for one in changes(before, after) for line in after[one.from_ : one.to]]


def _of(board: Board, place: int, chosen: Collection[str] | None) -> Likeness:
    figures = board.judged({}).figures
    return likeness(board.rule_set, board.cohort.columns, place, chosen, figures)


def _suggested(found: Likeness, rule_set: RuleSet) -> str:
    """Name the strongest levers and the heaviest barrier in the rules' own words."""
    barriers = [
        line
        for line in found.explanation.lines
        if line.points is not None and line.points > rules.OFFERED_AT
        if not rule_set[line.key].is_lever and line.weight > 0
    ]
    barriers.sort(key=lambda line: -line.share)
    lines = [*found.explanation.levers[:LEVERS_NAMED], *barriers[:1]]
    said = [
        words(line.label)
        if rule_set[line.key].condition
        else f"{words(line.label)}: {words(line.rule)}"
        for line in lines
    ]
    return "; ".join(said)[:LONGEST_NAME] or _("No lever and no barrier")
