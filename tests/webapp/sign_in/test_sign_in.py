"""Signing in and out: the same answer for whatever is wrong, waits that grow, a second step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2.exceptions import VerificationError
from one_school import School
from reader import Reader, path_of, read, sentence_of
from sqlmodel import select
from werkzeug.test import TestResponse

from data import store
from data.store.people.memberships import NewMembership
from data.tables import SignIn
from webapp.services.access import passwords
from webapp.sign_in.sign_in import SECONDS_HALFWAY

PASSWORD = "o eucalipto canta baixo"
NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)


@pytest.fixture
def at(own_school: School) -> Callable[[float], None]:
    """Moves the school's clock to so many seconds after noon; it stands at noon."""

    def move(seconds: float) -> None:
        own_school.state.clock = lambda: NOON + timedelta(seconds=seconds)

    move(0)
    return move


@pytest.fixture
def ines(own_school: School, at: Callable[[float], None]) -> Reader:
    """Ines, who has a password, before the sign-in page."""
    account = own_school.people["ines"].account
    assert account is not None
    with own_school.write() as session:
        store.accounts.set_password(session, account, passwords.hashed(PASSWORD))
    return own_school.stranger()


def try_to(reader: Reader, login: str, password: str, back: str = "") -> TestResponse:
    return reader.post("/sign-in", {"login": login, "password": password, "back": back})


def cookies_set(answer: TestResponse) -> dict[str, str]:
    return {text.split("=")[0]: text for text in answer.headers.getlist("Set-Cookie")}


def test_login_and_password_open_the_room_one_came_for(ines: Reader) -> None:
    answer = try_to(ines, "Ines", PASSWORD, "/caseload?school=GP")
    assert (answer.status_code, path_of(answer)) == (303, "/caseload?school=GP")
    page = ines.page("/caseload?school=GP")
    head = page.one("header", class_="top")
    assert "Ines counsellor · Pilot school" in head.text
    assert path_of(ines.get("/sign-in")) == "/"


def test_nobody_is_sent_to_another_site_after_it(ines: Reader) -> None:
    assert path_of(try_to(ines, "ines", PASSWORD, "//evil.example")) == "/"


def test_the_cookie_is_for_this_host_alone_and_out_of_every_scripts_reach(ines: Reader) -> None:
    for scheme, name in (("http", "alavanca"), ("https", "__Host-alavanca")):
        site = {"base_url": f"{scheme}://localhost"}
        page = ines.client.get("/sign-in", **site).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"login": "ines", "password": PASSWORD, "csrf_token": token}
        answer = ines.client.post("/sign-in", data=form, **site)
        cookie = cookies_set(answer)[name]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert ("Secure" in cookie) is (scheme == "https")


def test_away_from_this_computer_the_cookie_is_never_sent_in_the_open(own_school: School) -> None:
    own_school.app.config["TRUSTED_HOSTS"] = ["escola.example"]
    site = {"base_url": "http://escola.example"}
    answer = own_school.stranger().client.get("/sign-in", **site)
    [session_cookie] = answer.headers.getlist("Set-Cookie")
    assert session_cookie.startswith("__Host-session=")
    assert "Secure" in session_cookie
    assert "is not encrypted" in answer.text
    over_a_proxy = {"Sec-Fetch-Site": "none"}  # which no browser says on an open line
    answer = own_school.stranger().client.get("/sign-in", headers=over_a_proxy, **site)
    assert "is not encrypted" not in answer.text


def test_an_unknown_login_is_answered_as_a_wrong_password_is(
    own_school: School, ines: Reader
) -> None:
    abel, otto = own_school.people["abel"], own_school.people["otto"]
    with own_school.write() as session:
        store.accounts.set_password(session, otto.account or 0, passwords.hashed(PASSWORD))
        store.accounts.deactivate(session, abel, otto.account or 0)
    pages = []
    for login, password in (
        ("ines", "not her password"),
        ("nobody", PASSWORD),
        ("lea", PASSWORD),  # who has none
        ("otto", PASSWORD),  # whose account is not active
        ("", ""),  # where the field that comes first is aimed at
    ):
        answer = try_to(ines, login, password)
        assert answer.status_code == 422
        assert "alavanca" not in cookies_set(answer)
        page = read(answer.text)
        page.one("input", name="login").attributes.pop("value")
        for token in (*page.all("input", name="csrf_token"), page.one("body")):
            token.attributes.clear()  # it says when it was made
        pages.append([(found.name, found.attributes, found.text) for found in page.walk()])
    sentence = "Login and password do not go together. Try again."
    assert sentence in str(pages[0])
    assert all(page == pages[0] for page in pages[:-1])


def test_an_unknown_login_costs_as_much_arithmetic_as_a_wrong_password(
    ines: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[tuple[str, str]] = []

    class Counting:
        def verify(self, kept: str, password: str) -> None:
            looked_at.append((kept, password))
            raise VerificationError

    monkeypatch.setattr(passwords, "hasher", Counting)
    counts = []
    for login in ("ines", "nobody", "lea"):
        looked_at.clear()
        try_to(ines, login, "not the password")
        counts.append(len(looked_at))
    assert counts == [1, 1, 1]


def test_waits_grow_and_pass_and_a_right_password_ends_them(
    ines: Reader, at: Callable[[float], None]
) -> None:
    for _ in range(6):
        assert try_to(ines, "ines", "wrong").status_code == 422
    answer = try_to(ines, "ines", PASSWORD)
    assert answer.status_code == 429
    assert "Wait 3 seconds" in sentence_of(answer)
    assert answer.headers["Retry-After"] == "3"
    at(2)
    assert try_to(ines, "ines", PASSWORD).status_code == 303


def test_an_unknown_login_waits_as_a_known_one_does(ines: Reader) -> None:
    said = []
    for login in ("ines", "nobody"):
        said.append([try_to(ines, login, "wrong").status_code for _ in range(7)])
    assert said[0] == said[1] == [422] * 6 + [429]


def test_the_forms_token_changes_with_the_sign_in(ines: Reader) -> None:
    before = ines.token
    try_to(ines, "ines", PASSWORD)
    assert ines.post("/sign-out").status_code == 403  # with the token from before
    ines.forget_token()
    assert ines.token != before
    assert ines.post("/sign-out").status_code == 302


def test_signing_out_ends_it_and_the_old_cookie_opens_nothing(own_school: School) -> None:
    lea = own_school.reader()
    kept = lea.client.get_cookie("alavanca")
    assert kept is not None
    answer = lea.post("/sign-out")
    assert path_of(answer) == "/sign-in"
    assert "alavanca=;" in cookies_set(answer)["alavanca"]
    lea.client.set_cookie("alavanca", kept.value)
    assert path_of(lea.get("/rules")).startswith("/sign-in")


def test_a_get_signs_nobody_out(own_school: School) -> None:
    lea = own_school.reader()
    assert lea.get("/sign-out").status_code == 405
    assert lea.get("/caseload").status_code == 200


def test_an_account_without_a_part_anywhere_is_told_so(own_school: School, ines: Reader) -> None:
    with own_school.write() as session:
        account = own_school.people["ines"].account or 0
        for membership, _ in store.memberships.of_account(session, account):
            session.delete(membership)
    answer = try_to(ines, "ines", PASSWORD)
    assert answer.status_code == 422
    assert "no part in any school" in sentence_of(answer)


# --- the second step --------------------------------------------------------------------------


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def careful(own_school: School, ines: Reader) -> Reader:
    """Ines, who has a second factor and two recovery codes."""
    with own_school.write() as session:
        account = own_school.people["ines"].account or 0
        store.second_factors.begin(session, account, SECRET, 0, ["abcd-efgh", "ijkl-mnop"])
    return ines


def code_at(seconds: float) -> str:
    return str(pyotp.TOTP(SECRET).at(NOON + timedelta(seconds=seconds)))


def half_in(reader: Reader) -> TestResponse:
    """Give the password; the code is asked for then."""
    answer = try_to(reader, "ines", PASSWORD, "/rules")
    assert path_of(answer) == "/sign-in?back=/rules"
    assert "alavanca" not in cookies_set(answer)
    return answer


def test_the_code_is_asked_for_after_the_password_and_only_then(careful: Reader) -> None:
    assert not careful.page("/sign-in").all("input", name="code")
    half_in(careful)
    page = careful.page("/sign-in?back=/rules")
    assert page.one("input", name="code").attributes["autocomplete"] == "one-time-code"
    assert not page.all("input", name="password")
    assert path_of(careful.get("/rules")).startswith("/sign-in")
    answer = careful.post("/sign-in", {"code": code_at(0), "back": "/rules"})
    assert path_of(answer) == "/rules"
    assert careful.get("/rules").status_code == 200


@pytest.mark.parametrize("off", [-30, 0, 30])
def test_a_telephone_may_be_half_a_minute_off(careful: Reader, off: int) -> None:
    half_in(careful)
    assert careful.post("/sign-in", {"code": code_at(off)}).status_code == 303


@pytest.mark.parametrize("code", ["", "12345", "000000", "abcdef", "１２３４５６", "9" * 500])
def test_a_wrong_code_is_refused(careful: Reader, code: str) -> None:
    half_in(careful)
    assert careful.post("/sign-in", {"code": code}).status_code == 422
    assert path_of(careful.get("/rules")).startswith("/sign-in")


@pytest.mark.parametrize("off", [-61, 61])
def test_an_old_or_early_code_is_refused(careful: Reader, off: int) -> None:
    half_in(careful)
    assert careful.post("/sign-in", {"code": code_at(off)}).status_code == 422


def test_no_code_opens_twice(own_school: School, careful: Reader) -> None:
    for code, opens in ((code_at(0), 303), (code_at(0), 422), ("ABCD EFGH", 303),
                        ("abcd-efgh", 422), ("ijkl-mnop", 303)):  # fmt: skip
        reader = own_school.stranger()
        half_in(reader)
        assert reader.post("/sign-in", {"code": code}).status_code == opens, code


def test_guessing_codes_waits_too(careful: Reader) -> None:
    half_in(careful)
    said = [careful.post("/sign-in", {"code": "000000"}).status_code for _ in range(8)]
    assert said[-1] == 429
    assert careful.post("/sign-in", {"code": code_at(0)}).status_code == 429


def test_the_second_step_does_not_wait_for_ever(
    careful: Reader, at: Callable[[float], None]
) -> None:
    half_in(careful)
    at(SECONDS_HALFWAY + 1)
    assert not careful.page("/sign-in").all("input", name="code")
    answer = careful.post("/sign-in", {"code": code_at(SECONDS_HALFWAY + 1)})
    assert path_of(answer) == "/sign-in?back=/"


def test_one_can_begin_again_with_another_login(careful: Reader) -> None:
    half_in(careful)
    again = careful.page("/sign-in").one("p", class_="aside").one("a").attributes["href"]
    assert careful.page(again).all("input", name="password")


# --- several things at once -------------------------------------------------------------------


def test_one_works_as_one_thing_at_a_time_and_changes_with_a_new_token(own_school: School) -> None:
    abel = own_school.people["abel"]
    with own_school.write() as session:
        roles = [NewMembership(role="administrator"), NewMembership(role="lead")]
        store.memberships.replace(session, abel, abel.account or 0, roles)
        membership = store.memberships.of_account(session, abel.account or 0)[1][0].id
    reader = own_school.reader("abel")
    before = reader.client.get_cookie("alavanca")
    assert "You are pedagogical lead here as well" in sentence_of(reader.get("/caseload"))
    answer = reader.post("/acting-as", {"membership": str(membership), "back": "/caseload"})
    assert path_of(answer) == "/caseload"
    after = reader.client.get_cookie("alavanca")
    assert before is not None
    assert after is not None
    assert after.value != before.value
    reader.forget_token()
    assert reader.get("/caseload").status_code == 200
    assert reader.post("/rosters/sample").status_code == 403
    other = own_school.stranger()
    other.client.set_cookie("alavanca", before.value)
    assert path_of(other.get("/rules")).startswith("/sign-in")


@pytest.mark.parametrize("asked", ["", "x", "-1", "4711", "lea's"])
def test_nobody_becomes_what_he_is_not(own_school: School, asked: str) -> None:
    with own_school.read() as session:
        leas = store.memberships.of_account(session, own_school.people["lea"].account or 0)[0][0].id
    rui = own_school.reader("rui")
    answer = rui.post("/acting-as", {"membership": str(leas) if asked == "lea's" else asked})
    assert answer.status_code == 404
    assert "counsellor" in rui.page("/caseload").one("header", class_="top").text


def test_the_browser_is_noted_for_its_owner(own_school: School, ines: Reader) -> None:
    ines.client.environ_base["HTTP_USER_AGENT"] = "Firefox " * 100
    try_to(ines, "ines", PASSWORD)
    with own_school.read() as session:
        rows = session.exec(select(SignIn).where(SignIn.created_at == NOON)).all()
    assert [len(row.browser) for row in rows] == [200]
