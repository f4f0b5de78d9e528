"""Jobs in earnest: child processes that import, that are killed, and that meet each other."""

import io
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from invented import ROSTER, as_csv, students
from one_school import School
from reader import Element, Reader, path_of
from sqlmodel import col, select

from data import store
from data.tables import Decision
from webapp.services.jobs import background_jobs
from webapp.services.process.settings import HERE

PATIENCE = 40.0  # seconds

HALF = """
import dataclasses, sys, time
import data.store.rosters.adding as adding
written = adding._write_answers
def half(session, roster, rows, students):
    n = len(rows) // 2
    some = {"numbers": students.numbers[:n], "own_ids": students.own_ids[:n]}
    written(session, roster, rows[:n], dataclasses.replace(students, **some))
    session.flush()
    print("halfway", flush=True)
    time.sleep(60)
adding._write_answers = half
from webapp import create_app
from webapp.http.state import state
from webapp.services.jobs import work
app = create_app()
with app.app_context():
    work.run(state(), int(sys.argv[1]))
"""


def upload(reader: Reader, content: str) -> str:
    """Upload a file; gives the address of the job."""
    file = (io.BytesIO(content.encode()), "maths.csv")
    return path_of(reader.post("/rosters", {"file": file}))


def settled(reader: Reader, address: str) -> Element:
    """The job's part when it is done, whatever it came to."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        part = reader.part(address)
        if "hx-get" not in part.attributes:
            return part
        time.sleep(0.1)
    raise AssertionError(f"{address} is not done after {PATIENCE} seconds")


def test_a_child_reads_and_imports_and_the_gap_says_why_there_is_none(
    empty_school: School,
) -> None:
    abel, lea = empty_school.reader("abel"), empty_school.reader("lea")
    preview = upload(abel, ROSTER)
    assert "What is this file?" in settled(abel, preview).text
    done = path_of(abel.post(f"{preview}/confirm"))
    assert "10 students are in" in settled(abel, done).text
    end = time.monotonic() + PATIENCE
    while "are being computed" in lea.page("/caseload?y=gap").text and time.monotonic() < end:
        time.sleep(0.3)
    page = lea.page("/caseload?y=gap")
    assert "60" in page.text
    assert "are being computed" not in page.text
    assert list(empty_school.settings.uploads.iterdir()) == []


def test_killed_in_the_middle_of_an_import_nothing_of_it_is_there(own_school: School) -> None:
    with own_school.write() as session:
        detail = prepared(own_school)
        job = store.jobs.start(session, own_school.viewer, "import roster", detail).id
    child = subprocess.Popen(
        [sys.executable, "-c", HALF, str(job)],
        cwd=HERE,
        env=os.environ | background_jobs.environment(own_school.settings),
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"halfway"
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    child.stdout.close()
    path = own_school.folder / "alavanca.sqlite"
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM roster").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM answers").fetchone() == (10,)
        assert connection.execute("SELECT count(*) FROM student").fetchone() == (10,)
    lea = own_school.reader()
    assert "10 students" in lea.page("/caseload?set=small").text
    student = own_school.ids()["S1"]
    assert lea.post(f"/students/{student}/interventions").status_code == 302


def prepared(school: School, **changes: str) -> dict[str, object]:
    """An upload that was looked at, as the page leaves it to its import."""
    from webapp.services.rosters import importing, uploads

    waiting = uploads.Uploads(school.settings.uploads)
    token, path = waiting.new()
    rows = [{**row, "StudentID": f"N{row['StudentID']}"} for row in students(**changes)]
    path.write_text(as_csv(rows), encoding="utf-8")
    found = importing.read(school.state, school.viewer, path, "new.csv")
    waiting.keep(token, uploads.preview(found, {}))
    return {
        "token": token, "filename": "new.csv", "title": "New", "mapping": found.mapping,
        "current": found.current.id if found.current else None,
    }  # fmt: skip


def test_a_child_works_as_the_person_who_started_it(empty_school: School) -> None:
    abel = empty_school.people["abel"]
    number = background_jobs.start(empty_school.state, abel, "load sample", {"students": 60})
    assert "Done" in settled(empty_school.reader("abel"), f"/rosters/imports/{number}").text
    with empty_school.read() as session:
        roster = store.rosters.current(session, abel)
        lines = session.exec(select(Decision).where(col(Decision.thing) == "roster")).all()
        _, starter = store.jobs.with_starter(session, number)
    assert roster is not None
    assert roster.imported_by == "Abel"
    assert {(line.account, line.by, line.school_id) for line in lines} == {
        (abel.account, "Abel", abel.school)
    }
    assert starter == abel


def test_of_two_imports_at_once_one_waits_and_neither_is_lost_without_a_word(
    own_school: School,
) -> None:
    details = [prepared(own_school, absences=str(n)) for n in (1, 2)]
    numbers = [
        background_jobs.start(own_school.state, own_school.viewer, "import roster", detail)
        for detail in details
    ]
    abel = own_school.reader("abel")
    parts = [settled(abel, f"/rosters/imports/{number}").text for number in numbers]
    assert sorted("Done" in part for part in parts) == [False, True]
    [other] = [part for part in parts if "Done" not in part]
    assert "Another roster came in while this one was being looked at" in other
    with own_school.read() as session:
        rosters = store.rosters.listing(session, own_school.viewer)
    assert [roster.students for roster in rosters] == [10, 10]


def test_a_child_gets_the_settings_of_its_server(
    own_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = background_jobs.environment(own_school.settings)
    assert said["ALAVANCA_DATA_FOLDER"] == str(own_school.folder)
    assert said["ALAVANCA_SCHOOL_NAME"] == "Pilot school"
    assert said["ALAVANCA_TRUSTED_HOSTS"] == '["localhost", "127.0.0.1"]'
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    from webapp.services.process.settings import Settings

    assert Settings() == own_school.settings


def test_an_unknown_job_ends_with_a_sentence(own_school: School) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", str(HERE / "wsgi.py"), "jobs", "run", "4711"],
        env=os.environ | background_jobs.environment(own_school.settings),
        cwd=Path("/"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "There is no job 4711." in done.stderr
    assert "Traceback" not in done.stderr
