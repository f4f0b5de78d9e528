"""A student's page: every number opened to its arithmetic."""

import re

import pytest
from invented import as_csv, students
from one_school import School
from reader import Element, Reader

LANGUAGES = ("en", "pt", "fr")


def page_of(school: School, reader: Reader, key: str, query: str = "?set=small") -> Element:
    return reader.page(f"/students/{school.ids()[key]}{query}")


def lines(page: Element) -> dict[str, list[str]]:
    """The arithmetic of the ease: label -> the line's cells."""
    table = page.one("section", aria_labelledby="ease").one("table")
    return {
        row.one("th", scope="row").text: [cell.text for cell in row.all("td")]
        for row in table.all("tr")
        if row.all("th", scope="row")
    }


def as_number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "."))


def test_the_lines_are_those_worked_out_by_hand(school: School, lea: Reader) -> None:
    found = lines(page_of(school, lea, "S1"))
    assert found["Absences lever"][2:5] == ["0.2", "2", "10"]
    assert found["Little study lever"][2:5] == ["0", "1", "0"]
    assert found["Complexity: the sum"][0] == "10"
    assert found["Ease: 100 − complexity"][0] == "90"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_add_up_to_the_number_on_page_list_and_file(
    school: School, language: str
) -> None:
    reader = school.reader(language=language)
    query = "?set=small&w.goout=1.5&w.absences=2.5&t.absences=3"
    files = reader.get(f"/caseload.csv{query}").data.decode("utf-8-sig")
    separator = "," if language == "en" else ";"
    for key, number in school.ids().items():
        page = reader.page(f"/students/{number}{query}")
        table = page.one("section", aria_labelledby="ease").one("table")
        shares = [
            as_number(row.all("td")[4].text)
            for row in table.one("tbody").all("tr")
            if row.all("td")[4].text != "–"
        ]
        complexity, ease = (row.all("td")[0].text for row in table.one("tfoot").all("tr"))
        if complexity == "–":
            continue
        assert sum(shares) == pytest.approx(as_number(complexity), abs=0.03)
        assert as_number(ease) == pytest.approx(100 - as_number(complexity), abs=0.011)
        [row] = [line for line in files.splitlines() if f"{separator}{key}{separator}" in line]
        assert as_number(row.split(separator)[5]) == pytest.approx(as_number(ease), abs=0.006)
        listed = reader.page(f"/caseload{query}&q={key}").one("table")
        texts = [link.text for link in listed.all("a")]
        assert any(
            re.fullmatch(r"[\d,.]+", text) and abs(as_number(text) - as_number(ease)) < 0.06
            for text in texts
        ), (key, texts)


def test_priority_is_written_out(school: School, lea: Reader) -> None:
    text = page_of(school, lea, "S1").text
    assert "Need × ease ÷ 100 = 70 × 90 ÷ 100 = 63" in text
    assert "50 + 50 × (10 − 6) ÷ (10 − 0) = 70" in text
    assert "rank 1 of 7" in text
    assert "50 × (20 − 12) ÷ (20 − 10) = 40" in page_of(school, lea, "S3").text


def test_who_has_no_grade_has_no_priority_and_is_told_why(school: School, lea: Reader) -> None:
    text = page_of(school, lea, "S6").text
    assert "there is no priority" in text
    assert "“ABS” in the file" in text


def test_who_answered_nothing_is_never_easy(school: School, lea: Reader) -> None:
    text = page_of(school, lea, "S8").text
    assert "Ease of coaching: –" in text
    assert "No answer that the rules judge is known" in text


def test_who_is_not_judged_is_told_so(school: School, lea: Reader) -> None:
    assert "does not judge this student" in page_of(school, lea, "S7").text


def test_answers_are_said_in_the_readers_words(school: School) -> None:
    said = {
        language: page_of(school, school.reader(language=language), "S1")
        .one("dl", class_="answers")
        .text
        for language in LANGUAGES
    }
    assert "female" in said["en"]
    assert "féminin" in said["fr"]
    assert "feminino" in said["pt"]
    assert "S1" not in said["en"].split()


def test_knobs_are_on_for_the_student_too_and_the_page_says_so(school: School, lea: Reader) -> None:
    page = page_of(school, lea, "S1", "?set=small&off=absences")
    assert "these are not the rule set’s own numbers" in page.text
    assert lines(page)["Ease: 100 − complexity"][0] == "100"
    assert "off=absences&set=small" in page.one("p", class_="crumbs").one("a").attributes["href"]


def test_levers_come_with_their_actions_and_evidence(school: School, lea: Reader) -> None:
    page = page_of(school, lea, "S1", "")
    levers = page.one("section", aria_labelledby="levers")
    assert levers.all("li")
    assert "strength:" in levers.text
    assert "Who can act:" in levers.text


def test_who_left_the_roster_is_shown_as_the_last_one_had_him(own_school: School) -> None:
    gone = own_school.ids()["S1"]
    file = own_school.folder / "newer.csv"
    file.write_text(as_csv(students()[1:]), encoding="utf-8")
    own_school.take_in(file, title="Second term")
    page = own_school.reader().page(f"/students/{gone}?set=small")
    assert "Ana Gonçalves" in page.text
    assert "Maths" in page.one("div", class_="provenance").text


def test_a_student_of_an_undone_import_is_not_there(own_school: School) -> None:
    number = own_school.ids()["S1"]
    own_school.reader("abel").post("/rosters/1/withdraw")
    assert own_school.reader().get(f"/students/{number}").status_code == 404


@pytest.mark.parametrize("number", ["0", "4711", "99999999999999999999", "x", "-1", "1.5"])
def test_an_unknown_student_is_not_there(lea: Reader, number: str) -> None:
    answer = lea.get(f"/students/{number}")
    assert answer.status_code == 404
    assert "no such page or student" in answer.text


def test_no_word_that_brands_a_child_is_on_the_pages(school: School, lea: Reader) -> None:
    for address in ("/caseload", f"/students/{school.ids()['S1']}", "/caseload/sheet"):
        said = lea.page(address).text.lower()
        assert not re.search(r"\b(risk|target|bad|potential|at-risk)\b", said), address
