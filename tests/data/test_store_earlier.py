"""What students answered in earlier rosters, beside the students of a later one."""

import dataclasses
from datetime import UTC, datetime

import numpy as np
import pytest
from roster_records import Person, import_as
from sqlmodel import select

from data import store
from data.store import rosters
from data.tables import Roster

ABSENCES = ("absences", None)


def person(key: str, absences: float | None = None, **more: object) -> Person:
    values = {"FinalGrade": 10.0} | ({} if absences is None else {"absences": absences})
    return Person(key, values, **more)


def imported(session, viewer, month: str, *records: Person, **more: object) -> int:
    """A roster of these students, as if it had been imported on the 15th of that month."""
    made = import_as(session, viewer, list(records), month, **more)
    row = session.exec(select(Roster).where(Roster.id == made.id)).one()
    row.imported_at = datetime.fromisoformat(f"{month}-15T12:00+00:00").astimezone(UTC)
    return made.id


def found(session, viewer, roster: int, wanted=ABSENCES) -> list[float | None]:
    cohort = rosters.whole(session, viewer, roster)
    column = rosters.earlier(session, viewer, cohort, {wanted})[wanted]
    return [None if np.isnan(value) else value for value in column.each()]


def test_an_earlier_answer_stands_beside_the_student_who_gave_it(database, cast):
    with database.write() as session:
        imported(session, cast.lea, "2024-09", person("a", 1.0), person("b", 2.0), person("c"))
        now = imported(
            session, cast.lea, "2024-11", *(person(key, 9.0) for key in ("new", "c", "b", "a"))
        )
        assert found(session, cast.lea, now) == [None, None, 2.0, 1.0]


def test_the_first_roster_of_a_school_has_none_before_it(database, cast):
    with database.write() as session:
        now = imported(session, cast.lea, "2024-09", person("a", 1.0))
        assert rosters.before(session, cast.lea, now) == []
        assert found(session, cast.lea, now) == [None]


@pytest.mark.parametrize(
    ("since", "absences"),
    [(None, 3.0), ("2024-06", 1.0), ("2024-07", 2.0), ("2024-09", 2.0), ("2024-12", None)],
)
def test_since_means_the_first_roster_of_that_month_or_later(database, cast, since, absences):
    with database.write() as session:
        for month, count in (("2024-06", 1.0), ("2024-09", 2.0), ("2024-11", 3.0)):
            imported(session, cast.lea, month, person("a", count))
        now = imported(session, cast.lea, "2024-12", person("a", 4.0))
        assert found(session, cast.lea, now, ("absences", since)) == [absences]


def test_an_undone_import_is_as_if_it_had_not_been(database, cast):
    with database.write() as session:
        imported(session, cast.lea, "2024-09", person("a", 1.0))
        undone = imported(session, cast.lea, "2024-10", person("a", 2.0))
        now = imported(session, cast.lea, "2024-11", person("a", 3.0))
        assert found(session, cast.lea, now) == [2.0]
        rosters.withdraw(session, cast.lea, undone)
        assert found(session, cast.lea, now) == [1.0]


def test_rosters_of_another_kind_are_not_compared_with(database, cast):
    with database.write() as session:
        imported(session, cast.lea, "2024-08", person("a", 1.0))
        imported(session, cast.lea, "2024-09", person("a", 2.0), dictionary="other")
        nameless = dataclasses.replace(person("a", 3.0), first_name=" ", family_name=" ")
        imported(session, cast.lea, "2024-10", nameless, keyed=False)
        now = imported(session, cast.lea, "2024-11", person("a", 4.0))
        assert found(session, cast.lea, now) == [1.0]


def test_whoever_objects_has_no_earlier_answer_in_any_hand(database, cast):
    with database.write() as session:
        imported(session, cast.lea, "2024-09", person("a", 1.0), person("b", 2.0))
        now = imported(session, cast.lea, "2024-11", person("a", 5.0), person("b", 6.0))
        cohort = rosters.whole(session, cast.lea, now)
        store.objections.object(session, cast.abel, cohort.students.tolist()[0])
        assert found(session, cast.lea, now) == [2.0]
        column = rosters.earlier(session, cast.lea, cohort, {ABSENCES})[ABSENCES]
        assert np.isnan(column.each()[0])


def test_a_column_that_held_words_or_was_not_there_gives_nothing(database, cast):
    with database.write() as session:
        imported(session, cast.lea, "2024-09", Person("a", {"absences": "many"}))
        now = imported(session, cast.lea, "2024-11", person("a", 3.0))
        assert found(session, cast.lea, now) == [None]
        assert found(session, cast.lea, now, ("goout", None)) == [None]


def test_another_schools_rosters_are_never_looked_at(database, cast):
    with database.write() as session:
        imported(session, cast.chloe, "2024-09", person("a", 1.0))
        now = imported(session, cast.lea, "2024-11", person("a", 3.0))
        assert found(session, cast.lea, now) == [None]
        with pytest.raises(store.NotFound):
            rosters.before(session, cast.chloe, now)
