"""Reading rules: the prose, the cards with this school's figures, the list, a new set."""

from collections.abc import Callable
from pathlib import Path

import pytest
from invented import SMALL, as_csv, students
from one_school import School
from reader import Element, Reader, path_of

import rules
from data import store
from webapp.http.access import Action
from webapp.services.process.settings import SHIPPED_RULES


def many(count: int = 60) -> str:
    """A school of so many: every third is absent and has lower grades; support goes with them."""
    row = students()[0]
    rows = [
        row
        | {
            "StudentID": f"M{n}",
            "FirstName": f"First{n}",
            "FamilyName": "Matos",
            "class": "10A" if n % 2 else "10B",
            "absences": "20" if n % 3 == 0 else "1",
            "schoolsup": "yes" if n % 3 == 0 else "no",
            "FinalGrade": str(7 + n % 2 if n % 3 == 0 else 13 + n % 4),
            "studytime": str(1 + n % 4),
            "health": "5" if n % 20 else "1",
        }
        for n in range(count)
    ]
    return as_csv(rows)


@pytest.fixture
def large(empty_school: School, tmp_path: Path) -> School:
    """A school of sixty."""
    file = tmp_path / "many.csv"
    file.write_text(many(), encoding="utf-8")
    empty_school.take_in(file)
    return empty_school


def card(page: Element, key: str) -> Element:
    return next(one for one in page.all("article") if one.attributes.get("aria-labelledby") == key)


# Prose and cards --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "is a lever and weighs 4 of 20 (20 %)."),
        ("fr", "est un levier et pèse 4 sur 20 (20 %)."),
        ("pt", "é uma alavanca e pesa 4 em 20 (20 %)."),
    ],
)
def test_a_set_is_read_as_prose_in_three_languages(
    school: School, language: str, said: str
) -> None:
    page = school.reader(language=language).page("/rules/pilot-2008")
    assert said in page.text
    assert len(page.all("article")) == 9


def test_what_the_cohort_comes_to_stands_in_the_condition(large: School) -> None:
    text = card(large.reader().page("/rules/pilot-2008"), "below_average_study").text
    assert "the average of “Study time” (2.5)" in text


def test_a_card_says_how_the_grades_go_with_the_indicator_here(large: School) -> None:
    text = card(large.reader().page("/rules/pilot-2008"), "absences").text
    assert "20 of 60" in text
    assert "students concerned 7.5, others 14.5: difference −7" in text
    assert "95 % interval from" in text and "60 students" in text
    assert "The opposite of what the rule assumes" not in text
    assert "15 Nov 2024" in text and "Balfanz" in text and "one long illness" in text


def test_a_sign_that_is_the_opposite_is_warned_of(large: School) -> None:
    text = card(large.reader().page("/rules/pilot-2008"), "school_support").text
    assert "The opposite of what the rule assumes" in text


def test_few_students_have_no_figures(large: School) -> None:
    text = card(large.reader().page("/rules/pilot-2008"), "health").text
    assert "fewer than 10" in text
    assert "too few students on one side to compare" in text


def test_a_school_of_ten_has_hardly_a_figure(school: School) -> None:
    page = school.reader().page("/rules/pilot-2008")
    assert "too few students on one side" in card(page, "absences").text
    assert "interval from" not in card(page, "absences").one("table").text


def test_each_step_has_its_figures_and_its_bar(large: School) -> None:
    found = card(large.reader().page("/rules/pilot-2008"), "absences")
    rows = [[cell.text for cell in row.all("td")] for row in found.one("tbody").all("tr")]
    assert rows[0][1:3] == ["40", "14.5"]
    assert rows[2][1:3] == ["20", "7.5"]
    assert rows[1][1:3] == ["–", "–"]
    assert [len(row.all("svg")) for row in found.one("tbody").all("tr")] == [1, 0, 1, 0]


def test_an_administrator_reads_the_figures_and_nobodys_name(large: School) -> None:
    page = large.reader("abel").page("/rules/pilot-2008")
    assert "20 of 60" in card(page, "absences").text
    assert "Matos" not in page.text
    assert not page.all("button", type="submit")


def test_figures_are_the_whole_schools_for_whoever_sees_a_class(large: School) -> None:
    assert "20 of 60" in card(large.reader("ines").page("/rules/pilot-2008"), "absences").text


def test_without_a_roster_the_cards_say_so(empty_school: School) -> None:
    page = empty_school.reader().page("/rules/pilot-2008")
    assert "There is no roster of the kind “pilot-2008” yet" in page.text
    assert "weighs 4 of 20" in page.text
    assert not page.all("svg", viewbox="0 0 100 10")


def test_why_counsellors_set_students_aside_comes_back_to_the_rule(large: School) -> None:
    absent = [large.ids()[f"M{n}"] for n in range(0, 60, 3)]
    with large.write() as session:
        for at, student in enumerate(absent):
            reason = "already_known" if at < 8 else "not_now"
            store.dismissals.add(session, large.viewer, student, reason, "Matos said so", None)
    text = card(large.reader().page("/rules/pilot-2008"), "absences").text
    assert "40 % already known and taken care of (8 of 20)" in text
    assert "60 % not now (12 of 20)" in text
    assert "Lea" not in text and "said so" not in text


def test_under_five_dismissals_no_reason_is_told(large: School) -> None:
    with large.write() as session:
        for n in (0, 3, 6, 9):
            student = large.ids()[f"M{n}"]
            store.dismissals.add(session, large.viewer, student, "family_refuses", "", None)
    text = card(large.reader().page("/rules/pilot-2008"), "absences").text
    assert "too few students with this lever to tell why" in text
    assert "refuses" not in text


def test_the_file_can_be_taken_along(school: School) -> None:
    for who in ("lea", "ines", "abel"):
        answer = school.reader(who).get("/rules/pilot-2008.yaml")
        assert answer.data == (SHIPPED_RULES / "pilot-2008.yaml").read_bytes()
        assert answer.headers["Content-Type"] == "application/yaml; charset=utf-8"
        assert "pilot-2008.yaml" in answer.headers["Content-Disposition"]
    assert school.reader().get("/rules/nowhere.yaml").status_code == 404
    assert school.reader("mia").get("/rules/pilot-2008.yaml").status_code == 403


def test_a_broken_file_gives_the_text_that_is_in_force(own_school: School) -> None:
    folder = own_school.settings.rules
    (folder / "small.yaml").write_text("format: 2\n", encoding="utf-8")
    (folder / "fresh.yaml").write_text("format: 2\n", encoding="utf-8")
    own_school.state.shelf.look_again()
    assert own_school.reader().get("/rules/small.yaml").text == SMALL
    assert own_school.reader().get("/rules/fresh.yaml").status_code == 404


# All sets ---------------------------------------------------------------------------------------


def line(page: Element, name: str) -> str:
    return next(row.text for row in page.all("tr") if f"{name}.yaml" in row.text)


def test_the_list_says_of_each_set_what_it_is(school: School) -> None:
    page = school.reader().page("/rules")
    small = line(page, "small")
    assert "everybody’s" in small and "pilot" in small and "9 of 10" in small
    assert "boards begin with it" in line(page, "pilot-2008")
    assert "boards begin with it" not in small
    assert "10 of 10" in line(page, "attendance-first")
    assert "draft" in line(page, "attendance-first")
    assert "of 10" not in line(page, "online-course")


def test_drafts_that_stand_are_shown_to_leads_alone(own_school: School) -> None:
    with own_school.write() as session:
        lead = own_school.viewer
        one = store.rule_drafts.begin(session, lead, "small", SMALL, 1)
        proposal = store.rule_drafts.begin(session, lead, "small", SMALL, 1, proposed=True)
        new = store.rule_drafts.begin(session, lead, "maths-10", SMALL, 0)
    page = own_school.reader().page("/rules")
    links = {link.attributes["href"] for link in page.all("a")}
    assert {f"/drafts/{draft.id}" for draft in (one, proposal, new)} <= links
    assert "proposal by" in line(page, "small")
    assert "maths-10" in page.text
    for who in ("ines", "abel"):
        text = own_school.reader(who).get("/rules").text
        assert "/drafts/" not in text and "New rule set" not in text


def test_another_schools_own_set_is_not_in_the_list(own_school: School) -> None:
    (own_school.settings.rules / "theirs.yaml").write_text(SMALL, encoding="utf-8")
    with own_school.write() as session:
        store.rule_sets.settle(session, own_school.people["chloe"], "theirs")
    own_school.state.shelf.look_again()
    assert "theirs" not in own_school.reader().get("/rules").text
    assert own_school.reader().get("/rules/theirs.yaml").status_code == 404
    assert "this school’s own" in line(own_school.reader("chloe").page("/rules"), "theirs")


# A new set --------------------------------------------------------------------------------------


def draft_of(school: School, answer: str) -> store.rule_drafts.Draft:
    with school.read() as session:
        return store.rule_drafts.get(session, school.viewer, int(answer.rpartition("/")[2]))


def begin(lea: Reader, **form: str) -> str:
    answer = lea.post("/rules", form)
    assert answer.status_code == 302, answer.text
    return path_of(answer)


@pytest.mark.parametrize("kind", ["pilot-2008", "uci-students", "online-course"])
def test_a_blank_set_can_be_read_and_judges_nothing_yet(own_school: School, kind: str) -> None:
    where = begin(own_school.reader(), title='Física: o "10.º A"', dictionary=kind)
    draft = draft_of(own_school, where)
    assert (draft.name, draft.row.base) == ("fisica-o-10-o-a", 0)
    found = rules.read(draft.text, own_school.state.shelf.columns)
    assert found.title["pt"] == 'Física: o "10.º A"'
    assert found.weights().sum() == 0
    assert found.roster == kind


@pytest.mark.parametrize("name", [path.stem for path in SHIPPED_RULES.glob("*.yaml")])
def test_a_set_begins_from_any_other_and_keeps_all_but_its_title_and_dates(
    own_school: School, name: str
) -> None:
    where = begin(own_school.reader(), title="Our own", **{"from": name})
    draft = draft_of(own_school, where)
    shelf = own_school.state.shelf
    found, before = rules.read(draft.text, shelf.columns), shelf.sets()[name].rule_set
    assert before is not None
    assert found.title["fr"] == "Our own"
    assert (found.status, found.reviewed, found.in_force_from) == ("pilot", None, None)
    assert [one.key for one in found.indicators] == [one.key for one in before.indicators]
    assert found.weights().tolist() == before.weights().tolist()
    kept = [one for one in before.text.splitlines() if one.startswith("#")]
    assert [one for one in draft.text.splitlines() if one.startswith("#")] == kept
    assert draft.row.base == 0


def test_a_new_set_is_nobodys_but_this_schools_and_in_no_list_before_it_is_published(
    own_school: School,
) -> None:
    begin(own_school.reader(), title="Small", dictionary="pilot-2008")
    with own_school.read() as session:
        assert store.rule_sets.homes(session) == {"small-2": own_school.viewer.school}
    assert "small-2" not in own_school.state.shelf.sets()
    assert "small-2" in own_school.reader().page("/rules").text


@pytest.mark.parametrize(
    ("title", "name"),
    [("Unjudged", "unjudged-2"), ("Limit", "limit-2"), ("数学", "rules"), ("../../etc", "etc")],
)
def test_a_set_never_takes_a_name_that_is_a_pages(
    own_school: School, title: str, name: str
) -> None:
    where = begin(own_school.reader(), title=title, dictionary="pilot-2008")
    assert draft_of(own_school, where).name == name


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"title": " ", "dictionary": "pilot-2008"}, "Give the rule set a title."),
        ({"title": "x" * 121, "dictionary": "pilot-2008"}, "at most 120 characters"),
        ({"title": "A\x00b", "dictionary": "pilot-2008"}, "Give the rule set a title."),
        ({"title": "New", "from": "nowhere"}, "Choose one of the sets"),
        ({"title": "New", "dictionary": "nowhere"}, "Choose a kind of roster"),
        ({}, "Give the rule set a title."),
    ],
)
def test_what_a_form_lacks_is_said_beside_it_and_what_was_typed_stays(
    school: School, form: dict[str, str], wrong: str
) -> None:
    answer = school.reader().post("/rules", form)
    assert answer.status_code == 422
    assert wrong in answer.text
    if form.get("title") == "New":
        assert 'value="New"' in answer.text


@pytest.mark.parametrize("who", ["ines", "abel", "mia", "otto"])
def test_only_leads_begin_a_set(school: School, who: str) -> None:
    assert not school.may(who, Action.WRITE_RULES)
    form = {"title": "New", "dictionary": "pilot-2008"}
    assert school.reader(who).post("/rules", form).status_code == 403


def test_the_board_lets_one_choose_among_the_sets(school: School) -> None:
    page = school.reader().page("/caseload?set=small&places=3")
    chooser = page.one("form", id="set_choice")
    options = {
        one.attributes["value"]: "selected" in one.attributes for one in chooser.all("option")
    }
    assert options == {"pilot-2008": False, "small": True}
    assert chooser.one("input", name="places").attributes["value"] == "3"
    assert "hx-get" not in chooser.attributes


def test_with_one_set_there_is_nothing_to_choose(
    own_school: School, shared: Callable[[str], Path]
) -> None:
    (own_school.settings.rules / "small.yaml").unlink()
    own_school.state.shelf.look_again()
    assert not own_school.reader().page("/caseload").all("form", id="set_choice")
