"""The gap: computed once by a job, said in sentences, refused where it would be a guess."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from one_school import School
from reader import Reader

from webapp.services.rosters.expected_grades import keep_gaps
from webapp.services.rosters.importing import load_sample


@pytest.fixture(scope="module")
def sampled(empty_folder: Path, copied: "object") -> Iterator[School]:
    """The sample school with 150 invented students and their expected grades."""
    made = School(copied(empty_folder))  # type: ignore[operator]
    with made.app.app_context():
        roster = load_sample(made.state, made.viewer, 150)
        assert "are being computed" in made.reader().page("/caseload?y=gap").text
        keep_gaps(made.state, made.viewer, roster.id)
    yield made
    made.close()


@pytest.fixture
def lea(sampled: School) -> Reader:
    return sampled.reader()


def test_under_sixty_students_there_is_none_and_a_sentence_why(own_school: School) -> None:
    with own_school.app.app_context():
        keep_gaps(own_school.state, own_school.viewer, 1)
    for language in ("en", "pt", "fr"):
        page = own_school.reader(language=language).page("/caseload?y=gap&set=small")
        assert "60" in page.one("dl", class_="axes").text
    page = own_school.reader().page(f"/students/{own_school.ids()['S1']}")
    assert "60" in page.one("section", aria_labelledby="gap").text


def test_after_the_job_the_board_has_gaps_with_their_interval(lea: Reader) -> None:
    page = lea.page("/caseload?y=gap")
    assert "Learned from" in page.text
    cells = [cell.text for cell in page.one("table").all("td", class_="gap")]
    assert sum(bool(re.match(r"[+−]?\d", cell)) for cell in cells) > len(cells) / 2
    assert any(" to " in cell for cell in cells)


def test_a_students_expected_grade_adds_up_and_is_said_in_a_sentence(
    sampled: School, lea: Reader
) -> None:
    known = 0
    for number in list(sampled.ids().values())[:25]:
        gap = lea.page(f"/students/{number}").one("section", aria_labelledby="gap")
        tables = gap.all("table")
        if not tables:
            continue
        known += 1
        parts = [row.one("td").text for row in tables[0].one("tbody").all("tr")]
        total = tables[0].one("tfoot").one("td").text
        as_numbers = [float(text.replace("−", "-")) for text in [*parts, total]]
        assert sum(as_numbers[:-1]) == pytest.approx(as_numbers[-1], abs=0.06)
        assert re.search(r"usual", gap.text)
        assert "potential" not in gap.text.lower()
    assert known > 10


def test_asking_again_for_the_same_roster_changes_nothing(sampled: School) -> None:
    shown = sampled.reader().get("/caseload.csv").text
    with sampled.app.app_context():
        keep_gaps(sampled.state, sampled.viewer, 1)
    assert sampled.reader().get("/caseload.csv").text == shown


def test_the_gap_goes_into_the_file_with_its_interval(lea: Reader) -> None:
    rows = list(csv.DictReader(io.StringIO(lea.get("/caseload.csv").text.lstrip("\ufeff"))))
    known = [row for row in rows if row["Gap"] and row["Name"]]
    assert len(known) > 100
    for row in known:
        low, middle, high = (
            float(row[name]) for name in ("Expected from", "Expected grade", "Expected to")
        )
        assert low <= middle <= high
        assert float(row["Gap"]) == pytest.approx(middle - float(row["Grade"]), abs=0.011)
