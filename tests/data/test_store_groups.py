"""A student's groups: those of his newest import that counts, through imports and undoing."""

from dataclasses import replace
from pathlib import Path

import pytest
from roster_records import Person, import_as, people
from sqlmodel import Session, select

from data import store
from data.reading import check
from data.sample import sample_school
from data.tables import Answers, Student


def of(session: Session) -> dict[str, tuple[str, str]]:
    """Class and school of every student, by his key."""
    return {one.key: (one.in_class, one.in_school) for one in session.exec(select(Student))}


def ana(in_class: str, in_school: str = "GP") -> list[Person]:
    return [Person("S1", {"absences": 1.0}, in_class=in_class, in_school=in_school)]


def test_an_import_notes_the_groups_on_the_student_and_on_his_answers(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, [*ana("10A"), Person("S2", {"absences": 2.0})])
    with database.read() as session:
        assert of(session) == {"S1": ("10A", "GP"), "S2": ("", "")}
        kept = session.exec(select(Answers).order_by(Answers.place)).all()
        assert [(one.in_class, one.in_school) for one in kept] == [("10A", "GP"), ("", "")]


def test_the_same_file_again_leaves_the_groups_as_they_are(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, ana("10A"))
        import_as(session, cast.lea, ana("10A"))
        assert of(session) == {"S1": ("10A", "GP")}


def test_who_changes_class_is_in_the_new_one_and_his_old_answers_keep_theirs(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, ana("10A"))
        import_as(session, cast.lea, ana("10B", "MS"), "b")
        assert of(session) == {"S1": ("10B", "MS")}
        kept = session.exec(select(Answers.in_class).order_by(Answers.roster_id)).all()
        assert kept == ["10A", "10B"]


def test_undoing_an_import_gives_the_groups_before_it_and_restoring_those_of_it(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, ana("10A"))
        newer = import_as(session, cast.lea, ana("10B"), "b")
        import_as(session, cast.lea, people(1), "c")  # leaves S1 out
        store.rosters.withdraw(session, cast.lea, newer.id)
        assert of(session)["S1"] == ("10A", "GP")
        store.rosters.restore(session, cast.lea, newer.id)
        assert of(session)["S1"] == ("10B", "GP")


def test_who_is_in_no_import_that_counts_is_in_no_group(database, cast):
    with database.write() as session:
        made = import_as(session, cast.lea, ana("10A"))
        store.rosters.withdraw(session, cast.lea, made.id)
        assert of(session) == {"S1": ("", "")}


def test_undoing_an_older_import_changes_no_group(database, cast):
    with database.write() as session:
        older = import_as(session, cast.lea, ana("10A"))
        import_as(session, cast.lea, ana("10B"), "b")
        store.rosters.withdraw(session, cast.lea, older.id)
        assert of(session) == {"S1": ("10B", "GP")}


def test_removing_the_sample_leaves_the_groups_of_real_students(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, ana("10A"))
        import_as(session, cast.lea, ana("12C"), "s", sample=True)
        store.families.remove_sample(session, cast.lea)
        assert of(session) == {"S1": ("10A", "GP")}


def test_an_import_touches_no_other_schools_student_of_the_same_id(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, ana("10A"))
        import_as(session, cast.chloe, ana("9Z"))
        groups = session.exec(select(Student.in_class).order_by(Student.id)).all()
        assert groups == ["10A", "9Z"]


@pytest.mark.parametrize("bad", ["x" * 201, "10\x00A", "10\nA"])
def test_a_group_that_cannot_be_kept_is_refused(database, cast, bad):
    with pytest.raises(ValueError), database.write() as session:
        import_as(session, cast.lea, ana(bad))


def test_a_file_gives_the_groups_by_the_roles_of_its_columns(pilot, opened):
    table = opened("Aluno,turma,school,FinalGrade\n1,10 A,GP,12\n2,,MS,9\n")
    mapping = {"Aluno": "StudentID", "turma": "class"}
    mapping |= {name: name for name in ("school", "FinalGrade")}
    records = check(table, pilot, mapping).records
    assert [(one.in_class, one.in_school) for one in records] == [("10 A", "GP"), ("", "MS")]


def test_a_class_that_is_a_number_is_written_without_a_point(pilot, opened):
    year = pilot.columns["age"].model_copy(update={"role": "class"})
    plain = pilot.columns["class"].model_copy(update={"role": None})
    columns = {**pilot.columns, "age": year, "class": plain}
    dictionary = pilot.model_copy(update={"columns": columns})
    records = check(opened("StudentID,age,FinalGrade\n1,16,12\n"), dictionary).records
    assert records[0].in_class == "16"


def test_the_sample_schools_students_are_in_their_class_and_school(tmp_path: Path):
    for one in sample_school.records(40):
        assert (one.in_class, one.in_school) == (one.values["class"], one.values["school"])


def test_groups_are_no_part_of_what_tells_two_files_apart(database, cast):
    moved = [replace(ana("10A")[0], in_class="10B")]
    with database.write() as session:
        import_as(session, cast.lea, ana("10A"))
        assert store.rosters.compare(session, cast.lea, moved).identical
