"""What there is to recognise a student by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class WrittenPerson:
    """How a file writes a student, each "" where the file does not say it.

    in_class: his class. birth_date: as ISO writes it ("2009-03-31"), or as the file does where
    that is no date. id: the school's own.
    """

    first_name: str
    family_name: str
    in_class: str = ""
    birth_date: str = ""
    id: str = ""

    @property
    def name(self) -> str:
        """The whole name, the first name first where the file has two columns."""
        return f"{self.first_name} {self.family_name}".strip()


@dataclass(frozen=True)
class KnownStudent:
    """A student as the imports that count have written him.

    number: by which he is told apart, opaque here. writings: all that differ, the newest first, one
    at least. in_roster: whether the roster that counts now has him.
    """

    number: int
    writings: tuple[WrittenPerson, ...]
    in_roster: bool = True

    @property
    def in_class(self) -> str:
        """The class he was in last, "" where no file said it."""
        return next((one.in_class for one in self.writings if one.in_class), "")

    @cached_property
    def birth_date(self) -> str:
        """His birth date, as the newest file that says it."""
        return next((one.birth_date for one in self.writings if one.birth_date), "")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name that he has had, the newest first."""
        return tuple(dict.fromkeys(one.name for one in self.writings))

    @cached_property
    def ids(self) -> frozenset[str]:
        """The school's own ids that he has had; empty for who never had one."""
        return frozenset(one.id for one in self.writings if one.id)


@dataclass(frozen=True, slots=True)
class PersonOnFile:
    """A row of a new file. key: the record's own, "row 12" where the file has no ids."""

    key: str
    writing: WrittenPerson
