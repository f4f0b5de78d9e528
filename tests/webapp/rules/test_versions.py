"""Versions: read, taken along, compared, and put in force again."""

import pytest
from drafting import CHANGED, WHY, Desk, desk, main_of
from invented import SMALL
from one_school import School
from reader import Element
from sqlmodel import select
from staff import hire_one

from data.store import audit
from data.tables import RuleSetVersion

THIRD = CHANGED.replace("weight: 5", "weight: 0")


@pytest.fixture
def at(lone_school: School) -> Desk:
    """Two versions of the small set: 1 came as a file, 2 was published."""
    made = desk(lone_school)
    made.publish()
    return made


def signs(page: Element) -> list[str]:
    """The lines of the comparison that came or went, with their signs."""
    lines = page.one("div", id="line-changes").all("span")
    return [line.text for line in lines if line.attributes.get("class")]


def test_a_version_says_who_wrote_it_who_approved_it_and_why(at: Desk) -> None:
    page = at.lea.page("/rules/small/versions/2").one("main")
    assert "Written by Lea, approved by Marta." in page.text
    assert f"Why: {WHY['reason']}" in page.text
    assert "weight: 5" in page.one("pre").text
    assert "of the first" in page.one("section", aria_labelledby="then-title").text
    first = at.lea.page("/rules/small/versions/1").text
    assert "It came as a file" in first
    assert "Version 2 is the newest" in first


def test_a_versions_text_is_taken_along_as_it_is(at: Desk) -> None:
    answer = at.lea.get("/rules/small/versions/1?as=file")
    assert answer.text == SMALL
    assert answer.headers["Content-Disposition"] == "attachment; filename=small-version-1.yaml"


def test_every_version_is_listed_with_its_author_and_reason(at: Desk) -> None:
    rows = at.lea.page("/rules/small/versions/1").one("section", id="versions").all("tr")[1:]
    assert [row.all("td")[0].text for row in rows] == ["2", "1"]
    assert "Lea" in rows[0].text
    assert WHY["reason"] in rows[0].text
    assert "saved as a file" in rows[1].text


@pytest.mark.parametrize(
    "address",
    [
        *("/rules/small/versions/9", "/rules/small/versions/0", "/rules/nothing/versions/1"),
        *("/rules/small/compare?from=1&to=9", "/rules/nothing/compare"),
    ],
)
def test_what_is_not_there_is_not_found(at: Desk, address: str) -> None:
    assert at.lea.get(address).status_code == 404


def test_two_versions_are_compared_as_text_and_as_students_moved(at: Desk) -> None:
    page = at.lea.page("/rules/small/compare?from=1&to=2")
    assert [line for line in signs(page) if "weight" in line] == [
        next(line for line in signs(page) if "− " in line),
        next(line for line in signs(page) if "weight: 5" in line),
    ]
    moved = page.one("div", id="students-moved")
    assert "0 are new, 0 leave" in moved.text  # twelve places for ten students
    quadrants, changed = moved.all("table")
    assert sum(int(row.all("td")[2].text) for row in quadrants.all("tr")[1:]) > 0
    [row] = changed.all("tr")[1:]
    assert row.one("th").text == "Absences"


def test_backwards_the_signs_turn_round(at: Desk) -> None:
    forth = signs(at.lea.page("/rules/small/compare?from=1&to=2"))
    back = signs(at.lea.page("/rules/small/compare?from=2&to=1"))
    assert len(forth) == len(back)
    assert len([line for line in forth if "−" in line]) == len(
        [line for line in back if "+" in line]
    )


def test_a_version_compared_with_itself_moves_nobody(at: Desk) -> None:
    page = at.lea.page("/rules/small/compare?from=2&to=2")
    assert "The two texts are the same" in page.text
    assert "0 are new, 0 leave" in page.text
    assert len(page.one("div", id="figures-moved").all("table")) == 1  # no indicator changed


def test_the_page_of_a_set_lists_its_versions_too(at: Desk) -> None:
    links = at.lea.page("/rules/small").one("section", id="versions").all("a")
    assert {link.attributes["href"] for link in links} == {
        "/rules/small/versions/1",
        "/rules/small/versions/2",
        "/rules/small/compare?from=1&to=2",
    }


def test_without_a_word_the_newest_is_compared_with_the_one_before(at: Desk) -> None:
    page = at.lea.page("/rules/small/compare")
    assert page.one("h1").text == "Version 1 against version 2"


def test_who_sees_no_students_compares_the_text_alone(at: Desk) -> None:
    page = at.school.reader("abel").page("/rules/small/compare?from=1&to=2")
    assert not page.all("div", id="students-moved")
    assert signs(page)


def test_a_counsellor_sees_nobody_of_another_class_move(at: Desk) -> None:
    at.publish(THIRD)
    names = {"Ana Gonçalves", "Bruno Sá", "Élise Durand", "Íris Łuczak"}
    page = at.school.reader("ines").page("/rules/small/compare?from=1&to=3")
    links = page.one("div", id="students-moved").all("a")
    assert {link.text for link in links} <= names
    assert not page.all("form", action="/rules/small/versions/1/restore")


# Put in force again ----------------------------------------------------------------------------


def test_one_click_puts_an_earlier_version_in_force_again_as_a_new_one(at: Desk) -> None:
    [form] = [
        form
        for form in at.marta.page("/rules/small/versions/1").all("form", method="post")
        if form.attributes["action"].endswith("/restore")
    ]
    answer = at.marta.post(form.attributes["action"])
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rules/small/versions/3")
    assert at.version() == 3
    assert at.file() == SMALL
    page = at.lea.page("/rules/small/versions/3")
    assert "Marta put version 1 in force again instead of version 2." in page.text
    with at.school.read() as session:
        wanted = audit.AuditFilters("restore", "rule set")
        [line] = audit.listing(session, at.school.viewer, wanted).lines
    assert (line.by, line.detail["set"], line.detail["version"]) == ("Marta", "small", 1)


def test_that_is_undone_by_the_other_way_round(at: Desk) -> None:
    published = at.file()
    at.lea.post("/rules/small/versions/1/restore")
    page = at.lea.page("/rules/small/versions/3")
    undo = page.one("form", action="/rules/small/versions/2/restore")
    assert "Undo: version 2 in force again" in undo.text
    assert at.lea.post(undo.attributes["action"]).status_code == 303
    assert (at.version(), at.file()) == (4, published)
    # The text of version 2 came into force twice, each time with its own story.
    assert "approved by Marta" in at.lea.page("/rules/small/versions/2").text
    assert "instead of version 3" in at.lea.page("/rules/small/versions/4").text


def test_what_is_in_force_is_not_put_back(at: Desk) -> None:
    answer = at.lea.post("/rules/small/versions/2/restore")
    assert answer.status_code == 409
    assert "there is nothing to put back" in main_of(answer).text
    assert at.version() == 2


def test_restoring_mends_a_broken_file_and_keeps_it_beside(at: Desk) -> None:
    broken = SMALL.replace("kind: barrier", "kind: wall")
    at.save_file(broken)
    assert at.lea.post("/rules/small/versions/1/restore").status_code == 303
    assert (at.version(), at.file()) == (3, SMALL)
    [aside] = at.folder.glob("small.yaml.aside-*")
    assert aside.read_text(encoding="utf-8") == broken


def test_a_text_that_cannot_be_used_any_more_stays_where_it_is(at: Desk) -> None:
    with at.school.write() as session:
        version = session.exec(
            select(RuleSetVersion).where(RuleSetVersion.name == "small", RuleSetVersion.number == 1)
        ).one()
        version.text = SMALL.replace("column", "").replace("health:", "wealth:")
    answer = at.lea.post("/rules/small/versions/1/restore")
    assert answer.status_code == 422
    assert "the data dictionary has changed since" in main_of(answer).text
    assert main_of(answer).all("ol", class_="problem")
    assert at.version() == 2


def test_only_a_lead_restores_and_only_a_set_of_his_own(own_school: School) -> None:
    at = desk(own_school)  # with Chloe's school on the server
    at.save_file(CHANGED)
    assert at.version() == 2
    assert at.school.reader("ines").post("/rules/small/versions/1/restore").status_code == 403
    answer = at.lea.post("/rules/small/versions/1/restore")
    assert answer.status_code == 403
    assert "Several schools use this set" in main_of(answer).text
    assert at.version() == 2


def test_another_schools_version_is_none_and_what_it_published_is_not_told(
    own_school: School,
) -> None:
    at = desk(own_school)
    at.publish()
    there = at.school.people["chloe"].school
    at.school.people["clara"] = hire_one(at.school.state.database, there, "clara", None, "lead")
    clara = at.school.reader("clara")
    for address in ("/rules/small-2/versions/1", "/rules/small-2/compare"):
        assert clara.get(address).status_code == 404
    assert clara.post("/rules/small-2/versions/1/restore").status_code == 404
    assert "Marta" not in clara.page("/rules/small/versions/1").text
