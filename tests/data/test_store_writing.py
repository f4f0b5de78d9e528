"""Writing together: nothing is lost, nothing is half done, whatever is running or killed."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from roster_records import import_as, people
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from data import store
from data.tables import Job, School

ROOT = Path(__file__).resolve().parents[2]
IMPORTER = """
import sys
from roster_records import import_as, people
from data import store
from data.viewer import Viewer
url, school, count, fingerprint = sys.argv[1:]
database = store.connect(url)
records = people(int(count))
print("ready", flush=True)
sys.stdin.readline()
with database.write(store.IMPORT_WAIT) as session:
    import_as(session, Viewer(None, "Lea", "lead", int(school)), records, fingerprint)
"""


def importer(url: str, school: int, count: int, fingerprint: str) -> subprocess.Popen[str]:
    """Another process that imports `count` students as soon as it is told to."""
    command = [sys.executable, "-c", IMPORTER, url, str(school), str(count), fingerprint]
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    child = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "ready\n"
    return child


def tell(child: subprocess.Popen[str]) -> None:
    child.stdin.write("\n")
    child.stdin.flush()


def test_eight_threads_adding_to_one_number_lose_no_addition(database, cast):
    with database.write() as session:
        job = store.jobs.start(session, cast.lea, "count", {}).id

    def add_ten() -> None:
        for _ in range(10):
            with database.write(wait=60) as session:
                row = session.exec(select(Job).where(Job.id == job)).one()
                row.detail = {"count": row.detail.get("count", 0) + 1}

    threads = [threading.Thread(target=add_ten) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert store.jobs.get(session, cast.lea, job).detail == {"count": 80}


def test_eight_databases_opened_apart_lose_no_addition_either(database, cast):
    with database.write() as session:
        job = store.jobs.start(session, cast.lea, "count", {}).id

    def add_five() -> None:
        own = store.connect(database.url)
        for _ in range(5):
            with own.write(wait=60) as session:
                row = session.exec(select(Job).where(Job.id == job)).one()
                row.detail = {"count": row.detail.get("count", 0) + 1}
        own.close()

    threads = [threading.Thread(target=add_five) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert store.jobs.get(session, cast.lea, job).detail == {"count": 40}


def test_of_two_imports_at_once_one_waits_and_none_is_lost(database, cast):
    children = [importer(database.url, cast.lea.school, 2_000, name) for name in ("one", "two")]
    for child in children:
        tell(child)
    assert [child.wait(timeout=60) for child in children] == [0, 0]
    with database.read() as session:
        listing = store.rosters.listing(session, cast.lea)
        cohorts = [len(store.rosters.cohort(session, cast.lea, one.id)) for one in listing]
    assert sorted(one.fingerprint for one in listing) == ["one", "two"]
    assert [one.number for one in listing] == [2, 1]
    assert cohorts == [2_000, 2_000]


def test_two_people_who_coach_the_same_student_at_once_open_one_record(database, cast):
    with database.write() as session:
        roster = import_as(session, cast.lea, people(1))
        [student] = store.rosters.cohort(session, cast.lea, roster.id).students.tolist()
    opened = []

    def coach(viewer) -> None:
        with database.write(wait=60) as session:
            opened.append(store.interventions.open(session, viewer, student).id)

    threads = [threading.Thread(target=coach, args=(one,)) for one in (cast.ines, cast.rui) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    assert len(set(opened)) == 1


def test_an_error_in_the_middle_of_a_write_leaves_nothing_of_it(database, cast):
    before = database.version()
    with pytest.raises(ZeroDivisionError), database.write() as session:
        import_as(session, cast.lea, people(3))
        _ = 1 / 0
    with database.read() as session:
        assert store.rosters.listing(session, cast.lea) == []
    assert database.version() == before


def test_who_cannot_wait_longer_for_another_writer_is_told_so(database):
    other = store.connect(database.url)
    with database.write():
        with pytest.raises(store.Busy), other.write(wait=0.1):
            pass
        with pytest.raises(store.Busy), database.write(wait=0.1):
            pass
    with other.write(wait=0.1):
        pass
    other.close()


def test_readers_do_not_wait_for_a_writer_and_see_one_moment(database, cast):
    with database.read() as reading:
        assert store.rosters.current(reading, cast.lea) is None
        with database.write() as session:
            import_as(session, cast.lea, people(3))
            assert store.rosters.current(reading, cast.lea) is None
        assert store.rosters.current(reading, cast.lea) is None
    with database.read() as reading:
        assert store.rosters.current(reading, cast.lea) is not None


def test_writing_in_a_reading_session_is_refused_rather_than_lost(database, cast):
    with database.read() as session, pytest.raises(DBAPIError):
        import_as(session, cast.lea, people(3))
    with database.write() as session:
        assert import_as(session, cast.lea, people(3)).number == 1


def test_the_version_changes_with_every_write_of_any_process(database, cast):
    seen = [database.version()]
    with database.write() as session:
        store.jobs.start(session, cast.lea, "import", {})
    seen.append(database.version())
    child = importer(database.url, cast.lea.school, 3, "theirs")
    tell(child)
    assert child.wait(timeout=60) == 0
    seen.append(database.version())
    assert len(set(seen)) == 3
    with database.read() as session:
        session.exec(select(School)).all()
    assert database.version() == seen[-1]


def test_the_version_may_be_asked_by_many_threads_and_after_closing(database):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.extend(database.version() for _ in range(50)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    assert {*answers, database.version()} == {answers[0]}
    assert len(answers) == 200


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_an_import_killed_in_the_middle_leaves_nothing_and_a_database_that_opens(database, cast):
    path = Path(database.url.removeprefix("sqlite:///"))
    journal = path.with_name(path.name + "-wal")
    with database.write() as session:
        first = import_as(session, cast.lea, people(5))
    database.close()
    child = importer(database.url, cast.lea.school, 60_000, "killed")
    tell(child)
    # Its pages are in the journal, its commit is not.
    until = time.monotonic() + 60
    while not journal.exists() or journal.stat().st_size < 4_000_000:
        assert time.monotonic() < until
        assert child.poll() is None
        time.sleep(0.002)
    child.kill()
    assert child.wait(timeout=60) != 0
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("SELECT count(*) FROM student").fetchone() == (5,)
    raw.close()
    with database.read() as session:
        assert store.rosters.listing(session, cast.lea) == [first]
        assert store.rosters.compare(session, cast.lea, people(5)).identical
    with database.write() as session:
        assert import_as(session, cast.lea, people(6), "after").number == 2


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://root:secret@host/db"])
def test_another_kind_of_database_is_refused_with_what_to_give_instead(url):
    with pytest.raises(ValueError, match="Give the address of a SQLite file") as refused:
        store.connect(url)
    assert "secret" not in str(refused.value)


def test_the_short_form_of_a_postgresql_address_is_understood():
    assert store.connect("postgresql://user@host/name").url.startswith("postgresql+psycopg://")


def test_asking_the_store_does_not_load_pandas():
    program = "import sys, data.store; print({'pandas', 'alembic'} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
