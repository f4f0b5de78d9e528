"""An administrator says why he opens a student's page; whoever works with the student sees it."""

from datetime import timedelta

import pytest
from one_school import School
from reader import Reader, read
from sqlmodel import select

from data.tables import Decision, StatedReason, now


@pytest.fixture
def staffed(own_school: School) -> School:
    """The ten students' school, with one more counsellor: Rita, of GP."""
    own_school.hire("rita", ["school:GP"])
    return own_school


@pytest.fixture
def abel(staffed: School) -> Reader:
    """Abel, the administrator, reads."""
    return staffed.reader("abel")


@pytest.fixture
def ana(staffed: School) -> int:
    """The number of a student of 10A and GP."""
    return staffed.ids()["S1"]


def lines_of(session_of: School) -> list[Decision]:
    with session_of.read() as session:
        return list(session.exec(select(Decision).where(Decision.action == "open with reason")))


def test_an_administrator_is_asked_why_and_reads_no_name(abel: Reader, ana: int) -> None:
    page = abel.page(f"/students/{ana}")
    assert "Why do you open this student’s page?" in page.text
    assert "Ana" not in page.text and "Gonçalves" not in page.text
    choices = [box.attributes["value"] for box in page.all("input", name="reason")]
    assert choices == ["family_request", "safety", "correction", "other"]


def test_with_a_reason_the_page_is_open_and_says_so(
    staffed: School, abel: Reader, ana: int
) -> None:
    answer = abel.post(f"/students/{ana}/reason", {"reason": "safety", "words": "A call."})
    assert answer.status_code == 303
    page = abel.page(answer.headers["Location"])
    assert "Ana Gonçalves" in page.text
    notice = page.one("p", class_="notice").text
    assert "for a reason that is on record: the student’s safety" in notice
    assert page.all("form", class_="flags") == []
    assert "rank" not in page.one("header", class_="who").text  # among the one he sees
    [line] = lines_of(staffed)
    assert (line.by, line.student_id, line.detail) == ("Abel", ana, {"reason": "safety"})


def test_from_the_familys_requests_to_the_page_and_back(abel: Reader, ana: int) -> None:
    hrefs = [link.attributes["href"] for link in abel.page(f"/families/{ana}").all("a")]
    assert f"/students/{ana}" in hrefs
    for _ in ("asked why", "opened"):
        crumbs = abel.page(f"/students/{ana}").one("p", class_="crumbs")
        assert crumbs.one("a").attributes["href"] == f"/families/{ana}"
        abel.post(f"/students/{ana}/reason", {"reason": "family_request"})


def test_a_page_opened_by_a_reason_leads_nowhere_that_is_closed(
    staffed: School, abel: Reader, ana: int
) -> None:
    abel.post(f"/families/{staffed.ids()['S2']}/objection")
    abel.post(f"/students/{ana}/reason", {"reason": "safety"})
    main = abel.page(f"/students/{ana}").one("main")
    assert "not scored by request" not in main.text
    links = {link.attributes["href"] for link in main.all("a")}
    assert {abel.get(link).status_code for link in links if link.startswith("/")} == {200}


def test_another_student_needs_a_reason_of_his_own(staffed: School, abel: Reader, ana: int) -> None:
    abel.post(f"/students/{ana}/reason", {"reason": "safety"})
    other = abel.page(f"/students/{staffed.ids()['S2']}")
    assert "Why do you open this student’s page?" in other.text


def test_after_an_hour_the_reason_is_asked_again(staffed: School, abel: Reader, ana: int) -> None:
    abel.post(f"/students/{ana}/reason", {"reason": "safety"})
    with staffed.write() as session:
        stated = session.exec(select(StatedReason)).one()
        assert stated.until - stated.stated_at == timedelta(hours=1)
        stated.until = now() - timedelta(seconds=1)
    assert "Why do you open" in abel.page(f"/students/{ana}").text
    assert "Abel" not in staffed.reader("lea").page(f"/students/{ana}").one(
        "details", class_="seers"
    ).text  # fmt: skip


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"words": "Because <b>I</b> can"}, "Choose a reason."),
        ({"reason": "curious", "words": "Because <b>I</b> can"}, "Choose a reason."),
        ({"reason": "other", "words": "  "}, "Say in your words what the other reason is."),
    ],
)
def test_without_a_reason_the_page_stays_closed_and_keeps_what_was_written(
    staffed: School, abel: Reader, ana: int, form: dict[str, str], problem: str
) -> None:
    answer = abel.post(f"/students/{ana}/reason", form)
    assert answer.status_code == 422
    page = read(answer.text)
    assert page.one("p", class_="problem").text == problem
    assert page.one("textarea").text == form["words"].strip()
    assert "Ana" not in page.text
    assert lines_of(staffed) == []


def test_the_words_are_kept_with_the_reason_and_not_in_the_trace(
    staffed: School, abel: Reader, ana: int
) -> None:
    abel.post(f"/students/{ana}/reason", {"reason": "other", "words": "x" * 3000 + "\0"})
    with staffed.read() as session:
        assert session.exec(select(StatedReason.words)).one() == "x" * 2000
    assert lines_of(staffed)[0].detail == {"reason": "other"}


def test_who_coaches_needs_no_reason_and_cannot_state_one(staffed: School, ana: int) -> None:
    for name in ("lea", "ines", "rita"):
        reader = staffed.reader(name)
        assert "Ana Gonçalves" in reader.page(f"/students/{ana}").text
        assert reader.post(f"/students/{ana}/reason", {"reason": "safety"}).status_code == 404
    assert lines_of(staffed) == []


def test_a_student_who_does_not_exist_is_not_there_for_an_administrator(
    staffed: School, abel: Reader
) -> None:
    assert abel.get("/students/4711").status_code == 404
    for form in ({"reason": "safety"}, {"reason": ""}):
        assert abel.post("/students/4711/reason", form).status_code == 404


def test_the_page_says_who_can_see_the_student_and_why(staffed: School, ana: int) -> None:
    staffed.reader("abel").post(f"/students/{ana}/reason", {"reason": "family_request"})
    page = staffed.reader("lea").page(f"/students/{ana}")
    told = [line.text for line in page.one("details", class_="seers").all("li")]
    assert told[0].startswith(
        "Abel · administrator · stated a reason: the family asks for it; until "
    )
    assert told[1:] == [
        "Ines · counsellor · class 10A",
        "Lea · pedagogical lead · sees the whole school",
        "Rita · counsellor · school GP",
    ]
    assert "opened with a stated reason" in page.one("section", aria_labelledby="history").text
