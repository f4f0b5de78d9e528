"""The sample school's file with its grades on other scales: imported, it ranks just the same."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from one_school import School
from scales import AS_TWENTIETH, SCALES, WORDED, WORDS, expect
from test_any_scale import KNOBS, told

from data.sample import sample_school
from webapp.services.rosters import importing
from webapp.services.rosters.import_choice import ImportChoice

GRADE = "FinalGrade"
OF = {one.name: one.of for one in SCALES}
# What stands in the file for a grade of 20; what is answered; the steps of words, the worst first.
FILES: dict[str, tuple[Callable[[float], Any], Mapping[str, str], Mapping[str, Any]]] = {
    "tenths": (OF["tenths"], {"scale": "0-10"}, {}),
    "hundred": (OF["hundred"], {}, {}),
    "percent": (lambda grade: f"{OF['percent'](grade):g} %", {}, {}),
    "german": (lambda grade: round(OF["german"](grade), 4), {"scale": "1-6"}, {}),
    "words": (lambda grade: WORDS[int(WORDED.of(grade)) - 1], {}, {"steps": WORDS, "passing": 6}),
}


@pytest.fixture
def new_school(
    empty_folder: Path, copied: Callable[[Path], Path]
) -> Iterator[Callable[[], School]]:
    made = []

    def new() -> School:
        made.append(School(copied(empty_folder)))
        return made[-1]

    yield new
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    path = tmp_path_factory.mktemp("sample") / "sample.csv"
    sample_school.write_csv(path, 90, 5)
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def taken_in(
    school: School,
    rows: list[dict[str, str]],
    written: Callable[[float], Any],
    answers: Mapping[str, str],
    fields: Mapping[str, Any],
) -> int:
    """Take a file in as its page would, with these answers and these fields of the grade."""
    path = school.folder / "grades.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row in rows:
            grade = row[GRADE]
            cell = written(float(grade)) if grade.replace(".", "").isdigit() else grade
            writer.writerow(row | {GRADE: cell})
    choice = ImportChoice(answers=answers)
    with school.app.app_context():
        found = importing.read(school.state, school.viewer, path, path.name, choice)
        if fields:
            description = found.proposal.description.changed(GRADE, **fields)
            choice = ImportChoice(description=description)
            if questions := found.proposal.open_questions:
                choice = replace(choice, answers={questions[0].key: "so"})
            found = importing.read(school.state, school.viewer, path, path.name, choice)
        return importing.take_in(school.state, school.viewer, found, "Grades", None).id


@pytest.mark.parametrize("name", FILES)
def test_a_file_on_another_scale_ranks_as_the_pilot_s(
    new_school: Callable[[], School], rows: list[dict[str, str]], name: str
) -> None:
    written, answers, fields = FILES[name]
    worded = name == "words"
    of = WORDED.of if worded else OF[name]
    as_pilot = (lambda grade: AS_TWENTIETH[int(WORDED.of(grade))]) if worded else float
    here, there = new_school(), new_school()
    pilot = taken_in(here, rows, as_pilot, {}, {})
    expect(here, pilot, as_pilot)
    other = taken_in(there, rows, written, answers, fields)
    expect(there, other, of)
    for knobs in KNOBS:
        seen, meant = told(there, other, knobs), told(here, pilot, knobs)
        # A word of an expected grade is a step of its own: only grades are compared.
        assert seen[: -1 if worded else None] == meant[: -1 if worded else None]
