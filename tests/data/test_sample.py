"""The sample school: like the pilot's figures, always the same, and nobody's data."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.cohort import AnswerColumn, column_of
from data.dictionary import Dictionary
from data.reading import check, open_table
from data.sample import sample_school, sample_shape


@pytest.fixture(scope="module")
def many() -> dict[str, AnswerColumn]:
    """The answers of 20,000 sample students."""
    return sample_school.columns(20_000)


def test_the_shares_of_every_value_follow_the_pilot_figures(many: dict[str, AnswerColumn]) -> None:
    stored = sample_shape.stored()
    for name, values in stored.values.items():
        counts = Counter(many[name].each().tolist())
        answered = sum(count for value, count in counts.items() if value in values)
        for value, share in zip(values, stored.shares[name], strict=True):
            assert counts[value] / answered == pytest.approx(share, abs=0.015), (name, value)


def test_the_rank_correlations_follow_the_pilot_figures(many: dict[str, AnswerColumn]) -> None:
    stored = sample_shape.stored()
    ranks = []
    for name, values in stored.values.items():
        shares = np.array(stored.shares[name])
        rank = dict(zip(values, np.cumsum(shares) - shares / 2, strict=True))
        ranks.append([rank.get(value, np.nan) for value in many[name].each().tolist()])
    complete = np.array(ranks)[:, ~np.isnan(ranks).any(axis=0)]
    off = np.abs(np.corrcoef(complete) - stored.spearman)
    assert off.max() < 0.05 and off.mean() < 0.01


def test_the_stored_figures_are_those_of_the_pilot_file(
    shared: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    sample_shape.main(shared("pilot-students.csv"))
    assert capsys.readouterr().out == sample_shape.STORED.read_text("utf-8")


def test_figures_are_not_computed_over_missing_answers() -> None:
    columns = {"note": column_of([1.0, 2.0]), "health": column_of([1.0, None])}
    with pytest.raises(ValueError, match="health has missing answers"):
        sample_shape.figures_of(columns, "note")


def test_every_state_is_seen(many: dict[str, AnswerColumn]) -> None:
    ungraded = np.isnan(many["FinalGrade"].each().astype(float)).mean()
    assert 0.015 < ungraded < 0.025
    for name in sample_school.QUESTIONS:
        missing = sum(value is None or value != value for value in many[name].each().tolist())
        assert 100 < missing < 300, name


def test_classes_have_at_most_25_students_of_about_one_age(many: dict[str, AnswerColumn]) -> None:
    rooms = zip(many["school"].each().tolist(), many["class"].each().tolist(), strict=True)
    sizes = Counter(rooms)
    assert max(sizes.values()) == 25 and sorted(sizes.values())[6] == 25
    assert ("GP", "10A") in sizes and ("MS", "12A") in sizes
    small = Counter(record.values["class"] for record in sample_school.records(60))
    assert set(small) <= {f"{year}{letter}" for year in (10, 11, 12) for letter in "AB"}


def test_the_same_seed_gives_the_same_school_and_another_one_another() -> None:
    assert sample_school.records(50) == sample_school.records(50)
    assert sample_school.records(50) != sample_school.records(50, seed=1)
    assert sample_school.records(5_000)[:50] == sample_school.records(50)


def test_records_and_columns_are_the_same_students() -> None:
    columns, records = sample_school.columns(300), sample_school.records(300)
    for name, column in columns.items():
        expected = [record.values.get(name) for record in records]
        read = [None if value != value else value for value in column.each().tolist()]
        assert read == expected, name
    assert {mark for record in records for mark in record.missing.values()} <= {"ABS", ""}


def test_names_are_many_with_accents_and_invented(shared: Callable[[str], Path]) -> None:
    names = {(record.first_name, record.family_name) for record in sample_school.records(1_000)}
    assert len(names) > 950
    assert any(not first.isascii() for first, _ in names)
    rows = shared("pilot-students.csv").read_text("utf-8").splitlines()[1:]
    assert not names & {tuple(row.split(",")[1:3]) for row in rows}


def test_no_student_of_the_pilot_is_copied(shared: Callable[[str], Path]) -> None:
    lines = shared("pilot-students.csv").read_text("utf-8").splitlines()
    headers = lines[0].split(",")[3:]
    real = {tuple(line.split(",")[3:]) for line in lines[1:]}
    made = {
        tuple(
            f"{value:g}" if isinstance(value, float) else str(value)
            for value in (record.values.get(name, "") for name in headers)
        )
        for record in sample_school.records(5_000)
    }
    assert not real & made


def test_the_written_file_is_read_back_as_the_same_records(
    tmp_path: Path, pilot: Dictionary
) -> None:
    path = tmp_path / "sample.csv"
    sample_school.write_csv(path, 400)
    checked = check(open_table(path, path.name), pilot)
    assert not checked.problems and list(checked.records) == sample_school.records(400)


def test_ten_thousand_rows_are_checked_in_far_less_than_the_ten_seconds_of_an_import(
    tmp_path: Path, pilot: Dictionary
) -> None:
    path = tmp_path / "sample.csv"
    sample_school.write_csv(path, 10_000)
    started = time.process_time()
    assert len(check(open_table(path, path.name), pilot).records) == 10_000
    assert time.process_time() - started < 3


def test_a_school_of_no_students_or_of_too_many_is_refused() -> None:
    for n in (0, -1, 1_000_001):
        with pytest.raises(ValueError, match="1 to 1000000 students"):
            sample_school.columns(n)


def test_nothing_heavy_is_imported() -> None:
    code = "import sys, data.sample, data.dictionary, data.reading; print('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
