"""Everything that was saved of a draft: who, what it changed, and how to bring it back."""

import pytest
from draft_texts import HEAVIER, Writing, mended
from invented import SMALL
from one_school import School
from reader import path_of


@pytest.fixture
def writing(own_school: School) -> Writing:
    return Writing(own_school)


def test_each_saving_is_listed_with_its_person_and_what_changed(writing: Writing) -> None:
    writing.save(HEAVIER, 1, writing.olga)
    page = writing.lea.page(f"{writing.address}/revisions")
    newest, first = page.all("article")
    assert "2, saved by Olga" in newest.text
    assert [one.text for one in newest.one("pre").all("span")][1:4] == [
        "1010 label: {en: Absences, fr: Absences, pt: Faltas}",
        "11− weight: 2",
        "11+ weight: 5",
    ]
    assert "The text that the draft began with" in first.text


def test_an_earlier_saving_is_brought_back_as_the_newest(writing: Writing) -> None:
    writing.save(HEAVIER, 1)
    answer = writing.lea.post(f"{writing.address}/revisions", {"number": "1"})
    assert path_of(answer) == writing.address
    assert (writing.now.revision, writing.now.text) == (3, SMALL)


def test_many_savings_are_on_several_pages(writing: Writing) -> None:
    for number in range(1, 24):
        writing.save(mended("weight: 2", f"weight: 2.{number}"), number)
    page = writing.lea.page(f"{writing.address}/revisions")
    assert len(page.all("article")) == 20
    [older] = [one for one in page.all("a") if one.text == "Older ones"]
    page = writing.lea.page(older.attributes["href"])
    assert len(page.all("article")) == 4
    assert "Older ones" not in page.text


def test_a_saving_that_is_not_there_is_not_found(writing: Writing) -> None:
    assert writing.lea.post(f"{writing.address}/revisions", {"number": "9"}).status_code == 404
    assert writing.lea.post(f"{writing.address}/revisions").status_code == 422
