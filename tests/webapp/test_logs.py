"""Nothing that is written down for machines holds a student's name."""

import logging

import pytest
from invented import as_csv, students
from one_school import School
from reader import Reader
from sqlalchemy import text

from webapp import imports

NAMES = ("Ana", "Gonçalves", "Élise", "Durand", "Bruno")


def check(words: str) -> None:
    for name in NAMES:
        assert name not in words


def test_no_answer_leaves_a_name_in_the_log(
    own_school: School, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lea = own_school.reader()
    student = own_school.ids()["S1"]
    for address in (
        "/caseload?q=Gon%C3%A7alves", f"/students/{student}", "/caseload.csv", "/caseload.xlsx",
        "/caseload?foo=Ana", "/caseload/sheet", "/nowhere/Ana", "/rosters",
    ):  # fmt: skip
        lea.get(address)
    lea.post(f"/students/{student}/interventions", {"back": "?q=Ana"}, part=True)
    lea.post(f"/students/{student}/dismissals", {"reason": "other", "words": "Ana is ill"})
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
    check(caplog.text)


def test_an_import_that_breaks_names_nobody(own_school: School) -> None:
    file = own_school.folder / "new.csv"
    file.write_text(as_csv(students(absences="3")), encoding="utf-8")
    with own_school.app.app_context():
        found = imports.read(own_school.state, own_school.viewer, file, "new.csv")
        with own_school.write() as session:
            session.execute(text("DROP TABLE answers"))
        with pytest.raises(Exception, match="answers") as caught:
            imports.take_in(own_school.state, own_school.viewer, found, "T", 1)
    check(str(caught.value))


def test_decisions_hold_numbers_and_no_names(own_school: School, lea: Reader) -> None:
    with own_school.read() as session:
        rows = session.execute(text("SELECT * FROM decision")).all()
    assert rows
    check(str(rows))


def test_the_health_check_names_nobody(lea: Reader) -> None:
    answer = lea.get("/healthz")
    assert answer.json == {
        "database": "ok", "rule_sets": 2, "broken_rule_files": 0, "students": 10,
    }  # fmt: skip
    check(answer.text)
