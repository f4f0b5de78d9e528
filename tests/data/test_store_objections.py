"""Objection: a student who is in no score and no model, and still a student of the school."""

import pytest
from roster_records import import_as, people

from data import store
from data.tables import Estimate


@pytest.fixture
def roster(database, cast):
    """A roster of four students, S0 to S3."""
    with database.write() as session:
        return import_as(session, cast.lea, people(4))


@pytest.fixture
def students(database, cast, roster):
    """Their numbers."""
    with database.read() as session:
        return store.rosters.cohort(session, cast.lea, roster.id).students.tolist()


def expect(session, viewer, roster, students, fingerprint="f"):
    rows = [(number, 10.0, 8.0, 12.0, {"absences": 1.0}) for number in students]
    return store.predictions.save(
        session, viewer, roster.id, fingerprint=fingerprint, report={}, rows=rows
    )


def test_who_objects_is_out_of_the_cohort_and_of_the_names(database, cast, roster, students):
    with database.write() as session:
        store.objections.object(session, cast.abel, students[1])
    with database.read() as session:
        cohort = store.rosters.cohort(session, cast.lea, roster.id)
        names = store.rosters.names(session, cast.lea, roster.id)
    assert cohort.students.tolist() == [students[0], *students[2:]]
    assert cohort.columns["absences"].each().tolist() == [0.0, 2.0, 3.0]
    assert names.keys == ["S0", "S2", "S3"]


def test_whoever_withdraws_the_objection_is_where_he_was(database, cast, roster, students):
    with database.write() as session:
        store.objections.object(session, cast.abel, students[1])
        store.objections.withdraw(session, cast.abel, students[1])
        assert store.objections.active(session, cast.lea) == {}
        assert len(store.rosters.cohort(session, cast.lea, roster.id)) == 4
        [past] = store.objections.of_student(session, cast.lea, students[1])
    assert (past.created_by, past.ended_by) == ("Abel", "Abel")
    assert past.ended_at is not None


def test_objecting_twice_is_one_objection(database, cast, students):
    with database.write() as session:
        first = store.objections.object(session, cast.abel, students[1])
        assert store.objections.object(session, cast.abel, students[1]).id == first.id
        assert store.objections.active(session, cast.lea) == {students[1]: first.id}


def test_withdrawing_what_nobody_said_changes_nothing(database, cast, students):
    with database.write() as session:
        assert store.objections.withdraw(session, cast.abel, students[1]) is None
        assert store.audit.of_student(session, cast.lea, students[1]) == []


def test_a_model_that_learned_from_him_goes_at_once(database, cast, roster, students):
    with database.write() as session:
        expect(session, cast.lea, roster, students)
        assert store.predictions.lacking(session, cast.lea) == []
        store.objections.object(session, cast.abel, students[1])
        assert session.get(Estimate, 1) is None
        assert store.predictions.of_roster(session, cast.lea, roster.id) is None
        assert store.predictions.lacking(session, cast.lea) == [roster.id]


def test_expected_grades_stay_beside_their_students_when_one_objects(
    database, cast, roster, students
):
    others = [students[0], *students[2:]]
    with database.write() as session:
        store.objections.object(session, cast.abel, students[1])
        rows = [(number, float(number), 1.0, 2.0, {}) for number in others]
        store.predictions.save(session, cast.lea, roster.id, fingerprint="g", report={}, rows=rows)
        kept = store.predictions.of_roster(session, cast.lea, roster.id)
    assert kept.expected.tolist() == [float(number) for number in others]


def test_a_model_that_was_learning_from_him_meanwhile_is_refused(database, cast, roster, students):
    with database.write() as session:
        store.objections.object(session, cast.abel, students[1])
        with pytest.raises(store.Stale):
            expect(session, cast.lea, roster, students)


def test_an_import_brings_him_along_and_he_stays_out_of_scoring(database, cast, students):
    with database.write() as session:
        store.objections.object(session, cast.abel, students[1])
        found = store.rosters.compare(session, cast.lea, people(4))
        assert (found.new, found.missing, found.same) == ((), (), 4)
        later = import_as(session, cast.lea, people(4), "b")
        assert later.students == 4
        assert len(store.rosters.cohort(session, cast.lea, later.id)) == 3
        assert store.objections.of_roster(session, cast.lea, later.id) == [students[1]]


def test_he_can_still_be_opened_and_coached_by_hand(database, cast, students):
    with database.write() as session:
        store.objections.object(session, cast.abel, students[1])
        assert store.students.get(session, cast.lea, students[1]).key == "S1"
        opened = store.interventions.open(session, cast.lea, students[1])
        assert store.interventions.coached(session, cast.lea) == {students[1]: opened.id}


def test_both_steps_are_in_the_trace_without_a_reason(database, cast, students):
    with database.write() as session:
        store.objections.object(session, cast.abel, students[1])
        store.objections.withdraw(session, cast.abel, students[1])
        lines = store.audit.of_student(session, cast.lea, students[1])
    assert [(line.action, line.by, line.detail) for line in lines] == [
        ("withdraw objection", "Abel", {}),
        ("object", "Abel", {}),
    ]


def test_another_schools_student_does_not_exist_and_its_objections_are_not_seen(
    database, cast, roster, students
):
    with database.write() as session:
        store.objections.object(session, cast.abel, students[1])
    with database.write() as session:
        for ask in (store.objections.object, store.objections.withdraw):
            for number in (students[1], 999):
                with pytest.raises(store.NotFound) as refused:
                    ask(session, cast.chloe, number)
                assert str(refused.value) == f"There is no student {number}."
        assert store.objections.active(session, cast.chloe) == {}
        assert store.objections.standing(session, cast.chloe) == frozenset()
        assert store.objections.of_roster(session, cast.chloe, roster.id) == []
        assert store.objections.standing(session, cast.lea) == {students[1]}
