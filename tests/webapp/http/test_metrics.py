"""What machines that watch the server are told: numbers, to those who may ask, and no name."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from invented import SMALL, as_csv, students
from one_school import School
from programs import RECORD, Program
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from two_years import import_, rows_of, taught, trained

from data import store
from webapp.services.jobs import background_jobs
from webapp.services.jobs.background_jobs import environment
from webapp.services.models import drift as models_drift

METRICS_TABLE = Path(__file__).parents[3] / "docs" / "system-administrator.md"
TOKEN = "a-long-token-for-machines"


def metrics_of(school: School, **headers: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels, in the order of their names."""
    answer = school.app.test_client().get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    return {
        key: value
        for family in text_string_to_metric_families(answer.text)
        for key, value in _samples(family)
    }


def families_of(school: School) -> dict[str, dict[tuple[str, ...], float]]:
    """The samples of every metric by its name as it is asked for; none where nothing moved it."""
    text = school.app.test_client().get("/metrics").text
    return {
        family.name + "_total" * (family.type == "counter"): dict(_samples(family))
        for family in text_string_to_metric_families(text)
    }


def _samples(family: Metric) -> Iterator[tuple[tuple[str, ...], float]]:
    for sample in family.samples:
        labels = (value for _, value in sorted(sample.labels.items()))
        yield (sample.name, *labels), sample.value


def with_settings(school: School, **changes: Any) -> School:
    """The same school under other settings."""
    school.state.settings = school.settings.model_copy(update=changes)
    return school


@pytest.fixture(scope="module")
def watched(empty_folder: Path, copied: Any) -> Iterator[School]:
    """A school whose active model was asked about students of another kind."""
    made = School(copied(empty_folder))
    model = trained(made, import_(made, rows_of(120)))
    roster = import_(made, rows_of(150, absences=15, seed=2))
    with made.write() as session:
        store.model_registry.activate(session, made.viewer, model.id)
        cohort = store.rosters.whole(session, made.viewer, roster)
        report = {"drift": models_drift.kept_of(model, cohort)}
        store.predictions.save(
            session,
            made.viewer,
            roster,
            fingerprint="of today",
            report=report,
            rows=(),
            model_id=model.id,
        )
        store.jobs.start(session, made.viewer, "train model", {})
    yield made
    made.close()


def test_answers_are_counted_by_view_method_and_status(own_school: School) -> None:
    lea = own_school.reader()
    for _ in range(3):
        lea.get("/rules")
    lea.get("/nowhere-at-all")
    own_school.app.test_client().open("/rules", method="BREW")
    found = metrics_of(own_school)
    assert found["alavanca_requests_total", "GET", "200", "rule_sets.index"] == 3
    assert found["alavanca_requests_total", "GET", "404", "none"] == 1
    assert found["alavanca_requests_total", "other", "405", "none"] == 1
    assert found["alavanca_request_seconds_count", "rule_sets.index"] == 3
    assert found["alavanca_request_seconds_bucket", "+Inf", "rule_sets.index"] == 3
    assert 0 < found["alavanca_request_seconds_sum", "rule_sets.index"] < 60


def test_what_programs_asked_for_is_counted_by_model(own_taught: School, school: School) -> None:
    program = Program(own_taught)
    answer = program.predict(RECORD, {}, RECORD)  # nothing is expected of who answers nothing
    program.predict(RECORD)
    program.predict(RECORD | {"absences": "many"})
    counted = ("alavanca_predictions_total", str(answer.get_json()["model"]["id"]))
    assert metrics_of(own_taught)[counted] == 3
    assert counted not in metrics_of(school)  # each application counts its own


def test_every_metric_is_moved_by_what_people_programs_and_commands_do(
    empty_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school, before = empty_school, families_of(empty_school)
    monkeypatch.setattr(background_jobs.subprocess, "Popen", lambda *_, **__: None)
    school.state.__dict__["school"] = school.viewer.school  # of the two on this server
    path = school.folder / "eighty.csv"
    path.write_text(as_csv(taught(80)), encoding="utf-8")
    done = school.app.test_cli_runner().invoke(args=["rosters", "import", str(path)])
    assert done.exit_code == 0, done.output
    program = Program(school)
    assert program.predict({"absences": 3}).status_code == 200
    assert program.post("train", {}).status_code == 202
    rules = school.folder / "rules"
    (rules / "more.yaml").write_text(SMALL, encoding="utf-8")
    (rules / "broken.yaml").write_text("format: 2\n", encoding="utf-8")
    school.state.shelf.look_again()
    assert school.reader().get("/rules").status_code == 200
    after = families_of(school)
    assert set(before) == set(after)
    unmoved = {name for name in after if after[name].items() <= before[name].items()}
    assert unmoved == {"alavanca_version"}  # a label on the house


def test_the_documentation_lists_every_metric_and_no_other(school: School) -> None:
    told = set(re.findall(r"`(alavanca_\w+)`", METRICS_TABLE.read_text(encoding="utf-8")))
    assert told == {*families_of(school)}


def test_no_metric_has_a_twin_that_says_when_it_began(own_school: School) -> None:
    own_school.reader().get("/rules")
    assert [name for name, *_ in metrics_of(own_school) if name.endswith("_created")] == []


def test_rosters_students_jobs_and_drift_are_there_school_by_school(watched: School) -> None:
    found, here = metrics_of(watched), str(watched.viewer.school)
    beside = str(watched.people["chloe"].school)
    assert found["alavanca_rosters", here] == 2
    assert found["alavanca_students", here] == 150
    assert found["alavanca_students", beside] == 0
    assert found["alavanca_jobs", "train model", here, "running"] == 1
    assert found["alavanca_model_drift", "1", here, "grade"] == 3
    assert found["alavanca_rule_sets",] >= 1


def test_a_model_on_its_own_roster_is_as_before_and_one_switched_off_is_not_there(
    own_school: School,
) -> None:
    here = str(own_school.viewer.school)
    model = trained(own_school, 1)
    with own_school.write() as session:
        store.model_registry.activate(session, own_school.viewer, model.id)
    drift = ("alavanca_model_drift", str(model.id), here, "grade")
    assert metrics_of(own_school)[drift] == 0
    import_(own_school, rows_of(20))
    assert drift not in metrics_of(own_school)  # nobody has asked it yet
    with own_school.write() as session:
        store.model_registry.switch_off(session, own_school.viewer, "pilot-2008", "grade")
    assert drift not in metrics_of(own_school)


def test_a_broken_rule_file_is_counted(own_school: School) -> None:
    assert metrics_of(own_school)["alavanca_rule_files_broken",] == 0
    (own_school.folder / "rules" / "broken.yaml").write_text("format: 2\n", encoding="utf-8")
    own_school.state.shelf.look_again()
    assert metrics_of(own_school)["alavanca_rule_files_broken",] == 1


def test_nobody_is_named(own_school: School) -> None:
    lea = own_school.reader()
    lea.get(f"/students/{own_school.ids()['S1']}")
    lea.get("/caseload?q=Ana")
    lea.get("/Gon%C3%A7alves")
    text = own_school.app.test_client().get("/metrics").text
    names = {row[name] for row in students() for name in ("FirstName", "FamilyName", "class")}
    names |= {"Pilot school", "Lea", "Abel", "Chloe", "Maths", "maths.csv"}
    assert [name for name in sorted(names) if name in text] == []


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1"])
def test_another_computer_is_told_nothing_without_a_token(own_school: School, address: str) -> None:
    answer = own_school.app.test_client().get(
        "/metrics", environ_overrides={"REMOTE_ADDR": address}
    )
    assert answer.status_code == 404
    assert "alavanca_" not in answer.text


def test_where_a_proxy_may_ask_for_others_this_computer_needs_a_token_too(
    own_school: School,
) -> None:
    with_settings(own_school, trusted_hosts=["localhost", "escola.example"])
    assert own_school.app.test_client().get("/metrics").status_code == 404


def test_with_a_token_who_has_it_is_told_and_nobody_else(own_school: School) -> None:
    with_settings(own_school, metrics_token=SecretStr(TOKEN), trusted_hosts=["escola.example"])
    client = own_school.app.test_client()
    wrong = [{}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}x"}]
    wrong += [{"Authorization": f"Basic {TOKEN}"}, {"Authorization": "Bearer ã"}]
    for headers in wrong:
        answer = client.get("/metrics", headers=headers)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    right = {"Authorization": f"Bearer {TOKEN}"}
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", headers=right, environ_overrides=far).status_code == 200


def test_a_short_token_opens_nothing(own_school: School) -> None:
    with_settings(own_school, metrics_token=SecretStr("short"))
    headers = {"Authorization": "Bearer short"}
    assert own_school.app.test_client().get("/metrics", headers=headers).status_code == 401


def test_the_token_is_handed_to_no_child(own_school: School) -> None:
    changed = own_school.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    assert not [name for name in environment(changed) if "METRICS" in name]
    assert TOKEN not in repr(changed)
