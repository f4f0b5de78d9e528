"""Kinds of models compared: begun from a form, done by a job, shown with what to make of it."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import compared
import pytest
from one_school import School
from reader import Element, path_of, sentence_of

from data import store
from data.store import migrate
from scoring.model_selection.plan import Plan
from webapp.services.jobs import background_jobs, work
from webapp.services.models.selection import COMPARE
from webapp.services.rosters.importing import load_sample

STUDENTS = 80
FORM = {"target": "grade", "columns": "record", "runs": "5"}


@pytest.fixture(scope="module")
def sampled(empty_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """The sample school with eighty invented students, and a comparison that was made before."""
    made = School(copied(empty_folder))
    with made.app.app_context():
        load_sample(made.state, made.viewer, STUDENTS)
    with made.write() as session:
        store.comparisons.keep(session, made.viewer, 1, "grade", compared.plan(), compared.result())
    yield made
    made.close()


@pytest.fixture(scope="module")
def page(sampled: School) -> Element:
    """The page of that comparison, as Lea reads it."""
    return sampled.reader().page("/models/comparisons/1")


def plan(**asked: object) -> dict[str, object]:
    """A comparison that is done in a second."""
    columns = ("absences", "studytime", "failures")
    told = {"candidates": ("mean", "ridge"), "runs": 1, "folds": 3, **asked}
    return Plan(columns, **told).as_json()  # type: ignore[arg-type]


def begun(school: School, **asked: object) -> int:
    """Note a comparison as a job, for this process to do."""
    detail = {"roster": 1, "plan": plan(**asked), "fields": [["target", "grade"]]}
    with school.write() as session:
        return store.jobs.start(session, school.viewer, COMPARE, detail).id


def done(school: School, job: int) -> Element:
    """Do a job, and read its page."""
    with school.app.app_context():
        work.run(school.state, job)
    return school.reader().page(f"/models/jobs/{job}")


def test_the_page_says_what_is_proposed_and_why(page: Element) -> None:
    sentences = " ".join(found.text for found in page.all("p", class_="sentence"))
    assert "Proposed: ridge regression. It is the simplest candidate whose error is" in sentences
    assert "With 120 students, no candidate is shown to be better than" in sentences


def test_the_chart_and_the_table_have_a_row_for_each_candidate(page: Element) -> None:
    picture, columns = (one.one("svg") for one in page.all("figure"))
    found = compared.result()
    assert len(picture.all("circle", class_="dot")) == len(found["candidates"]) == 10
    assert len(picture.all("circle", class_="ring")) == 1
    assert len(columns.all("circle", class_="dot")) == len(compared.COLUMNS)
    rows = page.all("table")[0].one("tbody").all("tr")
    assert [row.all("td")[0].text for row in rows] == [
        f"{one['error']:.2f}".rstrip("0").rstrip(".") for one in found["candidates"]
    ]


def test_each_candidate_can_be_trained_with_the_columns_that_were_compared(page: Element) -> None:
    forms = page.all("form", action="/models/train")
    assert len(forms) == 10  # the proposed one, and each in the table but the mean
    sent = {(one.attributes["name"], one.attributes["value"]) for one in forms[0].all("input")}
    assert {("candidate", "ridge"), ("target", "grade")} < sent
    assert {value for name, value in sent if name == "columns"} == set(compared.COLUMNS)


def test_a_counsellor_reads_it_and_trains_nothing(sampled: School) -> None:
    ines = sampled.reader("ines")
    assert not ines.page("/models/comparisons/1").all("form", action="/models/train")
    assert ines.post("/models/comparisons", FORM).status_code == 403


def test_the_figures_can_be_taken_along(sampled: School) -> None:
    english = sampled.reader().get("/models/comparisons/1.csv")
    lines = list(csv.reader(io.StringIO(english.text.lstrip("\ufeff"))))
    assert lines[0][:2] == ["candidate", "rmse"]
    assert [line[0] for line in lines[1:11]] == [
        one["key"] for one in compared.result()["candidates"]
    ]
    assert float(lines[1][1]) == pytest.approx(compared.result()["candidates"][0]["error"], 1e-4)
    french = sampled.reader(language="fr").get("/models/comparisons/1.csv").text
    assert "mean;" in french
    assert "," in french.splitlines()[1].split(";")[1]


def test_it_is_another_schools_own(sampled: School) -> None:
    assert sampled.reader("chloe").get("/models/comparisons/1").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("target", "fame", "Choose the grade"),
        ("columns", "sex", "Choose columns"),
        ("runs", "1000", "one of the two lengths"),
        ("passing", "thirty", "Write a mark between 0 and 20"),
    ],
)
def test_what_is_wrong_with_the_form_stands_in_it_and_nothing_is_begun(
    sampled: School, field: str, value: str, words: str
) -> None:
    target = {"target": "pass"} if field == "passing" else {}
    answer = sampled.reader().post("/models/comparisons", FORM | target | {field: value})
    assert answer.status_code == 422
    assert words in sentence_of(answer)
    with sampled.read() as session:
        assert store.jobs.running(session, sampled.viewer, COMPARE) == []


def test_without_a_roster_there_is_nothing_to_compare(empty_school: School) -> None:
    answer = empty_school.reader().post("/models/comparisons", FORM)
    assert answer.status_code == 422
    assert "import one first" in sentence_of(answer)


def test_a_job_compares_keeps_and_leads_to_the_page(sampled: School) -> None:
    result = done(sampled, begun(sampled))
    [link] = result.all("a", role="button")
    page = sampled.reader().page(link.attributes["href"])
    with sampled.read() as session:
        [kept, _] = store.comparisons.listing(session, sampled.viewer)
    assert f"{kept.result['students']} students" in page.text
    assert "These students are invented" in page.text
    [trace] = [
        line
        for line in sampled.reader("otto").page("/decisions").all("tr")
        if "compare" in line.text
    ][:1]
    assert "Lea" in trace.text


def test_what_came_to_nothing_says_why(own_school: School) -> None:
    result = done(own_school, begun(own_school, candidates=("mean",)))
    assert "Nothing was compared" in result.text
    assert "expected grades need 60" in result.text
    assert own_school.reader().get("/models/comparisons/1").status_code == 404


def test_a_cancelled_comparison_keeps_nothing(sampled: School) -> None:
    job = begun(sampled)
    with sampled.read() as session:
        before = len(store.comparisons.listing(session, sampled.viewer))
    assert sampled.reader().post(f"/models/jobs/{job}/cancel").status_code == 303
    assert "Cancelled" in done(sampled, job).text
    with sampled.read() as session:
        assert len(store.comparisons.listing(session, sampled.viewer)) == before


def test_two_at_once_are_one_too_many(own_school: School) -> None:
    job = begun(own_school)
    answer = own_school.reader().post("/models/comparisons", FORM)
    assert answer.status_code == 409
    assert "being compared already" in sentence_of(answer)
    assert f"/models/jobs/{job}" in answer.text


def test_the_form_starts_a_job_by_what_was_asked(
    sampled: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []

    def start(state: object, viewer: object, kind: str, detail: dict[str, object]) -> int:
        asked.append(detail)
        return begun(sampled)

    monkeypatch.setattr(background_jobs, "start", start)
    lea = sampled.reader()
    answer = lea.post(
        "/models/comparisons", FORM | {"target": "pass", "passing": "9,5", "columns": "score"}
    )
    assert answer.status_code == 303
    told = Plan.from_json(asked[0]["plan"])  # type: ignore[arg-type]
    assert (told.target, told.passing, told.runs) == ("pass", 9.5, 5)
    assert {"goout", "absences"} < set(told.columns)
    assert not {"sex", "age", "Medu", "FinalGrade"} & set(told.columns)
    sampled.reader().post(path_of(answer) + "/cancel")


def test_the_models_page_offers_a_comparison_and_lists_those_before(sampled: School) -> None:
    page = sampled.reader().page("/models")
    form = page.one("form", action="/models/comparisons")
    assert "about" in form.text
    assert page.all("a", href="/models/comparisons/1")


def test_the_command_compares_and_says_what_is_proposed(
    sampled: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "upgrade", lambda address: None)
    asked = ["models", "compare", "--runs", "1", "--candidate", "mean", "--candidate", "ridge"]
    result = sampled.app.test_cli_runner().invoke(args=asked)
    assert result.exit_code == 0, result.output
    assert "Proposed: " in result.output
    assert "Kept as comparison" in result.output
