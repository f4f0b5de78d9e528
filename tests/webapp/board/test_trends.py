"""Rules that compare with a student's own class, and with earlier rosters, on every page."""

from pathlib import Path

import pytest
from invented import as_csv, small_set, students
from one_school import School
from shipped import COLUMNS

import rules
from data.store import rosters
from webapp.services.board.board_view import look
from webapp.services.board.knobs import Knobs

TRENDS = """\
format: 1
title: Trends
status: pilot
roster: pilot-2008
indicators:
  more_absent:
    kind: lever
    weight: 2
    when: change(absences) > 5
    points: {then: 0.0, otherwise: 1.0}
    says: {then: More absent than before, otherwise: No more absent than before}
  little_study_for_his_class:
    kind: lever
    weight: 1
    when: studytime < mean(studytime, by class)
    points: {then: 0.2, otherwise: 1.0}
examples:
  - name: More absent
    student: {absences: 12, studytime: 2}
    given: {change(absences): 8, "mean(studytime, by class)": 2.5}
    complexity: 6.7
    levers: [more_absent, little_study_for_his_class]
"""
RULES = rules.read(TRENDS, COLUMNS)


@pytest.fixture
def twice(own_school: School, tmp_path: Path) -> School:
    """A school whose students had one absence each in the roster before; S1 was not in it."""
    (own_school.folder / "rules" / "trends.yaml").write_text(TRENDS, encoding="utf-8")
    own_school.state.shelf.look_again()
    file = tmp_path / "maths.csv"
    for rows in (students(absences="1")[1:], students()):
        file.write_text(as_csv(rows), encoding="utf-8")
        own_school.take_in(file)
    return own_school


def lines_of(school: School, who: str, key: str) -> dict[str, rules.Line]:
    board, flags = school.state.boards.open(school.people[who], None, "trends")
    outlook = look(board, Knobs(), flags)
    place = board.place_of[school.ids()[key]]
    told = rules.explain(
        board.rule_set, board.cohort.columns, place, figures=outlook.judged.figures
    )
    assert told.complexity is None or told.complexity == pytest.approx(outlook.complexity[place])
    return {line.key: line for line in told.lines}


def test_a_board_knows_who_is_absent_more_than_in_the_roster_before(twice: School) -> None:
    board, _ = twice.state.boards.open(twice.viewer, None, "trends")
    ids = twice.ids()
    points = board.judged({}).points[0]
    fell = [key for key, one in ids.items() if points[board.place_of[one]] == 0.0]
    unanswered = board.judged({}).unanswered
    place = board.place_of[ids["S1"]]
    assert place in unanswered.rows
    assert {"S4", "S5", "S7", "S10"} <= set(fell)
    assert "S6" not in fell


def test_a_student_who_was_not_in_the_roster_before_is_not_judged_by_it(twice: School) -> None:
    lines = lines_of(twice, "lea", "S1")
    assert not lines["more_absent"].answered
    assert lines["little_study_for_his_class"].answered


def test_the_lines_say_the_change_and_the_average_of_the_class(twice: School) -> None:
    lines = lines_of(twice, "lea", "S4")
    change, study = lines["more_absent"], lines["little_study_for_his_class"]
    assert change.rule is not None
    assert change.rule["en"] == (
        "the change of “Absences this year” since the roster before (9): above 5"
    )
    assert study.rule is not None
    assert "in the student’s class (1.75)" in study.rule["en"]


def test_a_counsellor_of_one_class_sees_the_leads_numbers(twice: School) -> None:
    twice.hire("own", ["class:10B"])
    assert lines_of(twice, "own", "S4") == lines_of(twice, "lea", "S4")


def test_an_import_that_is_undone_is_compared_with_no_more(twice: School) -> None:
    board, _ = twice.state.boards.open(twice.viewer, None, "trends")
    with twice.write() as session:
        newest_first = rosters.before(session, twice.viewer, board.roster.id)
        rosters.withdraw(session, twice.viewer, newest_first[0].id)
    # Now it is the roster before that one, with the same answers as the current one.
    assert lines_of(twice, "lea", "S4")["more_absent"].points == 1.0
    with twice.write() as session:
        for one in newest_first[1:]:
            rosters.withdraw(session, twice.viewer, one.id)
    assert not lines_of(twice, "lea", "S4")["more_absent"].answered
    with twice.write() as session:
        rosters.restore(session, twice.viewer, newest_first[0].id)
    assert lines_of(twice, "lea", "S4")["more_absent"].points == 0.0


def test_every_page_with_such_rules_opens(twice: School) -> None:
    lea, student = twice.reader("lea"), twice.ids()["S4"]
    addresses = [
        "/caseload?set=trends", "/caseload.csv?set=trends", "/caseload.xlsx?set=trends",
        f"/students/{student}?set=trends", "/rules/trends", "/overview",
    ]  # fmt: skip
    for address in addresses:
        assert lea.get(address).status_code == 200, address
    abel = twice.reader("abel")
    assert abel.get(f"/families/{student}/sheet").status_code == 200
    assert abel.post(f"/families/{student}/data.zip").status_code == 200


def test_a_rule_set_says_what_it_asks_of_earlier_rosters() -> None:
    assert RULES.earlier == {("absences", None)}
    assert small_set().earlier == frozenset()
