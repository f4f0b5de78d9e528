"""Students of a file without ids: asked about on one page, kept as answered, forgotten when undone.

Here a job is done at once, in this process, as in `test_rosters.py`.
"""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from one_school import School
from reader import Element, Reader, path_of, sentence_of

from data import store
from webapp.services.jobs import background_jobs, work

HEADER = "first_name;family_name;class;FinalGrade\n"
WEEK_ONE = HEADER + "Rita;Prata;10A;14\nIvo;Seco;10A;8\nAna;Lima;10A;11\n"
WEEK_TWO = HEADER + "Rita;Prata;10A;14\nIvo;Seco;10A;9\nAna;Lima;10A;11\n"
MISSPELT = HEADER + "Rita;Parta;10A;14\nIvo;Seco;10B;9\nAna;Lima;10A;11\n"
NAMESAKES = HEADER + "Rui;Silva;10A;14\nRui;Silva;10A;9\n"


@pytest.fixture
def school(empty_school: School, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    """An empty school whose jobs are done at once."""

    def do(command: list[str], **_options: Any) -> None:
        with empty_school.app.app_context():
            work.run(empty_school.state, int(command[-1]))

    monkeypatch.setattr(background_jobs.subprocess, "Popen", do)
    monkeypatch.setattr(work, "keep_gaps", lambda *_: None)
    yield empty_school


@pytest.fixture
def abel(school: School) -> Reader:
    return school.reader("abel")


def upload(abel: Reader, content: str) -> str:
    """Upload a file; gives the address of its preview."""
    return path_of(abel.post("/rosters", {"file": (io.BytesIO(content.encode()), "10A.csv")}))


def bring_in(abel: Reader, content: str) -> Element:
    at = upload(abel, content)
    return abel.page(path_of(abel.post(f"{at}/confirm", {})))


def students(school: School) -> list[int]:
    with school.read() as session:
        current = store.rosters.current(session, school.viewer)
        assert current
        return store.rosters.cohort(session, school.viewer, current.id).students.tolist()


def choices(page: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in page.all("input", type="radio"):
        found.setdefault(one.attributes["name"], []).append(one.attributes["value"])
    return found


def chosen(page: Element) -> dict[str, str]:
    radios = [one.attributes for one in page.all("input", type="radio")]
    return {one["name"]: one["value"] for one in radios if "checked" in one}


def test_next_weeks_file_asks_nothing_and_misses_nobody(abel: Reader, school: School) -> None:
    bring_in(abel, WEEK_ONE)
    before = students(school)
    page = abel.page(upload(abel, WEEK_TWO))
    figures = {div.one("dt").text: div.one("dd").text for div in page.all("dl")[0].all("div")}
    assert (figures["new"], figures["changed"], figures["missing from the file"]) == ("0", "1", "0")
    assert "who is who" not in page.text
    bring_in(abel, WEEK_TWO)
    assert students(school) == before


def test_obvious_ones_are_proposed_and_one_click_keeps_them(abel: Reader, school: School) -> None:
    bring_in(abel, WEEK_ONE)
    before = students(school)
    at = upload(abel, MISSPELT)
    assert "2 questions: who is who · 2 still open" in abel.page(at).text
    page = abel.page(f"{at}/who")
    assert "Yes to the 2 obvious ones" in page.text
    assert "one letter differs, the same class" in page.text
    assert "the same name, class 10A before, now 10B" in page.text
    assert chosen(page) == {"who.0": str(before[0]), "who.1": str(before[1])}
    again = path_of(abel.post(f"{at}/who", chosen(page)))
    assert "still open" not in abel.page(again).text
    assert "3 students are in" in abel.page(path_of(abel.post(f"{again}/confirm", {}))).text
    assert students(school) == before
    # It is known now how the two are written.
    assert "who is who" not in abel.page(upload(abel, MISSPELT)).text


def test_an_import_waits_until_every_question_has_an_answer(abel: Reader, school: School) -> None:
    bring_in(abel, NAMESAKES)
    before = students(school)
    at = upload(abel, NAMESAKES.replace("9", "10"))
    assert path_of(abel.post(f"{at}/confirm", {})) == f"{at}/who"
    page = abel.page(f"{at}/who")
    assert chosen(page) == {}
    assert "Rui Silva · 10A · grade 14" in page.text
    one, other = (str(number) for number in before)
    assert choices(page) == {"who.0": [one, other, "new"], "who.1": [one, other, "new"]}
    clash = abel.post(f"{at}/who", {"who.0": one, "who.1": one})
    assert clash.status_code == 422
    assert "These cannot all be the same student: row 2, row 3" in sentence_of(clash)
    half = abel.post(f"{at}/who", {"who.0": other})
    assert path_of(half).startswith(f"{at}/who")
    assert chosen(abel.page(f"{at}/who")) == {"who.0": other}
    again = path_of(abel.post(f"{at}/who", {"who.0": other, "who.1": "new"}))
    abel.post(f"{again}/confirm", {"loses": "yes"})
    first, second = students(school)
    assert first == before[1]
    assert second not in before


def test_the_very_same_file_asks_nothing_even_of_namesakes(abel: Reader) -> None:
    bring_in(abel, NAMESAKES)
    page = abel.page(upload(abel, NAMESAKES))
    assert "importing it changes nothing" in page.text
    assert "who is who" not in page.text


def test_another_schools_file_is_nobodys_here(abel: Reader, school: School) -> None:
    at = upload(abel, WEEK_ONE)
    number = int(at.rsplit("/", 1)[1])
    assert abel.get(f"/rosters/imports/{number + 99}/who").status_code == 404
    assert school.reader("ines").get(f"{at}/who").status_code == 403
