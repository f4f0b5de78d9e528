"""Trainings logged to a tracking store as well: what is there, what is not, and what never breaks.

Only here is MLflow loaded; its stores are files of the test's own.
"""

import getpass
import logging
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from one_school import School
from two_years import COLUMNS, import_, rows_of, taught, trained

from data import store
from data.tables import ModelComparison, ModelVersion
from scoring.model.model_config import Recipe
from webapp.services.models import mlflow_tracking
from webapp.services.models.selection import train_model

# A student, who trained it, the school, its roster and its file.
NAMES = re.compile(r"Eva|Melo|\bLea\b|Zebra|\bMaths\b|more\.csv")
FIGURES = {"trained": 120, "rmse": 2.98, "coverage80": 0.81, "left_out": {"goout": "constant"}}
RESULT = {
    "students": 120,
    "proposed": "ridge",
    "candidates": [{"key": "mean", "error": 3.23}, {"key": "ridge", "error": 2.98}],
}


def logging_to(school: School, address: str) -> School:
    """The same school with a tracking store."""
    school.state.settings = school.settings.model_copy(update={"mlflow_uri": address})
    return school


def model_of(school: School) -> ModelVersion:
    """A trained model with figures."""
    with school.write() as session:
        store.schools.rename(session, school.viewer, "Escola Zebra")
    model = trained(school, import_(school, rows_of(120)))
    model.report = {**model.report, **FIGURES}
    return model


def compared(school: School) -> ModelComparison:
    """A comparison that was kept."""
    with school.write() as session:
        plan = {"candidates": ["mean", "ridge"], "runs": 5}
        return store.comparisons.keep(session, school.viewer, 1, "grade", plan, RESULT)


def test_a_training_and_a_comparison_are_logged_into_a_file_store(
    own_school: School, tmp_path: Path
) -> None:
    model, comparison = model_of(own_school), compared(own_school)
    logging_to(own_school, (tmp_path / "runs").as_uri())
    assert mlflow_tracking.training(own_school.state, model) == {}
    assert mlflow_tracking.comparison(own_school.state, comparison) == {}
    second, first = runs_of((tmp_path / "runs").as_uri())
    assert first.info.run_name == f"model {model.number}"
    assert first.info.status == "FINISHED"
    assert first.data.params["candidate"] == "ridge"
    assert first.data.params["columns"] == ", ".join(COLUMNS)
    assert first.data.metrics["rmse"] == 2.98
    assert not [name for name in first.data.metrics if name.startswith("profile")]
    [card] = (tmp_path / "runs").rglob(f"*{first.info.run_id}/artifacts/model-card.md")
    assert "typical error, in grade points: 2.98" in card.read_text(encoding="utf-8")
    assert "Absences this year" in first.data.tags["mlflow.note.content"]
    assert second.data.metrics["candidates.ridge.error"] == 2.98
    assert "ridge regression: 2.98 (proposed)" in second.data.tags["mlflow.note.content"]


def test_an_sqlite_store_keeps_its_files_beside_it_and_names_nobody(
    own_school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "store").mkdir()
    logging_to(own_school, f"sqlite:///{tmp_path}/store/runs.sqlite")
    model = model_of(own_school)
    for _ in range(2):
        assert mlflow_tracking.training(own_school.state, model) == {}
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
    assert len([*(tmp_path / "store").rglob("model-card.md")]) == 2
    with sqlite3.connect(tmp_path / "store" / "runs.sqlite") as database:
        said = "\n".join(database.iterdump())
    assert NAMES.findall(said) == []
    assert f"'{getpass.getuser()}'" not in said


def test_nothing_is_loaded_and_nothing_noted_without_the_setting_or_the_package(
    own_school: School, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model = model_of(own_school)
    monkeypatch.setattr(mlflow_tracking, "_log", lambda *_: pytest.fail("something was logged"))
    assert mlflow_tracking.training(own_school.state, model) == {}
    logging_to(own_school, (tmp_path / "runs").as_uri())
    monkeypatch.setattr(mlflow_tracking.importlib.util, "find_spec", lambda _: None)
    assert mlflow_tracking.training(own_school.state, model) == {}
    assert mlflow_tracking.comparison(own_school.state, compared(own_school)) == {}
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("address", ["{file}/runs", "ftp://user:secret@example.invalid/x"])
def test_a_store_that_fails_breaks_nothing_and_is_noted(
    own_school: School, address: str, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    (tmp_path / "no-folder").touch()
    logging_to(own_school, address.format(file=(tmp_path / "no-folder").as_uri()))
    with caplog.at_level(logging.WARNING, logger="webapp.services.models.mlflow_tracking"):
        noted = mlflow_tracking.training(own_school.state, model_of(own_school))
    assert noted == {"note": mlflow_tracking.NOT_TRACKED}
    [line] = [one.getMessage() for one in caplog.records if one.name == mlflow_tracking.__name__]
    assert "was not logged" in line
    assert "secret" not in line


def test_a_training_whose_store_fails_is_kept_and_says_so(
    own_school: School, tmp_path: Path
) -> None:
    roster = import_(own_school, taught(70))
    logging_to(own_school, "ftp://example.invalid/runs")
    recipe = Recipe(columns=("absences", "studytime"))
    detail = {"roster": roster, "recipe": recipe.as_json()}
    with own_school.app.app_context():
        result = train_model(own_school.state, own_school.viewer, detail, lambda *_: None)
    assert result["note"] == mlflow_tracking.NOT_TRACKED
    with own_school.write() as session:
        assert store.model_registry.get(session, own_school.viewer, result["model"]).number == 1
        job = store.jobs.start(session, own_school.viewer, "train model", detail).id
        store.jobs.finish(session, job, result)
    page = own_school.reader().page(f"/models/jobs/{job}")
    assert "could not be logged" in page.text


def test_the_makers_of_the_store_are_not_told(own_school: School, tmp_path: Path) -> None:
    logging_to(own_school, (tmp_path / "runs").as_uri())
    mlflow_tracking.training(own_school.state, model_of(own_school))
    from mlflow.telemetry.utils import is_telemetry_disabled

    assert is_telemetry_disabled()


@pytest.mark.parametrize("who", ["lea", "ines"])
def test_a_card_is_a_file_in_the_readers_language(own_school: School, who: str) -> None:
    model = model_of(own_school)
    answer = own_school.reader(who).get(f"/models/{model.id}/card")
    assert answer.status_code == 200
    assert answer.content_type == "text/markdown; charset=utf-8"
    assert "alavanca-model-" in answer.headers["Content-Disposition"]
    assert answer.text.startswith(f"# Model {model.number}\n")
    assert "promises no grade" in answer.text
    assert NAMES.findall(answer.text) == []


def test_what_a_dictionary_calls_its_columns_is_no_markup() -> None:
    from webapp.services.models.model_card import _plain

    assert _plain("a [link](http://x) *b*\n# c") == r"a \[link\]\(http://x\) \*b\* \# c"


def runs_of(address: str) -> list[Any]:
    """The runs of a store, the newest first."""
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=address)
    experiment = client.get_experiment_by_name(mlflow_tracking.EXPERIMENT)
    return list(client.search_runs([experiment.experiment_id]))
