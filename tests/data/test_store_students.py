"""One student: his record, his coaching, his dismissals, and what another school sees of him."""

from datetime import date, timedelta

import pytest
from roster_records import Person, import_as, people

from data import store
from data.tables import now


@pytest.fixture
def ana(database, cast):
    """The number of a student of the Pilot school; three are imported."""
    with database.write() as session:
        roster = import_as(session, cast.lea, people(3))
        return int(store.rosters.cohort(session, cast.lea, roster.id).students[1])


def test_a_student_comes_with_name_answers_roster_and_place(database, cast, ana):
    with database.read() as session:
        record = store.students.get(session, cast.ines, ana)
    assert (record.key, record.first_name, record.family_name) == ("S1", "First S1", "Family S1")
    assert record.values == {"absences": 1.0, "Walc": 2.0, "higher": "yes"}
    assert (record.roster.number, record.place) == (1, 1)


def test_a_student_whom_the_last_file_leaves_out_comes_from_the_one_before(database, cast, ana):
    with database.write() as session:
        import_as(session, cast.lea, [Person("S0", {"absences": 30.0})], "b")
    with database.read() as session:
        assert store.students.get(session, cast.ines, ana).roster.number == 1


def test_a_student_whose_only_import_was_undone_is_not_there_until_it_is_restored(
    database, cast, ana
):
    with database.write() as session:
        number = store.students.get(session, cast.ines, ana).roster.id
        store.rosters.withdraw(session, cast.lea, number)
        with pytest.raises(store.NotFound):
            store.students.get(session, cast.ines, ana)
        store.rosters.restore(session, cast.lea, number)
        assert store.students.get(session, cast.ines, ana).id == ana


def test_opening_twice_is_one_coaching(database, cast, ana):
    with database.write() as session:
        first = store.interventions.open(session, cast.ines, ana)
        again = store.interventions.open(session, cast.rui, ana)
        assert again.id == first.id
        assert first.opened_by == "Ines"
        assert store.interventions.coached(session, cast.lea) == {ana: first.id}


def test_times_come_back_with_their_zone(database, cast, ana):
    with database.write() as session:
        store.interventions.open(session, cast.ines, ana)
    with database.read() as session:
        [record] = store.interventions.of_student(session, cast.ines, ana)
    assert record.opened_at.utcoffset().total_seconds() == 0


def test_a_closed_coaching_is_history_and_the_next_is_a_new_one(database, cast, ana):
    with database.write() as session:
        first = store.interventions.open(session, cast.ines, ana)
        closed = store.interventions.close(session, cast.ines, first.id)
        assert store.interventions.close(session, cast.rui, first.id).closed_by == "Ines"
        assert closed.closed_at is not None
        assert store.interventions.coached(session, cast.ines) == {}
        second = store.interventions.open(session, cast.ines, ana)
        history = store.interventions.of_student(session, cast.ines, ana)
    assert [one.id for one in history] == [second.id, first.id]


def test_undoing_an_opening_leaves_no_coaching(database, cast, ana):
    with database.write() as session:
        opened = store.interventions.open(session, cast.ines, ana)
        store.interventions.undo(session, cast.ines, opened.id)
        assert store.interventions.coached(session, cast.ines) == {}
        assert store.interventions.of_student(session, cast.ines, ana) == []


def test_undoing_a_closing_reopens_and_a_second_click_does_no_harm(database, cast, ana):
    with database.write() as session:
        opened = store.interventions.open(session, cast.ines, ana)
        store.interventions.close(session, cast.ines, opened.id)
        store.interventions.undo(session, cast.ines, opened.id)
        store.interventions.undo(session, cast.ines, opened.id)
        assert store.interventions.coached(session, cast.ines) == {ana: opened.id}
        store.interventions.close(session, cast.ines, opened.id)
        store.interventions.undo(session, cast.ines, opened.id)
        assert store.interventions.coached(session, cast.ines) == {ana: opened.id}


def test_a_closing_cannot_be_undone_once_the_student_is_coached_again(database, cast, ana):
    with database.write() as session:
        first = store.interventions.open(session, cast.ines, ana)
        store.interventions.close(session, cast.ines, first.id)
        store.interventions.open(session, cast.ines, ana)
        with pytest.raises(store.Stale):
            store.interventions.undo(session, cast.ines, first.id)


def test_every_step_of_coaching_is_in_the_students_decisions_newest_first(database, cast, ana):
    with database.write() as session:
        opened = store.interventions.open(session, cast.ines, ana)
        store.interventions.close(session, cast.rui, opened.id)
        store.interventions.undo(session, cast.rui, opened.id)
        store.interventions.undo(session, cast.rui, opened.id)
        lines = store.audit.of_student(session, cast.lea, ana)
    assert [(line.by, line.action) for line in lines] == [
        ("Rui", "undo close"),
        ("Rui", "close"),
        ("Ines", "open"),
    ]
    assert {(line.thing, line.thing_id) for line in lines} == {("intervention", opened.id)}


def test_a_dismissal_holds_up_to_the_day_on_which_the_student_is_back(database, cast, ana):
    with database.write() as session:
        made = store.dismissals.add(session, cast.ines, ana, "not_now", "", date(2026, 1, 12))
    with database.read() as session:
        assert store.dismissals.active(session, cast.rui, date(2026, 1, 11)) == {ana: made.id}
        assert store.dismissals.active(session, cast.rui, date(2026, 1, 12)) == {}
        assert store.dismissals.of_student(session, cast.rui, ana) == [made]


def test_a_dismissal_without_a_date_holds_until_somebody_ends_it(database, cast, ana):
    with database.write() as session:
        made = store.dismissals.add(session, cast.ines, ana, "other", " Moved away. ", None)
        assert made.words == "Moved away."
        assert store.dismissals.active(session, cast.rui, date(2099, 1, 1)) == {ana: made.id}
        store.dismissals.end(session, cast.rui, made.id)
        assert store.dismissals.end(session, cast.ines, made.id).ended_by == "Rui"
        assert store.dismissals.active(session, cast.rui, date(2026, 1, 1)) == {}


def test_a_new_dismissal_replaces_the_one_that_holds(database, cast, ana):
    today = date(2026, 1, 1)
    with database.write() as session:
        first = store.dismissals.add(session, cast.ines, ana, "not_now", "", None)
        second = store.dismissals.add(session, cast.rui, ana, "wrong_data", "", None)
        assert first.ended_by == "Rui"
        assert store.dismissals.active(session, cast.rui, today) == {ana: second.id}
        store.dismissals.end(session, cast.rui, second.id)
        assert store.dismissals.active(session, cast.rui, today) == {}


@pytest.mark.parametrize(
    ("reason", "words"), [("lazy", ""), ("", ""), ("other", "x" * 2001), ("other", "a\x00b")]
)
def test_a_dismissal_for_no_reason_of_ours_is_refused(database, cast, ana, reason, words):
    with database.write() as session, pytest.raises(ValueError):
        store.dismissals.add(session, cast.ines, ana, reason, words, None)


def test_the_words_of_a_dismissal_stay_out_of_the_decision_log(database, cast, ana):
    with database.write() as session:
        store.dismissals.add(session, cast.ines, ana, "other", "Ana is ill", date(2026, 1, 12))
        [line] = store.audit.of_student(session, cast.ines, ana)
    assert line.detail == {"reason": "other", "until": "2026-01-12"}


def test_another_schools_student_does_not_exist(database, cast, ana):
    asked = {
        store.students.get: (),
        store.interventions.open: (),
        store.interventions.of_student: (),
        store.dismissals.of_student: (),
        store.audit.of_student: (),
        store.dismissals.add: ("other", "", None),
    }
    for ask, more in asked.items():
        for number in (ana, 999):
            with database.write() as session, pytest.raises(store.NotFound) as refused:
                ask(session, cast.chloe, number, *more)
            assert str(refused.value) == f"There is no student {number}."


def test_another_schools_coaching_and_dismissals_do_not_exist(database, cast, ana):
    with database.write() as session:
        opened = store.interventions.open(session, cast.ines, ana).id
        made = store.dismissals.add(session, cast.ines, ana, "other", "", None).id
    with database.write() as session:
        assert store.interventions.coached(session, cast.chloe) == {}
        assert store.dismissals.active(session, cast.chloe, date(2026, 1, 1)) == {}
        for ask, number in (
            (store.interventions.close, opened),
            (store.interventions.undo, opened),
            (store.dismissals.end, made),
        ):
            with pytest.raises(store.NotFound):
                ask(session, cast.chloe, number)
    with database.read() as session:
        assert store.interventions.coached(session, cast.ines) == {ana: opened}


def test_why_a_whole_school_set_students_aside_is_the_last_reason_of_each(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(3)).id
        first, second, third = store.rosters.whole(session, cast.lea, roster).students.tolist()
        store.dismissals.add(session, cast.lea, first, "wrong_data", "", None)
        last = store.dismissals.add(session, cast.lea, first, "already_known", "", None)
        store.dismissals.end(session, cast.lea, last.id)
        old = store.dismissals.add(session, cast.lea, second, "other", "", None)
        old.created_at -= timedelta(days=400)
        store.dismissals.add(session, cast.lea, third, "not_now", "", date(2026, 1, 12))
    since = now() - timedelta(days=365)
    with database.read() as session:
        told = {first: "already_known", third: "not_now"}
        assert store.dismissals.reasons(session, cast.rui, since) == told
        assert store.dismissals.reasons(session, cast.abel, since) == told
        assert store.dismissals.reasons(session, cast.chloe, since) == {}
