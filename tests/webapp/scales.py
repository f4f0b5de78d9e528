"""The pilot's dictionary and students on other scales of grades, the pass mark on the pass mark."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from one_school import School
from shipped import DICTIONARIES

from data import store
from data.column import Column, Dictionary
from data.dictionary_text import written
from data.reading.roster import StudentOnFile
from data.store.models import predictions
from data.store.rosters import dictionaries
from data.wording.languages import in_all

PILOT = DICTIONARIES["pilot-2008"]
WORDS = ("nothing", "poor", "weak", "short", "nearly", "enough", "fair", "good", "great", "best")


@dataclass(frozen=True)
class OtherScale:
    """A scale by the name of its dictionary; `of` gives the grade that stands for one of 20."""

    name: str
    grade: dict[str, Any]
    of: Callable[[float], float]

    @property
    def dictionary(self) -> Dictionary:
        """The pilot's dictionary with grades of this scale."""
        told = {name: getattr(PILOT.grade, name) for name in SHARED}
        grade = Column.model_validate(told | self.grade)
        return Dictionary.model_validate(
            {
                "format": 1,
                "name": self.name,
                "like": PILOT.name,
                "title": in_all(self.name),
                "about": PILOT.about,
                "columns": PILOT.columns | {grade.name: grade},
            }
        )


SHARED = ("name", "type", "label", "meaning", "role", "use", "sensitive")


def _word(twentieth: float) -> float:
    """Ten words: five below the pass mark, five from it on."""
    return 1 + twentieth // 2 if twentieth < 10 else min(6 + (twentieth - 10) // 2.5, 10)


SCALES = [
    OtherScale("tenths", {"low": 0, "high": 10, "passing": 5}, lambda grade: grade / 2),
    OtherScale("hundred", {"low": 0, "high": 100}, lambda grade: grade * 5),
    OtherScale(
        "percent",
        {"low": 0, "high": 100, "passing": 50, "unit": in_all("%")},
        lambda grade: grade * 5,
    ),
    OtherScale(
        "one-best",
        {"low": 1, "high": 6, "best": "low", "passing": 3.5},
        lambda grade: 6 - grade / 4,
    ),
    OtherScale(
        "german",
        {"low": 1, "high": 6, "best": "low", "passing": 4},
        lambda grade: 6 - grade / 5 if grade < 10 else 4 - (grade - 10) * 0.3,
    ),
]
WORDED = OtherScale(
    "words",
    {
        "low": 1,
        "high": 10,
        "whole": True,
        "passing": 6,
        "values": {at: in_all(word) for at, word in enumerate(WORDS, 1)},
    },
    _word,
)
# What a word stands for on the scale of 20: straight to the pass mark, and straight on from it.
AS_TWENTIETH = {
    word: 2.0 * (word - 1) if word < 6 else 10 + 2.5 * (word - 6) for word in range(1, 11)
}


def school_of(school: Callable[[], School], scales: Sequence[OtherScale]) -> School:
    """A school that has these dictionaries beside the shipped ones."""
    made = school()
    with made.write() as session:
        for one in scales:
            dictionaries.add(session, made.viewer, written(one.dictionary))
    return made


def take_in(
    school: School, records: Sequence[StudentOnFile], kind: str, of: Callable[[float], float]
) -> int:
    """Take in students, their grades as `of` gives them; gives the roster's number."""
    with school.write() as session:
        current = store.rosters.current(session, school.viewer)
        return store.rosters.add(
            session,
            school.viewer,
            [_graded(one, of) for one in records],
            title=kind,
            dictionary=kind,
            filename=f"{kind}.csv",
            fingerprint=f"{kind} after {current and current.id}",
            keyed=True,
            columns={name: PILOT.columns[name].type for name in _columns(records)},
            expected_current=current.id if current else None,
        ).id


def _graded(one: StudentOnFile, of: Callable[[float], float]) -> StudentOnFile:
    grade = one.values.get("FinalGrade")
    if not isinstance(grade, float | int):
        return one
    return replace(one, values=one.values | {"FinalGrade": of(float(grade))})


def _columns(records: Sequence[StudentOnFile]) -> list[str]:
    return list(dict.fromkeys(name for one in records for name in (*one.values, *one.missing)))


def expect(
    school: School,
    roster: int,
    of: Callable[[float], float],
    report: Mapping[str, Any] | None = None,
) -> None:
    """Expect of each student a grade that hangs on nothing but his place in the file."""
    with school.write() as session:
        cohort = store.rosters.whole(session, school.viewer, roster)
        rows = [
            (student, of(mean), *sorted((of(mean - 3), of(mean + 3))), {})
            for at, student in enumerate(cohort.students.tolist())
            for mean in [7.0 + at % 7]
        ]
        predictions.save(
            session, school.viewer, roster, fingerprint=f"e{roster}", report=report or {}, rows=rows
        )
