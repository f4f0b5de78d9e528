"""Rosters of every size as researchers get them: the promise holds on real and large ones too."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest
from invented import PILOT

from data.cohort import Cohort, column_of
from data.column import Column
from data.dictionary import read
from data.sample import sample_school
from webapp.services.research.open_data import (
    OpenData,
    as_csv,
    describes_people,
    known_by,
    made,
    precision,
    told,
)

LUCK = Random(1)  # noqa: S311 - an order of rows, no secret


def of_file(path: Path) -> Cohort:
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    columns = {
        name: column_of(
            [float(row[name]) if column.type == "number" else row[name] for row in rows],
            column.type != "number",
        )
        for name, column in PILOT.columns.items()
        if name in rows[0] and column.type != "text"
    }
    return Cohort(1, np.arange(len(rows), dtype=np.int64), columns)


def smallest(data: OpenData) -> int:
    """The smallest group of students who look alike, counted in the file itself."""
    rows = list(csv.DictReader(io.StringIO(as_csv(data).decode("utf-8"), newline="")))
    known = [column.name for column in data.quasi if column.name in rows[0]]
    return min(Counter(tuple(row[name] for name in known) for row in rows).values())


@pytest.mark.parametrize("name", ["pilot-students.csv", "pilot-students-restrained.csv"])
@pytest.mark.parametrize("k", [3, 5, 10])
def test_the_pilot_rosters_keep_the_promise(
    shared: Callable[[str], Path], name: str, k: int
) -> None:
    cohort = of_file(shared(name))
    data = made(cohort, PILOT, k, LUCK)
    assert data is not None
    found = data.release
    assert smallest(data) == found.smallest >= k
    assert found.left_out == 0 or found.left_out >= k
    assert found.rows + found.left_out == len(cohort)
    assert any(step is not None for step in found.steps.values())
    assert all(found.alike[name] == 0 for name in found.required)


def test_three_thousand_students_keep_more_columns_than_a_hundred() -> None:
    kept = []
    for n in (100, 3000):
        data = made(Cohort(1, np.arange(n), sample_school.columns(n)), PILOT, 5, LUCK)
        assert data is not None
        assert smallest(data) >= 5
        kept.append(sum(step is not None for step in data.release.steps.values()))
    assert kept[1] > kept[0]


def test_columns_as_answered_are_those_that_only_the_student_could_tell() -> None:
    data = made(Cohort(1, np.arange(200), sample_school.columns(200)), PILOT, 5, LUCK)
    assert data is not None
    assert {"health", "Dalc", "Walc", "FinalGrade"} <= set(data.release.columns)
    assert not {"sex", "age", "class"} & {column.name for column in data.others}
    assert set(data.release.alike) == {"famrel", "Dalc", "Walc", "health", "FinalGrade"}


def test_a_word_that_could_be_anything_is_taken_for_known() -> None:
    words = {"label": "Street", "meaning": "S.", "use": "show", "type": "word"}
    street = Column.model_validate({"name": "street", **words})
    assert known_by(street) is not None
    listed = Column.model_validate({"name": "mood", **words, "values": {"good": "good"}})
    assert known_by(listed) is None


def test_each_step_is_said_in_words_and_keeps_less() -> None:
    age, mother, form = (PILOT.columns[name] for name in ("age", "Mjob", "class"))
    assert [told(age, step) for step in (0, 2, None)] == [
        "as answered",
        "in ranges: 10..15, 16..17, 18..30",
        "left out",
    ]
    assert told(mother, 2).startswith("in groups: has_a_job (teacher, health care, civil service")
    assert told(form, 1) == "its first 2 letters"
    assert [precision(age, step) for step in (0, 1, 2, 3, None)] == [100, 75, 50, 25, 0]
    assert precision(PILOT.columns["health"], 0) == 100


def test_a_dictionary_without_quasi_identifiers_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(
        "format: 1\nname: small\ntitle: Small\nabout: A test.\ncolumns:\n  mark: {type: number, "
        "low: 0, high: 20, role: grade, required: true, use: show, label: M, meaning: M.}\n",
        "utf-8",
    )
    assert not describes_people(read(path))
    assert describes_people(PILOT)
