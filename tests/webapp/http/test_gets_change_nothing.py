"""No GET changes a row of any table, but for lines that it adds to the trace."""

from collections.abc import Iterable, Iterator

import pytest
from one_school import School, rows_of
from reader import Reader
from sqlalchemy import text
from werkzeug.routing import Rule

from data import store

ADDED_TO = "decision"
QUERIES: dict[str, list[str]] = {  # what an address needs to give more than a sentence
    "caseload.place": ["?at.grade=8&at.height=65&set=small"],
    "caseload.show": ["", "?set=small&q=Ana&w.absences=1&places=3"],
    "audit_log.index": ["", "?what=student&page=2"],
    "language.switch": ["?back=/caseload"],
}


ROLES = ("lea", "abel", "otto", "mia", "ines")


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
    """The endpoint and the address of everything that a GET may ask for."""
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


def who_may(school: School, endpoint: str) -> str:
    """Somebody whose role the permission table lets ask there; nobody where it names none."""
    needs = vars(school.app.view_functions[endpoint]).get("needs")
    return next((who for who in ROLES if needs and school.may(who, needs)), "nobody")


def reader_of(school: School, who: str) -> Reader:
    return school.stranger() if who == "nobody" else school.reader(who)


def nothing_changes(school: School, asked: Iterable[tuple[Reader, str, str]]) -> None:
    """Let readers ask for addresses, the page and the part, and look at every row in between."""
    before = rows_of(school)
    for reader, endpoint, address in asked:
        for part in (False, True):
            reader.get(address, part=part)
            after = rows_of(school)
            lines = after.pop(ADDED_TO)
            assert before.pop(ADDED_TO) <= lines, endpoint
            assert after == before, endpoint
            before = {**after, ADDED_TO: lines}


def test_no_get_changes_a_row_but_for_new_lines_of_the_trace(own_school: School) -> None:
    """Each address is asked by somebody who may; who may not is told so by the door alone."""
    readers = {who: reader_of(own_school, who) for who in (*ROLES, "nobody")}
    asked = [(who_may(own_school, one), one, address) for one, address in addresses(own_school)]
    assert len(asked) > 15
    assert {who for who, _, _ in asked} >= {"lea", "abel", "otto", "nobody"}
    nothing_changes(own_school, [(readers[who], *where) for who, *where in asked])


@pytest.mark.thorough
@pytest.mark.parametrize("who", [*ROLES, "nobody"])
def test_nor_does_one_of_any_role(own_school: School, who: str) -> None:
    asked = list(addresses(own_school))
    reader = reader_of(own_school, who)
    nothing_changes(own_school, [(reader, *where) for where in asked])


def test_the_wall_above_would_see_a_row_that_changed(own_school: School) -> None:
    before = rows_of(own_school)
    with own_school.write() as session:
        session.execute(text("UPDATE school SET name = 'Another name' WHERE id = 1"))
    assert {name for name, rows in rows_of(own_school).items() if rows != before[name]} == {
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
        wanted = store.audit.AuditFilters("export", "roster")
        [line] = store.audit.listing(session, own_school.viewer, wanted).lines
    assert line.thing_id == 1
    assert line.detail == {
        "as": form,
        "students": 1,
        "rule set": "small",
        "version": 1,
        "filters": ["class", "name search"],
        "own knobs": True,
    }
