"""A student's what-if: the page's own figure where nothing is tried, and no promise anywhere."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from one_school import School
from reader import Element, Reader

from data.store import audit
from data.store.audit import AuditFilters
from data.store.families import objections
from data.store.models import model_registry, predictions


@pytest.fixture(scope="module")
def sampled(trained_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """70 invented students and a model that learned from them."""
    made = School(copied(trained_folder))
    yield made
    made.close()


@pytest.fixture
def lea(sampled: School) -> Reader:
    return sampled.reader()


@pytest.fixture(scope="module")
def student(sampled: School) -> int:
    """One of whom something is expected."""
    with sampled.read() as session:
        for number in sampled.ids().values():
            if predictions.of_student(session, sampled.viewer, 1, number) is not None:
                return number
    raise AssertionError("nothing is expected of anybody")


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", ""))


def lines(page: Element) -> dict[str, list[str]]:
    table = page.one("section", aria_labelledby="lines").one("table")
    return {
        row.one("th", scope="row").text: [cell.text for cell in row.all("td")]
        for row in table.all("tr")
        if row.all("th", scope="row")
    }


def test_with_nothing_tried_it_says_what_the_students_page_says(
    sampled: School, lea: Reader, student: int
) -> None:
    with sampled.read() as session:
        kept = predictions.of_student(session, sampled.viewer, 1, student)
    assert kept is not None
    page = lea.page(f"/students/{student}/what-if")
    said = page.one("p", role="status").text
    figures = [f"{value:.1f}".removesuffix(".0") for value in (kept.expected, kept.low, kept.high)]
    assert re.findall(r"[\d.]+\d|\d", said)[0] == figures[0]
    assert f"between {figures[1]} and {figures[2]}" in said
    assert "A grade is not promised." in said
    assert lines(page)["Together"] == [f"{kept.expected:.2f}".rstrip("0").rstrip(".")]


def test_the_lines_add_up_and_so_do_the_differences(lea: Reader, student: int) -> None:
    page = lea.page(f"/students/{student}/what-if?a.absences=40&a.studytime=4")
    found = lines(page)
    total, difference = found.pop("Together")
    adds = sum(number(cells[1]) for cells in found.values())
    assert adds == pytest.approx(number(total), abs=0.06)
    against = sum(number(cells[2]) for cells in found.values())
    assert against == pytest.approx(number(difference), abs=0.06)
    moved = {label for label, cells in found.items() if number(cells[2])}
    assert moved <= {"Absences this year", "Study time"}
    assert moved


def test_the_form_says_every_answer_in_words_with_what_it_may_be(lea: Reader, student: int) -> None:
    form = lea.page(f"/students/{student}/what-if").one("form", method="get")
    study = form.one("select", name="a.studytime")
    assert [one.text for one in study.all("option")] == [
        "no answer", "under 2 hours a week", "2 to 5 hours a week", "5 to 10 hours a week",
        "over 10 hours a week",
    ]  # fmt: skip
    absences = form.one("input", name="a.absences")
    assert (absences.attributes["min"], absences.attributes["max"]) == ("0.0", "22.0")
    assert "0 to 93 absences · here mostly 0 to 22" in form.text


def test_what_coaching_does_not_change_is_shown_and_stays(lea: Reader, student: int) -> None:
    page = lea.page(f"/students/{student}/what-if")
    stays = page.one("form", method="get").one("dl").text
    assert "School support" in stays
    assert "school support goes to those who need it" in page.text
    assert not page.all("select", name="a.schoolsup")
    assert not page.all("figure", id="curve-schoolsup")
    answer = lea.get(f"/students/{student}/what-if?a.schoolsup=no&a.schoolsup=yes")
    other = lea.get(f"/students/{student}/what-if?a.schoolsup=yes")
    assert {answer.status_code, other.status_code} <= {302, 422}
    assert 422 in {answer.status_code, other.status_code}


def test_changes_live_in_the_shortest_address(lea: Reader, student: int) -> None:
    page = lea.page(f"/students/{student}/what-if")
    form = page.one("form", method="get")
    own = form.one("input", name="a.absences").attributes["value"]
    answer = lea.get(f"/students/{student}/what-if?a.absences={own}&a.studytime=&x=1")
    assert answer.status_code == 302
    assert answer.location == f"/students/{student}/what-if?a.studytime="
    part = lea.get(f"/students/{student}/what-if?a.absences=77&a.x=", part=True)
    assert part.status_code == 422
    part = lea.get(f"/students/{student}/what-if?a.absences=77", part=True)
    assert part.headers["HX-Replace-Url"] == f"/students/{student}/what-if?a.absences=77"
    assert "own answer:" in part.text


def test_a_value_that_cannot_be_is_said_beside_its_field_and_kept(
    lea: Reader, student: int
) -> None:
    for wrong in ("94", "-1", "1.5", "nan", "inf", "many", "1e400"):
        answer = lea.get(f"/students/{student}/what-if?a.absences={wrong}")
        assert answer.status_code == 422
        assert "Type a whole number from 0 to 93, or nothing." in answer.text
        assert f'value="{wrong}"' in answer.text
    assert "usually get" in answer.text


def test_an_answer_that_nobody_of_the_training_gave_is_said(lea: Reader, student: int) -> None:
    page = lea.page(f"/students/{student}/what-if?a.absences=93")
    assert "No student of the training answered so: Absences this year." in page.text


def test_curves_and_the_map_are_drawn_with_their_tables(lea: Reader, student: int) -> None:
    page = lea.page(f"/students/{student}/what-if?a.studytime=3")
    curve = page.one("figure", id="curve-studytime")
    rows = curve.one("tbody").all("tr")
    assert len(rows) == 4
    here = [row for row in rows if "this record" in row.text]
    said = page.one("p", role="status").text
    assert here[0].all("td")[0].text in said
    assert curve.all("polygon", class_="band")
    heat = page.one("table", class_="heat")
    framed = heat.one("td", class_="here")
    assert framed.text.startswith(here[0].all("td")[0].text)


def test_students_like_him_are_counted_without_him(sampled: School, lea: Reader) -> None:
    with sampled.read() as session:
        known = [
            one
            for one in list(sampled.ids().values())[:12]
            if predictions.of_student(session, sampled.viewer, 1, one) is not None
        ]
    for one in known[:4]:
        text = lea.page(f"/students/{one}/what-if").one("section", aria_labelledby="likes").text
        [count] = re.findall(r"^Students like this one (\d+) students", text)
        assert int(count) >= 10


def test_it_takes_the_students_door_and_leaves_its_trace(sampled: School, student: int) -> None:
    address = f"/students/{student}/what-if"
    assert sampled.reader("chloe").get(address).status_code == 404
    assert sampled.reader("mia").get(address).status_code == 403
    assert 'name="reason"' in sampled.reader("abel").get(address).text
    assert sampled.reader().get("/students/4711/what-if").status_code == 404
    sampled.reader("lea").page(f"{address}?a.absences=3")
    with sampled.read() as session:
        seen = audit.listing(session, sampled.viewer, AuditFilters("see", "student")).lines
    assert [line.student_id for line in seen if line.by == "Lea"].count(student) == 1
    assert not any("absences" in str(line.detail) for line in seen)


def test_the_students_page_leads_there(lea: Reader, student: int) -> None:
    page = lea.page(f"/students/{student}")
    [link] = [one for one in page.all("a") if "what-if" in one.attributes["href"]]
    assert "usually get" in lea.page(link.attributes["href"]).text


@pytest.mark.parametrize("language", ["en", "pt", "fr"])
def test_it_is_read_in_every_language(sampled: School, student: int, language: str) -> None:
    page = sampled.reader(language=language).page(f"/students/{student}/what-if?a.absences=7")
    assert page.all("figure")


def test_without_a_model_it_says_so_and_the_rules_go_on(own_school: School) -> None:
    page = own_school.reader().page(f"/students/{own_school.ids()['S1']}/what-if")
    assert "Nothing is expected of this student" in page.text


def test_who_is_not_scored_by_request_has_no_what_if(own_school: School) -> None:
    student = own_school.ids()["S1"]
    with own_school.write() as session:
        objections.object(session, own_school.people["abel"], student)
    assert own_school.reader().get(f"/students/{student}/what-if").status_code == 422


def test_a_model_whose_file_was_altered_is_not_asked(
    sampled: School, lea: Reader, student: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.services.models import opening as kept_open
    from webapp.services.process.cache import Recent

    monkeypatch.setattr(kept_open, "_opened", Recent(1))
    monkeypatch.setattr(model_registry, "file_of", lambda *_asked: b"something else")
    page = lea.page(f"/students/{student}/what-if")
    assert "was altered after it was trained" in page.text
