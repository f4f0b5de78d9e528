"""The page of the trace: lines in words, filters, pages, the chain's state, CSV."""

import ast
import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from one_school import School
from reader import Reader, read
from sqlalchemy import text

from data import store
from data.store import audit
from data.store.audit import NewDecision
from data.viewer import Viewer
from webapp.services.audit_log import entries_in_words

ROOT = Path(__file__).parents[3]
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def audited(own_school: School) -> School:
    """The ten students' school, with lines of Lea, of Inês and of another school."""
    number = own_school.viewer.school
    lea, ines = Viewer(3, "Lea", "lead", number), Viewer(1, "Inês", "counsellor", number)
    with own_school.write() as session:
        other = store.schools.first_or_create(session, "Chloe's school").id
        chloe = Viewer(5, "Chloe", "counsellor", other)
        for n, who in enumerate((lea, ines, chloe, ines)):
            at = NOON + timedelta(days=n)
            audit.see(session, who, 7, at)
        detail = {"as": "csv", "filters": ["name search", "class"], "own knobs": True}
        taken = NewDecision(action="export", thing="roster", thing_id=1, detail=detail)
        audit.write(session, lea, taken, NOON + timedelta(days=4))
    return own_school


def rows(reader: Reader, query: str = "") -> list[str]:
    """The lines of the page, as one reads them."""
    page = reader.page(f"/decisions{query}")
    return [row.text for body in page.all("tbody") for row in body.all("tr")]


def test_a_line_is_told_in_words(audited: School) -> None:
    own, newest, second, *_ = rows(audited.reader("otto"))
    assert "Otto auditor signed in" in own
    assert "9 Mar 2026, 12:00 UTC" in newest
    assert "Lea pedagogical lead" in newest
    assert "list of students taken out no. 1" in newest
    assert "filters: name search, class own knobs: yes" in newest
    assert "Inês counsellor looked at 7" in second


def test_another_schools_lines_are_not_there(audited: School) -> None:
    assert "Chloe" not in audited.reader("otto").get("/decisions").text
    assert "Chloe" not in audited.reader("otto").get("/decisions.csv").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?what=student", ["Inês", "Inês", "Lea"]),
        ("?what=student:see&by=in%C3%AAs", ["Inês", "Inês"]),
        ("?what=roster:export", ["Lea"]),
        ("?what=trace:export", []),
        ("?what=nothing:known", []),
        ("?by=3", ["Lea", "Lea", "Lea"]),
        ("?by=%25", []),
        ("?student=7&since=2026-03-06", ["Inês", "Inês"]),
        ("?student=7&until=2026-03-06", ["Inês", "Lea"]),
        ("?student=7&since=2026-03-06&until=2026-03-06", ["Inês"]),
        ("?student=7&until=9999-12-31", ["Inês", "Inês", "Lea"]),
        ("?student=99999999999999999999", None),
        ("?student=8", []),
    ],
)
def test_the_filters_leave_what_is_asked_for(
    audited: School, query: str, found: list[str] | None
) -> None:
    if found is None:
        assert audited.reader("otto").get(f"/decisions{query}").status_code == 422
        return
    shown = rows(audited.reader("otto"), query)
    assert [next(name for name in ("Inês", "Lea") if name in row) for row in shown] == found


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("?student=Ana", "student", "A student’s number is a whole number, such as 17."),
        ("?since=5.3.2026", "since", "“5.3.2026” is not a date. Write it as 2026-12-31."),
        ("?since=2026-03-06&until=2026-03-05", "until", "The last day is before the first."),
    ],
)
def test_a_field_that_cannot_be_read_says_so_beside_itself(
    audited: School, query: str, field: str, words: str
) -> None:
    answer = audited.reader("otto").get(f"/decisions{query}", part=True)
    assert answer.status_code == 422
    [part] = read(answer.text).children
    asked = part.one("input", name=field)
    assert asked.attributes["aria-invalid"] == "true"
    assert part.one("small", id=asked.attributes["aria-describedby"]).text == words
    assert asked.attributes["value"] in query
    assert part.all("tbody") == []
    assert audited.reader("otto").get(f"/decisions.csv{query}").status_code == 422


def test_the_part_is_the_pages_own(audited: School) -> None:
    query = "/decisions?what=student&student=7"
    part = audited.reader("otto").part(query)
    assert part.attributes["id"] == "decisions"
    assert part.text == audited.reader("otto").page(query).one("div", id="decisions").text
    answer = audited.reader("otto").get(f"{query}&by=&page=1&since=", part=True)
    assert answer.headers["HX-Replace-Url"] == query


def test_a_long_trace_has_pages_the_last_of_which_is_the_oldest(audited: School) -> None:
    lea = Viewer(3, "Lea", "lead", audited.viewer.school)
    with audited.write() as session:
        for number in range(120):
            audit.add(session, lea, "estimate", "model", number, {})
    reader = audited.reader("otto")
    first, second = rows(reader, "?what=model"), rows(reader, "?what=model&page=2")
    assert (len(first), len(second)) == (50, 50)
    assert "no. 119" in first[0]
    assert not set(first) & set(second)
    last = reader.page("/decisions?what=model&page=77")
    assert "page 3 of 3" in last.text
    assert [link.attributes["href"] for link in last.all("a", rel="prev")] == [
        "/decisions?what=model&page=2"
    ]
    assert last.all("a", rel="next") == []


def test_filters_that_no_line_fits_can_be_cleared(audited: School) -> None:
    page = audited.reader("otto").page("/decisions?student=8")
    assert "No line fits. Clear the filters" in page.text


def test_an_action_of_a_later_version_is_shown_as_it_stands(audited: School) -> None:
    with audited.write() as session:
        line = audit.add(
            session, audited.viewer, "import", "roster", 1, {"deep": [{"a": 1, "b": []}]}
        )
        session.expunge(line)
        columns = 'school_id, "at", account, "by", role, thing_id, student_id, previous, hash'
        session.execute(
            text(
                f"INSERT INTO decision ({columns}, action, thing, detail) "  # noqa: S608
                f"SELECT {columns}, 'anoint', '<b>', detail FROM decision WHERE id = {line.id}"
            )
        )
    _own, newest, *_ = rows(audited.reader("otto"))
    assert "anoint (<b>) no. 1 deep: a 1 b –" in newest


def test_the_chain_is_told_with_its_head(audited: School) -> None:
    page = audited.reader("otto").page("/decisions")
    with audited.read() as session:
        [chain] = audit.verify(session, audited.viewer.school).chains
    said = page.one("section", class_="chain").text
    assert f"{chain.lines} lines, none edited" in said
    assert f"Head {chain.head[:12]}…" in said
    assert chain.head in said


def test_an_edited_line_is_told_as_soon_as_somebody_looks_again(audited: School) -> None:
    reader = audited.reader("otto")
    assert "none edited" in reader.page("/decisions").text
    with audited.write() as session:
        session.execute(text("DROP TRIGGER decision_no_update"))
        session.execute(text("UPDATE decision SET \"by\" = 'Rui' WHERE student_id = 7"))
        first = session.execute(text("SELECT min(id) FROM decision WHERE student_id = 7")).scalar()
    answer = reader.post("/decisions/verify", {"back": "/decisions?what=student"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/decisions?what=student"
    alert = reader.page("/decisions").one("p", role="alert").text
    assert f"Line {first} was changed after it was written." in alert


def test_lines_that_came_since_the_last_look_are_counted(audited: School) -> None:
    reader = audited.reader("otto")
    reader.page("/decisions")
    with audited.write() as session:
        audit.add(session, audited.viewer, "restore", "roster", 1, {})
    assert "1 line has come since." in reader.page("/decisions").text
    reader.post("/decisions/verify")
    assert "come since" not in reader.page("/decisions").text


def test_a_very_long_trace_is_looked_at_only_when_asked(
    audited: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.services.access.access_log.LOOKED_AT_UNASKED", 3)
    reader = audited.reader("otto")
    assert "looked at only when you ask" in reader.page("/decisions").text
    reader.post("/decisions/verify")
    assert "none edited" in reader.page("/decisions").text


def test_csv_has_all_pages_of_what_is_shown_and_is_itself_in_the_trace(audited: School) -> None:
    reader = audited.reader("otto")
    answer = reader.get("/decisions.csv?what=student&by=in%C3%AAs")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    heading, *lines = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert heading[:5] == ["Line", "When (UTC)", "Who", "Account", "As"]
    assert [line[1:6] for line in lines] == [
        ["2026-03-08 12:00:00", "Inês", "1", "counsellor", "looked at"],
        ["2026-03-06 12:00:00", "Inês", "1", "counsellor", "looked at"],
    ]
    newest = rows(reader)[0]
    assert "trace taken out" in newest
    assert "lines: 2 filters: what, by" in newest
    assert "Inês" not in newest


def test_csv_cells_are_no_formulas(audited: School) -> None:
    evil = Viewer(9, "=HYPERLINK(1)", "+lead", audited.viewer.school)
    with audited.write() as session:
        audit.add(session, evil, "refuse", "rule set", None, {"=cmd": "@x", "set": "=a"})
    taken = audited.reader("otto").get("/decisions.csv?what=rule+set:refuse").text
    _heading, line, *_ = csv.reader(io.StringIO(taken))
    assert [line[2], line[4], line[8]] == ["'=HYPERLINK(1)", "'+lead", "'=cmd: @x; set: =a"]


def calls_of_add() -> Iterator[tuple[str, str, str]]:
    """Where the trace is added to with its words written out: file, action, thing."""
    for room in ("data", "webapp"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and "add" in ast.unparse(node.func).split("."):
                    written = [
                        argument.value
                        for argument in node.args[2:4]
                        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                    ]
                    if len(written) == 2 and len(node.args) >= 5:
                        yield path.name, *written


def test_whatever_code_writes_into_the_trace_is_known_to_it() -> None:
    calls = list(calls_of_add())
    assert ("adding.py", "import", "roster") in calls
    assert ("list_table.py", "export", "roster") in calls
    for file, action, thing in calls:
        assert action in audit.DEEDS.get(thing, ()), (file, action, thing)


def test_whatever_the_trace_knows_has_its_words() -> None:
    assert {thing: {*actions} for thing, (_, actions) in entries_in_words.WORDS.items()} == {
        thing: {*actions} for thing, actions in audit.DEEDS.items()
    }
