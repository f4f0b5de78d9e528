"""Keeping the weeks of a course, and who may read them."""

from datetime import date

import pytest
from roster_records import import_as, people

from data import store

MONDAY = date(2023, 11, 6)


@pytest.fixture
def course(database, cast):
    """A roster of three students with their weeks: its number, and those of the students."""
    with database.write() as session:
        roster = import_as(session, cast.lea, people(3))
        weeks = [[1, 0], [0, 2], [0, 0]]
        store.course_activity.keep(session, cast.lea, roster.id, MONDAY, weeks)
        return roster.id, store.rosters.cohort(session, cast.lea, roster.id).students.tolist()


def test_each_student_has_his_own_weeks(database, cast, course):
    roster, students = course
    with database.read() as session:
        found = [
            store.course_activity.of_student(session, cast.lea, roster, student)
            for student in students
        ]
    assert [one.actions for one in found] == [(1, 0), (0, 2), (0, 0)]
    assert found[0].begins(1) == date(2023, 11, 13)


def test_the_same_roster_keeps_what_it_has(database, cast, course):
    roster, students = course
    with database.write() as session:
        store.course_activity.keep(session, cast.lea, roster, MONDAY, [[9, 9]] * 3)
        found = store.course_activity.of_student(session, cast.lea, roster, students[0])
    assert found.actions == (1, 0)


def test_a_roster_that_was_no_log_has_none(database, cast, course):
    _, students = course
    with database.write() as session:
        later = import_as(session, cast.lea, people(3), "b")
        assert store.course_activity.of_student(session, cast.lea, later.id, students[0]) is None


def test_another_school_sees_none_of_it(database, cast, course):
    roster, students = course
    with database.write() as session:
        with pytest.raises(store.NotFound):
            store.course_activity.of_student(session, cast.chloe, roster, students[0])
        with pytest.raises(store.NotFound):
            store.course_activity.keep(session, cast.chloe, roster, MONDAY, [[0]] * 3)


def test_they_go_with_the_student(database, cast, course):
    roster, students = course
    with database.write() as session:
        store.families.erase(session, cast.lea, students[0])
        with pytest.raises(store.NotFound):
            store.course_activity.of_student(session, cast.lea, roster, students[0])
        assert store.course_activity.of_student(session, cast.lea, roster, students[1]) is not None
