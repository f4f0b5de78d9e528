"""Backups: one moment, whole, and back again on either kind of database."""

import threading

import pytest
from backup_files import (
    contents,
    everything,
    forged,
    in_row,
    made,
    older,
    on_trial,
    restore,
    why,
)
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select
from test_migrations import tell_a_story

from data import store
from data.store import backups, migrate
from data.store.backups.kept_tables import LEFT_OUT, newest
from data.tables import Job, School, Student

NOT_BACK = {"signin", "invitation", "failedsignins", "writecount"}


def kept(rows):
    return {name: those for name, those in rows.items() if name not in NOT_BACK}


@pytest.fixture
def told(database, tmp_path):
    """A backup of a database that has something in every table."""
    tell_a_story(database.url)
    return made(database, tmp_path / "told.zip")


def test_what_is_restored_equals_what_was_there_table_by_table(database, told, new_url):
    other = store.connect(new_url(True))
    restore(told, other)
    assert kept(everything(other)) == kept(everything(database))
    other.close()


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_backup_goes_from_sqlite_to_postgresql_and_back(
    database, told, shared_on_postgres, tmp_path
):
    there = store.connect(shared_on_postgres)
    restore(told, there)
    assert kept(everything(there)) == kept(everything(database))
    back = made(there, tmp_path / "back.zip")
    restore(back, database)
    assert kept(everything(database)) == kept(everything(there))
    with there.write() as session:
        assert store.schools.first_or_create(session, "New").id > 1
    there.close()


def test_nobody_is_signed_in_and_no_link_opens_anything_after_a_restore(database, told):
    restore(told, database)
    rows = everything(database)
    assert [rows[name] for name in ("signin", "invitation", "failedsignins")] == [[], [], []]
    assert not {f"tables/{name}.jsonl" for name in NOT_BACK} & contents(told).keys()


def test_a_restore_is_a_write_that_others_notice(database, told):
    before = database.version()
    restore(told, database)
    assert database.version() == before + 1


def test_every_table_is_either_kept_or_left_out_for_a_reason():
    every = {table.name for table in newest()} | LEFT_OUT
    assert every == set(School.metadata.tables)


def test_no_number_is_given_to_another_row_after_a_restore(database, told, new_url):
    with database.write() as session:
        last = session.exec(select(School)).one()
        gone = Student(school_id=last.id, key="gone")
        session.add(gone)
        session.flush()
        number = gone.id
        session.delete(gone)
    later = made(database, told.with_name("later.zip"))
    for target in (database, store.connect(new_url(True))):
        restore(told, target)
        restore(later, target)
        with target.write() as session:
            new = Student(school_id=last.id, key="new")
            session.add(new)
            session.flush()
            assert new.id > number
        target.close()


def test_eight_threads_write_and_the_backup_is_one_moment(database, cast, tmp_path):
    with database.write() as session:
        jobs = [store.jobs.start(session, cast.lea, "count", {"n": 0}).id for _ in range(8)]
    stop = threading.Event()

    def move(place):
        # What one job loses another gains: the sum is 0 at every moment.
        while not stop.is_set():
            with database.write(wait=60) as session:
                for job, by in ((jobs[place], 1), (jobs[place - 1], -1)):
                    row = session.exec(select(Job).where(col(Job.id) == job)).one()
                    row.detail = {"n": row.detail["n"] + by}

    threads = [threading.Thread(target=move, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    try:
        files = [made(database, tmp_path / f"{number}.zip") for number in range(5)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    sums = []
    for path in files:
        with on_trial(path) as trial, trial.database.read() as session:
            sums.append(sum(job.detail["n"] for job in session.exec(select(Job))))
    assert sums == [0] * 5


def test_a_restore_that_fails_in_the_middle_leaves_all_as_it_was(database, told):
    before = everything(database)
    with (
        on_trial(told) as trial,
        pytest.raises(ZeroDivisionError),
        database.write() as session,
    ):
        backups.put_back(session, trial)
        _ = 1 / 0
    assert everything(database) == before


def refuse_to_forget(database):
    """Have the database itself keep the trace, as it may."""
    if database.url.startswith("sqlite"):
        refusal = ["CREATE TRIGGER keep BEFORE DELETE ON decision "
                   "BEGIN SELECT RAISE(ABORT, 'kept'); END"]  # fmt: skip
    else:
        refusal = [
            "CREATE OR REPLACE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'kept'; END $$",
            "CREATE TRIGGER keep BEFORE DELETE ON decision FOR EACH ROW EXECUTE FUNCTION keep()",
        ]
    with database.write() as session:
        for statement in refusal:
            session.connection().exec_driver_sql(statement)


def test_a_trace_that_the_database_keeps_is_replaced_and_kept_again(told, new_url):
    other = store.connect(new_url(True))
    refuse_to_forget(other)
    restore(told, other)
    restore(told, other)
    with pytest.raises(DBAPIError, match="kept"), other.write() as session:
        session.connection().exec_driver_sql("DELETE FROM decision")
    other.close()


def test_nobody_sees_half_a_restore(database, told):
    before = everything(database)
    with on_trial(told) as trial, database.write() as session:
        backups.put_back(session, trial)
        assert everything(database) == before


def test_a_new_database_is_empty_and_a_used_one_is_not(database, told, new_url):
    with database.read() as session:
        assert not backups.is_empty(session)
    other = store.connect(new_url(True))
    with other.write() as session:
        store.schools.first_or_create(session, "School")
    with other.read() as session:
        assert backups.is_empty(session)
    other.close()


def test_a_backup_of_an_older_shape_is_brought_up(new_url, tmp_path, database):
    """Made by the first version: without accounts, groups and hashes."""
    tell_a_story(database.url)
    path = older(made(database, tmp_path / "old.zip"), "0001", tmp_path)
    restore(path, database)
    assert why(path) == ""
    rows = everything(database)
    assert [len(rows[name]) for name in ("student", "answers", "account")] == [3, 3, 0]
    assert all(line["hash"] for line in rows["decision"])


def test_a_backup_of_a_later_version_is_refused_with_what_to_do(told, monkeypatch):
    monkeypatch.setattr(migrate, "revisions", lambda: ["0001"])
    assert "made by a later version of Alavanca (0.1.0)" in why(told)


def test_a_trace_that_somebody_edited_is_noticed(told):
    with on_trial(told) as trial:
        assert trial.broken_trace == []
    path = forged(told, in_row("decision", by="Nobody"))
    with on_trial(path) as trial:
        assert trial.broken_trace == [1]


def test_a_trial_leaves_nothing_behind(told, tmp_path):
    before = sorted(tmp_path.iterdir())
    assert why(told) == ""
    assert sorted(tmp_path.iterdir()) == before
