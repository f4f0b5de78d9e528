"""Run tracking: each training and comparison is logged to an MLflow store as well, where the
setting names one and the extra `mlflow` is installed.

What is logged is what the models page shows: settings, figures and the card; no student, no name
of a person or school. It never breaks what it tells of: a failure is a line in the log and a note.
"""

import importlib.util
import logging
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.tables import ModelComparison, ModelVersion
from data.wording.message import N_
from webapp.services.models.comparison_card import compared
from webapp.services.models.model_card import card
from webapp.services.process.logs import kind_of
from webapp.services.process.settings import Settings
from webapp.services.runtime.resources import Resources
from webapp.services.wording.reader import speaking

EXPERIMENT = "Alavanca"
SQLITE = "sqlite:///"
AT_ONCE = 100  # parameters or metrics: what a server takes in one request
LONGEST_VALUE, LONGEST_NOTE = 500, 5000  # characters of a parameter, of a run's description
# MLflow reports each use to its makers unless told not to, refuses a plain folder unless asked,
# and tries for minutes to reach a server that is away, while a job's result waits.
ENVIRONMENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_ALLOW_FILE_STORE": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
}
NOT_TRACKED = N_(
    "This is kept here, but it could not be logged to the tracking store that "
    "ALAVANCA_MLFLOW_URI names. The server's log says more."
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrackedRun:
    """What is logged of one training or comparison."""

    name: str
    parameters: Mapping[str, str]
    figures: Mapping[str, float]
    card: str


def training(state: Resources, model: ModelVersion) -> dict[str, str]:
    """Log a training; gives what its job's result notes: nothing, or {"note": a sentence}."""
    if not wanted(state.settings):
        return {}
    with speaking(state.settings.language):
        text = card(model, state.dictionaries.get(model.dictionary))
    parameters = {"kind": "training", "model": model.number, **model.recipe}
    report = {name: kept for name, kept in model.report.items() if name != "profile"}
    return _track(state.settings, _run(f"model {model.number}", parameters, report, text))


def comparison(state: Resources, found: ModelComparison) -> dict[str, str]:
    """Log a comparison of candidates; gives what its job's result notes, as `training` does."""
    if not wanted(state.settings):
        return {}
    with speaking(state.settings.language):
        text = compared(found)
    parameters = {"kind": "comparison", "comparison": found.id, "target": found.target}
    parameters |= found.plan
    return _track(state.settings, _run(f"comparison {found.id}", parameters, found.result, text))


def wanted(settings: Settings) -> bool:
    """Say whether runs are to be logged, and can be."""
    if not settings.mlflow_uri:
        return False
    there = importlib.util.find_spec("mlflow") is not None
    if not there:
        log.warning("ALAVANCA_MLFLOW_URI is set, but the extra `mlflow` is not installed")
    return there


def _run(
    name: str, parameters: Mapping[str, Any], figures: Mapping[str, Any], text: str
) -> TrackedRun:
    return TrackedRun(
        name,
        {key: str(value)[:LONGEST_VALUE] for key, value in _flat(parameters)},
        {
            key: float(value)
            for key, value in _flat(figures)
            if isinstance(value, int | float) and not isinstance(value, bool)
        },
        text,
    )


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Give what a mapping holds at any depth, named a.b.c; a plain list is one value."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            yield from _flat(_named(value), f"{before}{key}.")
        else:
            yield f"{before}{key}", ", ".join(map(str, value)) if isinstance(value, list) else value


def _named(listed: list[Any]) -> dict[str, Any]:
    """Name each of several things as it names itself, else by its place."""
    return {str(one.get("key", one.get("column", n))): one for n, one in enumerate(listed, 1)}


def _track(settings: Settings, run: TrackedRun) -> dict[str, str]:
    try:
        _log(settings.mlflow_uri, run)
    except Exception as error:
        # Whatever a store of somebody else's can do: the training itself is done and kept.
        log.warning("%s was not logged to the tracking store: %s", run.name, kind_of(error))
        return {"note": NOT_TRACKED}
    return {}


def _log(address: str, run: TrackedRun) -> None:
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    from mlflow import MlflowClient  # takes seconds to load
    from mlflow.entities import Metric, Param

    client = MlflowClient(tracking_uri=address)
    number = client.create_run(_experiment(client, address), run_name=run.name).info.run_id
    moment = int(1000 * time.time())
    parameters = [Param(key, value) for key, value in run.parameters.items()]
    figures = [Metric(key, value, moment, 0) for key, value in run.figures.items()]
    for first in range(0, max(len(parameters), len(figures)), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        client.log_batch(number, metrics=figures[part], params=parameters[part])
    client.set_tag(number, "mlflow.note.content", run.card[:LONGEST_NOTE])
    client.log_text(number, run.card, "model-card.md")
    client.set_terminated(number)


def _experiment(client: Any, address: str) -> str:
    """Give the number of our experiment, made at the first run. Beside an SQLite file its files lie
    in a folder: MLflow would put them where the server happened to be started."""
    there = client.get_experiment_by_name(EXPERIMENT)
    if there is not None:
        return str(there.experiment_id)
    files = None
    if address.startswith(SQLITE):
        database = Path(address.removeprefix(SQLITE)).absolute()
        files = database.with_suffix(".artifacts").as_uri()
    return str(client.create_experiment(EXPERIMENT, artifact_location=files))
