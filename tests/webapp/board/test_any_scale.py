"""The same students on other scales of grades: the same ranks, levers, words and places."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from one_school import School
from programs import Program
from scales import AS_TWENTIETH, PILOT, SCALES, WORDED, OtherScale, expect, school_of, take_in
from werkzeug.datastructures import MultiDict

from data.sample import sample_school
from data.store import rosters
from data.store.models import predictions
from webapp.services.board.student_list import rows
from webapp.services.rosters.expected_grades import keep_gaps

RECORDS = sample_school.records(90, 5)
KNOBS = ("", "set=small&w.absences=4&places=7", "set=small&quadrant=coach_first&places=3")


@pytest.fixture(scope="module")
def graded(empty_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    made = school_of(lambda: School(copied(empty_folder)), [*SCALES, WORDED])
    yield made
    made.close()


def taken_in(school: School, kind: str, of: Callable[[float], float]) -> int:
    roster = take_in(school, RECORDS, kind, of)
    expect(school, roster, of)
    return roster


def told(school: School, roster: int, knobs: str) -> list[object]:
    """All that a scale must leave as it is."""
    with school.app.test_request_context():
        outlook, flags = school.state.boards.look(
            school.viewer, MultiDict(re.findall(r"([\w.]+)=([^&]*)", f"roster={roster}&{knobs}"))
        )
        keys, students = outlook.board.names.keys, outlook.listed
        lines = [(row.rank, row.ease, row.levers) for row in rows(outlook, flags, students)]
    ranking, places = outlook.ranking, outlook.places
    known = ranking.need[~np.isnan(ranking.need)]
    return [
        [keys[one] for one in students],
        lines,
        [keys[one] for one in places.given],
        [keys[missed.student] for missed in places.next],
        ranking.quadrant.tolist(),
        np.round(known, 6).tolist(),
        [key for key, gap in zip(keys, outlook.board.gap, strict=True) if gap > 1e-9],
    ]


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
def test_ranks_levers_words_and_places_are_the_same_on_any_scale(
    graded: School, scale: OtherScale
) -> None:
    pilot = taken_in(graded, PILOT.name, float)
    other = taken_in(graded, scale.name, scale.of)
    for knobs in KNOBS:
        assert told(graded, other, knobs) == told(graded, pilot, knobs)


def test_ten_words_in_order_rank_as_the_grades_that_they_stand_for(graded: School) -> None:
    pilot = taken_in(graded, PILOT.name, lambda grade: AS_TWENTIETH[int(WORDED.of(grade))])
    other = taken_in(graded, WORDED.name, WORDED.of)
    for knobs in KNOBS:
        # A word of an expected grade is a step of its own: only grades are compared.
        assert told(graded, other, knobs)[:-1] == told(graded, pilot, knobs)[:-1]


def test_no_page_falls_over_a_scale_where_1_is_best_or_one_of_words(graded: School) -> None:
    german = {one.name: one for one in SCALES}["german"]
    roster = take_in(graded, RECORDS, german.name, german.of)
    with graded.app.app_context():
        keep_gaps(graded.state, graded.viewer, roster)
    with graded.read() as session:
        learned = predictions.of_roster(session, graded.viewer, roster)
    assert learned is not None
    assert "great" not in opened(graded, roster)
    roster = take_in(graded, RECORDS, WORDED.name, WORDED.of)
    expect(graded, roster, WORDED.of, learned.report)
    assert "great" in opened(graded, roster)


def test_no_page_falls_over_a_roster_without_a_grade_or_without_an_answer(graded: School) -> None:
    september = [replace(one, values=without(one.values, "FinalGrade")) for one in RECORDS]
    page = opened(graded, take_in(graded, september, "german", float))
    assert "Nobody here has a grade yet" in page
    names = [replace(one, values={"FinalGrade": 3.0}, missing={}) for one in RECORDS]
    page = opened(graded, take_in(graded, names, "german", float))
    assert re.search(r"None of the \d+ questions of this rule set is answered", page), page


def without(values: dict[str, float | str], name: str) -> dict[str, float | str]:
    return {key: value for key, value in values.items() if key != name}


def opened(school: School, roster: int) -> str:
    """Ask for every address as somebody who may; gives the board's words."""
    reader = school.reader()
    with school.read() as session:
        first = str(rosters.cohort(session, school.viewer, roster).students[0])
    known = {"student": first, "roster": str(roster), "name": "pilot-2008", "set": "pilot-2008"}
    for rule in school.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            holes = {name: known.get(name, "1") for name in rule.arguments}
            built = rule.build(holes, append_unknown=False)
            assert built is not None
            assert reader.get(built[1]).status_code < 500, built[1]
    for query in ("?y=gap", "?grade.from=2&grade.to=5", "?grade.from=4", "?quadrant=coach_first"):
        assert reader.get(f"/caseload{query}").status_code == 200
    assert Program(school).get("ranking").status_code == 200
    return reader.page("/caseload").text
