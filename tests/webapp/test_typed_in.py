"""A student who is nobody: answers that are typed in, and nothing of them kept."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from one_school import School
from reader import Element, Reader
from test_gets_change_nothing import kept

from data.store import models
from scoring.recipe import Recipe
from webapp.models import training


@pytest.fixture(scope="module")
def sampled(trained_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """70 invented students, models of their grades, and an active one of passing (the third)."""
    made = School(copied(trained_folder))
    with made.app.app_context():
        recipe = Recipe(("studytime", "failures", "higher", "absences"), "pass", passing=10)
        passing = training.train(made.state, made.viewer, 1, recipe)
        assert not hasattr(passing, "message"), passing
        training.activate(made.state, made.viewer, passing.id)
    yield made
    made.close()


@pytest.fixture
def lea(sampled: School) -> Reader:
    return sampled.reader()


def grade_model(school: School, target: str = "grade") -> int:
    with school.read() as session:
        active = models.active(session, school.viewer, "pilot-2008", target)
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
    assert form.one("input", name="a.failures").attributes["value"] == "0"
    assert form.one("input", type="hidden").attributes["name"] == "from"
    more = lea.page(f"{link.attributes['href']}&a.failures=3")
    assert "Against the first record" in more.text


def test_of_a_model_of_passing_it_is_how_many_in_a_hundred(sampled: School, lea: Reader) -> None:
    page = lea.page(f"/models/{grade_model(sampled, 'pass')}/try?from=median")
    assert "Of 100 students with such a record about" in page.text
    assert "10 or more" in page.text
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
    before = kept(sampled)
    with caplog.at_level(logging.DEBUG):
        lea.page(address)
    assert kept(sampled) == before
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
