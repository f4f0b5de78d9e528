"""Ines has 10A and Rui has 10B: no answer to one has a byte of the other's students in it."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from invented import SMALL, as_csv, students
from one_school import School
from openpyxl import load_workbook
from reader import Reader, read

from data.store.coaching import dismissals, interventions

# In every name, key and class of 10A, and in no word of ours.
MARKER = "Zqx"
OURS = {"S3", "S4", "S7", "S8", "S10"}  # the keys of 10B


@pytest.fixture(scope="module")
def marked(empty_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """The ten students; those of 10A carry the marker."""
    made = School(copied(empty_folder))
    rows = [
        row | {name: f"{MARKER}{row[name]}" for name in ("StudentID", "FirstName", "FamilyName")}
        if row["class"] == "10A"
        else row
        for row in students()
    ]
    rows = [row | {"class": f"{MARKER}10A"} if row["class"] == "10A" else row for row in rows]
    file = made.folder / "maths.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    made.take_in(file)
    made.hire("iris", [f"class:{MARKER}10A"])
    yield made
    made.close()


@pytest.fixture
def ines(marked: School) -> Reader:
    """Ines reads with 10A."""
    return marked.reader("iris")


@pytest.fixture
def rui(marked: School) -> Reader:
    """Rui reads with 10B."""
    return marked.reader("rui")


def names_on(answer_text: str) -> set[str]:
    """The students whom the links of a page or part lead to, by first name."""
    found = read(answer_text)
    links = [link for link in found.all("a") if link.attributes["href"].startswith("/students/")]
    return {link.text.split()[0] for link in links if not link.text[0].isdigit()} - {"–"}


def addresses(school: School) -> list[str]:
    """Every address that shows students, asked for in many ways."""
    every = ",".join(map(str, school.ids().values()))
    queries = [
        *("set=small", "set=small&sort=name", "set=small&w.absences=5", "set=small&q=zq"),
        *("set=small&places=100", "set=small&school=MS", "set=small&y=gap", "rows=200"),
        *(f"set=small&only={every}", "set=small&state=no_grade", "set=small&mine=yes"),
        *("set=small&places=3&limit=1&by=class", "set=small&roster=1", "set=small&off=absences"),
    ]
    rooms = ("/caseload", "/caseload.csv", "/caseload.xlsx", "/caseload/sheet")
    found = [f"{room}?{query}" for room in rooms for query in queries]
    found += [f"/students/{one}?set=small" for one in school.ids().values()]
    for grade in (6, 7, 8, 9, 12, 16):
        found += [
            f"/caseload/place?set=small&at.grade={grade}&at.height={height}"
            for height in (0, 10, 25, 35, 40, 50, 65, 75, 90, 100)
        ]
    return [*found, "/rules", "/healthz"]


def cells(content: bytes) -> str:
    """All that a workbook says."""
    book = load_workbook(io.BytesIO(content))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    return "\n".join(str(cell) for row in rows for cell in row)


def test_no_byte_of_10a_is_in_any_answer_to_rui(marked: School, rui: Reader) -> None:
    for address in addresses(marked):
        for part in (False, True):
            answer = rui.get(address, part=part)
            said = answer.text if not address.startswith("/caseload.xlsx") else cells(answer.data)
            assert MARKER not in said, address


def test_ines_does_meet_the_marker(ines: Reader) -> None:
    for address in ("/caseload?set=small", "/caseload.csv?set=small", "/caseload/sheet?set=small"):
        assert MARKER in ines.get(address).text


def test_each_sees_the_students_of_his_class_in_the_list(ines: Reader, rui: Reader) -> None:
    assert names_on(rui.get("/caseload?set=small").text) == {
        *("Carla", "Dário", "Gil", "Hélène", "João")
    }
    assert len(names_on(ines.get("/caseload?set=small").text)) == 5


def test_ranks_counts_and_places_are_of_ones_own_students(rui: Reader) -> None:
    page = rui.page("/caseload?set=small&places=2")
    assert "All 5 students" in page.text
    assert "5 students" in page.one("div", class_="provenance").text
    files = rui.get("/caseload.csv?set=small").data.decode("utf-8-sig").splitlines()
    ranks = [line.split(",")[0] for line in files[1:6]]
    assert ranks == ["1", "2", "3", "", ""]


def test_the_page_and_its_files_say_whose_students_they_show(marked: School, rui: Reader) -> None:
    assert "Your groups: 10B" in rui.page("/caseload?set=small").text
    assert "Groups,10B" in rui.get("/caseload.csv?set=small").data.decode("utf-8-sig")
    lea = marked.reader()
    assert "Your groups" not in lea.page("/caseload?set=small").text
    assert "Groups" not in lea.get("/caseload.csv?set=small").data.decode("utf-8-sig")


def test_only_values_of_ones_own_students_can_be_chosen(ines: Reader, rui: Reader) -> None:
    def classes(reader: Reader) -> list[str]:
        boxes = reader.page("/caseload?set=small").all("input", name="class")
        return [box.attributes["value"] for box in boxes]

    assert classes(rui) == ["10B"]
    assert classes(ines) == [f"{MARKER}10A"]


def test_the_charts_places_are_those_of_ones_own_students(marked: School, rui: Reader) -> None:
    def standing(reader: Reader) -> int:
        page = reader.page("/caseload?set=small")
        [data] = [one for one in page.all("script") if one.attributes.get("id") == "data"]
        return sum(json.loads("".join(data.own_text))["places"]["students"])

    assert (standing(rui), standing(marked.reader())) == (3, 7)


def test_a_student_of_another_group_is_not_there(marked: School, rui: Reader) -> None:
    other = marked.ids()[f"{MARKER}S1"]
    missing = rui.get("/students/4711")
    answer = rui.get(f"/students/{other}")
    assert (answer.status_code, missing.status_code) == (404, 404)
    assert answer.text.replace(f"students/{other}", "") == missing.text.replace("students/4711", "")


def test_nothing_can_be_done_to_a_student_of_another_group(marked: School, rui: Reader) -> None:
    other = marked.ids()[f"{MARKER}S2"]
    with marked.write() as session:
        opened = interventions.open(session, marked.viewer, other).id
        aside = dismissals.add(session, marked.viewer, other, "other", "", None).id
    before = marked.version()
    for address, form in (
        (f"/students/{other}/interventions", {}),
        (f"/students/{other}/dismissals", {"reason": "other"}),
        (f"/students/{other}/reason", {"reason": "safety"}),
        (f"/interventions/{opened}/close", {}),
        (f"/interventions/{opened}/undo", {}),
        (f"/dismissals/{aside}/end", {}),
    ):
        assert rui.post(address, form).status_code == 404, address
    with marked.read() as session:
        assert interventions.coached(session, marked.viewer) == {other: opened}
    assert marked.version() >= before
    with marked.write() as session:
        interventions.undo(session, marked.viewer, opened)
        dismissals.end(session, marked.viewer, aside)


def test_a_students_numbers_are_the_leads(marked: School, rui: Reader) -> None:
    lea = marked.reader()
    for key in sorted(OURS):
        address = f"/students/{marked.ids()[key]}?set=small"
        for section in ("ease", "priority", "gap"):
            own = rui.page(address).one("section", aria_labelledby=section)
            assert own.text == lea.page(address).one("section", aria_labelledby=section).text


def test_who_has_no_group_sees_nobody_and_is_told_so(marked: School) -> None:
    mia = marked.reader(marked.hire("nova", []))
    page = mia.page("/caseload?set=small")
    assert "No group of students has been given to you yet" in page.text
    assert names_on(mia.get("/caseload?set=small").text) == set()
    gone = marked.reader(marked.hire("zita", ["class:9Z"]))
    assert "this roster has no student in them" in gone.page("/caseload?set=small").text
    for address in addresses(marked):
        assert mia.get(address).status_code in (200, 404), address


def test_my_students_are_those_whose_coaching_i_began(marked: School, rui: Reader) -> None:
    own, hers = marked.ids()["S3"], marked.ids()["S4"]
    rui.post(f"/students/{own}/interventions")
    carla = marked.hire("carla", ["class:10B"])
    with marked.write() as session:
        interventions.open(session, marked.people[carla], hers)
    page = rui.page("/caseload?set=small&mine=yes")
    assert names_on(rui.get("/caseload?set=small&mine=yes").text) == {"Carla"}
    assert "my students" in page.one("p", class_="says").text
    assert "checked" in page.one("input", name="mine").attributes
    assert (
        "mine=yes"
        in rui.part("/caseload?set=small&mine=yes&sort=name")
        .one("p", class_="exports")
        .one("a", href="/caseload.csv?mine=yes&sort=name&set=small")
        .attributes["href"]
    )
    other = marked.reader(carla)
    assert names_on(other.get("/caseload?set=small&mine=yes").text) == {"Dário"}
    tweaked = "/caseload?set=small&mine=yes&w.absences=5"
    assert "0 enter, 0 leave" in rui.page(tweaked).text
    assert "0 enter, 0 leave" in other.page(tweaked).text


def test_only_yes_is_a_value_of_mine(rui: Reader) -> None:
    assert rui.get("/caseload?set=small&mine=no").status_code == 422


def test_a_mean_in_a_rule_is_the_schools_for_everybody(
    own_school: School,
) -> None:
    text = SMALL.replace("when: studytime < 2", "when: studytime < mean(studytime)")
    (own_school.folder / "rules" / "small.yaml").write_text(text, encoding="utf-8")
    lea = own_school.reader()
    gp = own_school.reader(own_school.hire("gil", ["school:GP"]))
    address = f"/students/{own_school.ids()['S1']}?set=small"
    said = [who.page(address).one("section", aria_labelledby="ease").text for who in (lea, gp)]
    assert said[0] == said[1]
    assert "1.78" in said[0]  # the mean of all nine who answered; that of GP would be 1.8
