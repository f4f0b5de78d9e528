"""Nothing that is written down for machines holds a name or an answer, nor can forge an entry."""

import io
import logging
import re
import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import as_csv, students
from one_school import School
from programs import Program
from reader import Reader
from sqlalchemy import text

from data import store
from webapp.services.jobs import background_jobs, work
from webapp.services.process import logs
from webapp.services.rosters import importing

NAMES = ("Ana", "Gonçalves", "Élise", "Durand", "Bruno")
MARK = "Zzyzx"  # in every name, class, note, file name and address of the marked school
READERS = ("lea", "ines", "mia", "otto", "abel")
HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")
# What a terminal or a reader of logs could take for the end of an entry, or for its colour.
FORGED = "\r\nERROR root: forged\x1b[31m\u2028ERROR root: forged\x85\u202eERROR root: forged"


def check(words: str) -> None:
    for name in (*NAMES, MARK):
        assert name not in words


@pytest.fixture
def marked(empty_school: School, monkeypatch: pytest.MonkeyPatch) -> School:
    """A school in which every name, class and note has the mark; its jobs are not done."""
    monkeypatch.setattr(background_jobs.subprocess, "Popen", lambda *_, **__: None)
    file = empty_school.folder / "marked.csv"
    rows = students(StudentID=f"{MARK}-{{n}}", FirstName=f"{MARK}{{n}}", FamilyName=MARK)
    file.write_text(as_csv([{**row, "class": f"{MARK} 10A"} for row in rows]), encoding="utf-8")
    empty_school.take_in(file, f"{MARK}.csv", f"{MARK} maths")
    with empty_school.write() as session:
        student = empty_school.ids()[f"{MARK}-1"]
        store.dismissals.add(session, empty_school.viewer, student, "other", MARK, None)
        store.jobs.start(session, empty_school.viewer, "read roster", {"filename": f"{MARK}.csv"})
    return empty_school


def addresses(school: School, method: str) -> list[str]:
    """Every route that takes the method, with things that are there or the mark in its holes;
    signing out comes last, since nothing is shown after it."""
    student = str(school.ids()[f"{MARK}-1"])
    rules = school.app.url_map.iter_rules()
    found: dict[str, None] = {}
    for rule in sorted(rules, key=lambda rule: rule.endpoint == "sign_in.leave"):
        if method in (rule.methods or ()):
            for free in (MARK, "pt", "small") if "<" in rule.rule else (MARK,):

                def fill(hole: re.Match[str], free: str = free) -> str:
                    number = student if hole[2] == "student" else "1"
                    return number if hole[1] == "int" else free

                found[HOLE.sub(fill, rule.rule)] = None
    return list(found)


def ask_everything(school: School) -> int:
    """Ask for every route as each role does, with the mark in all that is written; counts the
    errors. A program comes first; Abel, who may erase, last."""
    errors = ask_everything_as_a_program(Program(school), school)
    return errors + sum(ask_everything_as(school.reader(who), school) for who in READERS)


def ask_everything_as_a_program(program: Program, school: School) -> int:
    """Ask for every route that is for programs; counts the errors."""
    answers = [
        program.client.open(
            f"{address}?q={MARK}",
            method=method,
            json={"records": [{MARK: MARK}], "candidate": MARK} if method == "POST" else None,
            headers={"Authorization": f"Bearer {program.token}"},
        )
        for method in ("GET", "POST")
        for address in addresses(school, method)
        if address.startswith("/api/v1/")
    ]
    return sum(answer.status_code >= 400 for answer in answers)


def ask_everything_as(reader: Reader, school: School) -> int:
    """Ask for every route as one reader; counts the errors."""
    query = f"?q={MARK}&by={MARK}&set=small&back=/{MARK}&state={MARK}&roster={MARK}"
    form = {
        **{"words": MARK, "title": MARK, "back": f"?q={MARK}", "until": MARK, "name": MARK},
        **{"reason": "other", "login": MARK, "password": MARK, "column.0": MARK},
        **{"role": "counsellor", "group": MARK, "key": MARK, "new": MARK, "code": MARK},
    }
    answers = []
    for address in addresses(school, "GET"):
        answers += [reader.get(address), reader.get(address + query, part=True)]
        answers.append(reader.get(f"{address}?q={MARK}"))
    for address in addresses(school, "POST"):
        file = (io.BytesIO(MARK.encode()), f"{MARK}.csv")
        answers.append(reader.post(address + query, {**form, "file": file}))
        answers.append(reader.post(address, {**form, "until": ""}, part=True))
    return sum(answer.status_code >= 400 for answer in answers)


def test_no_route_leaves_a_name_in_the_log(
    marked: School, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert ask_everything(marked) > 10
    check(caplog.text)


def broken(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view for the same readers that only breaks, with the mark in what it says."""

    @wraps(view)
    def break_(*_: object, **__: object) -> None:
        try:
            raise KeyError(MARK)
        except KeyError as error:
            raise ValueError(f"could not convert string to float: {MARK!r}") from error

    return break_


def test_no_route_leaves_a_name_in_the_log_when_it_breaks(
    marked: School, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)

    for endpoint, view in list(marked.app.view_functions.items()):
        monkeypatch.setitem(marked.app.view_functions, endpoint, broken(view))
    ask_everything(marked)
    broke = set(re.findall(r"unexpected ValueError from KeyError in (\S+)", caplog.text))
    # A static file is sent by the server's own view, which takes no mark.
    assert broke >= marked.app.view_functions.keys() - {"static"}
    assert "Traceback" in caplog.text
    check(caplog.text)


def test_what_breaks_leaves_a_traceback_without_a_name(
    own_school: School, caplog: pytest.LogCaptureFixture
) -> None:
    lea = own_school.reader()
    student = own_school.ids()["S1"]
    token = lea.token
    with own_school.write() as session:
        session.execute(text("DROP TABLE intervention"))
    answer = lea.client.post(
        f"/students/{student}/interventions?q=Ana", data={"csrf_token": token, "back": "?q=Ana"}
    )
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "Traceback" in caplog.text
    assert "OperationalError (SQLITE_ERROR)" in caplog.text
    check(caplog.text)


def test_a_job_that_breaks_names_nobody(
    marked: School, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_(*_: object) -> dict[str, object]:
        raise ValueError(f"{MARK} is no number")

    monkeypatch.setitem(work.WORK, "read roster", break_)
    done = marked.app.test_cli_runner().invoke(args=["jobs", "run", "1"])
    assert done.exit_code == 1
    assert "job 1 broke: ValueError" in caplog.text
    assert "Traceback" in caplog.text
    check(caplog.text + done.output)
    with marked.read() as session:
        assert "Something broke" in str(store.jobs.get(session, marked.viewer, 1).problem)


def test_an_import_that_breaks_names_nobody(own_school: School) -> None:
    file = own_school.folder / "new.csv"
    file.write_text(as_csv(students(absences="3")), encoding="utf-8")
    with own_school.app.app_context():
        found = importing.read(own_school.state, own_school.viewer, file, "new.csv")
        with own_school.write() as session:
            session.execute(text("DROP TABLE answers"))
        with pytest.raises(Exception, match="answers") as caught:
            importing.take_in(own_school.state, own_school.viewer, found, "T", 1)
    check(str(caught.value))


def test_what_was_asked_of_every_route_is_in_the_trace_without_a_name(marked: School) -> None:
    ask_everything(marked)
    with marked.read() as session:
        rows = session.execute(text("SELECT * FROM decision")).all()
    assert {"see", "export", "import", "open", "dismiss"} <= {row.action for row in rows}
    # "by" is the adult's own name, which he may change to whatever he likes.
    check(str([{**row._mapping, "by": ""} for row in rows]))


def test_the_health_check_names_nobody(lea: Reader) -> None:
    answer = lea.get("/healthz")
    assert answer.json == {
        "database": "ok", "rule_sets": 4, "broken_rule_files": 0, "students": 10,
    }  # fmt: skip
    check(answer.text)


def test_nothing_that_is_sent_or_saved_forges_an_entry(
    marked: School, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    name = f"small{FORGED}.yaml".replace("/", "")
    (marked.folder / "rules" / name).write_text("format: 1\ntitle: x\n", encoding="utf-8")
    marked.state.shelf._looked = float("-inf")
    reader = marked.reader()
    reader.get("/rules")
    reader.client.get("/caseload", environ_overrides={"HTTP_HOST": f"evil{FORGED}"})
    for address in ("/nowhere/", "/rules/", "/caseload?q=", "/students/1"):
        reader.client.get(address + FORGED)
    reader.post("/rosters", {"file": (io.BytesIO(b"x"), f"a{FORGED}.csv")})
    reader.get("/caseload", **{"User-Agent": FORGED.replace("\r\n", "")})
    formatter = logs.OneLine(logs.LINE)
    entries = [formatter.format(record) for record in caplog.records]
    assert sum("forged" in entry for entry in entries) >= 2
    for entry in entries:
        assert entry.isprintable()
        assert not entry.startswith("ERROR root: forged")


@given(st.text(), st.text())
def test_an_entry_is_one_line_whatever_is_in_it(message: str, argument: str) -> None:
    record = logging.LogRecord(
        "webapp", logging.INFO, "", 1, message.replace("%", "%%") + "%s", (argument,), None
    )
    said = logs.OneLine(logs.LINE).format(record)
    assert said.isprintable()
    assert said.startswith("INFO webapp: ")


def test_an_entry_about_an_exception_has_its_kind_and_place_not_its_message() -> None:
    try:
        try:
            sqlite3.connect(":memory:").execute(f"SELECT {MARK}")
        except sqlite3.Error as error:
            raise ValueError(f"{MARK}{FORGED}") from error
    except ValueError as error:
        record = logging.LogRecord(
            "waitress",
            logging.ERROR,
            "",
            1,
            "it broke",
            (),
            (ValueError, error, error.__traceback__),
        )
    first, begin, *frames, last = logs.OneLine(logs.LINE).format(record).splitlines()
    assert (first, begin) == ("ERROR waitress: it broke", "Traceback (most recent call last):")
    assert last == "ValueError from OperationalError (SQLITE_ERROR)"
    assert all(frame.startswith("  ") for frame in frames)
    assert "test_logs.py" in frames[0]


@pytest.mark.parametrize(
    ("logger", "message", "left"),
    [
        ("waitress", f"Client disconnected while serving /{MARK}{FORGED}",
         "Client disconnected while serving a page"),
        ("werkzeug", f'127.0.0.1 - - "GET /caseload?q={MARK}&by={MARK} HTTP/1.1" 200 -',
         '127.0.0.1 - - "GET /caseload?... HTTP/1.1" 200 -'),
    ],
)  # fmt: skip
def test_the_servers_own_messages_lose_their_addresses(
    school: School, caplog: pytest.LogCaptureFixture, logger: str, message: str, left: str
) -> None:
    with caplog.at_level(logging.INFO, logger=logger):
        logging.getLogger(logger).info(message)
    assert [record.getMessage() for record in caplog.records] == [left]
