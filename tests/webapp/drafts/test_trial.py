"""A draft on the ten students: who moves and why, how sure that is, and what became of them."""

import pytest
from invented import SMALL, as_csv, students
from one_school import School
from reader import Element
from staff import hire_one

from data.store import rosters
from data.store.rules import rule_drafts, rule_sets

PARTS = ("trial", "preview", "stability", "replay")
ADDRESS = {"preview": "board"}
# Absences count for less, little study for more: Carla and Íris study little.
STUDY = SMALL.replace("weight: 2\n", "weight: 0.5\n").replace(
    "weight: 1\n    when", "weight: 5\n    when"
)


def draft_of(school: School, text: str, name: str = "small", base: int = 1) -> int:
    """Lea's draft of a set, with this text."""
    with school.write() as session:
        begun = rule_drafts.begin(session, school.people["lea"], name, text, base)
        return begun.id


def part_of(school: School, text: str, part: str = "trial", query: str = "") -> Element:
    number = draft_of(school, text)
    return school.reader().part(f"/drafts/{number}/{ADDRESS.get(part, part)}{query}")


def names_in(table: Element) -> list[str]:
    return [row.all("th")[0].text for row in table.all("tbody")[0].all("tr")]


def table_of(element: Element, title: str) -> Element:
    """The table that is announced as this."""
    found = [one for one in element.all("div") if one.attributes.get("aria-label") == title]
    assert len(found) == 1
    return found[0].one("table")


def test_a_draft_equal_to_the_set_moves_nobody(own_school: School) -> None:
    part = part_of(own_school, f"# only a comment\n{SMALL}", query="?places=3")
    assert "judge exactly as version 1 does: nobody moves" in part.text
    assert not [one for one in part.all("div") if one.attributes.get("aria-label") == "Enters"]


def test_who_enters_and_leaves_is_named_with_the_changed_rules_and_their_lines(
    own_school: School,
) -> None:
    part = part_of(own_school, STUDY, query="?places=2")
    assert "1 enter, 1 leave, 1 stay." in part.text
    enters, leaves = table_of(part, "Enters"), table_of(part, "Leaves")
    assert names_in(enters) == ["Carla d'Ávila"]
    assert names_in(leaves) == ["Dário Brandão"]
    [row] = enters.all("tbody")[0].all("tr")
    line = STUDY.splitlines().index("    weight: 5") + 1
    assert f"Little study: weight 5 instead of 1 line {line}" in row.text
    assert row.one("a").attributes["href"] == f"/students/{own_school.ids()['S3']}"


def test_the_page_and_the_part_say_the_same(own_school: School) -> None:
    number = draft_of(own_school, STUDY)
    lea = own_school.reader()
    for part in PARTS:
        address = f"/drafts/{number}/{ADDRESS.get(part, part)}?places=2"
        alone = lea.part(address)
        assert alone.attributes["id"] == part
        assert lea.page(address).one("div", id=part).text == alone.text


def test_quadrants_say_who_crosses_which_line(own_school: School) -> None:
    part = part_of(own_school, SMALL + "quadrants: {need: 50, ease: 90}\n")
    rows = table_of(part, "Quadrants").all("tbody")[0].all("tr")
    first = next(row for row in rows if row.text.startswith("Coach first"))
    before, now, enter, leave = (int(cell.text) for cell in first.all("td"))
    assert now == before + enter - leave < before
    ways = [one.text for one in part.all("details")]
    assert any("from “Coach first”" in way for way in ways)
    assert all("Where the lines of the quadrants stand" in way for way in ways)


def test_every_indicator_says_whom_it_concerns_band_by_band(own_school: School) -> None:
    part = part_of(own_school, SMALL.replace("up_to: 4,", "up_to: 10,"))
    [absences] = [one for one in part.all("article") if one.text.startswith("Absences")]
    assert "concerns 1 student, before 5" in absences.text
    steps = [one.text for one in absences.all("li")]
    assert steps == ["0 to 10 6", "11 to 30 1", "31 to 93 0", "no answer 2"]


def test_the_work_is_said_with_what_nobody_has_said(own_school: School) -> None:
    text = SMALL.replace(
        "kind: lever\n    label: {en: Absences",
        "kind: lever\n    sessions: 3\n    label: {en: Absences",
    )
    part = part_of(own_school, text, query="?places=2")
    assert "6 sessions: 3 a student." in part.text
    assert "Not in the sum" in part.text
    assert "Little study" in part.text


def test_what_cannot_be_meant_comes_with_what_to_do(own_school: School) -> None:
    part = part_of(own_school, SMALL.replace("up_to: 2, points: 1.0", "up_to: 2.5, points: 1.0"))
    text = part.one("ul", class_="notices").text
    assert "the edge 2.5 lies between whole numbers. It works as 2: write that." in text
    assert "has the weight 0, so it counts for nothing. Give it a weight, or take it out." in text


@pytest.mark.parametrize("part", PARTS)
def test_a_broken_text_names_the_line_and_shows_no_earlier_result(
    own_school: School, part: str
) -> None:
    broken = SMALL.replace("up_to: 93", "up_to: 5")
    found = part_of(own_school, broken, part)
    line = next(
        n for n, text in enumerate(broken.splitlines(), 1) if "up_to: 5, points: 0.7" in text
    )
    assert f"Mend line {line} first" in found.text
    assert not found.all("table")


@pytest.mark.parametrize("part", PARTS)
def test_without_a_roster_it_says_what_is_missing(empty_school: School, part: str) -> None:
    assert "no roster of the kind “pilot-2008”" in part_of(empty_school, SMALL, part).text


@pytest.mark.parametrize("part", PARTS)
def test_only_who_writes_rules_may_try_them(own_school: School, part: str) -> None:
    address = f"/drafts/{draft_of(own_school, SMALL)}/{ADDRESS.get(part, part)}"
    for who in ("ines", "abel", "mia", "otto"):
        assert own_school.reader(who).get(address).status_code == 403


@pytest.mark.parametrize("part", PARTS)
def test_a_number_of_places_that_is_none_is_refused(own_school: School, part: str) -> None:
    address = f"/drafts/{draft_of(own_school, SMALL)}/{ADDRESS.get(part, part)}"
    answer = own_school.reader().get(f"{address}?places=many")
    assert answer.status_code == 422
    assert own_school.reader().get(f"{address}?places=0").status_code == 200


def test_a_new_set_is_compared_with_what_boards_use_now(own_school: School) -> None:
    with own_school.write() as session:
        name = rule_sets.free_name(session, "fresh")
    number = draft_of(own_school, SMALL, name, 0)
    part = own_school.reader().part(f"/drafts/{number}/trial?places=3")
    assert "this set has no version yet: compared with “Mathematics, pilot schools”" in part.text


def test_where_nothing_is_in_force_everybody_enters_without_a_cause(own_school: School) -> None:
    for file in (own_school.folder / "rules").glob("*.yaml"):
        file.unlink()
    own_school.state.shelf.look_again()
    number = draft_of(own_school, SMALL, "own", 0)
    lea = own_school.reader()
    part = lea.part(f"/drafts/{number}/trial?places=3")
    assert "no rule set is in force for such rosters" in part.text
    assert names_in(table_of(part, "Enters"))[0] == "Ana Gonçalves"
    for other in ("stability", "replay", "board"):
        assert lea.get(f"/drafts/{number}/{other}").status_code == 200


def test_a_failing_example_hinders_publishing_and_not_trying(own_school: School) -> None:
    example = "examples:\n  - {name: Wrong, student: {absences: 10}, complexity: {at_least: 99}}\n"
    part = part_of(own_school, SMALL + example)
    assert "1 example fails: this can be tried, not published" in part.text


def test_stability_marks_everybody_with_dots_percent_and_a_word(own_school: School) -> None:
    part = part_of(own_school, SMALL, "stability", "?places=2")
    given = table_of(part, "Among the first").all("tbody")[0].all("tr")
    assert given[0].one("th").text == "Ana Gonçalves"
    assert given[0].all("td")[-1].text == "●●●●● 100 % solid"
    following = table_of(part, "The next ones").all("tbody")[0].all("tr")
    assert 0 < len(following) <= 5
    assert "in 90 % of the runs or more" in part.text


def test_stability_is_the_same_each_time(own_school: School) -> None:
    number, lea = draft_of(own_school, SMALL), own_school.reader()
    texts = {lea.part(f"/drafts/{number}/stability?places=3").text for _ in range(2)}
    assert len(texts) == 1


def test_the_preview_marks_movers_by_shape_and_word(own_school: School) -> None:
    part = part_of(own_school, STUDY, "preview", "?places=2")
    marks = {one.attributes["class"] for one in part.all("polygon")}
    assert marks == {"enters", "leaves"}
    [row] = [one for one in part.all("tr") if "Carla" in one.text]
    assert "▲ enters" in row.text
    assert "Leaves: Dário Brandão" in part.text


def test_with_one_roster_the_replay_says_what_it_cannot_know(own_school: School) -> None:
    part = part_of(own_school, STUDY, "replay", "?places=3")
    assert "This is the only roster of its kind" in part.text
    rows = part.one("tbody").all("tr")
    assert [row.all("th")[0].text for row in rows] == [
        "This draft", "Rules in force", "The lowest grades",
    ]  # fmt: skip


def import_again(school: School, grades: dict[str, str]) -> int:
    """The next roster: the same students, with these grades by their id."""
    rows = [row | {"FinalGrade": grades.get(row["StudentID"], "")} for row in students()]
    file = school.folder.parent / "later.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    return school.take_in(file, "later.csv", "Maths later")


def test_the_replay_follows_students_to_the_next_roster(own_school: School) -> None:
    number = draft_of(own_school, SMALL)
    import_again(own_school, {"S1": "7", "S4": "12", "S3": "8", "S9": "9", "S2": "15"})
    part = own_school.reader().part(f"/drafts/{number}/replay?places=2")
    assert "read off the roster “Maths later”" in part.text
    assert "5 have a grade there" in part.text
    draft, _in_force, lowest = part.one("tbody").all("tr")
    # Ana (7, then below) and Dário (12) are listed; Carla and Íris passed then and fell below.
    cells = [cell.text for cell in draft.all("td")]
    assert cells[0] == "2"
    assert cells[1].startswith("1 of 2 · 50 %")
    assert cells[3].startswith("2 of 3 · 67 %")
    assert cells[4].startswith("2 of 2 · 100 %")
    assert lowest.all("td")[0].text == "2"
    for name in ("Ana", "Dário", "Carla"):
        assert name not in part.text


def test_the_replay_knows_what_came_before_each_roster(own_school: School) -> None:
    """Nobody has more absences than before on the first roster: the rule finds nobody there."""
    rule = SMALL.replace("when: studytime < 2", "when: change(absences) > 0")
    number = draft_of(own_school, rule)
    for n, absences in enumerate(("20", "30")):
        rows = [row | {"absences": absences, "FinalGrade": str(n + 5)} for row in students()]
        file = own_school.folder.parent / f"more-{n}.csv"
        file.write_text(as_csv(rows), encoding="utf-8")
        own_school.take_in(file, file.name, f"Maths {n}")
    part = own_school.reader().part(f"/drafts/{number}/replay?places=3")
    titles = [one.text for one in part.all("h2")]
    assert [title.split(" · ")[0] for title in titles] == ["Maths 0", "Maths"]
    [absences] = [
        one
        for one in own_school.reader().part(f"/drafts/{number}/trial").all("article")
        if one.text.startswith("Little study")
    ]
    assert "concerns 9 students, before 3" in absences.text


def test_the_replay_leaves_out_what_was_undone(own_school: School) -> None:
    number = draft_of(own_school, SMALL)
    later = import_again(own_school, {"S1": "7"})
    with own_school.write() as session:
        rosters.withdraw(session, own_school.people["abel"], later)
    part = own_school.reader().part(f"/drafts/{number}/replay")
    assert "This is the only roster of its kind" in part.text


def test_the_current_roster_is_the_newest_one(own_school: School) -> None:
    number = draft_of(own_school, SMALL)
    import_again(own_school, {"S1": "7", "S2": "3"})
    part = own_school.reader().part(f"/drafts/{number}/trial?places=1")
    assert "Maths later" in part.text


def test_another_schools_draft_is_a_draft_that_does_not_exist(own_school: School) -> None:
    number = draft_of(own_school, SMALL)
    theirs = own_school.people["chloe"].school
    own_school.people["lise"] = hire_one(own_school.state.database, theirs, "lise", None, "lead")
    for part in PARTS:
        address = f"/drafts/{number}/{ADDRESS.get(part, part)}"
        assert own_school.reader("lise").get(address).status_code == 404
