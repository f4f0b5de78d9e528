"""Pages and their parts: one template, one element of the part's name, one answer for each."""

import re
from pathlib import Path

import pytest
from one_school import School
from reader import Reader, read, sentence_of

from webapp.http.pages import way_back

TEMPLATES = Path(__file__).parents[3] / "webapp" / "templates"
PARTS = {
    "_caseload": "/caseload?set=small",
    "_no_rule_set": "/caseload?set=nowhere",
    "_place": "/caseload/place?at.grade=8&at.height=65&set=small",
    "_decisions": "/decisions?what=roster",
}
WHO = {"_decisions": "otto"}  # Lea, the lead, reads the others


def parts() -> list[str]:
    """The templates that can be sent alone, by their address in the folder of templates."""
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("_*.html"))


def test_every_part_is_asked_for_here() -> None:
    alone = {root_id(name) for name in parts()}
    assert alone >= {*(name[1:] for name in PARTS), "welcome", "import"}


def root_id(name: str) -> str:
    """The id of a template's first element, as far as it is written out."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    first = re.search(r"^<(\w+)([^>]*)>", text, re.MULTILINE)
    found = re.search(r'id="([^"]*)"', first[2]) if first else None
    return found[1] if found else ""


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_one_element_with_the_name_of_its_file(school: School, name: str) -> None:
    answer = school.reader(WHO.get(name, "lea")).get(PARTS[name], part=True)
    assert answer.status_code == 200
    [element] = read(answer.text).children
    assert element.attributes["id"] == name.lstrip("_")
    assert "<html" not in answer.text


def test_the_welcome_is_one_element_too(empty_school: School) -> None:
    part = empty_school.reader().part("/caseload")
    assert part.attributes["id"] == "welcome"


def test_an_import_is_one_element_too(school: School) -> None:
    from data import store

    abel = school.reader("abel")
    with school.write() as session:
        job = store.jobs.start(session, school.viewer, "read roster", {"token": "x"}).id
    for state in ("running", "done"):
        assert abel.part(f"/rosters/imports/{job}").attributes["id"] == "import"
        if state == "running":
            with school.write() as session:
                store.jobs.finish(session, job, {"students": 1})


@pytest.mark.parametrize("target", ["", "caseload", "import", 'x"><script>'])
def test_a_problem_takes_the_place_of_what_was_asked_for(lea: Reader, target: str) -> None:
    answer = lea.get("/caseload?foo=1", part=True, **{"HX-Target": target})
    assert answer.status_code == 422
    [element] = read(answer.text).children
    assert element.attributes["id"] == (target or "problem")
    assert sentence_of(answer)


@pytest.mark.parametrize("address", [*PARTS.values(), "/caseload?foo=1", "/nowhere"])
def test_page_and_part_are_told_apart_by_caches(lea: Reader, address: str) -> None:
    for part in (False, True):
        vary = [word.strip() for word in lea.get(address, part=part).headers["Vary"].split(",")]
        if "place" not in address:
            assert "HX-Request" in vary
        assert "Accept-Language" in vary
        assert "Cookie" in vary


def test_the_page_holds_the_very_part(lea: Reader) -> None:
    for address in ("/caseload?set=small&places=3&w.absences=1", "/caseload?set=nowhere"):
        part = lea.part(address)
        [same] = [
            found
            for found in lea.page(address).walk()
            if found.attributes.get("id") == part.attributes["id"]
        ]
        assert same.text == part.text


def test_a_history_restore_gets_the_page(lea: Reader) -> None:
    answer = lea.get("/caseload", part=True, **{"HX-History-Restore-Request": "true"})
    assert "<html" in answer.text


def test_the_address_bar_gets_the_shortest_address(lea: Reader) -> None:
    long = "/caseload?places=12&w.absences=2&set=small&q=&sort=priority&page=1&tick=1"
    assert lea.get(long, part=True).headers["HX-Replace-Url"] == "/caseload?set=small"
    assert lea.get("/caseload?y=ease", part=True).headers["HX-Replace-Url"] == "/caseload"
    odd = lea.get("/caseload?q=%C3%A9l%0D%0Aise&school=G%26P", part=True)
    assert odd.headers["HX-Replace-Url"] == "/caseload?school=G%26P&q=%C3%A9l%0D%0Aise"


@pytest.mark.parametrize(
    "there",
    ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "https://evil.example",
     "javascript:alert(1)", "", "caseload", " /caseload", "/a\r\nSet-Cookie: x=y"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(lea: Reader, there: str) -> None:
    assert way_back(there, otherwise="/home") == "/home"
    answer = lea.client.get("/language/pt", query_string={"back": there})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("there", ["/", "/caseload?q=%C3%A9lise", "/students/3?w.absences=1"])
def test_an_address_of_this_site_is_gone_back_to(there: str) -> None:
    assert way_back(there, otherwise="/home") == there
