"""The overview: figures of whole schools, of many students only, and of the right schools."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from invented import as_csv, students
from one_school import School
from reader import Element, Reader
from staff import operator

from data.store import rosters
from data.store.coaching import dismissals, interventions
from data.store.people import memberships
from webapp.pictures import charts, dots_build
from webapp.services.rosters.importing import load_sample

STUDENTS = 300


@pytest.fixture(scope="module")
def sampled(empty_folder: Path, copied: Any) -> Iterator[School]:
    """A school of 300 invented students, of whom 20 are coached and 12 set aside."""
    made = School(copied(empty_folder))
    roster = load_sample(made.state, made.viewer, STUDENTS)
    with made.write() as session:
        found = rosters.cohort(session, made.viewer, roster.id).students.tolist()
        for student in found[:20]:
            interventions.open(session, made.viewer, student)
        for student in found[20:32]:
            dismissals.add(session, made.viewer, student, "not_now", "", None)
    yield made
    made.close()


def rows_of(page: Element) -> dict[str, list[str]]:
    """The cells of each line of the page's tables, by its heading."""
    return {
        row.one("th", scope="row").text: [cell.text for cell in row.all("td")]
        for row in page.all("tr")
        if row.all("td")
    }


def chart_of(page: Element) -> dict[str, Any]:
    script = page.one("script", id="specification")
    found: dict[str, Any] = json.loads("".join(script.own_text))
    return found


def test_each_year_has_its_line_and_they_add_up_to_the_school(sampled: School) -> None:
    rows = rows_of(sampled.reader().page("/overview"))
    years = [int(cells[0]) for name, cells in rows.items() if name != "The whole school"]
    assert list(rows) == ["10", "11", "12", "The whole school"]
    assert sum(years) == int(rows["The whole school"][0]) == STUDENTS
    assert rows["The whole school"][4] == "20 7 %"


def test_figures_of_a_few_are_hidden_and_so_is_what_would_give_them_away(sampled: School) -> None:
    rows = rows_of(sampled.reader().page("/overview"))
    coached = {name: cells[4] for name, cells in rows.items() if name != "The whole school"}
    shown = [int(text.split()[0]) for text in coached.values() if text != "hidden"]
    gone = [name for name, text in coached.items() if text == "hidden"]
    assert len(gone) != 1
    assert all(count >= 10 for count in shown)
    assert not gone or 20 - sum(shown) >= 10


def test_reasons_and_levers_are_named_of_the_whole_school(sampled: School) -> None:
    said = sampled.reader().page("/overview").one("dl", class_="axes").text
    assert "not now (12)" in said
    assert "about " in said


def test_no_student_is_named_nor_linked(sampled: School) -> None:
    with sampled.read() as session:
        roster = rosters.current(session, sampled.viewer)
        assert roster is not None
        names = rosters.names(session, sampled.viewer, roster.id)
    page = sampled.reader().page("/overview")
    said = set(page.text.split())
    assert not [name for name in names.family if name in said]
    assert not [link for link in page.all("a") if "/students/" in link.attributes["href"]]


def test_the_chart_has_what_the_table_shows_and_no_more(sampled: School) -> None:
    page = sampled.reader().page("/overview")
    marks = chart_of(page)["datasets"]["figures"]
    rows = rows_of(page)
    shown = {
        (name if name != "The whole school" else "Pilot school", kind): cells[at].split()[1]
        for name, cells in rows.items()
        for at, kind in ((2, "low"), (4, "coached"))
        if cells[at] != "hidden"
    }
    assert {(one["row"], one["kind"]): str(one["percent"]) for one in marks} == shown


def test_the_kept_specification_is_what_altair_builds() -> None:
    assert json.loads(charts.path("overview").read_text(encoding="utf-8")) == dots_build.build()


def test_the_chart_is_in_the_readers_words(sampled: School) -> None:
    found = chart_of(sampled.reader().page("/overview"))
    assert "@" not in json.dumps(found["encoding"])
    params = {one["name"]: one["value"] for one in found["params"]}
    assert params["kinds"]["coached"] == "coached now"


def test_ten_students_are_too_few_for_groups_and_most_figures(school: School, lea: Reader) -> None:
    page = lea.page("/overview")
    rows = rows_of(page)
    assert list(rows) == ["The whole school"]
    assert rows["The whole school"] == ["10", *["hidden"] * 5]
    assert not page.all("script", id="specification")


def test_nine_students_have_no_figures_at_all(own_school: School) -> None:
    file = own_school.folder.parent / "nine.csv"
    file.write_text(as_csv(students()[:9]), encoding="utf-8")
    own_school.take_in(file)
    page = own_school.reader().page("/overview")
    assert "fewer than 10 students" in page.text
    assert rows_of(page) == {}


def test_without_a_roster_the_page_says_so(empty_school: School) -> None:
    assert "no roster yet" in empty_school.reader().page("/overview").text


def test_an_observer_of_two_schools_sees_both_and_a_lead_his_own(empty_school: School) -> None:
    load_sample(empty_school.state, empty_school.viewer, 60)
    mia, chloe = empty_school.people["mia"], empty_school.people["chloe"]
    assert mia.account is not None
    assert "Chloe's school" not in empty_school.reader("mia").page("/overview").text
    with empty_school.write() as session:
        observer = [memberships.NewMembership(role="observer")]
        memberships.replace(session, operator(chloe), mia.account, observer)
    text = empty_school.reader("mia").page("/overview").text
    assert "Chloe's school" in text and "Pilot school" in text
    assert "Chloe's school" not in empty_school.reader("lea").page("/overview").text


def test_a_larger_smallest_group_hides_more(sampled: School) -> None:
    before = sampled.state.settings
    sampled.state.settings = before.model_copy(update={"smallest_group": 25})
    try:
        rows = rows_of(sampled.reader().page("/overview"))
    finally:
        sampled.state.settings = before
    assert rows["The whole school"][4] == "hidden"
