"""Flags: coached or not, set aside with a reason, and every step taken back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from one_school import School
from reader import Element, Reader, names, path_of, read, sentence_of

from data import store
from data.reading import StudentOnFile

SMALL = "?set=small"


@pytest.fixture
def lea(own_school: School) -> Reader:
    """Lea, at a school of her own to flag in."""
    return own_school.reader()


def coached(page: Element) -> list[str]:
    """Who is marked as coached in the list."""
    return [
        row.one("th", scope="row").text for row in page.one("table").all("tr", class_="coached")
    ]


def history(reader: Reader, student: int) -> list[str]:
    found = reader.page(f"/students/{student}").all("ol", class_="history")
    return [item.text for item in found[0].all("li")] if found else []


def test_without_script_a_flag_leads_back_to_the_board_as_it_was(
    own_school: School, lea: Reader
) -> None:
    student = own_school.ids()["S1"]
    asked = "?set=small&school=GP&w.absences=3"
    answer = lea.post(f"/students/{student}/interventions", {"back": asked})
    assert answer.status_code == 302
    assert path_of(answer) == f"/caseload{asked}"
    assert coached(lea.page(path_of(answer))) == ["Ana Gonçalves"]


def test_under_htmx_a_flag_gives_the_part_with_the_way_back(
    own_school: School, lea: Reader
) -> None:
    student = own_school.ids()["S1"]
    answer = lea.post(f"/students/{student}/interventions", {"back": SMALL}, part=True)
    assert answer.status_code == 200
    [part] = read(answer.text).children
    assert part.attributes["id"] == "caseload"
    assert coached(part) == ["Ana Gonçalves"]
    undo = part.one("p", class_="undo").one("button").attributes
    taken_back = lea.post(undo["formaction"], {"back": SMALL}, part=True)
    [part] = read(taken_back.text).children
    assert coached(part) == []
    assert not part.all("p", class_="undo")


def test_the_coached_have_no_place_and_a_mark_of_their_own_on_the_chart(
    own_school: School, lea: Reader
) -> None:
    student = own_school.ids()["S1"]
    lea.post(f"/students/{student}/interventions")
    page = lea.page("/caseload?set=small&places=1")
    given = page.one("ol", class_="given")
    assert "Ana" not in given.text
    assert names(lea.page("/caseload?set=small&coached=yes")) == ["Ana Gonçalves"]
    assert "Ana Gonçalves" not in names(lea.page("/caseload?set=small&coached=no"))


def test_coaching_ends_and_the_ending_is_taken_back(own_school: School, lea: Reader) -> None:
    student = own_school.ids()["S1"]
    lea.post(f"/students/{student}/interventions")
    [button] = [
        found
        for found in lea.page(f"/students/{student}").all("button")
        if "/close" in found.attributes.get("formaction", "")
    ]
    number = button.attributes["formaction"].split("/")[2]
    lea.post(f"/interventions/{number}/close")
    assert "Mark as coached" in lea.page(f"/students/{student}").text
    lea.post(f"/interventions/{number}/undo")
    assert "Coached since" in lea.page(f"/students/{student}").text
    steps = history(lea, student)
    assert len(steps) == 3
    for words in ("coaching began", "coaching ended", "the ending was taken back"):
        assert any(words in step for step in steps)


def test_two_tabs_flag_the_same_student_once(own_school: School, lea: Reader) -> None:
    rui = own_school.reader()
    student = own_school.ids()["S1"]
    first = lea.post(f"/students/{student}/interventions", part=True)
    second = rui.post(f"/students/{student}/interventions", part=True)
    undo = [
        read(answer.text).one("p", class_="undo").one("button").attributes["formaction"]
        for answer in (first, second)
    ]
    assert undo[0] == undo[1]
    assert len(history(lea, student)) == 1
    assert lea.post(undo[0]).status_code == rui.post(undo[1]).status_code == 302
    assert coached(lea.page(f"/caseload{SMALL}")) == []


def test_closing_and_undoing_twice_does_no_harm(own_school: School, lea: Reader) -> None:
    student = own_school.ids()["S1"]
    answer = lea.post(f"/students/{student}/interventions", part=True)
    undo = read(answer.text).one("p", class_="undo").one("button").attributes["formaction"]
    close = undo.replace("undo", "close")
    for address in (close, close, undo, undo):
        assert lea.post(address).status_code == 302
    assert coached(lea.page(f"/caseload{SMALL}")) == ["Ana Gonçalves"]


def test_undoing_a_closing_after_a_new_opening_says_that_something_changed(
    own_school: School, lea: Reader
) -> None:
    student = own_school.ids()["S1"]
    answer = lea.post(f"/students/{student}/interventions", part=True)
    undo = read(answer.text).one("p", class_="undo").one("button").attributes["formaction"]
    lea.post(undo.replace("undo", "close"))
    lea.post(f"/students/{student}/interventions")
    answer = lea.post(undo, part=True)
    assert answer.status_code == 409
    assert "in the meantime" in sentence_of(answer)


@pytest.mark.parametrize(
    "address",
    ["/students/{}/interventions", "/interventions/{}/close", "/interventions/{}/undo",
     "/dismissals/{}/end"],
)  # fmt: skip
@pytest.mark.parametrize("number", ["0", "4711", str(2**63 - 1), str(2**63), "9" * 30])
def test_an_unknown_number_is_not_there(
    own_school: School, lea: Reader, address: str, number: str
) -> None:
    before = own_school.version()
    for part in (False, True):
        answer = lea.post(address.format(number), part=part)
        assert answer.status_code == 404
        assert sentence_of(answer)
    assert own_school.version() == before


def test_a_student_of_another_school_is_not_there(own_school: School, lea: Reader) -> None:
    with own_school.write() as session:
        chloe = own_school.people["chloe"]
        theirs = StudentOnFile("S1", "Zoé", "Autre", {"FinalGrade": 5.0}, {})
        roster = store.rosters.add(
            session, chloe, [theirs], title="T", dictionary="pilot-2008", filename="f.csv",
            fingerprint="theirs", expected_current=None,
        )  # fmt: skip
        [student] = store.rosters.cohort(session, chloe, roster.id).students.tolist()
        begun = store.interventions.open(session, chloe, student).id
    assert lea.get(f"/students/{student}").status_code == 404
    assert lea.get(f"/caseload?roster={roster.id}").status_code == 404
    assert lea.post(f"/students/{student}/interventions").status_code == 404
    assert lea.post(f"/students/{student}/dismissals", {"reason": "other"}).status_code == 404
    assert lea.post(f"/interventions/{begun}/close").status_code == 404
    for address in ("/caseload", "/caseload.csv", "/caseload/sheet"):
        assert "Zoé" not in lea.get(address).text
    abel = own_school.reader("abel")
    assert abel.post(f"/rosters/{roster.id}/withdraw").status_code == 404
    assert abel.post(f"/rosters/{roster.id}/restore").status_code == 404
    assert "Zoé" not in abel.get("/rosters").text


def tomorrow() -> str:
    return (datetime.now(UTC).date() + timedelta(days=1)).isoformat()


def set_aside(reader: Reader, student: int, **form: str) -> Any:
    return reader.post(f"/students/{student}/dismissals", {"reason": "not_now", **form})


def test_who_is_set_aside_is_off_the_list_and_can_be_put_back(
    own_school: School, lea: Reader
) -> None:
    student = own_school.ids()["S1"]
    said = {"until": tomorrow(), "words": "moves to Porto <b>", "back": f"/students/{student}"}
    answer = set_aside(lea, student, **said)
    assert path_of(answer) == f"/students/{student}"
    assert "Ana Gonçalves" not in names(lea.page(f"/caseload{SMALL}"))
    assert "1 set aside as not relevant" in lea.page(f"/caseload{SMALL}").text
    aside = lea.page("/caseload?set=small&state=set_aside")
    assert names(aside) == ["Ana Gonçalves"]
    page = lea.page(f"/students/{student}")
    assert "Set aside: not now" in page.text
    assert "“moves to Porto <b>”" in page.text
    [button] = [found for found in aside.all("button") if found.text == "Put back"]
    lea.post(button.attributes["formaction"])
    assert "Ana Gonçalves" in names(lea.page(f"/caseload{SMALL}"))
    steps = " | ".join(history(lea, student))
    assert "set aside" in steps
    assert "put back on the list" in steps


def test_who_was_set_aside_until_a_date_is_back_on_that_date(
    own_school: School, lea: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    student = own_school.ids()["S1"]
    set_aside(lea, student, until=tomorrow())
    assert "Ana Gonçalves" not in names(lea.page(f"/caseload{SMALL}"))

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "datetime":
            return datetime.now(tz) + timedelta(days=1)

    monkeypatch.setattr("webapp.services.board.boards.datetime", Tomorrow)
    assert "Ana Gonçalves" in names(lea.page(f"/caseload{SMALL}"))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"reason": ""}, "Choose a reason"),
        ({"reason": "risk"}, "Choose a reason"),
        ({"until": "soon"}, "“soon” is not a date"),
        ({"until": "2026-02-30"}, "not a date"),
        ({"until": "2000-01-01"}, "in the future"),
        ({"until": date.today().isoformat()}, "in the future"),
        ({"until": "9" * 400}, "not a date"),
    ],
)
@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
def test_a_wrong_reason_or_date_is_refused_with_a_sentence(
    own_school: School, lea: Reader, form: dict[str, str], words: str, part: bool
) -> None:
    student = own_school.ids()["S1"]
    before = own_school.version()
    answer = lea.post(f"/students/{student}/dismissals", {"reason": "other", **form}, part=part)
    assert answer.status_code == 422
    assert words in sentence_of(answer)
    assert own_school.version() == before


def test_words_may_be_anything(own_school: School, lea: Reader) -> None:
    student = own_school.ids()["S1"]
    assert set_aside(lea, student, words="a\0b\n" + "x" * 5000).status_code == 302
    assert "Set aside" in lea.page(f"/students/{student}").text


def test_set_aside_a_second_time_counts_anew(own_school: School, lea: Reader) -> None:
    student = own_school.ids()["S1"]
    set_aside(lea, student)
    set_aside(lea, student, reason="wrong_data")
    page = lea.page(f"/students/{student}")
    assert "Set aside: the data are wrong" in page.text
    [button] = [found for found in page.all("button") if "Put back" in found.text]
    lea.post(button.attributes["formaction"])
    assert "Ana Gonçalves" in names(lea.page(f"/caseload{SMALL}"))


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example",
        "//evil.example",
        "/\t/evil.example",
        "?q=a\r\nb",
        "/students/\r\nX: y",
    ],
)
def test_a_flag_never_leads_to_another_site(own_school: School, lea: Reader, back: str) -> None:
    student = own_school.ids()["S1"]
    answer = lea.post(f"/students/{student}/interventions", {"back": back})
    assert answer.status_code == 302
    assert path_of(answer) == "/caseload"


def test_a_wrong_query_to_go_back_to_is_refused_but_the_flag_is_kept(
    own_school: School, lea: Reader
) -> None:
    student = own_school.ids()["S1"]
    answer = lea.post(f"/students/{student}/interventions", {"back": "?foo=1"}, part=True)
    assert answer.status_code == 422
    assert coached(lea.page(f"/caseload{SMALL}")) == ["Ana Gonçalves"]
