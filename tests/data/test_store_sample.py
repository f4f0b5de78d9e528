"""The sample school goes in one click, and takes nothing real with it."""

from datetime import date

from roster_records import import_as, people
from sqlmodel import Session, func, select

from data import store
from data.tables import Answers, Decision, Dismissal, Intervention, Prediction, Roster, Student

TABLES = (Answers, Dismissal, Intervention, Prediction, Roster, Student)


def work_with(session: Session, viewer, roster) -> int:
    """Coach, dismiss and predict the first student of a roster; gives his number."""
    student = int(store.rosters.cohort(session, viewer, roster.id).students[0])
    store.interventions.open(session, viewer, student)
    store.dismissals.add(session, viewer, student, "other", "", date(2026, 1, 1))
    rows = [(student, 12.0, 8.0, 16.0, {"absences": -1.0})]
    store.predictions.save(
        session, viewer, roster.id, fingerprint=f"m{roster.id}", report={}, rows=rows
    )
    return student


def counts(session: Session) -> dict[str, int]:
    return {
        table.__name__: session.exec(select(func.count()).select_from(table)).one()
        for table in TABLES
    }


def test_removing_the_sample_deletes_it_and_all_that_hangs_on_it(database, cast):
    with database.write() as session:
        for fingerprint in ("s", "t"):
            sample = import_as(session, cast.lea, people(3), fingerprint, sample=True)
            work_with(session, cast.lea, sample)
    with database.write() as session:
        assert store.families.remove_sample(session, cast.lea) == 2
    with database.read() as session:
        assert set(counts(session).values()) == {0}
        assert store.rosters.current(session, cast.lea) is None


def test_the_sample_and_a_real_file_with_the_same_ids_share_no_student(database, cast):
    with database.write() as session:
        sample = import_as(session, cast.lea, people(3), "s", sample=True)
        work_with(session, cast.lea, sample)
        assert store.rosters.compare(session, cast.lea, people(3)).known == 0
        real = import_as(session, cast.lea, people(3))
        student = work_with(session, cast.lea, real)
        before = counts(session)
    with database.write() as session:
        store.families.remove_sample(session, cast.lea)
    with database.read() as session:
        assert counts(session) == {name: count // 2 for name, count in before.items()}
        assert store.students.get(session, cast.lea, student).roster == real
        assert list(store.interventions.coached(session, cast.lea)) == [student]


def test_without_a_sample_nothing_is_removed(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, people(3))
        assert store.families.remove_sample(session, cast.lea) == 0
        assert counts(session)["Roster"] == 1


def test_another_schools_sample_stays(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, people(3), sample=True)
        assert store.families.remove_sample(session, cast.chloe) == 0
        assert counts(session)["Student"] == 3


def test_a_removed_students_number_is_never_given_to_another(database, cast):
    with database.write() as session:
        sample = import_as(session, cast.lea, people(3), sample=True)
        gone = work_with(session, cast.lea, sample)
        store.families.remove_sample(session, cast.lea)
        real = import_as(session, cast.lea, people(3), "b")
        numbers = store.rosters.cohort(session, cast.lea, real.id).students.tolist()
        lines = session.exec(select(Decision).where(Decision.student_id == gone)).all()
    assert gone not in numbers
    assert len(lines) == 2
