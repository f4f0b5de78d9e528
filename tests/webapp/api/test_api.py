"""What programs may ask: each right and each refusal, in one shape, of one school alone."""

import csv
import io
import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
import two_years
from one_school import School
from programs import RECORD, Program, problem_of
from sqlmodel import col, update
from two_schools import at_once
from two_years import import_

from data import store
from data.store.audit import AuditFilters
from data.tables import Membership
from webapp.api import bodies, predict, rate_limit
from webapp.http import access
from webapp.http.access import Action, needs
from webapp.services.access.api_scopes import Scope
from webapp.services.jobs import background_jobs

READ = {"rosters": "rosters", "rules": "rules", "models": "models", "ranking": "ranking"}
CALLS = [
    *((scope, "GET", path) for scope, path in READ.items()),
    *(("train", "GET", "jobs/1"), ("train", "POST", "train")),
    ("predict", "POST", "predict"),
]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands of child processes that would have been started."""
    found: list[list[str]] = []
    monkeypatch.setattr(
        background_jobs.subprocess, "Popen", lambda command, **_: found.append(command)
    )
    return found


@pytest.mark.parametrize(("scope", "method", "path"), CALLS)
def test_each_call_needs_its_own_right(
    own_school: School, started: list[list[str]], scope: str, method: str, path: str
) -> None:
    school = own_school
    others = [one.value for one in Scope if one.value != scope]
    said = problem_of(Program(school, rights=others).ask(method, path, json={}), 403)
    assert f"“{scope}”" in said["detail"]
    answer = Program(school, rights=[scope]).ask(method, path, json={})
    assert answer.status_code in (200, 202, 404, 422)


@pytest.mark.parametrize(("scope", "method", "path"), CALLS)
def test_without_a_token_that_holds_nothing_is_answered(
    school: School, scope: str, method: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "WITHOUT_TOKEN", 1000)
    browser = school.reader().client  # its cookie is Lea's, who may do all of this
    for headers in (
        {},
        {"Authorization": "Bearer made-up"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Authorization": "Basic bGVhOmxlYQ=="},
        {"Authorization": "Bearer"},
    ):
        answer = browser.open(f"/api/v1/{path}", method=method, json={}, headers=headers)
        problem_of(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert not answer.headers.getlist("Set-Cookie")


def test_an_answer_is_numbered_kept_by_no_cache_and_sets_no_cookie(school: School) -> None:
    program = Program(school)
    answers = [program.get(path) for path in ("rosters", "ranking", "nowhere", "openapi.json")]
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Authorization" in answer.headers["Vary"]
        assert not answer.headers.getlist("Set-Cookie")


def test_the_makers_role_is_asked_at_every_call(own_school: School) -> None:
    program = Program(own_school)
    assert program.get("ranking").status_code == 200
    with own_school.write() as session:
        session.exec(
            update(Membership)
            .where(col(Membership.account_id) == own_school.people["lea"].account)
            .values(role="administrator")
        )
    said = problem_of(program.get("ranking"), 403)
    assert "role of this token" in said["detail"]
    assert program.get("rules").status_code == 200


def test_the_makers_groups_count(own_school: School) -> None:
    """No page gives a lead groups, but a membership may have them."""
    program = Program(own_school)
    with own_school.write() as session:
        session.exec(
            update(Membership)
            .where(col(Membership.account_id) == own_school.people["lea"].account)
            .values(groups=["class:10A"])
        )
    keys = {one["key"] for one in program.get("ranking").get_json()["students"]}
    assert keys == {"S1", "S2", "S5", "S6", "S9"}


def test_the_ranking_is_the_boards_csv_by_number_and_key(school: School) -> None:
    query = "set=small&w.absences=4&places=3&class=10A"
    told = Program(school).get(f"ranking?{query}").get_json()
    csv_file = school.reader("lea").get(f"/caseload.csv?{query}").text.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(csv_file)))[: told["total"]]
    assert told["total"] == 5

    def number(text: str) -> float | None:
        return float(text) if text else None

    for row, one in zip(rows, told["students"], strict=True):
        assert row["Id"] == one["key"]
        assert number(row["Rank"]) == one["rank"]
        assert number(row["Grade"]) == one["grade"]
        assert number(row["Ease"]) == one["ease"]
        assert number(row["Priority"]) == one["priority"]
        assert (row["Levers, strongest first"] == "") is (one["levers"] == [])
    ids = school.ids()
    assert [one["student"] for one in told["students"]] == [ids[row["Id"]] for row in rows]
    assert len(told["places"]) == 3
    assert told["students"][1]["levers"] == ["absences", "little_study"]
    assert told["query"] == "w.absences=4&class=10A&places=3&set=small"


def test_the_ranking_has_no_name_and_looks_for_none(school: School) -> None:
    program = Program(school)
    text = program.get("ranking").text
    for name in ("Ana", "Gonçalves", "Elise", "Élise", "Simões"):
        assert name not in text
    said = problem_of(program.get("ranking?q=Ana"), 422)
    assert list(said["errors"]) == ["?q"]


def test_reading_the_ranking_is_a_line_of_the_trace(own_school: School) -> None:
    program = Program(own_school)
    program.get("ranking?set=small&class=10A")
    with own_school.read() as session:
        lines = store.audit.listing(session, own_school.people["otto"], AuditFilters()).lines
    [line] = [line for line in lines if line.action == "export"]
    assert (line.by, line.detail["as"], line.detail["students"]) == ("Lea", "api", 5)
    assert line.detail["token"] == program.number


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("quadrant=", "quadrant"),
        ("places=many", "places"),
        ("foo=1", "foo"),
        ("w.nothing=1", "w.nothing"),
    ],
)
def test_a_wrong_knob_is_named(school: School, query: str, name: str) -> None:
    said = problem_of(Program(school).get(f"ranking?{query}"), 422)
    assert list(said["errors"]) == [f"?{name}"]


def test_lists_tell_of_rosters_rules_and_models(taught: School) -> None:
    program = Program(taught)
    [now, before] = program.get("rosters").get_json()["rosters"]
    assert (now["students"], now["current"]) == (80, True)
    assert (before["students"], before["current"]) == (10, False)
    sets = {one["name"]: one for one in program.get("rules").get_json()["rules"]}
    assert sets["small"]["text"].startswith("format: 1")
    [model] = program.get("models").get_json()["models"]
    assert (model["number"], model["active"], model["target"]) == (1, True, "grade")
    assert model["recipe"]["columns"] == list(RECORD)


def test_an_answer_is_what_the_model_says_of_the_record(taught: School) -> None:
    answer = Program(taught).predict(RECORD, {"studytime": 4}, contributions=True, level=0.9)
    told = answer.get_json()
    assert (answer.status_code, told["model"]["number"], told["level"]) == (200, 1, 0.9)
    first, second = told["records"]
    parts = first["contributions"]
    assert first["baseline"] + sum(parts.values()) == pytest.approx(first["expected"], abs=1e-9)
    assert 0 <= first["low"] < first["expected"] < first["high"] <= 20
    assert (first["missing"], first["unseen"]) == ([], [])
    assert second["missing"] == ["failures", "schoolsup", "absences"]
    assert "never a promise" in told["says"]


def test_order_case_and_spelling_of_yes_change_nothing(taught: School) -> None:
    program = Program(taught)
    turned = dict(reversed(RECORD.items())) | {"schoolsup": False, "absences": 10.0}
    first, other = program.predict(RECORD, turned).get_json()["records"]
    assert first == other


def test_without_any_answer_nothing_is_expected(taught: School) -> None:
    [told] = Program(taught).predict({}).get_json()["records"]
    assert (told["expected"], told["low"], told["high"]) == (None, None, None)
    assert told["missing"] == list(RECORD)


def test_what_no_training_student_answered_is_said(taught: School) -> None:
    [told] = Program(taught).predict(RECORD | {"absences": 93}).get_json()["records"]
    assert told["unseen"] == ["absences"]
    assert told["expected"] is not None


def test_a_student_meets_only_what_never_saw_his_grade(taught: School) -> None:
    """The same number as on the board, where each student is kept out of his own expectation."""
    program = Program(taught)
    board = program.get("ranking").get_json()["students"]
    with taught.read() as session:
        roster = store.rosters.current(session, taught.viewer)
        assert roster is not None
        cohort = store.rosters.cohort(session, taught.viewer, roster.id)
    columns = {name: cohort.columns[name].each() for name in RECORD}
    students = cohort.students.tolist()[:20]
    sent = [
        {name: values[place] for name, values in columns.items()} for place in range(len(students))
    ]
    told = program.predict(*sent, students=students).get_json()["records"]
    known = {one["student"]: one for one in board}
    for student, one in zip(students, told, strict=True):
        for figure in ("expected", "low", "high"):
            assert known[student][figure] == pytest.approx(one[figure], abs=0.005)
    strangers = program.predict(*sent).get_json()["records"]
    assert any(a["expected"] != b["expected"] for a, b in zip(told, strangers, strict=True))


WRONG = [
    ({"absences": -1}, "absences", "whole number from 0 to 93"),
    ({"absences": 1.5}, "absences", "whole number"),
    ({"absences": "10"}, "absences", "whole number"),
    ({"absences": True}, "absences", "whole number"),
    ({"absences": 10**400}, "absences", "whole number"),
    ({"absences": [1]}, "absences", "whole number"),
    ({"schoolsup": "perhaps"}, "schoolsup", "yes, no"),
    ({"schoolsup": 1}, "schoolsup", "yes, no"),
    ({"school": {}}, "school", "A text"),
    ({"FamilyName": "Simões"}, "FamilyName", "who somebody is"),
    ({"StudentID": "S1"}, "StudentID", "who somebody is"),
    ({"nonsense": 1}, "nonsense", "no column of this name"),
    ({"a/b~c": 1}, "a~1b~0c", "no column of this name"),
]


@pytest.mark.parametrize(("record", "name", "words"), WRONG, ids=[str(one[0]) for one in WRONG])
def test_a_value_that_its_column_cannot_hold_is_refused_with_its_place(
    taught: School, record: dict[str, Any], name: str, words: str
) -> None:
    said = problem_of(Program(taught).predict(RECORD, RECORD | record), 422)
    assert list(said["errors"]) == [f"#/records/1/{name}"]
    assert words in said["errors"][f"#/records/1/{name}"]


def test_all_fields_are_named_at_once_each_once(taught: School) -> None:
    said = problem_of(
        Program(taught).predict({"absences": "x", "nothing": 1}, {"failures": 9}), 422
    )
    assert set(said["errors"]) == {"#/records/0/absences", "#/records/0/nothing",
                                   "#/records/1/failures"}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "#/records"),
        ({"records": []}, "#/records"),
        ({"records": [RECORD] * 1001}, "#/records"),
        ({"records": [1]}, "#/records/0"),
        ({"records": [RECORD], "level": 1.2}, "#/level"),
        ({"records": [RECORD], "more": 1}, "#/more"),
        ({"records": [RECORD], "dictionary": "nothing"}, "#/dictionary"),
        ({"records": [RECORD] * 101, "contributions": True}, "#/contributions"),
        ({"records": [RECORD], "students": [1, 2]}, "#/students"),
        ({"records": [RECORD], "students": [987654321]}, "#/students/0"),
        ([], "#"),
    ],
)
def test_a_body_of_another_shape_is_refused_with_the_place(
    taught: School, body: Any, path: str
) -> None:
    assert list(problem_of(Program(taught).post("predict", body), 422)["errors"]) == [path]


def test_a_thousand_records_are_one_call(taught: School) -> None:
    answer = Program(taught).predict(*[RECORD] * 1000)
    assert (answer.status_code, len(answer.get_json()["records"])) == (200, 1000)


def test_what_is_no_json_is_said_to_be_none(school: School) -> None:
    program = Program(school)
    json_kind = {"Content-Type": "application/json"}
    for content in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"records": [{"a": "\\ud800"}]}'):
        problem_of(program.ask("POST", "predict", data=content, headers=json_kind), 400)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = program.ask("POST", "predict", data=b"{}", headers={"Content-Type": kind})
        problem_of(answer, 415)
    long = b'{"records": "' + b"x" * bodies.LARGEST + b'"}'
    problem_of(program.ask("POST", "predict", data=long, headers=json_kind), 413)


def test_an_address_that_is_not_there_and_a_method_that_it_lacks_are_problems_too(
    school: School,
) -> None:
    program = Program(school)
    for path in ("nowhere", "jobs/0", "jobs/x", "jobs/99999999999999999999", ""):
        problem_of(program.get(path), 404)
    refused = program.post("rosters", {})
    problem_of(refused, 405)
    assert "GET" in refused.headers["Allow"]
    answer = program.get("rosters", Host="evil.example")
    problem_of(answer, 400)
    problem_of(program.ask("POST", "train", headers={"Origin": "https://evil.example"}), 403)


def test_a_fault_is_a_problem_without_a_word_of_what_was_asked(
    own_taught: School, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    program = Program(own_taught)

    def breaks(*_: Any) -> None:
        raise ValueError(" ".join(["Ana", "Gonçalves", "93"]))

    monkeypatch.setattr(predict, "models_for", breaks)
    answer = program.predict(RECORD)
    problem_of(answer, 500)
    assert "Ana Gonçalves" not in answer.text + caplog.text


def test_where_no_model_is_active_a_sentence_says_who_makes_one(
    school: School, empty_school: School
) -> None:
    said = problem_of(Program(school).predict(RECORD), 409)
    assert "models page" in said["detail"]
    problem_of(Program(empty_school).predict(RECORD), 404)
    problem_of(Program(empty_school).get("ranking"), 404)
    problem_of(Program(empty_school).post("train", {}), 404)


def test_a_model_that_is_switched_off_speaks_no_more(own_taught: School) -> None:
    program = Program(own_taught)
    assert program.predict(RECORD).status_code == 200
    with own_taught.write() as session:
        store.model_registry.switch_off(session, own_taught.viewer, "pilot-2008", "grade")
    problem_of(program.predict(RECORD), 409)


def test_training_begins_a_job_that_can_be_watched(
    own_school: School, started: list[list[str]]
) -> None:
    program = Program(own_school)
    begun = program.post("train", {"columns": "score", "candidate": "lasso"})
    assert begun.status_code == 202
    job = begun.get_json()
    assert begun.headers["Location"] == job["address"] == f"/api/v1/jobs/{job['id']}"
    assert started[0][-3:] == ["jobs", "run", str(job["id"])]
    with own_school.read() as session:
        found, viewer = store.jobs.with_starter(session, job["id"])
    assert (viewer.account, viewer.role) == (own_school.people["lea"].account, "lead")
    assert found.detail["recipe"]["candidate"] == "lasso"
    assert program.get(f"jobs/{job['id']}").get_json()["state"] == "running"
    problem_of(program.post("train", {}), 409)
    with own_school.write() as session:
        store.jobs.fail(session, job["id"], "Too few: %(n)s.", {"n": 10})
    told = program.get(f"jobs/{job['id']}").get_json()
    assert (told["state"], told["problem"]) == ("failed", "Too few: 10.")


@pytest.mark.parametrize("target", ["pass", pytest.param("grade", marks=pytest.mark.thorough)])
def test_what_a_program_trains_a_person_activates_even_the_first_of_its_kind(
    own_school: School, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    school = own_school
    monkeypatch.setattr(
        background_jobs.subprocess, "Popen", lambda command, **_: at_once(school, command)
    )
    import_(school, two_years.taught(120, absences=7))
    program, lea = Program(school), school.reader()
    done = program.get(program.post("train", {"target": target}).get_json()["address"][8:])
    told = done.get_json()
    assert (told["state"], told["active"]) == ("done", False)
    [model] = program.get("models").get_json()["models"]
    assert (model["target"], model["active"]) == (target, False)
    assert "It is not active" in lea.page(f"/models/jobs/{told['id']}").text
    lea.post(f"/models/{model['id']}/activate", {})
    [model] = program.get("models").get_json()["models"]
    assert model["active"] is True


@pytest.mark.thorough
def test_the_first_of_its_kind_that_a_person_trains_is_active_as_before(
    own_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = own_school
    monkeypatch.setattr(
        background_jobs.subprocess, "Popen", lambda command, **_: at_once(school, command)
    )
    import_(school, two_years.taught(120, absences=7))
    Program(school).post("train", {"target": "pass"})
    school.reader().post("/models/train", {"target": "pass", "passing": "10"})
    told = {
        one["number"]: one["active"] for one in Program(school).get("models").get_json()["models"]
    }
    assert told == {1: False, 2: True}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"candidate": "oracle"}, "candidate"),
        ({"target": "risk"}, "target"),
        ({"target": "pass", "passing": 21}, "passing"),
        ({"columns": "all"}, "columns"),
        ({"roster": "1"}, "roster"),
        ({"path": "/etc/passwd"}, "path"),
    ],
)
def test_a_recipe_that_cannot_be_is_refused(
    school: School, started: list[list[str]], body: dict[str, Any], field: str
) -> None:
    assert list(problem_of(Program(school).post("train", body), 422)["errors"]) == [f"#/{field}"]
    assert started == []


def test_another_schools_things_are_things_that_do_not_exist(
    own_taught: School, started: list[list[str]]
) -> None:
    here = Program(own_taught)
    own_taught.people["nora"] = there = _lead_beside(own_taught)
    beside = Program(own_taught, "nora")
    job = here.post("train", {}).get_json()["id"]
    for path in (f"jobs/{job}", "ranking?roster=1", "ranking?roster=987654"):
        problem_of(beside.get(path), 404)
    problem_of(beside.post("train", {"roster": 1}), 404)
    problem_of(beside.predict(RECORD), 404)
    problem_of(beside.predict(RECORD, dictionary="pilot-2008"), 409)
    assert beside.get("rosters").get_json() == {"rosters": []}
    assert beside.get("models").get_json() == {"models": []}
    assert there.school != own_taught.viewer.school


def _lead_beside(school: School) -> Any:
    from staff import hire_one

    return hire_one(school.state.database, school.people["chloe"].school, "nora", None, "lead")


def test_each_token_has_its_own_minute(
    ready_folder: Path, copied: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALAVANCA_API_PER_MINUTE", "3")
    school = School(copied(ready_folder))
    one, other = Program(school), Program(school)
    assert [one.get("rules").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = one.get("rosters")
    problem_of(refused, 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["X-RateLimit-Limit"] == "3"
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    soon = time.time() + 60
    assert soon - 10 < int(refused.headers["X-RateLimit-Reset"]) <= soon + 1
    assert "Retry-After" not in other.get("rules").headers
    with monkeypatch.context() as later:
        later.setattr(rate_limit, "time", SimpleNamespace(time=lambda: soon + 1))
        assert one.get("rules").headers["X-RateLimit-Remaining"] == "2"
    assert other.get("rules").status_code == 200
    stranger = school.app.test_client()
    statuses = [stranger.get("/api/v1/rules").status_code for _ in range(31)]
    assert statuses == [401] * 30 + [429]
    assert other.get("rules").status_code == 200
    school.close()


def test_the_document_is_openapi_3_1_for_everybody_and_says_of_no_school_anything(
    school: School, taught: School
) -> None:
    told = school.stranger().get("/api/v1/openapi.json")
    assert told.text == taught.stranger().get("/api/v1/openapi.json").text
    document = told.get_json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/api/v1/" + path
        for path in ("predict", "train", "jobs/{job}", "models", "rosters", "ranking", "rules")
    }
    for path in document["paths"].values():
        for operation in path.values():
            assert {"401", "403", "429"} <= set(operation["responses"])
            assert operation["security"]
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert name in told.text


def test_the_page_shows_every_operation_and_its_example_works(taught: School) -> None:
    page = taught.reader().page("/api")
    document = taught.stranger().get("/api/v1/openapi.json").get_json()
    for path in document["paths"]:
        assert page.all("form", data_path=path), path
    assert not page.all("form", method="post", class_="try")
    [body] = [one for one in page.all("textarea") if "records" in one.text]
    assert Program(taught).post("predict", json.loads(body.text)).status_code == 200
    assert page.all("script", src="api.js") or "api.js" in taught.reader().get("/api").text
    assert page.all("dt", id="problem-422")


def test_a_view_for_programs_elsewhere_or_for_people_there_keeps_the_application_from_starting(
    school: School,
) -> None:
    from flask import Flask

    for path, declared in (("/api/v1/x", needs(Action.COACH)), ("/x", scoped())):
        app = Flask(__name__, static_folder=None)
        app.add_url_rule(path, "x", declared(lambda: ""))
        with pytest.raises(access.UndeclaredViewError, match="Who asks at"):
            access.check(app)


def scoped() -> Any:
    from webapp.services.access.api_scopes import needs_token

    return needs_token(Scope.RULES)


def test_a_token_is_used_by_the_clock_of_the_site(own_school: School) -> None:
    program, begun = Program(own_school), own_school.state.clock()
    own_school.state.clock = lambda: begun + timedelta(days=31)
    problem_of(program.get("rules"), 401)
