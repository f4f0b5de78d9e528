"""The board's page and its part: who is on it, in which order, and what is said of them."""

import json

import pytest
from invented import IN_ORDER, as_csv, students
from one_school import School
from reader import Element, Reader, names, read

from webapp.board.caseload import MOST_NAMED

SMALL = "/caseload?set=small"


def data(page: Element) -> dict[str, object]:
    """What the page gives its script."""
    found = json.loads("".join(page.one("script", id="data").own_text))
    assert isinstance(found, dict)
    return found


def cells(page: Element, name: str) -> list[str]:
    """The cells of a student's row."""
    [row] = [row for row in page.one("table").all("tr") if name in row.text]
    return [cell.text for cell in row.children]


def test_the_start_page_leads_to_the_board(lea: Reader) -> None:
    assert lea.get("/").headers["Location"] == "/caseload"


def test_without_a_roster_the_board_says_who_brings_one_in(empty_school: School) -> None:
    page = empty_school.reader().page("/caseload")
    assert "There is no roster yet" in page.text
    assert "An administrator of your school imports one" in page.text
    assert not page.all("form", action="/rosters/sample")
    assert not page.all("a", role="button")


def test_students_without_a_grade_come_first_then_priority_then_those_who_cannot_be_ranked(
    lea: Reader,
) -> None:
    first_names = {
        "S1": "Ana", "S2": "Bruno", "S3": "Carla", "S4": "Dário", "S5": "Élise",
        "S6": "Fátima", "S7": "Gil", "S8": "Hélène", "S9": "Íris", "S10": "João",
    }  # fmt: skip
    listed = [name.split()[0] for name in names(lea.page(SMALL))]
    assert listed == [first_names[key] for key in IN_ORDER]


def test_the_numbers_on_the_list_are_those_worked_out_by_hand(lea: Reader) -> None:
    page = lea.page(SMALL)
    ana = cells(page, "Ana")
    assert ana[1:6] == ["1", "Ana Gonçalves", "10A", "6", "90"]
    assert ana[6] == "Absences · Little study"
    assert cells(page, "Bruno")[1:6] == ["7", "Bruno Sá", "10A", "6", "0"]
    assert cells(page, "Hélène")[1] == "–"
    assert cells(page, "Hélène")[5] == "–"


def test_the_rule_that_breaks_ties_is_printed(lea: Reader) -> None:
    assert "the lower grade first, then the larger gap, then more levers" in lea.page(SMALL).text


def test_the_page_says_roster_date_rule_set_and_version(lea: Reader) -> None:
    said = lea.page(SMALL).one("div", class_="provenance").text
    assert "Maths" in said
    assert "10 students" in said
    assert "rule set “Small set”, version 1" in said


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("school=GP", {"Ana", "Bruno", "Carla", "Dário", "Fátima"}),
        ("class=10B&school=GP", {"Carla", "Dário"}),
        ("school=GP&school=MS&sex=M", {"Bruno", "Dário", "Gil", "João"}),
        ("grade.from=9", {"Carla", "Gil", "Íris"}),
        ("grade.to=6", {"Ana", "Bruno"}),
        ("grade.from=7&grade.to=8", {"Dário", "Élise", "Hélène", "João"}),
        ("lever=little_study", {"Ana", "Carla", "Íris"}),
        ("quadrant=coach_first", {"Ana", "Dário", "Élise", "João"}),
        ("q=elise", {"Élise"}),
        ("q=GONCALVES+ana", {"Ana"}),
        ("q=S10", {"João"}),
        ("state=no_grade", {"Fátima"}),
        ("state=no_ease", {"Hélène"}),
        ("state=not_judged", {"Gil"}),
        ("age=20", {"Gil"}),
        ("coached=no&age=17", {"Dário"}),
    ],
)
def test_each_filter_shows_just_its_students(lea: Reader, query: str, expected: set[str]) -> None:
    assert {name.split()[0] for name in names(lea.page(f"{SMALL}&{query}"))} == expected


def test_a_filter_nobody_fits_says_so_and_how_to_go_on(lea: Reader) -> None:
    page = lea.page(f"{SMALL}&q=nobody")
    assert "No student fits these filters" in page.text
    assert any("clear the filters" in link.text.lower() for link in page.all("a"))


def test_only_these_shows_a_subset_picked_by_hand(school: School, lea: Reader) -> None:
    ids = school.ids()
    page = lea.page(f"{SMALL}&tick={ids['S3']}&tick={ids['S2']}&pick=1")
    assert [name.split()[0] for name in names(page)] == ["Carla", "Bruno"]
    unpicked = lea.page(f"{SMALL}&tick={ids['S3']}")
    assert len(names(unpicked)) == 10


def test_a_student_of_another_school_is_nobody_here(school: School, lea: Reader) -> None:
    chloes = max(school.ids().values()) + 1
    assert "No student fits" in lea.page(f"{SMALL}&only={chloes}").text


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "Dário"),
        ("group", "Ana"),
        ("grade", "Fátima"),
        ("-grade", "Íris"),
        ("-priority", "Gil"),
    ],
)
def test_the_list_sorts_by_its_columns(lea: Reader, sort: str, first: str) -> None:
    listed = [name.split()[0] for name in names(lea.page(f"{SMALL}&sort={sort}&state="))]
    rest = [name for name in listed if name != "Fátima"]
    assert (rest if first != "Fátima" else listed)[0] == first


def test_the_places_are_given_in_the_order_of_the_list_and_the_next_hear_why_not(
    lea: Reader,
) -> None:
    places = lea.page(f"{SMALL}&places=2").one("section", class_="places")
    given = [item.all("a")[0].text for item in places.one("ol", class_="given").all("li")]
    following = places.one("ol", class_="next").all("li")
    assert given == ["Ana Gonçalves", "Dário Brandão"]
    assert [item.all("a")[0].text.split()[0] for item in following] == [
        "Élise", "João", "Carla", "Íris", "Bruno",
    ]  # fmt: skip
    assert "priority 20, the last place went at 39" in following[2].text


def test_a_full_class_is_passed_over_and_says_so(lea: Reader) -> None:
    places = lea.page(f"{SMALL}&places=3&limit=1&by=class").one("section", class_="places")
    given = [
        item.all("a")[0].text.split()[0] for item in places.one("ol", class_="given").all("li")
    ]
    assert given == ["Ana", "Dário"]
    assert "10A has its 1 already" in places.text


def test_no_places_gives_none(lea: Reader) -> None:
    places = lea.page(f"{SMALL}&places=0").one("section", class_="places")
    assert not places.all("ol", class_="given")
    assert "say how many you have" in places.text


def test_a_what_if_says_itself_in_words_and_who_moves(lea: Reader) -> None:
    places = lea.page(f"{SMALL}&places=1&w.absences=0").one("section", class_="places")
    assert "Absences: weight 0 instead of 2" in places.text
    assert "0 enter, 0 leave, 1 stay" in places.text
    moved = lea.page(f"{SMALL}&places=2&off=absences").one("section", class_="places")
    assert "Absences left out" in moved.text
    assert "enters by your knobs" in moved.text
    assert "leaves" in moved.text


def test_the_query_says_itself_in_words(lea: Reader) -> None:
    said = lea.page(f"{SMALL}&school=GP&grade.to=9&coached=no").one("p", class_="says").text
    assert "school GP; grade up to 9; not coached" in said


def test_the_live_counts_follow_thresholds_and_filters(lea: Reader) -> None:
    assert data(lea.page(SMALL))["concerned"] == {
        "absences": 5, "little_study": 3, "health": 1, "goout": 3,
    }  # fmt: skip
    moved = data(lea.page(f"{SMALL}&t.absences=11"))["concerned"]
    assert isinstance(moved, dict)
    assert moved["absences"] == 1
    filtered = data(lea.page(f"{SMALL}&class=10A"))["concerned"]
    assert isinstance(filtered, dict)
    assert filtered["little_study"] == 2


def test_the_second_axis_says_what_it_is(lea: Reader) -> None:
    page = lea.page(f"{SMALL}&y=gap")
    assert "What students with a similar school record usually get" in page.text
    assert "grade and gap" in page.one("section", class_="chart").text


def test_a_place_of_the_chart_names_those_who_stand_there(lea: Reader) -> None:
    part = lea.part("/caseload/place?set=small&at.grade=8&at.height=65")
    assert part.attributes["id"] == "place"
    assert [link.text.split()[0] for link in part.all("a")] == ["Dário", "Élise", "João"]
    assert "Nobody stands here" in lea.part("/caseload/place?at.grade=3&at.height=3").text


@pytest.mark.parametrize("query", ["", "at.grade=x&at.height=1", "at.grade=1"])
def test_a_place_that_is_none_is_refused_with_a_sentence(lea: Reader, query: str) -> None:
    answer = lea.get(f"/caseload/place?{query}")
    assert answer.status_code == 400
    assert "could not make sense" in answer.text


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e308"])
def test_nobody_stands_at_a_place_beyond_all_numbers(lea: Reader, number: str) -> None:
    answer = lea.get(f"/caseload/place?at.grade={number}&at.height={number}")
    assert answer.status_code in (200, 400)


def test_a_crowd_on_one_place_is_named_in_part_and_counted(empty_school: School) -> None:
    crowd = [{**students()[0], "StudentID": f"C{n}"} for n in range(MOST_NAMED + 5)]
    file = empty_school.folder / "crowd.csv"
    file.write_text(as_csv(crowd), encoding="utf-8")
    empty_school.take_in(file)
    part = empty_school.reader().part("/caseload/place?set=small&at.grade=6&at.height=90")
    assert len(part.all("li")) == MOST_NAMED
    assert "and 5 more" in part.text


def test_a_long_list_is_paged_and_a_page_too_far_is_the_last(empty_school: School) -> None:
    many = [{**students()[0], "StudentID": f"C{n}", "FirstName": f"P{n:03}"} for n in range(120)]
    file = empty_school.folder / "many.csv"
    file.write_text(as_csv(many), encoding="utf-8")
    empty_school.take_in(file)
    reader = empty_school.reader()
    pages = [names(reader.page(f"{SMALL}&page={page}")) for page in (1, 2, 4, 99)]
    assert [len(page) for page in pages] == [30, 30, 30, 30]
    assert pages[2] == pages[3]
    wide = names(reader.page(f"{SMALL}&rows=100"))
    rest = names(reader.page(f"{SMALL}&rows=100&page=2"))
    assert (len(wide), len(rest)) == (100, 20)
    everybody = [*wide, *rest]
    assert everybody[:60] == [*pages[0], *pages[1]]
    assert everybody == sorted(everybody)


def test_the_board_of_an_older_roster_can_still_be_read(own_school: School) -> None:
    newer = own_school.folder / "newer.csv"
    newer.write_text(as_csv(students(FinalGrade="11")), encoding="utf-8")
    number = own_school.take_in(newer)
    reader = own_school.reader()
    assert "without a grade" not in reader.page(SMALL).text.lower()
    assert "Without a grade" in reader.page(f"{SMALL}&roster={number - 1}").text
    assert reader.get("/caseload?roster=999").status_code == 404


def test_the_form_carries_what_no_field_shows(lea: Reader) -> None:
    part = lea.part(f"{SMALL}&y=gap&sort=-grade&state=no_ease&only=1&brush=1,2,3,4")
    hidden = {
        field.attributes["name"]: field.attributes["value"]
        for field in part.all("input", type="hidden", form="knobs")
    }
    assert hidden == {
        "y": "gap", "sort": "-grade", "set": "small", "state": "no_ease", "only": "1",
        "brush": "1,2,3,4",
    }  # fmt: skip


def test_a_set_that_does_not_exist_says_what_to_do(lea: Reader) -> None:
    page = lea.page("/caseload?set=nowhere")
    assert "There is no rule set “nowhere” in force" in page.text
    assert page.all("a", href="/rules")


def test_a_name_that_looks_like_markup_is_only_text(empty_school: School) -> None:
    rows = students()
    rows[0] |= {"FirstName": "<script>alert(1)</script>", "class": '"><img src=x>'}
    rows[5] |= {"FirstName": "</script><b>"}
    file = empty_school.folder / "odd.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    empty_school.take_in(file)
    reader = empty_school.reader()
    for address in (SMALL, f"{SMALL}&q=script", "/caseload/sheet?set=small"):
        page = reader.page(address)
        assert "<script>alert(1)</script>" in page.text
        assert not page.all("img", src="x")
    answer = reader.get("/caseload?set=small&q=</script><b>").text
    assert not read(answer).all("b")
