"""Kept models: which is active, whom each held out, and an estimate that does not count yet."""

import pytest
from roster_records import import_as, people

from data import store
from data.store import NotFound, Stale
from data.tables import ModelVersion
from scoring.model.model_config import Recipe


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


def keep(session, viewer, roster, target="grade") -> ModelVersion:
    """A model of a roster, with a file that is none."""
    recipe = Recipe(("absences",), target=target, passing=10.0 if target == "pass" else None)
    return store.model_registry.keep(
        session,
        viewer,
        roster.id,
        target=target,
        recipe=recipe.as_json(),
        fingerprint="f",
        report={},
        scikit_learn="1.0",
        content=b"none",
    )


def say(session, viewer, roster, students, model, expected, *, counts):
    """What a model expects of everybody; each was held out by the fold of his place."""
    return store.predictions.save(
        session,
        viewer,
        roster.id,
        fingerprint=f"of model {model.id}",
        report={"number": model.number},
        rows=[(one, expected, expected - 2, expected + 2, {}) for one in students],
        model_id=model.id,
        folds={one: place for place, one in enumerate(students[:3])},
        counts=counts,
    )


def test_what_an_inactive_model_says_is_kept_beside_what_counts(database, cast, roster, students):
    with database.write() as session:
        first, second = (keep(session, cast.lea, roster) for _ in range(2))
        say(session, cast.lea, roster, students, first, 10.0, counts=True)
        say(session, cast.lea, roster, students, second, 11.0, counts=False)
        counting = store.predictions.of_roster(session, cast.lea, roster.id)
        other = store.predictions.of_model(session, cast.lea, roster.id, second.id)
        assert (counting.model, counting.expected.tolist()) == (first.id, [10.0] * 4)
        assert (other.model, other.expected.tolist()) == (second.id, [11.0] * 4)
        store.predictions.count_again(session, cast.lea, roster.id, second.id)
        assert store.predictions.of_roster(session, cast.lea, roster.id).model == second.id
        assert store.predictions.report_of(session, cast.lea, roster.id) == {"number": 2}
        store.predictions.count_again(session, cast.lea, roster.id, first.id)
        assert store.predictions.of_roster(session, cast.lea, roster.id).model == first.id


def test_a_roster_of_which_nothing_counts_still_lacks_an_estimate(database, cast, roster, students):
    with database.write() as session:
        model = keep(session, cast.lea, roster)
        say(session, cast.lea, roster, students, model, 10.0, counts=False)
        assert store.predictions.of_roster(session, cast.lea, roster.id) is None
        assert store.predictions.report_of(session, cast.lea, roster.id) is None
        assert store.predictions.lacking(session, cast.lea) == [roster.id]
        assert store.predictions.said_by(session, cast.lea, roster.id, model.id)


def test_a_model_knows_whom_it_held_out_from_its_own_roster_alone(database, cast, roster, students):
    with database.write() as session:
        model = keep(session, cast.lea, roster)
        say(session, cast.lea, roster, students, model, 10.0, counts=False)
        later = import_as(session, cast.lea, people(6), fingerprint="later")
        everybody = store.rosters.cohort(session, cast.lea, later.id).students.tolist()
        say(session, cast.lea, later, everybody, model, 10.0, counts=True)
        held = store.model_registry.folds_of(session, cast.lea, model.id)
        assert held == {one: place for place, one in enumerate(students[:3])}
        with pytest.raises(NotFound):
            store.model_registry.folds_of(session, cast.chloe, model.id)
        assert store.predictions.of_model(session, cast.lea, later.id, 10_000) is None


def test_what_was_forgotten_cannot_count_again(database, cast, roster, students):
    with database.write() as session:
        model = keep(session, cast.lea, roster)
        with pytest.raises(Stale):
            store.predictions.count_again(session, cast.lea, roster.id, model.id)


def test_each_kind_of_target_has_its_own_active_model(database, cast, roster):
    with database.write() as session:
        grade, passing = keep(session, cast.lea, roster), keep(session, cast.lea, roster, "pass")
        assert not store.model_registry.decided(session, cast.lea, roster.dictionary)
        store.model_registry.activate(session, cast.lea, grade.id)
        store.model_registry.activate(session, cast.lea, passing.id)
        found = {one.id for one in store.model_registry.all_active(session, cast.lea)}
        assert found == {grade.id, passing.id}
        store.model_registry.switch_off(session, cast.lea, roster.dictionary, "grade")
        assert store.model_registry.active(session, cast.lea, roster.dictionary) is None
        assert store.model_registry.decided(session, cast.lea, roster.dictionary)
        assert [one.id for one in store.model_registry.all_active(session, cast.lea)] == [
            passing.id
        ]
        assert store.model_registry.all_active(session, cast.chloe) == []


def test_the_models_that_learned_from_a_student_are_those_of_his_rosters(
    database, cast, roster, students
):
    with database.write() as session:
        first = keep(session, cast.lea, roster)
        later = import_as(session, cast.lea, people(6), fingerprint="later")
        second = keep(session, cast.lea, later)
        new = store.rosters.cohort(session, cast.lea, later.id).students.tolist()[-1]
        learned = store.model_registry.learned_from
        assert [one.id for one in learned(session, cast.lea, students[0])] == [first.id, second.id]
        assert [one.id for one in learned(session, cast.lea, new)] == [second.id]
        assert learned(session, cast.chloe, students[0]) == []


def test_the_newest_job_of_some_kinds_is_told_whatever_became_of_it(database, cast):
    with database.write() as session:
        newest = store.jobs.newest
        assert newest(session, cast.lea, ["train model"]) is None
        first = store.jobs.start(session, cast.lea, "train model", {})
        second = store.jobs.start(session, cast.lea, "train model", {})
        store.jobs.finish(session, second.id, {})
        store.jobs.start(session, cast.lea, "read roster", {})
        assert newest(session, cast.lea, ["train model", "activate model"]) == second.id
        assert [one.id for one in store.jobs.running(session, cast.lea, "train model")] == [
            first.id
        ]
        assert newest(session, cast.chloe, ["train model"]) is None
