"""Rule sets, predictions, decisions, jobs, mappings: kept as given, refused when wrong."""

import math

import pytest
from roster_records import import_as, people
from sqlmodel import select

from data import store
from data.tables import Decision
from data.viewer import Viewer


def test_a_rule_set_has_a_new_version_only_when_its_text_changes(database):
    with database.write() as session:
        first = store.rule_sets.record(session, "maths", "format: 1", "f1", "Lea", ["late"])
        same = store.rule_sets.record(session, "maths", "format: 1", "f1", "Rui", [])
        second = store.rule_sets.record(session, "maths", "format: 1 ", "f2", "Lea", [])
        back = store.rule_sets.record(session, "maths", "format: 1", "f1", "Lea", [])
        other = store.rule_sets.record(session, "physics", "format: 1", "f1", "Lea", [])
    with database.read() as session:
        assert same == first
        assert (second.number, back.number, other.number) == (2, 3, 1)
        assert store.rule_sets.latest(session, "maths") == back
        assert store.rule_sets.latest(session, "history") is None
        assert store.rule_sets.versions(session, "maths") == [back, second, first]
        assert store.rule_sets.versions(session, "maths")[2].warnings == ["late"]


def rule_sets_in_the_trace(session, viewer):
    """What a school's trace says of rule sets, oldest first."""
    wanted = store.audit.AuditFilters(thing="rule set")
    lines = reversed(store.audit.listing(session, viewer, wanted).lines)
    return [(line.action, line.by, line.detail) for line in lines]


def test_every_school_reads_in_its_trace_which_rules_came_into_force(database, cast):
    with database.write() as session:
        for fingerprint in ("f" * 64, "f" * 64, "g" * 64):
            store.rule_sets.record(session, "maths", "format: 1", fingerprint, "Lea", [])
        for viewer in (cast.lea, cast.chloe):
            assert rule_sets_in_the_trace(session, viewer) == [
                ("put in force", "Lea", {"set": "maths", "version": 1, "fingerprint": "f" * 12}),
                ("put in force", "Lea", {"set": "maths", "version": 2, "fingerprint": "g" * 12}),
            ]


def test_a_new_school_begins_its_trace_with_the_rules_that_are_in_force(database, cast):
    with database.write() as session:
        for name, fingerprint in (("maths", "f"), ("physics", "p"), ("maths", "g")):
            store.rule_sets.record(session, name, "format: 1", fingerprint, "", [])
        number = store.schools.first_or_create(session, "A third school").id
        told = rule_sets_in_the_trace(session, Viewer(None, "", "auditor", number))
    assert [detail for _action, _by, detail in told] == [
        {"set": "physics", "version": 1, "fingerprint": "p"},
        {"set": "maths", "version": 2, "fingerprint": "g"},
    ]


def test_a_refused_rule_file_is_told_once_a_text(database, cast):
    with database.write() as session:
        assert not store.rule_sets.is_refused(session, "maths", "b" * 64)
        store.rule_sets.refuse(session, "maths", "b" * 64, 2)
        store.rule_sets.refuse(session, "physics", "c" * 64, 1)
        assert store.rule_sets.is_refused(session, "maths", "b" * 64)
        assert not store.rule_sets.is_refused(session, "maths", "c" * 64)
        [line, _] = rule_sets_in_the_trace(session, cast.chloe)
        assert line == ("refuse", "", {"set": "maths", "fingerprint": "b" * 12, "problems": 2})
        store.rule_sets.record(session, "maths", "format: 1", "f" * 64, "", [])
        assert not store.rule_sets.is_refused(session, "maths", "b" * 64)


def test_predictions_come_back_in_the_cohorts_order_with_nan_for_none(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(3))
        students = store.rosters.cohort(session, cast.lea, roster.id).students.tolist()
        rows = [
            (students[2], 12.0, 8.25, 16.0, {"absences": -1.5}),
            (students[0], math.nan, math.nan, math.nan, {"absences": math.nan}),
        ]
        kept = {"fingerprint": "m", "report": {"r2": 0.2, "words": "ç"}, "rows": rows}
        model = store.predictions.save(session, cast.lea, roster.id, **kept)
        assert store.predictions.save(session, cast.lea, roster.id, **kept) == model
    with database.read() as session:
        found = store.predictions.of_roster(session, cast.ines, roster.id)
        one = store.predictions.of_student(session, cast.ines, roster.id, students[2])
        assert store.predictions.of_student(session, cast.ines, roster.id, students[0]) is None
    assert found.report == {"r2": 0.2, "words": "ç"}
    assert [str(x) for x in found.expected] == ["nan", "nan", "12.0"]
    assert (found.low[2], found.high[2]) == (8.25, 16.0)
    assert (one.expected, one.low, one.high) == (12.0, 8.25, 16.0)
    assert one.contributions == {"absences": -1.5}


def test_a_model_that_refused_is_kept_with_its_reason(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(3))
        assert store.predictions.of_roster(session, cast.lea, roster.id) is None
        refused = {"refused": "fewer than 60 students"}
        store.predictions.save(
            session, cast.lea, roster.id, fingerprint="m", report=refused, rows=()
        )
        found = store.predictions.of_roster(session, cast.lea, roster.id)
    assert found.report == refused
    assert all(math.isnan(x) for x in found.expected)


def test_the_newest_model_of_a_roster_counts(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(1))
        [student] = store.rosters.cohort(session, cast.lea, roster.id).students.tolist()
        for name, grade in (("m1", 9.0), ("m2", 11.0)):
            rows = [(student, grade, 5.0, 15.0, {})]
            store.predictions.save(
                session, cast.lea, roster.id, fingerprint=name, report={}, rows=rows
            )
        assert store.predictions.of_roster(session, cast.lea, roster.id).expected.tolist() == [11.0]


def test_a_prediction_for_a_student_of_another_roster_is_refused(database, cast):
    with database.write() as session:
        ours = import_as(session, cast.lea, people(1))
        theirs = import_as(session, cast.chloe, people(1))
        [stranger] = store.rosters.cohort(session, cast.chloe, theirs.id).students.tolist()
        with pytest.raises(store.NotFound):
            store.predictions.save(
                session,
                cast.lea,
                ours.id,
                fingerprint="m",
                report={},
                rows=[(stranger, 1.0, 1.0, 1.0, {})],
            )


def test_a_figure_that_is_no_number_is_refused_rather_than_kept_as_one(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(1))
    report = {"r2": math.nan}
    with pytest.raises(Exception, match="not JSON compliant"), database.write() as session:
        store.predictions.save(
            session, cast.lea, roster.id, fingerprint="m", report=report, rows=()
        )


def test_decisions_hold_no_name(database, cast):
    with database.write() as session:
        for key in ("name", "first_name", "family_name", "names"):
            with pytest.raises(ValueError, match="no student's name"):
                store.audit.add(session, cast.lea, "export", "list", None, {key: "Ana"})


def test_a_whole_story_leaves_no_students_name_in_the_decision_log(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(3))
        student = int(store.rosters.cohort(session, cast.lea, roster.id).students[0])
        opened = store.interventions.open(session, cast.ines, student)
        store.interventions.close(session, cast.ines, opened.id)
        store.dismissals.add(session, cast.ines, student, "other", "First S0 moved", None)
        store.rosters.withdraw(session, cast.lea, roster.id)
        log = " ".join(repr(line) for line in session.exec(select(Decision)))
    assert log.count("Decision(") == 5
    assert "First" not in log
    assert "Family" not in log


def test_a_job_tells_how_far_it_is_and_how_it_ended(database, cast):
    with database.write() as session:
        job = store.jobs.start(session, cast.lea, "import", {"filename": "maths.csv"})
    with database.write() as session:
        store.jobs.progress(session, job.id, 1.7, "reading")
    with database.read() as session:
        seen = store.jobs.get(session, cast.ines, job.id)
        assert (seen.state, seen.done, seen.words) == ("running", 1.0, "reading")
    with database.write() as session:
        store.jobs.finish(session, job.id, {"roster": 1})
        failing = store.jobs.start(session, cast.lea, "import", {})
        store.jobs.fail(session, failing.id, "Row %(row)s is empty.", {"row": 3})
    with database.read() as session:
        done = store.jobs.get(session, cast.lea, job.id)
        failed = store.jobs.get(session, cast.lea, failing.id)
    assert (done.state, done.result) == ("done", {"roster": 1})
    assert done.finished_at >= done.started_at
    assert failed.state == "failed"
    assert failed.problem == {"template": "Row %(row)s is empty.", "values": {"row": 3}}


def test_another_schools_job_does_not_exist(database, cast):
    with database.write() as session:
        job = store.jobs.start(session, cast.lea, "import", {})
        for number in (job.id, 999):
            with pytest.raises(store.NotFound):
                store.jobs.get(session, cast.chloe, number)


def test_a_mapping_is_remembered_for_the_same_headers_in_any_order(database, cast):
    with database.write() as session:
        store.imports.remember(session, cast.lea, ["nota", "nome"], "pilot", {"nota": "G3"})
        store.imports.remember(session, cast.lea, ["nome", "nota"], "uci", {"nota": "grade"})
    with database.read() as session:
        found = store.imports.remembered(session, cast.ines, ["nome", "nota"])
        assert (found.dictionary, found.mapping) == ("uci", {"nota": "grade"})
        assert store.imports.remembered(session, cast.ines, ["nome"]) is None
        assert store.imports.remembered(session, cast.chloe, ["nome", "nota"]) is None


def test_a_school_is_made_once(database):
    with database.write() as session:
        made = store.schools.first_or_create(session, " Pilot school ")
        assert store.schools.first_or_create(session, "Pilot school").id == made.id
        with pytest.raises(ValueError):
            store.schools.first_or_create(session, "  ")
