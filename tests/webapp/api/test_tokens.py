"""Tokens: made on a page and shown once, listed, ended; whose they are and when they stop."""

from datetime import timedelta

import pytest
from one_school import School
from programs import Program
from reader import Element, read

from data import store
from data.store.audit import AuditFilters
from data.store.people.memberships import NewMembership
from data.tables import ApiToken
from webapp.services.access.api_scopes import ACTIONS, Scope, offered
from webapp.services.access.permissions import ROLES, Action

FORM = {"name": "Nightly export", "right": ["ranking", "rules"], "days": "90"}


def rows(school: School) -> list[ApiToken]:
    """Every token there is."""
    with school.read() as session:
        return [row for row, _ in store.api_tokens.listing(session, school.people["abel"])]


def deeds(school: School) -> list[tuple[str, object]]:
    """What the trace says of tokens."""
    with school.read() as session:
        lines = store.audit.listing(session, school.people["otto"], AuditFilters()).lines
    return [(line.action, line.detail) for line in lines if line.thing == "token"]


def listed(page: Element) -> list[str]:
    """The tokens on the page that work."""
    return (
        [row.one("th").text for row in page.all("tbody")[0].all("tr")] if page.all("tbody") else []
    )


def test_a_token_is_shown_once_and_only_its_hash_is_kept(own_school: School) -> None:
    lea = own_school.reader()
    made = lea.post("/tokens", FORM)
    assert made.status_code == 200
    token = read(made.text).one("input", id="token").attributes["value"]
    assert len(token) >= 40
    [row] = rows(own_school)
    assert row.token != token
    assert token not in lea.get("/tokens").text
    assert token.encode() not in (own_school.folder / "alavanca.sqlite").read_bytes()
    assert listed(lea.page("/tokens")) == ["Nightly export"]
    answer = own_school.app.test_client().get(
        "/api/v1/rules", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200


def test_making_and_ending_a_token_stand_in_the_trace_without_its_name(own_school: School) -> None:
    lea = own_school.reader()
    lea.post("/tokens", FORM)
    [row] = rows(own_school)
    lea.post(f"/tokens/{row.id}/end")
    lea.post(f"/tokens/{row.id}/end")
    made = {"rights": ["ranking", "rules"], "days": 90}
    assert sorted(deeds(own_school), key=str) == [("end", {}), ("make", made)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"right": []}, "right"),
        ({"right": ["everything"]}, "right"),
        ({"right": ["rules", "administer"]}, "right"),
        ({"days": "31"}, "days"),
        ({"days": ""}, "days"),
    ],
)
def test_a_form_that_lacks_something_says_so_beside_the_field(
    own_school: School, changed: dict[str, object], field: str
) -> None:
    answer = own_school.reader().post("/tokens", {**FORM, **changed})
    assert answer.status_code == 422
    page = read(answer.text)
    assert page.one("p", id=f"{field}-problem").text
    if field != "name":
        assert page.one("input", name="name").attributes["value"] == FORM["name"]
    assert rows(own_school) == []


def test_each_role_offers_what_it_includes_and_an_administrator_nothing_of_students(
    school: School,
) -> None:
    assert set(offered(school.people["lea"])) == set(Scope)
    assert set(offered(school.people["abel"])) == {Scope.ROSTERS, Scope.RULES}
    assert Action.SEE_STUDENTS not in ROLES["administrator"]
    assert {ACTIONS[scope] for scope in Scope} <= ROLES["lead"]
    ticks = school.reader("abel").page("/tokens").all("input", name="right")
    assert [one.attributes["value"] for one in ticks] == ["rosters", "rules"]
    refused = school.reader("abel").post("/tokens", {**FORM, "right": ["ranking"]})
    assert refused.status_code == 422


def test_one_sees_and_ends_ones_own_and_an_administrator_the_whole_schools(
    own_school: School,
) -> None:
    lea, abel = Program(own_school, "lea"), Program(own_school, "abel")
    assert listed(own_school.reader("lea").page("/tokens")) == ["lea's program"]
    assert listed(own_school.reader("abel").page("/tokens")) == ["abel's program", "lea's program"]
    assert own_school.reader("lea").post(f"/tokens/{abel.number}/end").status_code == 404
    assert abel.get("rules").status_code == 200
    assert own_school.reader("abel").post(f"/tokens/{lea.number}/end").status_code == 303
    assert lea.get("rules").status_code == 401
    page = own_school.reader("lea").page("/tokens")
    assert listed(page) == []
    assert "by Abel" in page.one("main").text


def test_an_expired_token_works_no_more_and_says_when_it_ended(own_school: School) -> None:
    program, begun = Program(own_school, days=30), own_school.state.clock()
    own_school.state.clock = lambda: begun + timedelta(days=30, seconds=-1)
    assert program.get("rules").status_code == 200
    own_school.state.clock = lambda: begun + timedelta(days=30)
    assert program.get("rules").status_code == 401
    own_school.state.clock = lambda: begun
    assert program.get("rules").status_code == 200


def test_the_page_says_when_a_token_was_last_used(own_school: School) -> None:
    program, reader = Program(own_school), own_school.reader()
    begun = own_school.state.clock()
    assert "never" in reader.page("/tokens").one("tbody").text
    for seconds in (0, 30, 61):
        own_school.state.clock = lambda seconds=seconds: begun + timedelta(seconds=seconds)  # type: ignore[misc]
        assert program.get("rules").status_code == 200
        [row] = rows(own_school)
        assert row.used_at == begun + timedelta(seconds=seconds if seconds != 30 else 0)


def test_a_closed_account_closes_its_tokens_for_good(own_school: School) -> None:
    program, lea = Program(own_school), own_school.people["lea"].account
    abel = own_school.reader("abel")
    assert abel.post(f"/accounts/{lea}/deactivate").status_code == 303
    assert program.get("rules").status_code == 401
    assert abel.post(f"/accounts/{lea}/activate").status_code == 303
    assert program.get("rules").status_code == 401


def test_setting_rights_anew_takes_the_tokens_and_the_page_says_so(own_school: School) -> None:
    program, lea = Program(own_school), own_school.people["lea"]
    assert lea.account is not None
    abel = own_school.reader("abel")
    assert "Tokens made here" in abel.page(f"/accounts/{lea.account}").text
    with own_school.write() as session:
        store.memberships.replace(
            session, own_school.people["abel"], lea.account, [NewMembership(role="lead")]
        )
    assert program.get("rules").status_code == 401
    assert rows(own_school) == []


@pytest.mark.parametrize("who", ["ines", "mia", "otto"])
def test_other_roles_make_none(school: School, who: str) -> None:
    reader = school.reader(who)
    assert reader.get("/tokens").status_code == 403
    assert reader.post("/tokens", FORM).status_code == 403
    assert "/tokens" not in reader.get("/account").text
    assert "/tokens" in school.reader("lea").get("/account").text
