"""The sheet for families: what the rules in force look at, and nothing that was answered."""

import pytest
from invented import ROSTER
from one_school import School
from reader import Reader

from webapp.http.access import ROLES
from webapp.services.families import information_sheet


@pytest.fixture
def abel(school: School) -> Reader:
    """Abel answers the families of the shared school."""
    return school.reader("abel")


def test_the_sheet_names_the_rules_that_apply_and_their_version(abel: Reader) -> None:
    page = abel.page("/families/sheet")
    assert "Pilot school" in page.text
    assert "Rules “Small set”, version 1" in page.text
    assert "Rules “Mathematics, pilot schools”, version 1" in page.text


def test_each_answer_that_weighs_is_said_with_what_the_rule_makes_of_it(abel: Reader) -> None:
    looked = abel.page("/families/sheet").all("dl", class_="looked")
    [small] = [each for each in looked if "Hardly there" in each.text]
    assert [name.text for name in small.all("dt")] == ["Absences", "Little study", "Health"]
    assert "Present" in small.text


def test_what_never_counts_is_named(abel: Reader) -> None:
    text = abel.page("/families/sheet").text
    after = text.split("What never counts")[1].split("Who may see it")[0]
    audited, _, rest = after.partition("These are only shown")
    for label in ("Sex", "Age"):
        assert label in audited
    assert "Class" in rest


def test_the_sheet_is_in_the_language_that_is_asked_for(abel: Reader) -> None:
    for language, words in (("fr", "Peu de travail"), ("pt", "Pouco estudo")):
        answer = abel.get(f"/families/sheet?language={language}")
        assert f'<html lang="{language}"' in answer.text
        assert words in answer.text
    assert '<html lang="en"' in abel.get("/families/sheet").text
    assert '<html lang="en"' in abel.get("/families/sheet?language=de").text


@pytest.mark.parametrize(("room", "who"), [("families", "abel"), ("students", "lea")])
def test_a_students_sheet_says_which_answers_were_used_and_never_what_they_are(
    school: School, abel: Reader, room: str, who: str
) -> None:
    reader = school.reader(who)
    helene = school.ids()["S8"]  # she has answered nothing
    page = reader.page(f"/{room}/{helene}/sheet")
    assert "Hélène Œuvrard" in page.text
    names = [name.text for name in page.all("dt")]
    assert "Absences no answer, left out" in names
    ana = school.ids()["S1"]
    page = reader.page(f"/{room}/{ana}/sheet")
    assert "Absences used" in [name.text for name in page.all("dt")]
    assert "used" not in [
        small.text for small in abel.page("/families/sheet").all("small") if small.text == "used"
    ]


def test_no_answer_stands_on_the_sheet(school: School, abel: Reader) -> None:
    pages = [abel.page(f"/families/{school.ids()[key]}/sheet").one("main").text for key in
             ("S1", "S2")]  # fmt: skip
    same = [text.replace("Ana Gonçalves", "X").replace("Bruno Sá", "X") for text in pages]
    assert same[0] == same[1]  # both answered everything, and otherwise
    assert "S1,Ana" in ROSTER


def test_every_role_is_told_of() -> None:
    assert set(information_sheet.roles()) == set(ROLES)


def test_the_retention_that_is_set_is_said(own_school: School, abel: Reader) -> None:
    assert "has set no period" in abel.page("/families/sheet").text
    own_school.state.settings = own_school.settings.model_copy(update={"retention_months": 24})
    assert "for 24 months" in own_school.reader("abel").page("/families/sheet").text


def test_who_objects_reads_that_nothing_is_looked_at(own_school: School) -> None:
    from data.store.families import objections

    ana = own_school.ids()["S1"]
    with own_school.write() as session:
        objections.object(session, own_school.viewer, ana)
    page = own_school.reader("abel").page(f"/families/{ana}/sheet")
    assert "An objection holds" in page.text
    assert page.one("main").all("small") == []


def test_without_a_roster_the_sheet_still_says_the_rights(empty_school: School) -> None:
    text = empty_school.reader("abel").page("/families/sheet").text
    assert "Object to scoring" in text
    assert "No rules are in force" in text


def test_no_student_has_no_sheet(abel: Reader, lea: Reader) -> None:
    assert abel.get("/families/999/sheet").status_code == 404
    assert lea.get("/students/999/sheet").status_code == 404
