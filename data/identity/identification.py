"""Who is who, as far as it is certain, and what has to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kinship = Literal["same", "accents", "order", "spelling", "shorter", "other"]
Answers = Mapping[str, int | None]  # record key -> the student that it is, None for somebody new


@dataclass(frozen=True, slots=True)
class IdentityCandidate:
    """A known student who could be a person of the file, and what speaks for it and against.

    name: what one name is to the other, see `names.kinship`. in_class, birth_date: whether they
    agree, None where one side does not say. likeness: of the names, 0 to 100. obvious: nothing
    speaks against him, and nobody else comes into question.
    """

    number: int
    name: Kinship
    in_class: bool | None
    birth_date: bool | None
    likeness: float
    obvious: bool = False


@dataclass(frozen=True, slots=True)
class IdentityQuestion:
    """A person of the file whom somebody must recognise.

    candidates: at most 5, the likest first.
    """

    key: str
    candidates: tuple[IdentityCandidate, ...]

    @property
    def obvious(self) -> int | None:
        """The student whom one click says, if there is one."""
        return next((one.number for one in self.candidates if one.obvious), None)

    def allows(self, number: int | None) -> bool:
        """Whether that is an answer to this question."""
        return number is None or number in {one.number for one in self.candidates}


@dataclass(frozen=True)
class Identification:
    """Who is who. Every record's key is in one of joined, questions and new.

    joined: record key -> student. missing: students of the roster that counts who are neither
    joined nor asked about. renamed: keys of those joined by an id whose name has nothing in common.
    """

    joined: Mapping[str, int] = field(default_factory=dict)
    questions: tuple[IdentityQuestion, ...] = ()
    new: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    renamed: tuple[str, ...] = ()

    @property
    def obvious(self) -> dict[str, int]:
        """The answers that one click gives: record key -> student."""
        return {one.key: one.obvious for one in self.questions if one.obvious is not None}

    def answered(self, answers: Answers) -> dict[str, int | None]:
        """Those of the answers that are some to these questions; of two that say one student, as
        only a mistake does, none."""
        fitting = {
            one.key: answers[one.key]
            for one in self.questions
            if one.key in answers and one.allows(answers[one.key])
        }
        said = [number for number in fitting.values() if number is not None]
        return {
            key: number
            for key, number in fitting.items()
            if number is None or said.count(number) < 2
        }

    def unanswered(self, answers: Answers) -> tuple[str, ...]:
        """The keys of those whom somebody must still recognise."""
        done = self.answered(answers)
        return tuple(one.key for one in self.questions if one.key not in done)

    def identity(self, answers: Answers) -> dict[str, int | None]:
        """Who each record is, as `store.rosters.add` takes it; who is still asked is not in it."""
        return {**self.joined, **dict.fromkeys(self.new), **self.answered(answers)}
