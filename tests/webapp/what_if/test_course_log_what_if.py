"""What can be explored of a course's log; and what is said where nothing can."""

from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from one_school import School
from reader import Element

from data.column import Dictionary
from data.reading import StudentOnFile
from data.store import rosters
from data.store.models import model_registry
from scoring.model import training
from scoring.model.model_config import Recipe
from scoring.model_files import model_file
from webapp.services.dictionaries.catalogue import Catalogue

COLUMNS = ("active_days", "total_hours", "submissions", "days_since_last")


@pytest.fixture(scope="module")
def course(empty_folder: Path, copied: Callable[[Path], Path]) -> Iterator[tuple[School, int]]:
    """A school whose 80 students come from a course's log, and a model of their grades."""
    school = School(copied(empty_folder))
    rng = np.random.default_rng(7)
    days = rng.integers(1, 40, 80)
    answers = {
        "active_days": days.astype(float),
        "total_hours": np.round(rng.gamma(2, 4, 80), 3),
        "submissions": rng.integers(0, 9, 80).astype(float),
        "days_since_last": rng.integers(0, 60, 80).astype(float),
        "grade": np.clip(np.round(days / 3 + rng.normal(4, 2, 80), 1), 0, 20),
    }
    frame = pd.DataFrame(answers)
    records = [
        StudentOnFile(f"s{n}", "", "", dict(one), {})
        for n, one in enumerate(frame.to_dict("records"))
    ]
    recipe = Recipe(COLUMNS)
    found = training.train(
        frame[list(COLUMNS)], frame.grade, recipe, low=0, high=20, folds=3, repeats=1
    )
    assert isinstance(found, training.TrainedModel)
    with school.write() as session:
        roster = rosters.add(
            session, school.viewer, records, title="Algorithms", dictionary="online-course",
            filename="log.csv", fingerprint="log", expected_current=None,
        )  # fmt: skip
        model = model_registry.keep(
            session, school.viewer, roster.id, target="grade", recipe=recipe.as_json(),
            fingerprint="grade", report=found.gap.report,
            scikit_learn=version("scikit-learn"), content=model_file.write(found.model),
        )  # fmt: skip
    yield school, model.id
    school.close()


def page_of(course: tuple[School, int], query: str = "?from=median") -> Element:
    school, model = course
    return school.reader().page(f"/models/{model}/try{query}")


def test_curves_and_map_are_drawn_of_what_a_student_can_change(course: tuple[School, int]) -> None:
    page = page_of(course)
    drawn = {figure.attributes["id"] for figure in page.all("figure")}
    assert drawn == {"curve-active_days", "curve-total_hours", "curve-submissions"}
    assert page.all("table", class_="heat")


def test_fields_go_in_steps_of_what_the_students_have(course: tuple[School, int]) -> None:
    page = page_of(course)
    hours = page.one("input", name="a.total_hours").attributes
    assert float(hours["max"]) < 40  # the dictionary allows 5,000
    assert hours["step"] == "1"
    marks = page.one("datalist", id=hours["list"]).all("option")
    assert 3 <= len(marks) <= 5
    assert "hours · here mostly" in page.text
    assert page_of(course, "?from=median&a.total_hours=4000").all("figure")


def test_where_nothing_may_be_tried_out_the_page_says_so_and_what_to_do(
    trained_folder: Path, copied: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    school = School(copied(trained_folder))
    known = school.state.dictionaries["pilot-2008"]
    columns = {
        name: column.model_copy(update={"explorable": False})
        for name, column in known.columns.items()
    }
    nothing: Dictionary = known.model_copy(update={"columns": columns})
    monkeypatch.setattr(Catalogue, "for_roster", lambda *_: nothing)
    page = school.reader().page(f"/students/{next(iter(school.ids().values()))}/what-if")
    assert "Nothing of this record can be tried out" in page.text
    assert "explorable: true" in page.text
    assert page.all("a", href="/rosters#pilot-2008")
    assert not page.all("button", id="work-it-out")
    school.close()
