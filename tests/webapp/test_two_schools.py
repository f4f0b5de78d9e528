"""Another school's thing is a thing that does not exist, on every address and for everybody."""

import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from one_school import School
from reader import Reader
from sqlmodel import SQLModel
from two_schools import (
    MARKER,
    NOWHERE,
    Ids,
    address_of,
    furnish,
    numbered,
    requests_of,
    rules_of,
)
from werkzeug.test import TestResponse

HERE = ("ines", "rui", "lea", "abel", "mia", "otto")


@pytest.fixture(scope="module")
def both(
    ready_folder: Path, copied: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[School, Ids, Ids]]:
    """A server that keeps the Pilot school and Chloe's, each with one thing of every kind."""
    school = School(copied(ready_folder))
    ours, theirs = furnish(school, tmp_path_factory.mktemp("other"))
    yield school, ours, theirs
    school.close()


def rows_of(school: School) -> dict[str, list[tuple[object, ...]]]:
    """Everything there is, table by table; but not the trace, and not who was seen when."""
    left_out = {"decision", "signin", "writecount"}
    with school.read() as session:
        return {
            name: [tuple(row) for row in session.connection().execute(table.select())]
            for name, table in SQLModel.metadata.tables.items()
            if name not in left_out
        }


def said(answer: TestResponse, number: str) -> tuple[int, str, str]:
    """What an answer says, without the number it was asked for and without a form's token."""
    text = answer.text.replace(number, "#")
    lines = [line for line in text.splitlines() if "csrf_token" not in line]
    lines = [line for line in lines if "X-CSRFToken" not in line]
    return (
        answer.status_code,
        answer.headers.get("Location", "").replace(number, "#"),
        "".join(lines),
    )


@pytest.mark.parametrize("who", HERE)
def test_another_schools_thing_answers_as_one_that_does_not_exist(
    both: tuple[School, Ids, Ids], who: str
) -> None:
    school, _, theirs = both
    reader, before = school.reader(who), rows_of(school)
    asked = 0
    for rule, method in requests_of(school.app):
        if not numbered(rule):
            continue
        foreign, nowhere = address_of(rule, theirs), address_of(rule, None)
        number = next(theirs.of(name) for name in numbered(rule))
        first = said(send(reader, method, foreign), number)
        second = said(send(reader, method, nowhere), str(NOWHERE))
        assert first[0] in (403, 404), (who, method, foreign, first[0])
        assert first == second, (who, method, foreign)
        asked += 1
    assert asked > 10
    assert rows_of(school) == before


@pytest.mark.parametrize("who", HERE)
def test_one_may_open_what_is_ones_own_or_is_told_that_the_role_does_not_include_it(
    both: tuple[School, Ids, Ids], who: str
) -> None:
    school, ours, _ = both
    reader = school.reader(who)
    for rule in rules_of(school.app):
        if not numbered(rule) or "GET" not in (rule.methods or ()):
            continue
        action = getattr(school.app.view_functions[rule.endpoint], "needs", None)
        answer = reader.get(address_of(rule, ours))
        if action is not None and not school.may(who, action):
            assert answer.status_code == 403, (who, rule.rule)
        else:
            assert answer.status_code in (200, 302, 303, 404, 409), (who, rule.rule)


@pytest.mark.parametrize("who", HERE)
def test_no_answer_holds_a_word_of_the_other_school(
    both: tuple[School, Ids, Ids], who: str, caplog: pytest.LogCaptureFixture
) -> None:
    school, ours, theirs = both
    reader = school.reader(who)
    with caplog.at_level(logging.DEBUG):
        for rule in rules_of(school.app):
            if "GET" not in (rule.methods or ()):
                continue
            for ids in (ours, theirs, None) if numbered(rule) else (ours,):
                for part in (False, True):
                    answer = reader.get(address_of(rule, ids), part=part)
                    assert MARKER not in read_out(answer), (who, rule.rule, part)
    assert MARKER not in caplog.text


def test_the_other_school_reads_its_own_word(both: tuple[School, Ids, Ids]) -> None:
    """Else the tests above could not fail."""
    school, _, theirs = both
    chloe = school.reader("chloe")
    for path in ("/caseload", "/caseload.csv", "/caseload.xlsx", f"/students/{theirs.student}"):
        assert MARKER in read_out(chloe.get(path)), path


def send(reader: Reader, method: str, path: str) -> TestResponse:
    """Ask for an address, or send it a form with nothing in it but its token."""
    return reader.get(path) if method == "GET" else reader.post(path)


def read_out(answer: TestResponse) -> str:
    """All that an answer says: headers, body, and the inside of a packed file."""
    found = [str(answer.headers), answer.get_data().decode("utf-8", "replace")]
    if answer.get_data()[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.get_data())) as packed:
            found += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    return "\n".join(found)
