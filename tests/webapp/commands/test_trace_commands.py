"""`trace verify` and `trace list`, for whoever runs the server."""

import pytest
from flask.testing import FlaskCliRunner
from one_school import School
from sqlalchemy import text

from data.store import audit
from data.viewer import Viewer


@pytest.fixture
def run(own_school: School) -> FlaskCliRunner:
    lea = Viewer(3, "Lea", "lead", own_school.viewer.school)
    with own_school.write() as session:
        for number in range(3):
            audit.add(session, lea, "see", "student", number, {}, student_id=number)
        evil = Viewer(4, "Ru\x1b[31mi\r\n", "", own_school.viewer.school)
        audit.add(session, evil, "export", "trace", None, {"lines": 4, "filters": ["by"]})
    return own_school.app.test_cli_runner()


def head_of(school: School) -> tuple[int, str]:
    with school.read() as session:
        [chain] = audit.verify(session, school.viewer.school).chains
    return chain.lines, chain.head


def other_of(school: School) -> int:
    return school.people["chloe"].school


def test_a_good_trace_is_told_with_its_head(run: FlaskCliRunner, own_school: School) -> None:
    lines, head = head_of(own_school)
    done = run.invoke(args=["trace", "verify"])
    assert done.exit_code == 0
    own, *others = done.output.splitlines()
    assert own == f"School {own_school.viewer.school}: {lines} lines, none edited. Head: {head}"
    assert [line.partition(":")[0] for line in others] == [f"School {other_of(own_school)}"]
    for noted in (head, head[:12]):
        assert run.invoke(args=["trace", "verify", "--head", noted]).exit_code == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE decision SET role = '' WHERE student_id = 1", "it was changed after"),
        ("DELETE FROM decision WHERE student_id = 0", "a line before it is missing"),
    ],
)
def test_a_trace_that_was_changed_ends_with_1_and_the_line(
    run: FlaskCliRunner, own_school: School, change: str, words: str
) -> None:
    with own_school.write() as session:
        wrong = session.execute(text("SELECT id FROM decision WHERE student_id = 1")).scalar_one()
        for name in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER decision_no_{name}"))
        session.execute(text(change))
    done = run.invoke(args=["trace", "verify"])
    assert done.exit_code == 1
    assert f"line {wrong}: {words}" in done.output


def test_a_head_that_is_gone_ends_with_1(run: FlaskCliRunner, own_school: School) -> None:
    _lines, head = head_of(own_school)
    with own_school.write() as session:
        session.execute(text("DROP TRIGGER decision_no_delete"))
        session.execute(text("DELETE FROM decision WHERE id = (SELECT max(id) FROM decision)"))
    assert run.invoke(args=["trace", "verify"]).exit_code == 0
    done = run.invoke(args=["trace", "verify", "--head", head])
    assert done.exit_code == 1
    assert "The head that you noted is not in the trace" in done.output


def test_too_little_of_a_head_is_refused(run: FlaskCliRunner) -> None:
    done = run.invoke(args=["trace", "verify", "--head", "3f9a"])
    assert done.exit_code == 2
    assert "Give 12 characters of it at least." in done.output


def test_the_newest_lines_are_listed_the_newest_last(run: FlaskCliRunner) -> None:
    done = run.invoke(args=["trace", "list", "--last", "2"])
    first, second = done.output.splitlines()
    assert first.endswith("Lea (lead)  looked at  student 2")
    assert second.endswith(r"Ru\x1b[31mi\r\n  trace taken out  lines: 4  filters: by")
