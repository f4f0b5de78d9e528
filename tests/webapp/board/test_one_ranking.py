"""Every door shows the one ranking: random students, rules and flags, asked through each of them.

What each must show is worked out here student by student, from the lines that explain him.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import SMALL, as_csv, board
from one_school import School
from openpyxl import load_workbook
from programs import Program
from reader import Element, Reader
from shipped import COLUMNS

import rules
from data.cohort import column_of
from data.store.coaching import dismissals, interventions
from data.store.models import predictions
from data.store.models.predictions import Predictions
from data.store.rules import rule_drafts
from rules import RuleSet
from scoring.ranking import NOWHERE, RankState
from webapp.services.board.board import Flags
from webapp.services.board.board_view import look
from webapp.services.board.filters import QUADRANTS
from webapp.services.board.knobs import Knobs

ANSWERS: dict[str, Sequence[float | str | None]] = {
    "school": ["GP", "MS"],
    "class": ["10A", "10B"],
    "age": [15.0, 16.0, 17.0, 20.0, None],
    "studytime": [1.0, 2.0, 4.0, None],
    "goout": [1.0, 4.0, None],
    "health": [1.0, 3.0, None],
    "absences": [0.0, 5.0, 40.0, None],
    "FinalGrade": [0.0, 7.0, 8.0, 10.0, 14.0, 20.0, None],
}
NAMES = {
    "Coach first": "coach_first",
    "Need more than coaching": "more_than_coaching",
    "A light touch is enough": "light_touch",
    "Doing well": "doing_well",
    "Not on the chart": "",
}
STATES = ["no_grade", "ranked", "no_ease", "not_judged", "set_aside"]
REPORT = {"spearman_gap_grade": 0, "trained": 9, "columns": [], "rmse": 1, "rmse_of_mean": 2}
OPENED = 3  # students whose own page is opened


@dataclass
class Student:
    """A student of the file: his key, answers, what is expected of him, and his flags."""

    key: str
    answers: dict[str, float | str | None]
    expected: float | None
    coached: bool
    set_aside: bool

    @property
    def grade(self) -> float:
        found = self.answers["FinalGrade"]
        return math.nan if found is None else float(found)

    @property
    def gap(self) -> float:
        return math.nan if self.expected is None else self.expected - self.grade


@dataclass
class Line:
    """What a door must show of him."""

    student: Student
    state: str
    need: float | None
    ease: float | None
    priority: float | None
    quadrant: str
    levers: int
    rank: int | None = None


@st.composite
def cohorts(draw: st.DrawFn) -> list[Student]:
    rows = st.fixed_dictionaries({name: st.sampled_from(each) for name, each in ANSWERS.items()})
    kinds = draw(st.lists(rows, min_size=1, max_size=3))  # few, so that there are ties
    each = st.builds(
        Student,
        st.just(""),
        st.one_of(st.sampled_from(kinds), rows),
        st.sampled_from([8.0, 12.5, None]),
        st.sampled_from([False, False, False, True]),
        st.sampled_from([False, False, False, False, True]),
    )
    found = draw(st.lists(each, min_size=4, max_size=10))
    best = draw(st.booleans())  # then nobody needs anything, and all priorities are like
    for number, one in enumerate(found, 1):
        one.key = f"S{number}"
        one.answers = one.answers | ({"FinalGrade": 20.0} if best else {})
    return found


@st.composite
def rule_texts(draw: st.DrawFn) -> str:
    weights = st.sampled_from([0, 0.5, 1, 3])
    text = re.sub(r"weight: \d", lambda _: f"weight: {draw(weights)}", SMALL)
    need = draw(st.sampled_from(["{from: grade, pass: 10}", "{pass: 8}", "{from: gap, pass: 10}"]))
    text = text.replace("{from: grade, pass: 10}", need)
    if draw(st.booleans()):
        text = text.replace("applies_to: age < 19\n", "")
    lines = draw(st.sampled_from(["{need: 50, ease: 50}", "{need: 65, ease: 20}"]))
    return f"{text}quadrants: {lines}\n"


def by_hand(rule_set: RuleSet, students: Sequence[Student]) -> list[Line]:
    """The list in its order."""
    columns = {
        name: column_of([one.answers[name] for one in students], name in ("school", "class"))
        for name in ANSWERS
    }
    found = []
    for place, one in enumerate(students):
        said = rules.explain(rule_set, columns, place)
        need, ease = need_of(rule_set, one), said.ease
        state = "ranked" if need is not None and ease is not None else "no_ease"
        state = state if said.judged else "not_judged"
        state = "no_grade" if math.isnan(one.grade) else state
        state = "set_aside" if one.set_aside else state
        priority = round(need * ease / 100, 9) if state == "ranked" and need and ease else None
        priority = 0.0 if state == "ranked" and priority is None else priority
        corner = "" if need is None or ease is None else quadrant(rule_set, need, ease)
        found.append(Line(one, state, need, ease, priority, corner, len(said.levers)))
    found.sort(key=order)
    for rank, line in enumerate([line for line in found if line.state == "ranked"], 1):
        line.rank = rank
    return found


def need_of(rule_set: RuleSet, one: Student) -> float | None:
    grade, passing = one.grade, rule_set.need.passing
    if rule_set.need.source == "gap":
        return None if math.isnan(one.gap) else min(100.0, max(0.0, 50 + 100 * one.gap / 20))
    if math.isnan(grade):
        return None
    return 50 * (20 - grade) / (20 - passing) if grade >= passing else 100 - 50 * grade / passing


def quadrant(rule_set: RuleSet, need: float, ease: float) -> str:
    lines = rule_set.quadrants
    if need >= lines.need:
        return "coach_first" if ease >= lines.ease else "more_than_coaching"
    return "light_touch" if ease >= lines.ease else "doing_well"


def order(line: Line) -> tuple[float, ...]:
    one = line.student
    known = [math.inf if math.isnan(value) else value for value in (one.grade, -one.gap)]
    return (STATES.index(line.state), -(line.priority or 0.0), *known, -line.levers)


@given(cohorts(), rule_texts())
def test_the_ranking_is_the_list_worked_out_by_hand(students: list[Student], text: str) -> None:
    answers = {name: [one.answers[name] for one in students] for name in ANSWERS}
    expected = np.array([one.expected for one in students], dtype=np.float64)
    known = board(answers, text, Predictions(1, "m", {}, expected, expected, expected))
    coached, aside = (
        {101 + at: at for at, one in enumerate(students) if getattr(one, flag)}
        for flag in ("coached", "set_aside")
    )
    found = look(known, Knobs(), Flags((1, date(2026, 1, 1)), coached, aside)).ranking
    lines = by_hand(known.rule_set, students)
    keys = [line.student.key for line in lines]
    assert [students[at].key for at in found.order] == keys
    for at, line in zip(found.order, lines, strict=True):
        assert (found.rank[at] or None) == line.rank
        assert RankState(found.state[at]).name.lower() == line.state
        assert (
            list(QUADRANTS).index(line.quadrant) == found.quadrant[at]
            if line.quadrant
            else (found.quadrant[at] == NOWHERE)
        )
        assert near(None if np.isnan(found.priority[at]) else found.priority[at], line.priority)


@settings(settings.get_profile("pages"), suppress_health_check=list(HealthCheck))
@given(cohorts(), rule_texts(), rule_texts(), st.integers(0, 4))
def test_every_door_shows_the_same_ranking(
    empty_folder: Path,
    copied: Callable[[Path], Path],
    students: list[Student],
    text: str,
    draft: str,
    places: int,
) -> None:
    school = School(copied(empty_folder))
    try:
        ids = furnish(school, students, text)
        school.hire("cut", ["class:10A"])
        now, then = rules.read(draft, COLUMNS), rules.read(text, COLUMNS)
        for who in ("lea", "cut"):
            seen = [one for one in students if who == "lea" or one.answers["class"] == "10A"]
            lines = by_hand(then, seen)
            reader = school.reader(who)
            the_board(reader, lines, ids)
            the_files(reader, lines)
            the_api(Program(school, who), lines)
            the_students_pages(reader, lines, ids)
        number = draft_of(school, draft)
        the_draft(school.reader(), number, by_hand(then, students), by_hand(now, students), places)
        the_replay(school.reader(), number, then, now, students, places)
    finally:
        school.close()


def furnish(school: School, students: Sequence[Student], text: str) -> dict[str, int]:
    """Put the rules in force and the students on the roster, with their flags; gives their ids."""
    (school.folder / "rules" / "small.yaml").write_text(text, encoding="utf-8")
    school.state.shelf.look_again()
    rows = [
        {"StudentID": one.key, "FirstName": one.key, "FamilyName": "N"}
        | {name: "ABS" if value is None and name == "FinalGrade" else
           "" if value is None else value if isinstance(value, str) else f"{value:g}"
           for name, value in one.answers.items()}
        for one in students
    ]  # fmt: skip
    file = school.folder.parent / "doors.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    roster = school.take_in(file)
    ids = school.ids()
    known = [(ids[one.key], one.expected, one.expected - 2, one.expected + 2, {})
             for one in students if one.expected is not None]  # fmt: skip
    lea = school.people["lea"]
    with school.write() as session:
        predictions.save(session, lea, roster, fingerprint="m", report=REPORT, rows=known)
        for one in students:
            if one.coached:
                interventions.open(session, lea, ids[one.key])
            if one.set_aside:
                dismissals.add(session, lea, ids[one.key], "not_now", "", None)
    return ids


def draft_of(school: School, text: str) -> int:
    with school.write() as session:
        return rule_drafts.begin(session, school.people["lea"], "small", text, 1).id


def listed(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.state != "set_aside"]


def the_board(reader: Reader, lines: Sequence[Line], ids: dict[str, int]) -> None:
    page = reader.page("/caseload?set=small&rows=200")
    rows = [
        row for body in page.all("tbody") for row in body.all("tr") if row.all("td", class_="flag")
    ]
    told = [(row.one("input").attributes["value"], row.all("td", class_="n")) for row in rows]
    assert [int(value) for value, _ in told] == [ids[one.student.key] for one in listed(lines)]
    for (_, cells), line in zip(told, listed(lines), strict=True):
        assert cells[0].text == dash(line.rank)
        assert near(cells[2].text, line.ease, 0.1), line
    for name in set(NAMES.values()) - {""}:
        page = reader.page(f"/caseload?set=small&rows=200&quadrant={name}")
        boxes = [one.attributes["value"] for one in page.all("input", name="tick")]
        assert [int(value) for value in boxes] == [
            ids[line.student.key] for line in listed(lines) if line.quadrant == name
        ]


def the_files(reader: Reader, lines: Sequence[Line]) -> None:
    text = reader.get("/caseload.csv?set=small").data.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(reader.get("/caseload.xlsx?set=small").data))
    excel = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    separated = list(csv.reader(io.StringIO(text)))
    for rows in (separated[1 : separated.index([])], excel[1:]):
        assert [row[1] for row in rows] == [line.student.key for line in listed(lines)]
        for row, line in zip(rows, listed(lines), strict=True):
            assert near(row[0], line.rank, 0), line
            assert near(row[5], line.ease), line
            assert near(row[6], line.priority), line


def the_api(program: Program, lines: Sequence[Line]) -> None:
    found = program.get("ranking?set=small").get_json()["students"]
    assert [one["key"] for one in found] == [line.student.key for line in listed(lines)]
    for one, line in zip(found, listed(lines), strict=True):
        assert (one["rank"], one["state"]) == (line.rank, line.state)
        for name in ("need", "ease", "priority"):
            assert near(one[name], getattr(line, name)), (name, line)
    for name in set(NAMES.values()) - {""}:
        part = program.get(f"ranking?set=small&quadrant={name}").get_json()["students"]
        assert [one["key"] for one in part] == [
            line.student.key for line in listed(lines) if line.quadrant == name
        ]


def the_students_pages(reader: Reader, lines: Sequence[Line], ids: dict[str, int]) -> None:
    ranked = sum(line.rank is not None for line in lines)
    for line in lines[:OPENED]:
        page = reader.page(f"/students/{ids[line.student.key]}?set=small")
        head = page.one("header", class_="who").all("p")[0].text
        assert (f"rank {line.rank} of {ranked}" in head) == (line.rank is not None), head
        assert [NAMES[name] for name in NAMES if name in head] == [*filter(None, [line.quadrant])]
        said = page.one("section", aria_labelledby="priority").text
        figures = re.search(r"= ([\d.]+) × ([\d.]+) ÷ 100 = ([\d.]+)", said)
        assert (figures is not None) == (line.rank is not None), said
        if figures is not None:
            for text, figure in zip(
                figures.groups(), (line.need, line.ease, line.priority), strict=True
            ):
                assert near(text, figure), (said, line)


def the_draft(
    reader: Reader, number: int, was: Sequence[Line], now: Sequence[Line], places: int
) -> None:
    """A draft's trial and its board."""
    page = reader.part(f"/drafts/{number}/trial?places={places}")
    before, after = (
        {line.student.key: dash(line.rank) for line in lines} for lines in (was, now)
    )  # fmt: skip
    old, new = first(was, places), first(now, places)
    for title, them in (("Enters", new - old), ("Leaves", old - new)):
        rows = [row for table in named(page, title) for row in table.all("tbody")[0].all("tr")]
        told = {row.one("a").text.split()[0]: [cell.text for cell in row.all("td")] for row in rows}
        assert set(told) == them
        for key, cells in told.items():
            assert cells[2:4] == [before[key], after[key]]
    [table] = named(page, "Quadrants")
    rows = [[cell.text for cell in row.all("td")] for row in table.all("tbody")[0].all("tr")]
    names = [NAMES[row.one("th").text] for row in table.all("tbody")[0].all("tr")]
    assert names == [name for name in NAMES.values() if name or "" in names]
    for name, cells in zip(names, rows, strict=True):
        assert cells[:2] == [
            str(sum(line.quadrant == name for line in lines)) for lines in (was, now)
        ]
    preview = reader.part(f"/drafts/{number}/board?places={places}")
    rows = [row for table in named(preview, "Places") for row in table.all("tbody")[0].all("tr")]
    lines = [line for line in now if line.student.key in new]
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        cells = [cell.text for cell in row.all("td")]
        assert (cells[0], row.one("a").text.split()[0]) == (str(line.rank), line.student.key)
        assert near(cells[3], line.ease, 0.1), line


def the_replay(
    reader: Reader,
    number: int,
    then: RuleSet,
    now: RuleSet,
    students: Sequence[Student],
    places: int,
) -> None:
    page = reader.part(f"/drafts/{number}/replay?places={places}")
    [table] = named(page, "What became of the listed")
    rows = table.all("tbody")[0].all("tr")
    nobody = [Student(one.key, one.answers, one.expected, False, False) for one in students]
    for row, rule_set in zip(rows, (now, then), strict=False):
        keys = first(by_hand(rule_set, nobody), places)
        grades = [one.grade for one in nobody if one.key in keys]
        below = sum(grade < now.need.passing for grade in grades)
        cells = [cell.text for cell in row.all("td")]
        assert cells[0] == str(len(keys))
        assert cells[1].split()[0] == (str(below) if grades else "–")


def first(lines: Sequence[Line], places: int) -> set[str]:
    """The keys of those who get one of so many places."""
    free = [line for line in lines if line.state == "ranked" and not line.student.coached]
    return {line.student.key for line in free[:places]}


def named(page: Element, title: str) -> list[Element]:
    return [
        one.one("table") for one in page.all("div") if one.attributes.get("aria-label") == title
    ]


def dash(rank: int | None) -> str:
    return "–" if rank is None else str(rank)


def near(told: Any, figure: float | None, step: float = 0.01) -> bool:
    """Whether a door tells this figure, rounded to a step."""
    if told in (None, "", "–"):
        return figure is None
    return figure is not None and abs(float(told) - figure) <= step / 2 + 1e-9
