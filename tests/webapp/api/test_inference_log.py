"""The inference log: a line a call, which says neither who nor what was asked."""

import json
from datetime import UTC, datetime
from pathlib import Path

from one_school import School
from programs import RECORD, Program

from webapp.api.records import canonical
from webapp.services.access.inference_log import MEGABYTE, Inference, InferenceLog

LINE = Inference(
    at=datetime(2026, 11, 12, 12, tzinfo=UTC),
    request="r",
    token=1,
    school=1,
    model=2,
    version=1,
    data="d",
    count=1,
    ms=1.5,
    status=200,
)
KEYS = ["at", "request", "token", "school", "model", "version", "data", "count", "ms", "status"]


def lines(path: Path) -> list[dict[str, object]]:
    """What a log says."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_call_is_a_line_with_its_number_and_model(own_taught: School) -> None:
    program = Program(own_taught)
    answers = [
        program.predict(RECORD, RECORD | {"absences": 4}),
        program.predict(RECORD | {"absences": "Zyzzyva"}),
        program.predict(),
    ]
    told = lines(own_taught.settings.inference_log)
    assert [list(one) for one in told] == [KEYS] * 3
    assert [one["request"] for one in told] == [one.headers["X-Request-Id"] for one in answers]
    assert [one["status"] for one in told] == [200, 422, 422]
    assert [one["count"] for one in told] == [2, 1, 0]
    assert [one["version"] for one in told] == [1, 1, None]
    assert {one["token"] for one in told} == {program.number}
    assert told[1]["data"] is None
    assert own_taught.settings.inference_log.stat().st_mode & 0o777 == 0o600


def test_no_name_no_answer_and_no_expected_grade_is_in_it(own_taught: School) -> None:
    program = Program(own_taught)
    told = program.predict(
        {"studytime": 3, "absences": 87, "school": "Zyzzyva"}, {"FamilyName": "Zyzzyva"}
    )
    assert told.status_code == 422
    told = program.predict({"studytime": 3, "absences": 87, "school": "Zyzzyva"})
    [expected] = told.get_json()["records"]
    text = own_taught.settings.inference_log.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 2
    for planted in ("Zyzzyva", "87", "absences", "studytime", "FamilyName", "Lea", program.token):
        assert planted not in _without_hashes(text), planted
    for figure in ("expected", "low", "high"):
        assert str(expected[figure])[:5] not in text


def _without_hashes(text: str) -> str:
    """A log without what is random by nature, in which any two digits may stand."""
    found = []
    for line in text.splitlines():
        one = json.loads(line)
        found.append(json.dumps(one | {"at": "", "data": "", "request": "", "ms": 0}))
    return "\n".join(found)


def test_a_fingerprint_knows_the_same_records_again_and_belongs_to_one_server(
    tmp_path: Path,
) -> None:
    first, again, other = (InferenceLog(tmp_path / "x", 1, 1, key) for key in ("a", "a", "b"))
    record = {"absences": 10.0, "schoolsup": "no", "failures": None}
    turned = dict(reversed(record.items()))
    assert first.fingerprint(canonical([record])) == again.fingerprint(canonical([turned]))
    assert first.fingerprint(canonical([record])) != other.fingerprint(canonical([record]))
    assert first.fingerprint(canonical([record])) != first.fingerprint(canonical([record] * 2))
    changed = record | {"absences": 11.0}
    assert first.fingerprint(canonical([record])) != first.fingerprint(canonical([changed]))


def test_a_file_that_has_grown_is_begun_anew_and_few_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "inference.jsonl"
    log = InferenceLog(path, 1, 2, "key")
    for content in ("a", "b", "c", "d"):
        path.write_text(content * MEGABYTE, encoding="utf-8")
        log.note(LINE)
        assert [one["model"] for one in lines(path)] == [2]
    begins = {one.name: one.read_text(encoding="utf-8")[0] for one in tmp_path.iterdir()}
    assert begins == {"inference.jsonl": "{", "inference.jsonl.1": "d", "inference.jsonl.2": "c"}
