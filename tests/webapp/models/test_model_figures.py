"""Figures of a model: calibration, gaps and groups, as parts and pages, for the right readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from one_school import School
from reader import Element, Reader, read

from data import store
from data.store import rosters
from data.store.models import model_registry, predictions
from scoring.model.model_config import Recipe
from webapp.services.rosters.importing import load_sample

STUDENTS = 300
PARTS = ("calibration", "residuals", "groups")
NAN = float("nan")


@dataclass(frozen=True)
class Modelled:
    """300 invented students with a model of grades, one of passing, and a silent one."""

    school: School
    grades: int
    passing: int
    silent: int

    def reader(self, who: str = "lea") -> Reader:
        return self.school.reader(who)


@pytest.fixture(scope="module")
def modelled(empty_folder: Path, copied: Any) -> Iterator[Modelled]:
    """Models that say what they say without having been trained: nothing here opens their files."""
    made = School(copied(empty_folder))
    roster = load_sample(made.state, made.viewer, STUDENTS).id
    with made.write() as session:
        cohort = rosters.whole(session, made.viewer, roster)
        grade = np.asarray(cohort.columns["FinalGrade"].each(), dtype=np.float64)
        noise = np.random.default_rng(1).normal(0, 1.5, STUDENTS)
        expected = np.nan_to_num(grade, nan=11.0) * 0.3 + 7.5 + noise
        # Too much is expected of girls, by two points: a model that leans.
        expected += 2.0 * (cohort.columns["sex"].each() == "F")
        grades = keep(session, made, roster, "grade")
        say(session, made, grades, expected, 3.0)
        passing = keep(session, made, roster, "pass")
        say(session, made, passing, np.clip((expected - 4) / 12, 0.02, 0.98), NAN)
        silent = keep(session, made, roster, "grade")
    yield Modelled(made, grades, passing, silent)
    made.close()


def keep(session: store.Session, school: School, roster: int, target: str) -> int:
    """A model of that target, whose file is none."""
    recipe = Recipe(("studytime",), target=target, passing=10.0)  # type: ignore[arg-type]
    report = {"first_kept": {"places": 12, "runs": 5, "mean": 10.4, "least": 9}}
    return model_registry.keep(
        session,
        school.viewer,
        roster,
        target=target,
        recipe=recipe.as_json(),
        fingerprint=target,
        report=report,
        scikit_learn="1.0",
        content=b"none",
    ).id


def say(session: store.Session, school: School, model: int, expected: Any, half: float) -> None:
    """Keep what a model says of the whole roster, `half` being half the width of its intervals."""
    roster = model_registry.get(session, school.viewer, model).roster_id
    students = rosters.whole(session, school.viewer, roster).students.tolist()
    rows = [
        (student, value, value - half, value + half, {})
        for student, value in zip(students, expected.tolist(), strict=True)
    ]
    predictions.save(
        session,
        school.viewer,
        roster,
        fingerprint=f"says {model}",
        report={},
        rows=rows,
        model_id=model,
    )


def part_of(modelled: Modelled, name: str, model: int, who: str = "lea") -> Element:
    """The part alone, as htmx fetches it."""
    answer = modelled.reader(who).get(f"/models/{model}/{name}", part=True)
    assert answer.status_code == 200
    found = read(answer.text)
    assert [one.attributes.get("id") for one in found.children] == [f"model-{name}"]
    return found


def cells_of(row: Element) -> list[str]:
    return [cell.text for cell in row.all("td")]


@pytest.mark.parametrize("name", PARTS)
def test_each_is_a_page_of_its_own_and_a_part(modelled: Modelled, name: str) -> None:
    address = f"/models/{modelled.grades}/{name}"
    page = modelled.reader().page(address)
    part = part_of(modelled, name, modelled.grades)
    assert page.one("section", id=f"model-{name}").one("h2").text == part.one("h2").text
    assert modelled.reader().get(address).vary.as_set() >= {"hx-request"}


def test_calibration_shows_tenths_that_hold_everybody_with_a_grade(modelled: Modelled) -> None:
    part = part_of(modelled, "calibration", modelled.grades)
    rows = [cells_of(row) for row in part.one("table").all("tr") if row.all("td")]
    assert len(rows) == len(part.one("svg").all("circle")) == 10
    with modelled.school.read() as session:
        cohort = rosters.whole(session, modelled.school.viewer, 1)
    graded = ~np.isnan(np.asarray(cohort.columns["FinalGrade"].each(), dtype=np.float64))
    assert sum(int(row[0]) for row in rows) == graded.sum()
    assert "In " in part.text
    assert "of 10 groups" in part.text


def test_a_model_of_passing_is_compared_with_shares(modelled: Modelled) -> None:
    text = part_of(modelled, "calibration", modelled.passing).text
    assert "Share who passed" in text
    assert "passed; of those with the highest" in text
    assert "says chances of passing" in part_of(modelled, "residuals", modelled.passing).text
    groups = part_of(modelled, "groups", modelled.passing).text
    assert "Lowest chances (12)" in groups
    assert "Below what is usual" not in groups


def test_gaps_are_drawn_and_said_to_be_mostly_the_grade(modelled: Modelled) -> None:
    part = part_of(modelled, "residuals", modelled.grades)
    assert "The rank correlation of gap and grade is −0." in part.text
    assert "it gives 10.4 of the 12 largest gaps again on average, and 9 at worst" in part.text
    bars = [row for row in part.all("table")[1].all("tr") if row.all("td")]
    assert all(int(cells_of(row)[0]) >= 10 for row in bars)


def test_a_counsellor_of_one_class_sees_no_other_students_dots(modelled: Modelled) -> None:
    lead = part_of(modelled, "residuals", modelled.grades)
    own = part_of(modelled, "residuals", modelled.grades, "ines")
    assert lead.all("circle")
    assert not own.all("circle")
    assert [cells_of(one) for one in own.all("tr")] == [cells_of(one) for one in lead.all("tr")]


def test_a_model_that_leans_is_said_to(modelled: Modelled) -> None:
    part = part_of(modelled, "groups", modelled.grades)
    assert "Sex, female: it expects" in part.text
    assert "points too much on average" in part.text
    rows = {row.one("th", scope="row").text: row for row in part.all("tr") if row.all("td")}
    female = next(row for name, row in rows.items() if name.startswith("female"))
    assert "over" in female.attributes["class"].split()
    assert cells_of(female)[2].startswith("+")


def test_no_group_of_a_few_is_shown(modelled: Modelled) -> None:
    part = part_of(modelled, "groups", modelled.grades)
    sizes = [
        int(row.one("th", scope="row").one("small").text) for row in part.all("tr") if row.all("td")
    ]
    assert sizes
    assert min(sizes) >= 10


@pytest.mark.parametrize("name", PARTS)
def test_a_model_of_which_nothing_is_kept_has_a_sentence(modelled: Modelled, name: str) -> None:
    assert "is not kept" in part_of(modelled, name, modelled.silent).text


@pytest.mark.parametrize("name", PARTS)
def test_another_schools_model_is_not_there(modelled: Modelled, name: str) -> None:
    assert modelled.reader().get(f"/models/999999/{name}").status_code == 404
    answer = modelled.reader("chloe").get(f"/models/{modelled.grades}/{name}")
    assert answer.status_code == (403 if name == "groups" else 404)


def test_groups_are_for_those_who_train_models(modelled: Modelled) -> None:
    for who, status in (("ines", 403), ("mia", 403), ("abel", 403), ("lea", 200)):
        assert modelled.reader(who).get(f"/models/{modelled.grades}/groups").status_code == status


def test_a_models_own_page_fetches_the_parts_and_links_to_them(modelled: Modelled) -> None:
    model = modelled.grades
    page = modelled.reader().page(f"/models/{model}")
    fetched = {one.attributes.get("hx-get") for one in page.all("section")}
    assert fetched >= {f"/models/{model}/{name}" for name in PARTS}
    links = {one.attributes["href"] for one in page.all("a")}
    assert links >= {f"/models/{model}/{name}" for name in PARTS}
    own = modelled.reader("ines").page(f"/models/{model}")
    assert f"/models/{model}/groups" not in {
        one.attributes.get("hx-get") for one in own.all("section")
    }


def test_no_student_is_named(modelled: Modelled) -> None:
    with modelled.school.read() as session:
        family = rosters.names(session, modelled.school.viewer, 1).family
    for name in PARTS:
        said = set(part_of(modelled, name, modelled.grades).text.split())
        assert not said & set(family)
