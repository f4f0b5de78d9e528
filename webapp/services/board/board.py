"""A board: one roster and one rule set, and all of them that no weight and no filter changes."""

import unicodedata
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import rules
from data.cohort import AnswerColumn, Cohort
from data.dictionary import Dictionary
from data.store.models.predictions import Predictions
from data.store.rosters import Names, RosterInfo
from rules import Judgement, RuleSet
from scoring.grade_scale import GradeScale
from scoring.ranking import Students
from webapp.services.grades.scale import scale_of
from webapp.services.process.cache import Recent

MOST_KEPT = 32


@dataclass(frozen=True)
class Flags:
    """What people have decided about students: ids of open interventions and dismissals.

    `version` is another one after each write and on each day, when some are back on the list.
    `begun_by` says of each coached student whose account began it, `account` who is asking.
    """

    version: tuple[int, date]
    coached: Mapping[int, int]
    set_aside: Mapping[int, int]
    begun_by: Mapping[int, int | None] = field(default_factory=dict)
    account: int | None = None

    @property
    def mine(self) -> list[int]:
        """The students whose coaching the person who is asking began."""
        if self.account is None:
            return []
        return [student for student, account in self.begun_by.items() if account == self.account]


@dataclass(frozen=True, eq=False)
class Board:
    """What stays the same between two tweaks: a roster, its names and gaps, and a rule set.

    It holds the students whom its viewer may see, no others; `judgement` is the rule set's of the
    whole school, cut to them (without one, they are taken for the whole school). Everything
    computed here is kept, since rosters and rule-set versions never change.
    """

    roster: RosterInfo
    dictionary: Dictionary
    cohort: Cohort
    names: Names
    predictions: Predictions | None
    set_name: str
    version: int
    rule_set: RuleSet
    judgement: Judgement | None = None
    unscored: int = 0  # of the students he may see, those who are not scored by request
    _kept: Recent = field(default_factory=lambda: Recent(MOST_KEPT))

    @cached_property
    def grade(self) -> NDArray[np.float64]:
        """Current grades (n,), NaN where there is none."""
        return self.cohort.numbers(self.dictionary.grade.name)

    @cached_property
    def scale(self) -> GradeScale:
        """The worst and the best grade there can be."""
        return scale_of(self.dictionary.grade)

    @cached_property
    def gap(self) -> NDArray[np.float64]:
        """By how many grade points each current grade (n,) is worse than the expected one, under 0
        where it is better; NaN where there is no expectation."""
        if self.predictions is None:
            return np.full(len(self.cohort), np.nan)
        return self.scale.gap(self.predictions.expected, self.grade)

    @cached_property
    def ungraded(self) -> bool:
        """Whether no student has a grade yet."""
        return bool(np.isnan(self.grade).all())

    def students(self, flags: Flags) -> Students:
        """What no rule changes of its students, and who can get no place today."""

        def make() -> Students:
            masks = np.zeros((2, len(self.cohort)), dtype=bool)
            for mask, them in zip(masks, (flags.coached, flags.set_aside), strict=True):
                mask[[self.place_of[one] for one in them if one in self.place_of]] = True
            return Students(self.grade, self.gap, *self.scale, *masks)

        return self.kept(("students", flags.version), make)  # type: ignore[no-any-return]

    @cached_property
    def place_of(self) -> dict[int, int]:
        """Where each student (by id) stands in the cohort."""
        return {int(student): place for place, student in enumerate(self.cohort.students)}

    @cached_property
    def search_texts(self) -> list[str]:
        """What a name search looks in: name and key, without accents or capitals."""
        rows = zip(self.names.first, self.names.family, self.names.keys, strict=True)
        return [folded(f"{first} {family} {key}") for first, family, key in rows]

    @cached_property
    def name_order(self) -> NDArray[np.int64]:
        """Where each student (n,) stands in the alphabet, by family name."""
        rows = zip(self.names.family, self.names.first, strict=True)
        folded_names = [(folded(family), folded(first)) for family, first in rows]
        order = sorted(range(len(self.cohort)), key=folded_names.__getitem__)
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.arange(len(order))
        return places

    @cached_property
    def group_order(self) -> NDArray[np.int64]:
        """Where each student's class or school (n,) stands in the order of its column."""
        column = self.group(None)
        return (
            np.zeros(len(self.cohort), np.int64)
            if column is None
            else column.codes.astype(np.int64)
        )

    def column(self, role: str) -> AnswerColumn | None:
        """Return the roster's column of this role or name, if it has one."""
        for name, described in self.dictionary.columns.items():
            if role in (described.role, name) and name in self.cohort.columns:
                return self.cohort.columns[name]
        return None

    @cached_property
    def groups(self) -> dict[str, AnswerColumn]:
        """The columns that group students, `class` and `school`, as far as the roster has them."""
        found = {role: self.column(role) for role in ("class", "school")}
        return {role: column for role, column in found.items() if column is not None}

    def group(self, role: str | None) -> AnswerColumn | None:
        """Return the column that groups students: the one named, else class, else school."""
        return self.groups.get(role) if role else next(iter(self.groups.values()), None)

    def judged(self, thresholds: Mapping[str, float]) -> Judgement:
        """Return the points of every student, with these edges in place of the rule set's own."""
        key = ("judged", tuple(sorted(thresholds.items())))
        return self.kept(key, lambda: self._judged.with_thresholds(thresholds))  # type: ignore[no-any-return]

    @cached_property
    def _judged(self) -> Judgement:
        return self.judgement or rules.judge(self.rule_set, self.cohort.columns)

    def kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what `make()` gave for this key, made anew when it has been forgotten."""
        return self._kept.get(key, make)


def folded(text: str) -> str:
    """Return a text without accents and capitals, as a search compares it."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def known(value: float) -> float | None:
    """Return a figure of an array, None where it is unknown."""
    return None if np.isnan(value) else float(value)
