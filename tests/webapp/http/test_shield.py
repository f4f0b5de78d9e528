"""What protects every answer, whatever is asked: headers, and the wall before what changes."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from one_school import School
from reader import Element, Reader, read
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from webapp.api import rate_limit
from webapp.http.api_problems import PREFIX
from webapp.http.security import MEGABYTE
from webapp.services.jobs import background_jobs

TEMPLATES = Path(__file__).parents[3] / "webapp" / "templates"
ARGUMENTS = {
    "language": "fr",
    "digest": "0",
    "name": "pilot-2008",
    "dictionary": "pilot-2008",
    "student": "1",
    "intervention": "1",
    "dismissal": "1",
    "roster": "1",
    "draft": "1",
    "version": "1",
    "what_if": "1",
    "job": "1",
    "model": "1",
    "comparison": "1",
    "api_token": "999999",
    "token": "made-up",
    "account": "999999",  # nobody's: the tests' own cast must stay what it is
    "sign_in": "999999",
    "backup": "alavanca-19990101T000000Z.zip",
}
SIGNED_IN = ("lea", "ines", "abel", "mia", "otto")
MORE = {"caseload.place": "?at.grade=8&at.height=50"}


def rules_of(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def address_of(rule: Rule) -> str:
    """An address of that rule, filled with what is there."""
    filled = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda hole: ARGUMENTS[hole[1]], rule.rule)
    return filled + MORE.get(rule.endpoint, "")


def addresses(app: Flask, method: str) -> list[str]:
    return [address_of(rule) for rule in rules_of(app) if method in (rule.methods or ())]


def forms(app: Flask) -> list[str]:
    """The addresses that pages send forms to; programs send what they send with a token."""
    return [path for path in addresses(app, "POST") if not path.startswith(PREFIX)]


@pytest.fixture(autouse=True, scope="module")
def all_may_ask_often() -> Iterator[None]:
    """These tests ask the API's addresses more often than anybody without a token may."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rate_limit, "WITHOUT_TOKEN", 100_000)
        yield


@pytest.fixture(scope="module")
def everybody(school: School, pytestconfig: pytest.Config) -> list[Reader]:
    """Somebody of each role (of two, in the plain run), and somebody who is not signed in."""
    roles = SIGNED_IN if pytestconfig.getoption("thorough") else SIGNED_IN[:2]
    return [*map(school.reader, roles), school.stranger()]


ERRORS = [
    "/nowhere",
    "/students/0",
    "/students/99999999999999999999",
    "/caseload?foo=1",
    "/caseload/place",
    "/assets/0/alavanca.css",
    "/rosters/imports/77",
]


MORE_TO_ASK = [*ERRORS, "/caseload.csv", "/caseload?set=small", "/caseload?set=small&w.absences=5"]


@dataclass(frozen=True)
class Visit:
    """What somebody who asked for an address was answered, and whether that wrote anything."""

    address: str
    part: bool
    answer: TestResponse
    wrote: bool

    @cached_property
    def page(self) -> Element | None:
        """The page or part that it is; None for a file, and for what leads on."""
        html = self.answer.mimetype == "text/html" and self.answer.text
        return read(self.answer.text) if html and self.answer.status_code != 302 else None


@pytest.fixture(scope="module")
def visits(school: School, everybody: list[Reader], all_may_ask_often: None) -> list[Visit]:
    """Everybody asks for every address, for the page and for the part: once for all that holds."""
    made = []
    for reader in everybody:
        for address in [*addresses(school.app, "GET"), *MORE_TO_ASK]:
            for part in (False, True):
                before = school.version()
                answer = reader.get(address, part=part)
                made.append(Visit(address, part, answer, school.version() != before))
    return made


def check_headers(headers: dict[str, str]) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in headers


def test_every_route_and_error_carries_the_headers(
    school: School, everybody: list[Reader], visits: list[Visit]
) -> None:
    for visit in visits:
        assert visit.answer.status_code < 500, visit.address
        check_headers(dict(visit.answer.headers))
    for reader in everybody:
        for address in addresses(school.app, "POST"):
            answer = reader.client.post(address)
            assert answer.status_code == (401 if address.startswith(PREFIX) else 403), address
            check_headers(dict(answer.headers))


@pytest.mark.parametrize("who", [*SIGNED_IN, "nobody"])
def test_so_does_what_a_form_is_answered(
    own_school: School, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_jobs.subprocess, "Popen", lambda command, **_: None)
    reader = own_school.stranger() if who == "nobody" else own_school.reader(who)
    for part in (False, True):
        for address in sorted(addresses(own_school.app, "POST"), key="/sign-out".__eq__):
            answer = reader.post(address, part=part)
            assert answer.status_code < 500, address
            check_headers(dict(answer.headers))


def test_so_does_the_answer_where_something_broke(
    own_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea = own_school.reader()
    assert lea.get("/account").status_code == 200
    monkeypatch.setattr(own_school.state, "database", None)
    for part in (False, True):
        answer = lea.get("/rules/small", part=part)
        assert answer.status_code == 500
        check_headers(dict(answer.headers))


def test_only_an_encrypted_answer_asks_for_encryption_from_then_on(school: School) -> None:
    for scheme in ("http", "https"):
        answer = school.stranger().client.get("/sign-in", base_url=f"{scheme}://localhost")
        asks = answer.headers.get("Strict-Transport-Security", "")
        assert asks == ("max-age=31536000" if scheme == "https" else "")


def test_pages_are_kept_by_no_cache(visits: list[Visit]) -> None:
    for visit in visits:
        if not visit.address.startswith("/assets"):
            assert visit.answer.headers["Cache-Control"] == "no-store", visit.address


def test_reading_writes_nothing(
    school: School, everybody: list[Reader], visits: list[Visit]
) -> None:
    assert [visit.address for visit in visits if visit.wrote] == []
    before = school.version()
    for reader in everybody:
        for address in [*addresses(school.app, "GET"), *MORE_TO_ASK]:
            reader.client.head(address)
            reader.client.options(address)
    assert school.version() == before


def test_not_even_the_first_question_to_a_new_process_writes(school: School) -> None:
    anew = School(school.folder)
    lea = anew.reader()
    before = school.version()
    for address in ("/healthz", "/rules", "/caseload"):
        assert lea.get(address).status_code == 200
    assert anew.version() == before
    anew.close()


def inline(element: Element) -> Iterator[str]:
    """What a content security policy without unsafe-inline forbids."""
    for found in element.walk():
        where = f"<{found.name} {found.attributes}>"
        if found.name == "style":
            yield where
        if found.name == "script" and "src" not in found.attributes:
            data_only = found.attributes.get("type") == "application/json"
            yield from [] if data_only else [where]
        for name, value in found.attributes.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                yield where
            if value.strip().lower().startswith(("javascript:", "js:")):
                yield where
            if name == "hx-trigger" and "[" in value:
                yield where


def test_no_answer_holds_a_script_or_a_style(visits: list[Visit]) -> None:
    for visit in visits:
        if visit.page:
            assert not list(inline(visit.page)), visit.address


def test_no_template_holds_a_script_or_a_style() -> None:
    templates = sorted(TEMPLATES.rglob("*.html"))
    assert len(templates) > 100
    for path in templates:
        text = re.sub(r"\{%.*?%\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"\sstyle\s*=|<style", text), path
        assert not re.search(r"\son\w+\s*=|hx-on|\bjs:|javascript:", text), path
        for script in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in script or 'type="application/json"' in script, path
        assert not re.search(r'hx-trigger="[^"]*\[', text), path
        assert "|safe" not in text.replace(" ", ""), path


def test_every_form_that_posts_has_the_token(visits: list[Visit]) -> None:
    forms = [
        (visit.address, form)
        for visit in visits
        if visit.page and not visit.part  # a part leaves it to the page that it comes into
        for form in visit.page.all("form", method="post")
    ]
    assert len(forms) > 100
    for address, form in forms:
        token = form.all("input", name="csrf_token")
        assert len(token) == 1, address
        assert token[0].attributes["value"]


def sent(
    reader: Reader,
    address: str,
    form: dict[str, Any],
    headers: dict[str, str],
    method: str = "POST",
) -> Iterator[TestResponse]:
    """The answers to what changes something: a form, one with a file in it, and both from htmx."""
    for how in ({}, {"HX-Request": "true", "HX-Target": "caseload"}):
        for file in ({}, {"file": (io.BytesIO(b"x"), "x.csv")}):
            yield reader.client.open(
                address, method=method, data={**form, **file}, headers={**headers, **how}
            )


def test_without_its_token_nothing_is_carried_out(school: School, everybody: list[Reader]) -> None:
    for reader in everybody:
        assert reader.token  # so that the browser has one, and could have sent it
        reader.get("/language/en")
        before = school.version()
        for address in forms(school.app):
            for form in ({}, {"csrf_token": "made up"}):
                for answer in sent(reader, address, form, {}):
                    assert answer.status_code == 403, address
                    assert "Load it again" in answer.text, address
        assert school.version() == before


def test_no_address_takes_what_no_form_sends(school: School, everybody: list[Reader]) -> None:
    methods = {method for rule in rules_of(school.app) for method in rule.methods or ()}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}
    for reader in everybody:
        before = school.version()
        form = {"csrf_token": reader.token}
        for address in {*addresses(school.app, "GET"), *addresses(school.app, "POST")}:
            for method in ("PUT", "PATCH", "DELETE"):
                answer = reader.client.open(address, method=method, data=form)
                assert answer.status_code == 405, (method, address)
                check_headers(dict(answer.headers))
        assert school.version() == before


def test_a_token_of_another_browser_is_refused(school: School, lea: Reader) -> None:
    stranger = school.reader()
    answer = lea.client.post("/rosters/sample", data={"csrf_token": stranger.token})
    assert answer.status_code == 403
    assert "Load it again" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_what_another_site_sends_is_refused_even_with_the_token(
    school: School, headers: dict[str, str]
) -> None:
    for reader in (school.reader("lea"), school.reader("abel"), school.stranger()):
        token, before = reader.token, school.version()
        for address in addresses(school.app, "POST"):
            for answer in sent(
                reader, address, {"csrf_token": token}, headers | {"X-CSRFToken": token}
            ):
                assert answer.status_code == 403, address
                assert "was not sent from a page of this site" in answer.text, address
        assert school.version() == before


def test_what_a_page_of_this_site_sends_is_carried_out(own_school: School) -> None:
    lea = own_school.reader()
    student = own_school.ids()["S1"]
    here = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert lea.post(f"/students/{student}/interventions", **here).status_code == 302


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "a b"]
)
def test_an_unknown_host_name_is_refused(lea: Reader, host: str) -> None:
    for address in ("/", "/caseload", "/healthz", "/nowhere", "/assets/0/x"):
        answer = lea.client.get(address, headers={"Host": host})
        assert answer.status_code == 400, address
        assert "could not make sense" in answer.text
        check_headers(dict(answer.headers))
    assert lea.client.post("/rosters/sample", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "127.0.0.1", "localhost:1"])
def test_this_computers_own_names_are_known(lea: Reader, host: str) -> None:
    assert lea.client.get("/healthz", headers={"Host": host}).status_code == 200


def test_a_wrong_method_is_refused_with_a_sentence(lea: Reader) -> None:
    answer = lea.client.put("/caseload", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code in (403, 405)
    answer = lea.get("/rosters/sample")
    assert answer.status_code == 405
    check_headers(dict(answer.headers))
    assert "does not take that kind of request" in answer.text


def test_a_form_that_is_too_large_is_refused_before_it_is_read(school: School, lea: Reader) -> None:
    token = lea.token
    limit = school.settings.upload_limit_mb
    body = io.BytesIO(b"--x")
    answer = lea.client.open(
        "/rosters",
        method="POST",
        input_stream=body,
        content_type="multipart/form-data; boundary=x",
        headers={"X-CSRFToken": token},
        environ_overrides={"CONTENT_LENGTH": str((limit + 2) * MEGABYTE)},
    )
    assert answer.status_code == 413
    check_headers(dict(answer.headers))
    assert "too large" in answer.text
    assert body.tell() == 0


@pytest.mark.parametrize("over", [0, 1])
def test_a_form_without_a_file_is_read_up_to_a_megabyte(lea: Reader, over: int) -> None:
    token = f"csrf_token={lea.token}&x="
    body = token.encode() + b"a" * (MEGABYTE - len(token) + over)
    answer = lea.client.post("/rules", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == (413 if over else 422)


def test_the_session_cookie_is_for_this_site_alone(school: School) -> None:
    answer = school.reader().get("/rosters")
    [cookie] = [text for text in answer.headers.getlist("Set-Cookie") if "session" in text]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
