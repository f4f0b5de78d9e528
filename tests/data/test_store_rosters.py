"""Importing rosters: what counts, what changes, what is refused, what another school sees."""

import dataclasses
import math

import pytest
from roster_records import Person, import_as, people

from data import store
from data.store.rosters import Update


def test_before_the_first_import_a_school_has_no_roster(database, cast):
    with database.read() as session:
        assert store.rosters.current(session, cast.ines) is None
        assert store.rosters.listing(session, cast.ines) == []


def test_an_imported_roster_is_current_with_number_date_and_importer(database, cast):
    with database.write() as session:
        made = import_as(session, cast.lea, people(3), notes={"encoding": "utf-8"})
    with database.read() as session:
        current = store.rosters.current(session, cast.ines)
    assert current == made
    assert (current.number, current.students, current.imported_by) == (1, 3, "Lea")
    assert current.imported_at.utcoffset().total_seconds() == 0
    assert current.notes == {"encoding": "utf-8"}


def test_the_cohort_holds_the_answers_in_the_files_order_and_no_name(database, cast):
    records = [
        Person("z", {"absences": 4.0, "Walc": 2.0, "higher": "yes"}),
        Person("a", {"absences": 0.5, "higher": "no"}, {"Walc": "ABS"}),
    ]
    with database.write() as session:
        made = import_as(session, cast.lea, records)
    with database.read() as session:
        cohort = store.rosters.cohort(session, cast.ines, made.id)
        names = store.rosters.names(session, cast.ines, made.id)
    assert (cohort.roster, len(cohort), list(cohort.columns)) == (
        made.id,
        2,
        ["absences", "Walc", "higher"],
    )
    assert cohort.columns["absences"].each().tolist() == [4.0, 0.5]
    assert cohort.columns["higher"].each().tolist() == ["yes", "no"]
    assert math.isnan(cohort.columns["Walc"].each()[1])
    assert names.keys == ["z", "a"]
    assert names.first == ["First z", "First a"]
    assert "First z" not in repr(cohort)


def test_a_column_without_any_answer_keeps_its_kind_and_place(database, cast):
    records = [Person("1", {"b": 1.0}, {"a": "", "c": "NA"})]
    with database.write() as session:
        kinds = {"a": "flag", "b": "number", "c": "number"}
        made = import_as(session, cast.lea, records, columns=kinds)
    with database.read() as session:
        cohort = store.rosters.cohort(session, cast.lea, made.id)
    assert list(cohort.columns) == ["a", "b", "c"]
    assert cohort.columns["a"].each().tolist() == [None]
    assert math.isnan(cohort.columns["c"].each()[0])


def test_students_keep_their_identity_from_one_import_to_the_next(database, cast):
    with database.write() as session:
        first = import_as(session, cast.lea, people(3))
        second = import_as(session, cast.lea, list(reversed(people(4))), "b")
    with database.read() as session:
        before = store.rosters.cohort(session, cast.lea, first.id).students.tolist()
        after = store.rosters.cohort(session, cast.lea, second.id).students.tolist()
    assert after[1:] == list(reversed(before))
    assert second.number == 2


def test_the_same_file_again_changes_nothing(database, cast):
    with database.write() as session:
        made = import_as(session, cast.lea, people(3))
    with database.write() as session:
        again = import_as(session, cast.lea, people(3), expected_current=None)
        assert again == made
        assert len(store.rosters.listing(session, cast.lea)) == 1


def test_an_import_is_refused_when_another_one_came_in_since_the_preview(database, cast):
    with database.write() as session:
        seen = import_as(session, cast.lea, people(3))
        import_as(session, cast.abel, people(4), "b")
    with pytest.raises(store.Stale), database.write() as session:
        import_as(session, cast.lea, people(5), "c", expected_current=seen.id)
    with pytest.raises(store.Stale), database.write() as session:
        import_as(session, cast.lea, people(5), "c", expected_current=None)
    with database.read() as session:
        assert [one.number for one in store.rosters.listing(session, cast.lea)] == [2, 1]


def test_the_comparison_tells_new_changed_same_and_missing_students(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, people(4))
    records = people(6)[1:]  # the first is missing, two are new
    records[0] = dataclasses.replace(records[0], values={"absences": 9.0}, missing={"Walc": "NA"})
    records[1] = dataclasses.replace(records[1], family_name="Costa")
    with database.read() as session:
        changes = store.rosters.compare(session, cast.ines, records)
    assert changes.new == ("S4", "S5")
    assert changes.missing == ("S0",)
    assert (changes.same, changes.known, changes.identical) == (1, 4, False)
    assert changes.updated == (
        Update("S1", "absences", 1.0, 9.0),
        Update("S1", "Walc", 2.0, "NA"),
        Update("S1", "higher", "yes", None),
        Update("S2", "family_name", "Family S2", "Costa"),
    )


def test_nothing_is_identical_but_the_same_students_with_the_same_answers(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, people(4))
    with database.read() as session:
        assert store.rosters.compare(session, cast.lea, people(4)).identical
        assert not store.rosters.compare(session, cast.lea, people(3)).identical
        assert not store.rosters.compare(session, cast.lea, people(5)).identical


@pytest.mark.parametrize(("kept", "too_many"), [(19, False), (18, True), (0, True)])
def test_losing_more_than_one_in_twenty_is_too_many(database, cast, kept, too_many):
    with database.write() as session:
        import_as(session, cast.lea, people(20))
    with database.read() as session:
        assert store.rosters.compare(session, cast.lea, people(kept)).loses_too_many is too_many


def test_the_first_import_of_a_school_loses_nobody(database, cast):
    with database.read() as session:
        changes = store.rosters.compare(session, cast.lea, people(2))
    assert (changes.new, changes.loses_too_many) == (("S0", "S1"), False)


def test_undoing_an_import_brings_the_one_before_it_back_and_can_be_undone(database, cast):
    with database.write() as session:
        first = import_as(session, cast.lea, people(3))
        second = import_as(session, cast.lea, people(4), "b")
    with database.write() as session:
        undone = store.rosters.withdraw(session, cast.lea, second.id)
        assert undone.withdrawn_at is not None
        assert store.rosters.withdraw(session, cast.lea, second.id) == undone
        assert store.rosters.current(session, cast.lea) == first
        assert store.rosters.listing(session, cast.lea) == [undone, first]
    with database.write() as session:
        assert store.rosters.restore(session, cast.lea, second.id) == second
        assert store.rosters.current(session, cast.lea) == second


def test_an_undone_file_can_be_imported_again(database, cast):
    with database.write() as session:
        made = import_as(session, cast.lea, people(3))
        store.rosters.withdraw(session, cast.lea, made.id)
        again = import_as(session, cast.lea, people(3))
    assert (again.number, again.id == made.id) == (2, False)


def test_without_ids_nobody_is_taken_for_who_stood_in_the_same_row(database, cast):
    rows = [dataclasses.replace(one, key=f"row {n}") for n, one in enumerate(people(2), start=2)]
    with database.write() as session:
        first = import_as(session, cast.lea, rows, keyed=False)
        changes = store.rosters.compare(session, cast.lea, rows, keyed=False)
        second = import_as(session, cast.lea, rows, "b", keyed=False)
        before = store.rosters.cohort(session, cast.lea, first.id).students.tolist()
        after = store.rosters.cohort(session, cast.lea, second.id).students.tolist()
        names = store.rosters.names(session, cast.lea, second.id)
    who = ("First S0 Family S0", "First S1 Family S1")
    assert (changes.new, changes.missing) == (("row 2", "row 3"), who)
    assert set(before).isdisjoint(after)
    assert names.keys == ["", ""]


def test_two_students_with_one_id_are_refused(database, cast):
    with pytest.raises(ValueError, match="Two students have the id S1"), database.write() as one:
        import_as(one, cast.lea, [*people(3), people(2)[1]])
    with database.read() as session:
        assert store.rosters.current(session, cast.lea) is None


@pytest.mark.parametrize(
    "bad",
    [
        Person("", {}),
        Person("1", {"absences": math.nan}),
        Person("1", {"absences": math.inf}),
        Person("1", {"absences": None}),
        Person("1", {"higher": True}),
        Person("1", {}, first_name="Ana\x00"),
        Person("1", {}, family_name="\udcff"),
        Person("1" * 201, {}),
    ],
    ids=["no id", "NaN", "infinite", "none", "true", "NUL", "half a letter", "long id"],
)
def test_a_value_that_cannot_be_kept_is_refused(database, cast, bad):
    with pytest.raises(ValueError), database.write() as session:
        import_as(session, cast.lea, [bad])
    with database.read() as session:
        assert store.rosters.listing(session, cast.lea) == []


def test_a_column_of_numbers_and_words_is_refused_before_it_is_written(database, cast):
    mixed = [Person("1", {"Walc": 2.0}), Person("2", {"Walc": "two"})]
    refused = pytest.raises(ValueError, match="Walc holds numbers and words")
    with refused, database.write() as session:
        import_as(session, cast.lea, mixed)


def test_a_roster_of_nobody_can_be_kept(database, cast):
    with database.write() as session:
        made = import_as(session, cast.lea, [], columns={"absences": "number"})
        cohort = store.rosters.cohort(session, cast.lea, made.id)
    assert (len(cohort), len(cohort.columns["absences"])) == (0, 0)


def test_another_schools_roster_does_not_exist(database, cast):
    with database.write() as session:
        made = import_as(session, cast.lea, people(3))
    asked = (
        store.rosters.get,
        store.rosters.cohort,
        store.rosters.names,
        store.rosters.withdraw,
        store.rosters.restore,
        store.predictions.of_roster,
    )
    for ask in asked:
        for number in (made.id, 999):
            with database.write() as session, pytest.raises(store.NotFound) as refused:
                ask(session, cast.chloe, number)
            assert str(refused.value) == f"There is no roster {number}."
    with database.read() as session:
        assert store.rosters.current(session, cast.chloe) is None
        assert store.rosters.compare(session, cast.chloe, people(3)).known == 0


def test_two_schools_may_have_students_with_the_same_ids(database, cast):
    with database.write() as session:
        ours = import_as(session, cast.lea, people(3))
        theirs = import_as(session, cast.chloe, people(3))
        one = store.rosters.cohort(session, cast.lea, ours.id).students.tolist()
        two = store.rosters.cohort(session, cast.chloe, theirs.id).students.tolist()
    assert set(one).isdisjoint(two)
    assert theirs.number == 1


def test_the_newest_roster_of_a_kind_is_found_among_others(database, cast):
    with database.write() as session:
        first = import_as(session, cast.lea, people(2), "a", dictionary="one")
        second = import_as(session, cast.lea, people(2), "b", dictionary="one")
        import_as(session, cast.lea, people(2), "c", dictionary="other")
    with database.read() as session:
        assert store.rosters.newest_of(session, cast.rui, "one") == second
        assert store.rosters.newest_of(session, cast.rui, "none") is None
        assert store.rosters.newest_of(session, cast.chloe, "one") is None
    with database.write() as session:
        store.rosters.withdraw(session, cast.lea, second.id)
    with database.read() as session:
        assert store.rosters.newest_of(session, cast.rui, "one") == first
