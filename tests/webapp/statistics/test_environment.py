"""The environment: classes for the lead, the overview's groups in round numbers for observers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from invented import as_csv, students
from one_school import School
from reader import Element

from data.store import rosters
from webapp.services.rosters.importing import load_sample

STUDENTS = 300


@pytest.fixture(scope="module")
def sampled(empty_folder: Path, copied: Any) -> Iterator[School]:
    """A school of 300 invented students."""
    made = School(copied(empty_folder))
    load_sample(made.state, made.viewer, STUDENTS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def by_hand(empty_folder: Path, copied: Any) -> Iterator[School]:
    """30 students in 10A and 28 in 10B, of whom 6 and 24 study little, and 4 students in 10C."""
    made = School(copied(empty_folder))
    made.take_in(file_of(made, {"10A": (30, 6), "10B": (28, 24), "10C": (4, 4)}))
    yield made
    made.close()


def file_of(school: School, classes: dict[str, tuple[int, int]]) -> Path:
    """A roster of these classes: how many students, and how many of them study under two hours."""
    row = students()[0]
    rows = [
        row
        | {"StudentID": f"{name}-{n}", "class": name, "school": "GP", "FinalGrade": f"{n % 20}"}
        | {"studytime": "1" if n < little else "3"}
        for name, (size, little) in classes.items()
        for n in range(size)
    ]
    path = school.folder.parent / "classes.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    return path


def rows_of(page: Element) -> dict[str, list[str]]:
    """The cells of each line of the table of levers, by its heading."""
    return {
        row.one("th", scope="row").text: [cell.text for cell in row.all("td")]
        for row in page.one("table", class_="heat").all("tr")
        if row.all("td")
    }


def test_the_lead_sees_each_class_and_where_a_lever_is_the_classs(by_hand: School) -> None:
    page = by_hand.reader().page("/environment?set=small")
    rows = rows_of(page)
    assert list(rows) == ["10A", "10B, 10C", "The whole school"]
    assert [cells[0] for cells in rows.values()] == ["30", "32", "62"]
    assert rows["10A"][2].startswith("20 % ▽")
    assert rows["10B, 10C"][2].startswith("88 % ▲")
    said = page.one("ul", class_="sentences").text
    assert "“Little study”: 88 % of 10B, 10C (28 of 32), against 20 % of the others." in said


def test_the_variation_between_classes_is_shown_with_its_interval(by_hand: School) -> None:
    text = by_hand.reader().page("/environment").text
    assert "lies between the 2 classes" in text
    assert "95 % interval" in text
    assert "Between schools The roster has no two schools" in text


def test_an_observer_sees_years_in_round_numbers_and_no_class(sampled: School) -> None:
    page = sampled.reader("mia").page("/environment")
    rows = rows_of(page)
    assert list(rows) == ["10", "11", "12", "The whole school"]
    cells = [cell for line in rows.values() for cell in line[1:]]
    assert all(cell == "hidden" or cell.startswith("≈ ") for cell in cells)
    assert any(cell.startswith("≈ ") for cell in cells)
    table = page.one("table", class_="heat").text
    assert "10A" not in table
    assert not page.all("select", name="set")


def test_an_observer_cannot_choose_another_rule_set_and_subtract(sampled: School) -> None:
    mia = sampled.reader("mia")
    asked = mia.page("/environment?set=small").one("main", id="main").text
    assert asked == mia.page("/environment").one("main", id="main").text


def test_what_an_observer_is_told_is_about_what_the_lead_sees(sampled: School) -> None:
    rounded = rows_of(sampled.reader("mia").page("/environment"))["The whole school"]
    exact = rows_of(sampled.reader().page("/environment"))["The whole school"]
    shares = [
        (float(one.split()[1]), float(other.split()[0]))
        for one, other in zip(rounded[1:], exact[1:], strict=True)
        if one != "hidden"
    ]
    assert shares
    assert all(abs(one - other) <= 100 * 5 / STUDENTS + 1 for one, other in shares)


def test_no_student_is_named_nor_linked(sampled: School) -> None:
    with sampled.read() as session:
        roster = rosters.current(session, sampled.viewer)
        assert roster is not None
        names = rosters.names(session, sampled.viewer, roster.id)
    for who in ("lea", "mia"):
        page = sampled.reader(who).page("/environment")
        said = set(page.text.split())
        assert not [name for name in names.family if name in said]
        assert not [link for link in page.all("a") if "/students/" in link.attributes["href"]]


def test_the_lead_chooses_among_the_rule_sets_of_the_roster(sampled: School) -> None:
    lea = sampled.reader()
    page = lea.page("/environment?set=small")
    assert "Small set" in page.one("p", class_="provenance").text
    assert {one.attributes["value"] for one in page.one("select", name="set").all("option")} == {
        "pilot-2008",
        "small",
    }
    assert lea.get("/environment?set=nothing").status_code == 404


def test_overview_and_board_lead_here(sampled: School) -> None:
    lea = sampled.reader()
    for address in ("/overview", "/caseload"):
        assert any(a.attributes["href"] == "/environment" for a in lea.page(address).all("a"))
    ines = sampled.reader("ines").page("/caseload")
    assert not any(a.attributes["href"] == "/environment" for a in ines.all("a"))


def test_without_a_roster_the_page_says_so(empty_school: School) -> None:
    assert "no roster yet" in empty_school.reader().page("/environment").text


def test_nine_students_have_no_figures_at_all(own_school: School) -> None:
    own_school.take_in(file_of(own_school, {"10A": (9, 3)}))
    assert "fewer than 10 students" in own_school.reader().page("/environment").text


def test_one_class_alone_is_compared_with_nothing(own_school: School) -> None:
    own_school.take_in(file_of(own_school, {"10A": (30, 3)}))
    page = own_school.reader().page("/environment")
    assert list(rows_of(page)) == ["The whole school"]
    assert "There is one group only" in page.text
    assert "no two classes" in page.text


def test_a_roster_without_classes_is_compared_by_school(own_school: School) -> None:
    path = file_of(own_school, {"10A": (30, 3), "10B": (30, 15)})
    text = path.read_text(encoding="utf-8")
    text = text.replace("GP,10B,", "MS,,").replace("GP,10A,", "GP,,")
    path.write_text(text, encoding="utf-8")
    own_school.take_in(path)
    page = own_school.reader().page("/environment")
    assert "Between classes" not in page.text
    assert "between the 2 schools" in page.text
    assert list(rows_of(page)) == ["GP", "MS", "The whole school"]


def test_without_a_rule_set_there_are_no_levers_to_count(lone_school: School) -> None:
    lone_school.take_in(file_of(lone_school, {"10A": (30, 3), "10B": (30, 15)}))
    for path in (lone_school.folder / "rules").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^status: \w+", "status: retired", text), encoding="utf-8")
    lone_school.state.shelf.look_again()
    page = lone_school.reader().page("/environment")
    assert "No rule set in force" in page.text
    assert "between the 2 classes" in page.text
