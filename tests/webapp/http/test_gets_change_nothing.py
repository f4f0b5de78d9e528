"""No GET changes a row of any table, but for lines that it adds to the trace."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from one_school import School
from sqlalchemy import text
from sqlmodel import SQLModel
from werkzeug.routing import Rule

from data import store

# A table: its columns that asking may move. The last sign of life of one's own sign-in or token.
MOVED = {"signin": {"seen_at"}, "apitoken": {"used_at"}}
ADDED_TO = "decision"
QUERIES: dict[str, list[str]] = {  # what an address needs to give more than a sentence
    "caseload.place": ["?at.grade=8&at.height=65&set=small"],
    "caseload.show": ["", "?set=small&q=Ana&w.absences=1&places=3"],
    "audit_log.index": ["", "?what=student&page=2"],
    "language.switch": ["?back=/caseload"],
}


def values(school: School) -> dict[str, str]:
    """Something that is there for each name of an address's hole."""
    with school.write() as session:
        job = store.jobs.start(session, school.viewer, "read roster", {"token": "x"}).id
        student = school.ids()["S1"]
        opened = store.interventions.open(session, school.viewer, student)
        aside = store.dismissals.add(session, school.viewer, student, "other", "", None)
    return {
        "student": str(student),
        "job": str(job),
        "roster": "1",
        "intervention": str(opened.id),
        "dismissal": str(aside.id),
        "name": "small",
        "set": "small",
        "language": "pt",
        "digest": "0",
    }


def addresses(school: School) -> Iterator[tuple[str, str]]:
    """Every address that a GET may ask for, by its endpoint."""
    known = values(school)
    for rule in school.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            path = _filled(rule, known)
            for query in QUERIES.get(rule.endpoint, [""]):
                yield rule.endpoint, path + query


def _filled(rule: Rule, known: dict[str, str]) -> str:
    """The rule's address; a hole that nobody knows is filled with 1."""
    with_values = {name: known.get(name, "1") for name in rule.arguments}
    built = rule.build(with_values, append_unknown=False)
    assert built is not None, rule
    return built[1]


def kept(school: School) -> dict[str, Counter[tuple[Any, ...]]]:
    """Every row of every table, but for what may move."""
    found = {}
    with school.read() as session:
        for name, table in SQLModel.metadata.tables.items():
            columns = [one.name for one in table.columns if one.name not in MOVED.get(name, ())]
            quoted = ", ".join(f'"{column}"' for column in columns)
            rows = session.execute(text(f'SELECT {quoted} FROM "{name}"'))  # noqa: S608
            found[name] = Counter(tuple(row) for row in rows)
    return found


@pytest.mark.parametrize("who", ["ines", "lea", "abel", "mia", "otto", "nobody"])
def test_no_get_changes_a_row_but_for_new_lines_of_the_trace(own_school: School, who: str) -> None:
    asked = list(addresses(own_school))
    assert len(asked) > 15
    reader = own_school.stranger() if who == "nobody" else own_school.reader(who)
    before = kept(own_school)
    for endpoint, address in asked:
        for part in (False, True):
            reader.get(address, part=part)
            after = kept(own_school)
            lines = after.pop(ADDED_TO)
            assert before.pop(ADDED_TO) <= lines, endpoint
            assert after == before, endpoint
            before = {**after, ADDED_TO: lines}


def test_the_wall_above_would_see_a_row_that_changed(own_school: School) -> None:
    before = kept(own_school)
    with own_school.write() as session:
        session.execute(text("UPDATE school SET name = 'Another name' WHERE id = 1"))
    assert {name for name, rows in kept(own_school).items() if rows != before[name]} == {
        "school",
        "writecount",
    }


@pytest.mark.parametrize(
    ("address", "form"),
    [("/caseload.csv", "csv"), ("/caseload.xlsx", "xlsx"), ("/caseload/sheet", "sheet")],
)
def test_a_list_that_is_taken_out_is_such_a_line(
    own_school: School, address: str, form: str
) -> None:
    query = "?set=small&q=Ana&class=10A&w.absences=1&state="
    assert own_school.reader().get(address + query).status_code == 200
    with own_school.read() as session:
        wanted = store.decisions.Filters("export", "roster")
        [line] = store.decisions.listing(session, own_school.viewer, wanted).lines
    assert line.thing_id == 1
    assert line.detail == {
        "as": form,
        "students": 1,
        "rule set": "small",
        "version": 1,
        "filters": ["class", "name search"],
        "own knobs": True,
    }
