"""The smallest change of a student: where the rules' lines run, with the arithmetic of it."""

from one_school import School
from reader import Element, Reader

from data.store import audit
from data.store.audit import AuditFilters
from data.store.families import objections


def page_of(school: School, reader: Reader, key: str, query: str = "?set=small") -> Element:
    return reader.page(f"/students/{school.ids()[key]}/smallest-change{query}")


def test_it_says_which_answer_moves_the_student_and_where_to(school: School, lea: Reader) -> None:
    # Dário: ease 65 with ten absences; up to four "Present" gives 1.0 instead of 0.2 points.
    fewer = page_of(school, lea, "S4").all("article")[0]
    assert fewer.one("h2").text == "Absences this year: 10 absences → 4 absences"
    assert "would stand in “Need more than coaching”: ease 25. 6 steps" in fewer.text


def test_two_answers_are_named_where_one_is_not_enough(school: School, lea: Reader) -> None:
    # Ana: ease 90; either of her two levers alone leaves her at 50 or above.
    [both] = page_of(school, lea, "S1").all("article")
    assert " and Study time: under 2 hours a week → 2 to 5 hours a week" in both.one("h2").text
    assert "6 steps + 1 step" in both.text


def test_the_arithmetic_before_and_after_adds_up(school: School, lea: Reader) -> None:
    table = page_of(school, lea, "S1").all("article")[0].one("table")
    before, after = 0.0, 0.0
    for row in table.one("tbody").all("tr"):
        old, new = row.all("td")[-1].text.split(" → ")
        before, after = before + float(old), after + float(new)
    complexity = table.one("tfoot").all("tr")[0].one("td").text
    assert complexity == f"{before:g} → {after:g}"


def test_it_speaks_of_rules_and_never_promises_a_grade(school: School, lea: Reader) -> None:
    text = page_of(school, lea, "S1").text
    assert "it says nothing about any grade" in text
    assert "The need stays as it is" in text
    assert "expected grade" not in text.lower()


def test_knobs_are_on_for_it_too(school: School, lea: Reader) -> None:
    page = page_of(school, lea, "S1", "?set=small&t.absences=9")
    assert "Your knobs are on" in page.text
    assert "10 absences → 9 absences" in page.all("article")[0].text


def test_who_stands_in_no_quadrant_is_told_why(school: School, lea: Reader) -> None:
    for key in ("S6", "S7", "S8"):  # without a grade, not judged, without an answer
        page = page_of(school, lea, key)
        assert "stands in no quadrant" in page.text
        assert not page.all("article")


def test_a_question_without_an_answer_is_named(school: School, lea: Reader) -> None:
    assert "there is no answer to go from: Absences this year" in page_of(school, lea, "S9").text


def test_the_students_page_leads_there_and_back_with_the_knobs(school: School, lea: Reader) -> None:
    student = school.ids()["S1"]
    page = lea.page(f"/students/{student}?set=small&off=goout")
    [link] = [one for one in page.all("a") if "smallest-change" in one.attributes["href"]]
    there = lea.page(link.attributes["href"])
    back = there.one("p", class_="crumbs").one("a").attributes["href"]
    assert back == f"/students/{student}?off=goout&set=small"


def test_nobody_sees_it_who_may_not_see_the_student(own_school: School) -> None:
    address = f"/students/{own_school.ids()['S1']}/smallest-change?set=small"
    assert own_school.reader("rui").get(address).status_code == 404
    assert own_school.reader("chloe").get(address).status_code == 404
    assert own_school.reader("mia").get(address).status_code == 403
    asked = own_school.reader("abel").get(address)
    assert "Ana" not in asked.text
    assert 'name="reason"' in asked.text


def test_looking_leaves_the_trace_of_the_students_page(own_school: School) -> None:
    student = own_school.ids()["S1"]
    own_school.reader().page(f"/students/{student}/smallest-change?set=small")
    with own_school.read() as session:
        seen = audit.listing(session, own_school.viewer, AuditFilters("see", "student")).lines
    assert [(line.by, line.student_id) for line in seen] == [("Lea", student)]


def test_who_is_not_scored_by_request_has_no_smallest_change(own_school: School) -> None:
    student = own_school.ids()["S1"]
    with own_school.write() as session:
        objections.object(session, own_school.people["abel"], student)
    answer = own_school.reader().get(f"/students/{student}/smallest-change")
    assert answer.status_code == 422
    assert "not scored, by request" in answer.text
