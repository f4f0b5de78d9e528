"""Whom no rule set judges, and whom one of several leaves out, and why."""

from invented import SMALL
from one_school import School
from reader import Element


def write(school: School, name: str, text: str) -> None:
    (school.settings.rules / f"{name}.yaml").write_text(text, encoding="utf-8")
    school.state.shelf.look_again()


def only(school: School, **sets: str) -> None:
    """Leave these rule files alone in the folder."""
    for path in school.settings.rules.glob("*.yaml"):
        path.unlink()
    for name, text in sets.items():
        write(school, name, text)


def section(page: Element, title: str) -> str:
    return page.one("section", aria_labelledby=title).text


def test_with_a_set_for_everybody_nobody_is_left_out_by_all(school: School) -> None:
    page = school.reader().page("/rules/unjudged")
    assert "Everybody is judged by at least one set." in section(page, "by-none")
    small = section(page, "set-small")
    assert "Gil Peña" in small and "does not meet the condition" in small
    assert "Age: below 19" in small
    assert "Ana" not in small
    assert "Judges every student." in section(page, "set-pilot-2008")


def test_whom_no_set_judges_comes_first_and_is_counted_on_the_list_of_sets(
    own_school: School,
) -> None:
    younger = SMALL.replace("applies_to: age < 19", "applies_to: age >= 16 and age < 19")
    only(own_school, small=SMALL, older=younger)
    page = own_school.reader().page("/rules/unjudged")
    assert "Gil Peña" in section(page, "by-none")
    assert "Ana" not in section(page, "by-none")
    assert "Ana" in section(page, "set-older")
    listed = own_school.reader().page("/rules")
    [link] = [one for one in listed.all("a") if "judged by no set" in one.text]
    assert link.text == "1 student is judged by no set"
    assert link.attributes["href"] == "/rules/unjudged"


def test_an_answer_that_is_missing_is_the_reason(own_school: School) -> None:
    only(own_school, small=SMALL.replace("age < 19", "studytime >= 1"))
    page = own_school.reader().page("/rules/unjudged")
    assert "Hélène Œuvrard" in section(page, "by-none")
    assert "no answer: Study time" in section(page, "by-none")


def test_a_counsellor_finds_his_own_students_only(own_school: School) -> None:
    only(own_school, small=SMALL.replace("age < 19", "age < 10"))
    for who, his, others in (("ines", "Ana", "Gil"), ("rui", "Gil", "Ana")):
        text = own_school.reader(who).page("/rules/unjudged").text
        assert his in text and others not in text
    assert "5 students are judged by no set" in own_school.reader("ines").page("/rules").text


def test_who_sees_no_students_does_not_see_these(school: School) -> None:
    for who in ("abel", "mia", "otto"):
        assert school.reader(who).get("/rules/unjudged").status_code == 403
    assert "unjudged" not in school.reader("abel").get("/rules").text


def test_without_a_roster_or_a_set_the_page_says_what_to_do(
    empty_school: School, own_school: School
) -> None:
    assert "There is no roster yet" in empty_school.reader().page("/rules/unjudged").text
    only(own_school)
    text = own_school.reader().page("/rules/unjudged").text
    assert "No rule set in force is for rosters of the kind “pilot-2008”" in text
    assert own_school.reader().page("/rules")


def test_the_boards_line_of_those_not_judged_leads_to_why(school: School) -> None:
    page = school.reader().page("/caseload?set=small")
    says = page.one("p", class_="says")
    assert "/rules/unjudged" in {link.attributes["href"] for link in says.all("a")}
    other = school.reader().page("/caseload?set=pilot-2008").one("p", class_="says")
    assert "/rules/unjudged" not in {link.attributes["href"] for link in other.all("a")}
