"""What each role may do: every view declares it, and what is not declared does not start."""

from collections.abc import Iterator
from typing import get_args

import pytest
from flask import Flask
from one_school import School
from reader import Reader, path_of, sentence_of
from test_shield import address_of, rules_of
from werkzeug.routing import Rule

from data.viewer import Role, Viewer
from webapp.api import rate_limit
from webapp.http import access
from webapp.http.access import ROLES, Action, may, needs, open_to_all
from webapp.http.navigation import FIRST, ROOMS
from webapp.services.jobs import background_jobs

PEOPLE = {"ines": "counsellor", "lea": "lead", "abel": "administrator", "mia": "observer"}
PEOPLE |= {"otto": "auditor"}
# A backup holds every school of a server, and this one keeps two.
ONE_SCHOOL_ONLY = {"backups.make", "backups.verify", "backups.download"}
OPEN = {
    *("/sign-in", "/sign-out", "/set-up/<token>", "/invitation/<token>", "/healthz"),
    "/metrics",
    *("/sign-in/single", "/sign-in/single/back"),
    *("/language/<language>", "/assets/<digest>/<path:name>"),
    "/api/v1/openapi.json",
}


@pytest.fixture(autouse=True)
def all_may_ask_often() -> Iterator[None]:
    """These tests ask the API's addresses more often than anybody without a token may."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rate_limit, "WITHOUT_TOKEN", 100_000)
        yield


def action_of(app: Flask, rule: Rule) -> Action | None:
    """What the view behind an address needs."""
    found: Action | None = vars(app.view_functions[rule.endpoint])["needs"]
    return found


def for_programs(app: Flask, rule: Rule) -> bool:
    """Whether a token opens the address, and no sign-in."""
    return "scope" in vars(app.view_functions[rule.endpoint])


def closed(app: Flask) -> list[Rule]:
    """The addresses that are not open to all, and that a sign-in opens."""
    every = [rule for rule in rules_of(app) if action_of(app, rule) is not None]
    return [rule for rule in every if not for_programs(app, rule)]


@pytest.mark.parametrize("who", [*PEOPLE, "nobody"])
def test_no_sign_in_opens_what_is_for_programs(school: School, who: str) -> None:
    reader = school.stranger() if who == "nobody" else school.reader(who)
    rules = [rule for rule in rules_of(school.app) if for_programs(school.app, rule)]
    assert len(rules) >= 7
    for rule in rules:
        for method in sorted(rule.methods or ()):
            answer = reader.client.open(address_of(rule), method=method, json={})
            assert answer.status_code == 401, (method, rule)
            assert "Location" not in answer.headers


def test_every_role_is_one_that_memberships_know() -> None:
    assert set(ROLES) == set(get_args(Role)) == set(PEOPLE.values())


def test_only_these_views_are_open_to_all(school: School) -> None:
    app = school.app
    assert {rule.rule for rule in rules_of(app) if action_of(app, rule) is None} == OPEN


def test_a_view_that_declares_nothing_keeps_the_application_from_starting() -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/fine", "fine", open_to_all(lambda: ""))
    app.add_url_rule("/fine-too", "fine_too", needs(Action.COACH)(lambda: ""))
    access.check(app)
    app.add_url_rule("/forgotten", "somewhere.forgotten", lambda: "")
    with pytest.raises(access.UndeclaredViewError, match=r"somewhere\.forgotten"):
        access.check(app)


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(school: School) -> None:
    stranger = school.stranger()
    for rule in closed(school.app):
        if "GET" not in (rule.methods or ()):
            continue
        answer = stranger.get(address_of(rule))
        assert answer.status_code == 302, rule
        assert path_of(answer).startswith("/sign-in"), rule
    asked = "/caseload?school=GP&w.absences=4"
    assert path_of(stranger.get(asked)) == "/sign-in?back=/caseload?school%3DGP%26w.absences%3D4"
    assert path_of(stranger.get("/")) == "/sign-in"


def test_a_form_that_was_open_for_too_long_ends_at_the_sign_in_page(school: School) -> None:
    stranger = school.stranger()
    for rule in closed(school.app):
        if "POST" in (rule.methods or ()):
            answer = stranger.post(address_of(rule))
            assert answer.status_code == 302, rule
            assert path_of(answer) == "/sign-in", rule


def test_under_htmx_the_whole_page_goes_to_the_sign_in_page(school: School) -> None:
    here = "http://localhost/caseload?school=GP"
    stranger = school.stranger()
    for answer in (
        stranger.get("/caseload?school=MS", part=True, **{"HX-Current-URL": here}),
        stranger.post("/students/1/interventions", part=True, **{"HX-Current-URL": here}),
    ):
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"] == "/sign-in?back=/caseload?school%3DGP"
        assert answer.text == ""
    elsewhere = {"HX-Current-URL": "https://evil.example//evil.example/"}
    answer = stranger.get("/caseload", part=True, **elsewhere)
    assert answer.headers["HX-Redirect"] == "/sign-in?back=/"


def test_what_is_not_there_says_so_to_everybody(school: School) -> None:
    for reader in (school.stranger(), school.reader()):
        assert reader.get("/nowhere").status_code == 404


@pytest.mark.parametrize("who", PEOPLE)
def test_each_role_gets_in_where_it_may_and_nowhere_else(
    school: School, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_jobs.subprocess, "Popen", lambda command, **_: None)
    reader = school.reader(who)
    for rule in closed(school.app):
        action = action_of(school.app, rule)
        assert action is not None
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            address = address_of(rule)
            answer = reader.get(address) if method == "GET" else reader.post(address)
            lets_in = school.may(who, action)
            refused = "Your role, " in sentence_of(answer) if answer.status_code == 403 else False
            assert refused is not lets_in, (method, rule.rule)
            elsewhere = lets_in and rule.endpoint in ONE_SCHOOL_ONLY
            assert (answer.status_code == 403) is (refused or elsewhere), (method, rule.rule)


def test_a_refusal_names_the_role_and_the_way_on(school: School) -> None:
    answer = school.reader("abel").get("/caseload")
    assert "Your role, administrator, does not include this." in sentence_of(answer)
    part = school.reader("abel").get("/caseload", part=True)
    assert part.status_code == 403
    assert "<html" not in part.text


@pytest.mark.parametrize(("who", "first"), [("ines", "/caseload"), ("lea", "/caseload"),
                                            ("abel", "/rosters")])  # fmt: skip
def test_home_is_the_first_room_of_the_role(school: School, who: str, first: str) -> None:
    assert path_of(school.reader(who).get("/")) == first


def test_each_role_has_a_first_room_that_it_may_enter(school: School) -> None:
    actions = {room.address: room.action for room in ROOMS}
    for role, address in FIRST.items():
        assert actions[address] in ROLES[role]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_head_of_a_page_leads_only_where_one_may_go(school: School, who: str) -> None:
    reader = school.reader(who)
    page = reader.get("/nowhere")
    links = links_of(page.text)
    for address in links:
        assert reader.get(address).status_code in (200, 302), address
    assert ("/caseload" in links) is (who in ("ines", "lea"))
    assert ("/rosters" in links) is (who in ("lea", "abel"))


def links_of(text: str) -> list[str]:
    from reader import read

    [rooms] = [nav for nav in read(text).all("nav") if "brand" in str(nav.all("a")[0].attributes)]
    return [link.attributes["href"] for link in rooms.all("a")]


def test_a_lead_sees_the_imports_but_no_way_to_import(school: School, lea: Reader) -> None:
    page = lea.page("/rosters")
    assert "Maths" in page.text
    assert not page.all("input", type="file")
    assert not [form for form in page.all("form") if "/rosters" in str(form.attributes)]
    assert school.reader("abel").page("/rosters").all("input", type="file")


def test_nobody_may_do_anything_and_everybody_sees_his_own_account_and_the_help() -> None:
    everybodys = {Action.OWN_ACCOUNT, Action.READ_HELP}
    for action in Action:
        assert not may(None, action)
        assert not may(Viewer(1, "X", "headmaster", 1), action) or action in everybodys
    for role in ROLES:
        assert all(may(Viewer(1, "X", role, 1), action) for action in everybodys)


def test_a_view_that_is_open_to_all_cannot_ask_who_is_there(school: School) -> None:
    with school.app.test_request_context("/healthz"), pytest.raises(RuntimeError, match="Nobody"):
        access.viewer()


def test_a_command_works_for_the_school_named_in_the_settings(school: School) -> None:
    with school.app.app_context():
        viewer = access.viewer()
    assert (viewer.account, viewer.role) == (None, "administrator")
    assert viewer.school == school.people["lea"].school
