"""The pages of data dictionaries: the list, a school's own with its versions, as files."""

import io

import pytest
from one_school import School
from own_dictionary import own_text
from reader import Reader, path_of
from staff import hire_one

from data.dictionary import read_text

HERE = "/rosters/dictionaries"
ONE = f"{HERE}/own-grades"
NEXT = f"{ONE}/versions"


@pytest.fixture
def abel(own_school: School) -> Reader:
    """The administrator, whose school has one of its own."""
    reader = own_school.reader("abel")
    assert path_of(reader.post(HERE, {"text": own_text()})) == ONE
    return reader


def test_it_is_listed_and_shown_with_its_columns(own_school: School, abel: Reader) -> None:
    rows = {row.one("code").text: row.text for row in abel.page(HERE).one("tbody").all("tr")}
    assert next(iter(rows)) == "own-grades"
    assert "this school’s" in rows["own-grades"]
    assert "Abel" in rows["own-grades"]
    assert "everybody’s" in rows["pilot-2008"]
    for who in ("abel", "lea"):
        assert "Absences" in own_school.reader(who).page(ONE).all("tbody")[0].text


def test_a_change_is_a_version_with_what_changed_and_is_taken_back(abel: Reader) -> None:
    changed = own_text(high=10).replace("faltas", "atrasos")
    assert abel.post(NEXT, {"text": changed, "note": "Ten is best"}).status_code == 303
    versions = abel.page(ONE).all("tbody")[1]
    newest, first = (row.text for row in versions.all("tr"))
    assert "changed: Grade" in newest
    assert "gone: Absences" in newest
    assert "Ten is best" in newest
    assert "in force" not in first
    assert abel.get(f"{ONE}/file?version=1").text == own_text()
    assert abel.get(f"{ONE}/file").text == changed
    assert abel.post(f"{ONE}/1/take-back", {}).status_code == 303
    assert abel.get(f"{ONE}/file").text == own_text()


def test_a_broken_text_comes_back_with_its_lines(abel: Reader) -> None:
    broken = own_text().replace("type: word", "type: worm")
    for where in (NEXT, HERE):
        answer = abel.post(where, {"text": broken})
        assert answer.status_code == 422
        assert "line 7" in answer.text
        assert "type: worm" in answer.text
    upload = {"file": (io.BytesIO(broken.encode()), "own.yaml")}
    assert abel.post(NEXT, upload).status_code == 422
    assert abel.post(NEXT, {"text": own_text("other")}).status_code == 422
    assert abel.get(f"{ONE}/file").text == own_text()


def test_a_name_of_others_is_refused_with_one_that_is_free(abel: Reader) -> None:
    answer = abel.post(HERE, {"text": own_text("pilot-2008")})
    assert answer.status_code == 422
    assert "pilot-2008-2" in answer.text


def test_a_shared_one_is_read_as_a_file_and_changed_by_nobody(abel: Reader) -> None:
    text = abel.get(f"{HERE}/pilot-2008/file").text
    assert read_text(text).name == "pilot-2008"
    assert abel.post(f"{HERE}/pilot-2008/versions", {"text": text}).status_code == 404


def test_another_school_finds_nothing_there(own_school: School, abel: Reader) -> None:
    there = own_school.people["chloe"].school
    own_school.people["carl"] = hire_one(
        own_school.state.database, there, "carl", None, "administrator"
    )
    carl = own_school.reader("carl")
    assert "own-grades" not in carl.get(HERE).text
    for path in (ONE, f"{ONE}/file", f"{ONE}/file?version=1"):
        assert carl.get(path).status_code == 404
    assert carl.post(NEXT, {"text": own_text()}).status_code == 404
    assert carl.post(f"{ONE}/1/take-back", {}).status_code == 404
    assert "own-grades-2" in carl.post(HERE, {"text": own_text()}).text


def test_who_may_not_import_changes_none(own_school: School, abel: Reader) -> None:
    assert "textarea" not in own_school.reader("lea").get(ONE).text
    for who in ("lea", "ines", "rui"):
        assert own_school.reader(who).post(NEXT, {"text": own_text()}).status_code == 403
