"""A student who is nobody: answers that are typed in, and nothing of them kept."""

import logging
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pytest
from one_school import School, rows_of
from reader import Element, Reader

from data.store import rosters
from data.store.models import model_registry, predictions
from scoring.model import training
from scoring.model.model_config import Recipe
from scoring.model_files import model_file
from webapp.services.models.predicting import frame_of, grades_of


@pytest.fixture(scope="module")
def sampled(trained_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """70 invented students, models of their grades, and an active one of passing."""
    made = School(copied(trained_folder))
    learn_passing(made)
    yield made
    made.close()


def learn_passing(school: School) -> None:
    """Train a small model of passing, in few folds, and make it active."""
    recipe = Recipe(("failures", "absences", "goout"), "pass", passing=11)
    dictionary = school.state.dictionaries["pilot-2008"]
    with school.read() as session:
        cohort = rosters.whole(session, school.viewer, 1)
    frame = frame_of(cohort, dictionary, recipe.columns)
    grade = pd.Series(grades_of(cohort, dictionary))
    found = training.train(frame, grade, recipe, low=0, high=20, folds=3, repeats=1)
    assert isinstance(found, training.TrainedModel)
    students = cohort.students.tolist()
    rows = [(student, 0.5, 0.0, 0.0, {}) for student in students]
    folds = {student: int(fold) for student, fold in zip(students, found.folds, strict=True)}
    with school.write() as session:
        kept = model_registry.keep(
            session,
            school.viewer,
            1,
            target="pass",
            recipe=recipe.as_json(),
            fingerprint="passing",
            report=found.gap.report,
            scikit_learn=version("scikit-learn"),
            content=model_file.write(found.model),
        )
        predictions.save(
            session,
            school.viewer,
            1,
            fingerprint="passing",
            report={},
            rows=rows,
            model_id=kept.id,
            folds={student: fold for student, fold in folds.items() if fold >= 0},
            counts=False,
        )
        model_registry.activate(session, school.viewer, kept.id)


@pytest.fixture
def lea(sampled: School) -> Reader:
    return sampled.reader()


def grade_model(school: School, target: str = "grade") -> int:
    with school.read() as session:
        active = model_registry.active(session, school.viewer, "pilot-2008", target)
    assert active is not None
    return active.id


def lines(page: Element) -> list[float]:
    """What each line adds, the total last."""
    table = page.one("section", aria_labelledby="lines").one("table")
    rows = [row for row in table.all("tr") if row.all("th", scope="row")]
    cells = [[cell for cell in row.all("td") if "n" in cell.attributes.get("class", "")]
             for row in rows]  # fmt: skip
    return [float(row[0].text.replace("−", "-")) for row in cells]


def test_an_empty_record_asks_for_an_answer(sampled: School, lea: Reader) -> None:
    page = lea.page(f"/models/{grade_model(sampled)}/try")
    assert "fill in at least one" in page.text
    assert not page.all("figure")


def test_one_answer_is_enough_and_the_lines_add_up(sampled: School, lea: Reader) -> None:
    page = lea.page(f"/models/{grade_model(sampled)}/try?a.failures=2")
    *parts, total = lines(page)
    assert sum(parts) == pytest.approx(total, abs=0.06)
    assert "usually get" in page.one("p", role="status").text


def test_every_answer_may_be_typed_here_and_only_explorable_ones_are_drawn(
    sampled: School, lea: Reader
) -> None:
    page = lea.page(f"/models/{grade_model(sampled)}/try?from=median&a.schoolsup=yes")
    assert page.all("select", name="a.schoolsup")
    drawn = {figure.attributes["id"] for figure in page.all("figure")}
    assert drawn == {"curve-studytime", "curve-absences"}


def test_the_median_record_is_where_one_may_begin(sampled: School, lea: Reader) -> None:
    page = lea.page(f"/models/{grade_model(sampled)}/try")
    [link] = [a for a in page.all("a") if "from=median" in a.attributes["href"]]
    page = lea.page(link.attributes["href"])
    assert "Against the first record" not in page.text
    form = page.one("form", method="get")
    choices = form.one("select", name="a.failures").all("option")
    chosen = [one.attributes["value"] for one in choices if "selected" in one.attributes]
    assert chosen == ["0"]
    assert form.one("input", type="hidden").attributes["name"] == "from"
    more = lea.page(f"{link.attributes['href']}&a.failures=3")
    assert "Against the first record" in more.text


def test_of_a_model_of_passing_it_is_how_many_in_a_hundred(sampled: School, lea: Reader) -> None:
    page = lea.page(f"/models/{grade_model(sampled, 'pass')}/try?from=median")
    assert "Of 100 students with such a record about" in page.text
    assert "11 or more" in page.text
    *parts, total = lines(page)
    assert 0 <= total <= 1
    assert sum(parts) == pytest.approx(total, abs=0.06)
    assert not page.all("polygon", class_="band")
    assert page.all("polyline", class_="usual")


def test_a_students_what_if_says_how_many_pass_where_a_model_of_it_is_active(
    sampled: School, lea: Reader
) -> None:
    number = next(iter(sampled.ids().values()))
    text = lea.page(f"/students/{number}/what-if").text
    assert "Of 100 students with such a record about" in text
    assert "A grade is not promised" in text


def test_nothing_of_it_is_stored_or_logged(
    sampled: School, lea: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    address = f"/models/{grade_model(sampled)}/try?a.failures=2&a.absences=17"
    lea.page(address)
    before = rows_of(sampled)
    with caplog.at_level(logging.DEBUG):
        lea.page(address)
    assert rows_of(sampled) == before
    assert "absences" not in caplog.text


def test_who_may_not_see_models_may_not_ask_them(sampled: School) -> None:
    address = f"/models/{grade_model(sampled)}/try"
    for who in ("abel", "mia", "otto"):
        assert sampled.reader(who).get(address).status_code == 403
    assert sampled.reader("ines").get(address).status_code == 200
    assert sampled.reader("chloe").get(address).status_code == 404
    assert sampled.reader().get("/models/4711/try").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "a.nothing=1",
        "a.failures=two",
        "a.higher=perhaps",
        "a.failures=9",
        "a.studytime=1.5",
        "a.absences=" + "9" * 5000,
        "a.=1",
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(
    sampled: School, lea: Reader, query: str
) -> None:
    for part in (False, True):
        assert lea.get(f"/models/{grade_model(sampled)}/try?{query}", part=part).status_code == 422


def test_a_map_of_columns_that_are_not_explorable_is_not_drawn(
    sampled: School, lea: Reader
) -> None:
    address = f"/models/{grade_model(sampled)}/try?from=median"
    page = lea.page(address)
    asked = lea.get(f"{address}&map.x=schoolsup&map.y=absences")
    assert asked.status_code == 302
    assert asked.location == address
    assert "schoolsup" not in page.one("table", class_="heat").text.lower()
    turned = lea.page(f"{address}&map.x=studytime&map.y=absences")
    heads = [one.one("table", class_="heat").all("th")[0].text for one in (page, turned)]
    assert heads == ["Study time ↓ · Absences this year →", "Absences this year ↓ · Study time →"]
