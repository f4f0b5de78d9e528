"""A family's rights: everything about one student, and nothing of him afterwards."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from roster_records import Person, import_as, people
from sqlmodel import SQLModel, select

from data import store
from data.store import families
from data.store.families import LINKED, ErasureProof, NameOnRoster
from data.store.scored import NAMELESS
from data.tables import Answers, Decision, Job, Roster, StatedReason, Student, now

NAMES = ("first_name", "family_name")


@pytest.fixture
def roster(database, cast):
    """A roster of four students, S0 to S3."""
    with database.write() as session:
        return import_as(session, cast.lea, people(4))


@pytest.fixture
def ana(database, cast, roster):
    """The number of S1, of whom every table knows something."""
    with database.write() as session:
        students = store.rosters.cohort(session, cast.lea, roster.id).students.tolist()
        ana = students[1]
        rows = [(number, 10.0, 8.0, 12.0, {"absences": 1.5}) for number in students]
        store.predictions.save(
            session, cast.lea, roster.id, fingerprint="f", report={"r2": 0.2}, rows=rows
        )
        opened = store.interventions.open(session, cast.ines, ana)
        store.interventions.close(session, cast.ines, opened.id)
        store.dismissals.add(session, cast.rui, ana, "other", "Is ill", date(2030, 1, 2))
        stated = StatedReason(
            student_id=ana, account=4, stated_by="Abel", reason="family", until=now()
        )
        session.add(stated)
    return int(ana)


def links_to_a_student(table, seen=()):
    """Whether a table has a way to a student: by a foreign key of its own or of another table."""
    if table.name == "student" or "student_id" in table.columns:
        return True
    if any(name in table.columns for name in NAMES):
        return True
    others = {key.column.table for key in table.foreign_keys} - {table, *seen}
    return any(links_to_a_student(other, (*seen, table)) for other in others)


def test_every_table_that_links_to_a_student_is_exported_and_erased():
    linking = {
        name for name, table in SQLModel.metadata.tables.items() if links_to_a_student(table)
    }
    assert linking == {linked.name for linked in LINKED}


def test_what_outlives_an_erasure_says_why_and_points_at_nobody():
    for linked in LINKED:
        if linked.kept:
            assert linked.kept.endswith(".")
            table = linked.table.__table__
            assert "student" not in {key.column.table.name for key in table.foreign_keys}


def test_everything_has_every_tables_rows_as_plain_values(database, cast, ana):
    with database.write() as session:
        store.objections.object(session, cast.abel, ana)
    with database.read() as session:
        found = families.everything_of(session, cast.abel, ana)
    assert {linked.name for linked in LINKED} | {"roster", "estimate"} == set(found)
    [answers] = found["answers"]
    assert answers["first_name"] == "First S1"
    assert answers["values"] == {"absences": 1.0, "Walc": 2.0, "higher": "yes"}
    [dismissal] = found["dismissal"]
    assert (dismissal["words"], dismissal["until"]) == ("Is ill", "2030-01-02")
    assert datetime.fromisoformat(dismissal["created_at"]).utcoffset() == timedelta(0)
    assert [line["action"] for line in found["decision"]] == ["open", "close", "dismiss", "object"]
    assert [one["title"] for one in found["roster"]] == ["Maths"]
    assert json.loads(json.dumps(found)) == found


def test_what_the_model_said_is_in_it_with_the_models_figures(database, cast, ana):
    with database.read() as session:
        found = families.everything_of(session, cast.abel, ana)
    [said] = found["prediction"]
    assert (said["expected"], said["contributions"]) == (10.0, {"absences": 1.5})
    assert found["estimate"][0]["report"] == {"r2": 0.2}


def test_nothing_of_another_student_is_in_it(database, cast, ana):
    with database.read() as session:
        text = json.dumps(families.everything_of(session, cast.abel, ana))
    assert [key for key in ("S0", "S2", "S3") if key in text] == []


def test_the_counts_are_those_of_the_rows(database, cast, ana):
    with database.read() as session:
        found = families.everything_of(session, cast.abel, ana)
        assert families.counts(session, cast.abel, ana) == {
            linked.name: len(found[linked.name]) for linked in LINKED
        }


def test_another_schools_student_has_no_data_and_cannot_be_erased(database, cast, ana):
    asks = (families.everything_of, families.counts, families.name_of, families.spellings)
    with database.write() as session:
        for ask in (*asks, families.erase, families.proof_of):
            with pytest.raises(store.NotFound):
                ask(session, cast.chloe, ana)
        assert families.find(session, cast.chloe, "S1") == []
        assert families.leaving(session, cast.chloe, now() + timedelta(days=1)) == []


def test_a_search_finds_by_parts_of_the_name_and_by_key_whatever_the_accents(database, cast):
    with database.write() as session:
        import_as(
            session,
            cast.lea,
            [
                Person("A-17", {"Walc": 1.0}, {}, "Élise", "Durand"),
                Person("A-18", {"Walc": 1.0}, {}, "João", "Simões"),
            ],
        )
    with database.read() as session:
        for text, keys in (
            ("elise", ["A-17"]),
            ("DURAND é", ["A-17"]),
            ("simoes", ["A-18"]),
            ("a-1", ["A-17", "A-18"]),
            ("nobody", []),
            ("  ", []),
        ):
            assert [one.key for one in families.find(session, cast.abel, text)] == keys


def test_a_student_of_an_undone_import_is_found_too(database, cast, roster, ana):
    with database.write() as session:
        store.rosters.withdraw(session, cast.lea, roster.id)
        assert [one.id for one in families.find(session, cast.abel, "S1")] == [ana]


def rows_left(session, student):
    return {
        linked.name: len(session.exec(select(linked.table).where(linked.of(student))).all())
        for linked in LINKED
    }


def test_erasure_deletes_every_row_but_the_traces(database, cast, roster, ana):
    with database.write() as session:
        gone = families.erase(session, cast.abel, ana)
    with database.read() as session:
        left = rows_left(session, ana)
        assert {name: count for name, count in left.items() if count} == {"decision": 4}
        assert gone["answers"] == gone["student"] == gone["statedreason"] == 1
        assert gone["prediction"] == gone["intervention"] == gone["dismissal"] == 1
        assert len(store.rosters.cohort(session, cast.lea, roster.id)) == 3
        assert store.rosters.get(session, cast.lea, roster.id).students == 3
        with pytest.raises(store.NotFound):
            store.students.get(session, cast.lea, ana)


def test_the_erasure_is_in_the_trace_without_a_name(database, cast, ana):
    with database.write() as session:
        families.erase(session, cast.abel, ana)
    with database.read() as session:
        line = session.exec(select(Decision).order_by(Decision.id.desc())).first()
        assert (line.action, line.by, line.student_id) == ("erase", "Abel", ana)
        assert "S1" not in json.dumps(line.detail)
        assert store.audit.hash_of(line) == line.hash


def test_the_same_file_again_brings_him_back_as_somebody_new(database, cast, ana):
    with database.write() as session:
        families.erase(session, cast.abel, ana)
        assert store.rosters.compare(session, cast.lea, people(4)).new == ("S1",)
        again = import_as(session, cast.lea, people(4), "a")
        numbers = store.rosters.cohort(session, cast.lea, again.id).students.tolist()
    assert len(numbers) == 4
    assert ana not in numbers


def test_anonymised_answers_stay_without_name_key_class_or_number(database, cast, ana):
    with database.write() as session:
        row = session.exec(select(Answers).where(Answers.student_id == ana)).one()
        row.in_class, row.values = "10A", '{"class":"10A","absences":1.0}'
        row.place += 10
    with database.write() as session:
        families.erase(session, cast.abel, ana, keep_figures=True)
    with database.read() as session:
        left = rows_left(session, ana)
        assert {name for name, count in left.items() if count} == {"decision"}
        nobody = session.exec(select(Student).where(Student.scope == NAMELESS)).one()
        kept = session.exec(select(Answers).where(Answers.student_id == nobody.id)).one()
        assert json.loads(kept.values) == {"absences": 1.0}
        assert [kept.first_name, kept.family_name, kept.in_class] == ["", "", ""]
        assert "S1" not in nobody.key
        assert nobody.id != ana


def test_anonymised_answers_are_on_no_list_and_on_no_page(database, cast, roster, ana):
    with database.write() as session:
        families.erase(session, cast.abel, ana, keep_figures=True)
        nobody = session.exec(select(Student).where(Student.scope == NAMELESS)).one().id
        cohort = store.rosters.cohort(session, cast.lea, roster.id)
        names = store.rosters.names(session, cast.lea, roster.id)
        assert len(cohort) == len(names.keys) == 3
        assert nobody not in cohort.students
        assert store.rosters.compare(session, cast.lea, people(4)).missing == ()
        assert families.find(session, cast.abel, "nameless") == []
        for ask in (store.students.get, store.interventions.open, families.everything_of):
            with pytest.raises(store.NotFound):
                ask(session, cast.lea, nobody)


def test_an_erased_students_models_go_and_the_rest_is_learned_anew(database, cast, roster, ana):
    with database.write() as session:
        families.erase(session, cast.abel, ana)
        assert store.predictions.lacking(session, cast.lea) == [roster.id]


def test_an_ended_job_that_quotes_the_name_goes_and_others_stay(database, cast, ana):
    with database.write() as session:
        for cell in ("First S1 Family S1", "First S2 Family S2"):
            job = store.jobs.start(session, cast.lea, "read roster", {"token": "x"}).id
            store.jobs.fail(session, job, "Row 2: %(read)s", {"read": cell})
        families.erase(session, cast.abel, ana)
        [left] = session.exec(select(Job)).all()
    assert left.problem["values"] == {"read": "First S2 Family S2"}


def test_a_name_in_a_text_about_somebody_else_is_told_by_its_column(database, cast, ana):
    with database.write() as session:
        other = families.find(session, cast.abel, "S2")[0].id
        words = "Sits beside First S1 Family S1"
        store.dismissals.add(session, cast.rui, other, "other", words, None)
        names = families.spellings(session, cast.abel, ana)
        families.erase(session, cast.abel, ana)
        found = families.mentions(session, names)
    assert names == [NameOnRoster("First S1", "Family S1")]
    assert found.texts == {"dismissal.words": 1}
    assert found.namesakes == 0


def test_a_namesake_is_counted(database, cast):
    with database.write() as session:
        twins = [Person(key, {"Walc": 1.0}, {}, "Ana", "Sá") for key in ("1", "2")]
        import_as(session, cast.lea, twins)
        first = families.find(session, cast.abel, "1")[0].id
        names = families.spellings(session, cast.abel, first)
        families.erase(session, cast.abel, first)
        assert families.mentions(session, names).namesakes == 1


def test_a_student_who_came_back_with_a_backup_is_erased_again(database, cast, ana):
    with database.write() as session:
        later = families.Erasure(cast.abel.school, ana, now(), False)
        assert families.erase_again(session, cast.abel) == []
        assert families.erase_again(session, cast.abel, [later]) == [ana]
        assert families.erase_again(session, cast.abel, [later]) == []
        assert rows_left(session, ana)["answers"] == 0
        [line] = families.erasures(session)
    assert (line.school, line.student, line.keep_figures) == (cast.abel.school, ana, False)


def test_whoever_got_an_erased_number_after_a_restore_is_left_alone(database, cast, ana):
    with database.write() as session:
        before = families.Erasure(cast.abel.school, ana, now() - timedelta(days=1), False)
        assert families.erase_again(session, cast.abel, [before]) == []


def test_an_erasure_of_another_school_is_carried_out_there(database, cast, ana):
    with database.write() as session:
        theirs = families.Erasure(cast.abel.school, ana, now(), True)
        assert families.erase_again(session, cast.chloe, [theirs]) == [ana]
        [line] = families.erasures(session)
    assert (line.school, line.keep_figures) == (cast.abel.school, True)


def test_only_who_was_in_no_import_since_then_leaves(database, cast, roster, ana):
    year_ago = datetime(2025, 9, 1, tzinfo=UTC)
    with database.write() as session:
        session.get(Roster, roster.id).imported_at = year_ago
        import_as(session, cast.lea, people(2), "b")
        gone = families.leaving(session, cast.abel, year_ago + timedelta(days=1))
        assert [one.last_seen for one in gone] == [year_ago, year_ago]
        assert ana not in {one.student for one in gone}
        assert families.leaving(session, cast.abel, year_ago) == []


def test_invented_students_never_leave(database, cast):
    with database.write() as session:
        import_as(session, cast.lea, people(2), sample=True)
        assert families.leaving(session, cast.abel, now() + timedelta(days=1)) == []


def test_a_proof_is_kept_and_read_again(database, cast, ana):
    proof = ErasureProof(
        kind="sqlite", files=3, size=1000, before=4, after=0, where={}, namesakes=0, texts={},
        uploads=1, rewritten=True, backups={"a.zip": "2026-01-02"},
    )  # fmt: skip
    with database.write() as session:
        families.erase(session, cast.abel, ana)
        assert families.proof_of(session, cast.abel, ana).proof is None
        families.prove(session, cast.abel, [ana], proof)
        kept = families.proof_of(session, cast.abel, ana)
    assert kept.proof == proof
    assert (kept.by, kept.keep_figures, kept.rows["answers"]) == ("Abel", False, 1)
    assert proof.gone
