"""Fairness before publishing: sentences, a table, a limit, and a reason that is asked for."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from drafting import WHY, Desk, desk, main_of
from one_school import School
from reader import Element, sentence_of

from data.store import audit, rosters
from data.store.coaching import interventions
from data.store.people import schools
from data.store.rules import publications
from webapp.services.drafts.fairness_table import group_name, signed
from webapp.services.rosters.importing import load_sample

STUDENTS = 300


@pytest.fixture(scope="module")
def sampled(lone_folder: Path, copied: Callable[[Path], Path]) -> Iterator[Desk]:
    """A school of 300 invented students, and a draft of the pilot set that only weighs absences."""
    school = School(copied(lone_folder), beside=False)
    load_sample(school.state, school.viewer, STUDENTS)
    yield desk(school)
    school.close()


@pytest.fixture(scope="module")
def draft(sampled: Desk) -> int:
    """Lea's draft of the small set."""
    return sampled.draft()


def table(page: Element) -> dict[tuple[str, str], list[str]]:
    """The cells of each line, by its column's name and the group's."""
    found, column = {}, ""
    for row in page.one("table", class_="shares").all("tr")[1:]:
        if heads := row.all("th", scope="rowgroup"):
            column = heads[0].text
        else:
            head = row.one("th", scope="row")
            name = "".join(head.own_text).strip()
            found[column, name] = [head.one("small").text, *(td.text for td in row.all("td"))]
    return found


def answers_of(at: Desk, column: str) -> list[object]:
    """What each student of the current roster answered, in its order."""
    with at.school.read() as session:
        roster = rosters.current(session, at.school.viewer)
        assert roster is not None
        cohort = rosters.cohort(session, at.school.viewer, roster.id)
    return list(cohort.columns[column].each())


def test_each_line_is_what_counting_gives(sampled: Desk, draft: int) -> None:
    lines = table(sampled.lea.page(f"/drafts/{draft}/fairness"))
    sexes = answers_of(sampled, "sex")
    for name, code in (("female", "F"), ("male", "M")):
        cells = lines["Sex", name]
        assert int(cells[0]) == sexes.count(code)
        assert cells[2] == f"{round(100 * sexes.count(code) / STUDENTS)} %"
    shares = [int(lines["Sex", name][3].split(" %")[0]) for name in ("female", "male")]
    assert sum(shares) in (99, 100, 101)
    assert sum(int(lines["Sex", name][0]) for name in ("female", "male")) == STUDENTS


def test_no_line_is_of_fewer_than_ten_and_ages_at_the_end_are_together(
    sampled: Desk, draft: int
) -> None:
    lines = table(sampled.lea.page(f"/drafts/{draft}/fairness"))
    assert min(int(cells[0]) for cells in lines.values()) >= 10
    ages = [name for column, name in lines if column == "Age"]
    assert ages[-1].endswith("or more")
    education = [name for column, name in lines if column == "Mother's education"]
    assert any("primary school" in name for name in education)


def test_every_column_adds_up_to_the_school(sampled: Desk, draft: int) -> None:
    lines = table(sampled.lea.page(f"/drafts/{draft}/fairness"))
    for column in {column for column, _ in lines}:
        assert sum(int(cells[0]) for (its, _), cells in lines.items() if its == column) == STUDENTS


def test_the_part_is_the_pages_own(sampled: Desk, draft: int) -> None:
    part = sampled.lea.part(f"/drafts/{draft}/fairness")
    assert part.attributes["id"] == "fairness"
    page = sampled.lea.page(f"/drafts/{draft}/fairness").one("section", id="fairness")
    assert part.text == page.text


def test_who_is_coached_is_counted_like_everybody(sampled: Desk, draft: int) -> None:
    before = table(sampled.lea.page(f"/drafts/{draft}/fairness"))
    with sampled.school.write() as session:
        roster = rosters.current(session, sampled.school.viewer)
        assert roster is not None
        cohort = rosters.cohort(session, sampled.school.viewer, roster.id)
        for student in cohort.students.tolist()[:40]:
            interventions.open(session, sampled.school.viewer, student)
    assert table(sampled.lea.page(f"/drafts/{draft}/fairness")) == before


def test_ten_students_are_too_few_to_be_told_apart(lone_school: School) -> None:
    at = desk(lone_school)
    page = at.lea.page(f"/drafts/{at.draft()}/fairness")
    assert not page.all("table", class_="shares")
    assert "fewer than two groups of 10 students can be told apart" in page.text


def test_without_a_roster_it_says_so(empty_school: School) -> None:
    at = desk(empty_school)
    assert (
        "There is no roster of the kind these rules are for yet"
        in at.lea.page(f"/drafts/{at.draft()}/fairness").text
    )


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        (["F", None], "F, no answer"),
        ([15.0], "15"),
        ([[None, 15.0]], "15 or less"),
        ([[16.0, 18.0]], "16 to 18"),
        ([[19.0, None], None], "19 or more, no answer"),
        ([[None, None]], "any answer"),
    ],
)
def test_groups_are_named_by_their_answers(answers: list[object], name: str) -> None:
    assert group_name(answers, None) == name


def test_a_difference_has_its_sign() -> None:
    assert [signed(each) for each in (0.104, -0.2, 0.004)] == ["+10", "−20", "0"]


# The limit -------------------------------------------------------------------------------------


def limit_of(at: Desk) -> float:
    with at.school.read() as session:
        return schools.own(session, at.school.viewer).fairness_limit


def test_a_lead_sets_the_limit_and_it_is_on_record(lone_school: School) -> None:
    at = desk(lone_school)
    assert limit_of(at) == 10
    answer = at.lea.post("/rules/limit", {"limit": "12,5", "back": "/rules/small"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rules/small")
    assert limit_of(at) == 12.5
    with at.school.read() as session:
        wanted = audit.AuditFilters("set limit", "rule set")
        [line] = audit.listing(session, at.school.viewer, wanted).lines
    assert (line.by, line.detail) == ("Lea", {"limit": 12.5})
    assert at.school.reader("ines").post("/rules/limit", {"limit": "5"}).status_code == 403


def test_the_limit_stands_among_the_rule_sets_for_who_may_set_it(lone_school: School) -> None:
    at = desk(lone_school)
    form = at.lea.page("/rules").one("form", id="limit")
    assert form.one("input", name="limit").attributes["value"] == "10"
    assert at.school.reader("ines").page("/rules").all("form", id="limit") == []


@pytest.mark.parametrize("written", ["", "0", "101", "ten", "nan", "inf", "-5"])
def test_a_limit_that_is_none_leaves_the_old_one(lone_school: School, written: str) -> None:
    at = desk(lone_school)
    answer = at.lea.post("/rules/limit", {"limit": written})
    assert answer.status_code == 422
    assert "from 1 to 100" in sentence_of(answer)
    assert limit_of(at) == 10


def test_a_limit_never_leads_to_another_site(lone_school: School) -> None:
    at = desk(lone_school)
    answer = at.lea.post("/rules/limit", {"limit": "5", "back": "//elsewhere.example"})
    assert answer.headers["Location"] == "/rules"


# Over the limit --------------------------------------------------------------------------------


@pytest.fixture
def tilted(lone_folder: Path, copied: Callable[[Path], Path]) -> Iterator[tuple[Desk, int]]:
    """A draft that lists whoever goes out much, and a school where only boys do."""
    school = School(copied(lone_folder), beside=False)
    rows = ["StudentID,FirstName,FamilyName,sex,age,goout,absences,studytime,health,FinalGrade"]
    for n in range(120):
        boy = n % 2
        rows.append(f"T{n},N{n},F{n},{'FM'[boy]},16,{5 if boy else 1},0,2,5,{8 + n % 3}")
    file = school.folder.parent / "tilted.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    school.take_in(file)
    at = desk(school)
    text = at.file().replace("kind: lever\n    weight: 0", "kind: lever\n    weight: 4")
    yield at, at.draft(text)
    school.close()


def test_a_group_over_the_limit_is_a_sentence_with_the_indicator_that_makes_it(
    tilted: tuple[Desk, int],
) -> None:
    at, number = tilted
    page = at.lea.page(f"/drafts/{number}/fairness")
    [said] = [one.text for one in page.all("p", class_="sentence")]
    assert said.startswith(
        "Sex, female: 50 % of the school, 0 % of the first 12 (0 % to 25 %). "
        "That is 50 percentage points fewer. Of the plain list of lowest grades it is 50 %."
    )
    assert said.endswith("makes most of it: without that it would be 50 %.")
    assert "2 groups are over the limit of 10 percentage points" in page.text


def test_over_the_limit_a_reason_is_asked_for_and_kept(tilted: tuple[Desk, int]) -> None:
    at, number = tilted
    answer = at.send(at.lea, number, "review", WHY)
    assert answer.status_code == 422
    assert "A group is over the limit" in sentence_of(answer)
    why = {"fairness_reason": "Boys go out more here, and that is what we coach this year"}
    assert at.send(at.lea, number, "review", {**WHY, **why}).status_code == 303
    assert why["fairness_reason"] in at.marta.page(f"/drafts/{number}/review").text
    assert at.send(at.marta, number, "publish").status_code == 303
    with at.school.read() as session:
        [kept] = publications.of_set(session, at.school.viewer, "small")
    assert kept.fairness_reason == why["fairness_reason"]
    page = at.lea.page("/rules/small/versions/2")
    assert why["fairness_reason"] in page.text
    assert "Sex, female: 50 % of the school, 0 % of the first 12" in page.text


def test_what_is_kept_holds_no_student(tilted: tuple[Desk, int]) -> None:
    at, number = tilted
    at.send(at.lea, number, "review", {**WHY, "fairness_reason": "So it is"})
    at.send(at.marta, number, "publish")
    with at.school.read() as session:
        [kept] = publications.of_set(session, at.school.viewer, "small")
    text = json.dumps([kept.comparison, kept.fairness])
    assert not any(f'"{name}{n}"' in text for name in "TNF" for n in range(120))
    assert "student" not in text.replace("students", "")


def test_the_table_of_that_day_stays_when_the_roster_changes(tilted: tuple[Desk, int]) -> None:
    at, number = tilted
    at.send(at.lea, number, "review", {**WHY, "fairness_reason": "So it is"})
    at.send(at.marta, number, "publish")
    before = at.lea.page("/rules/small/versions/2").one("div", id="shares-of-groups").text
    load_sample(at.school.state, at.school.viewer, 60)
    after = at.lea.page("/rules/small/versions/2").one("div", id="shares-of-groups").text
    assert after == before


def test_a_counsellor_reads_a_version_without_the_shares_of_groups(
    tilted: tuple[Desk, int],
) -> None:
    at, number = tilted
    at.send(at.lea, number, "review", {**WHY, "fairness_reason": "So it is"})
    at.send(at.marta, number, "publish")
    page = at.school.reader("ines").page("/rules/small/versions/2")
    assert not page.all("div", id="shares-of-groups")


def test_under_a_wider_limit_no_reason_is_asked_for(tilted: tuple[Desk, int]) -> None:
    at, number = tilted
    at.lea.post("/rules/limit", {"limit": "60"})
    page = at.lea.page(f"/drafts/{number}/review")
    assert not page.all("textarea", name="fairness_reason")
    assert "No group is over the limit of 60 percentage points" in page.text
    assert at.send(at.lea, number, "review", WHY).status_code == 303


def test_a_group_that_comes_over_the_limit_during_the_review_is_explained_by_who_says_yes(
    tilted: tuple[Desk, int],
) -> None:
    at, number = tilted
    at.lea.post("/rules/limit", {"limit": "60"})
    at.send(at.lea, number, "review", WHY)
    at.lea.post("/rules/limit", {"limit": "10"})
    answer = at.send(at.marta, number, "publish")
    assert answer.status_code == 422
    assert main_of(answer).all("textarea", name="fairness_reason")
    done = at.send(at.marta, number, "publish", {"fairness_reason": "So it is"})
    assert done.status_code == 303
