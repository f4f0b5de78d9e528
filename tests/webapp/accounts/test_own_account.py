"""One's own account: name, language, password, where one is signed in, what one may do."""

from datetime import timedelta

import pytest
from one_school import School
from reader import Element, Reader, path_of, read

from data import store
from webapp.http import browser
from webapp.services.access import passwords, roles

OLD, NEW = "the tram was late again", "and the bus was early too"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Safari/537.36 Edg/140.0"
)
CHROME = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Mobile Safari/537.36"
)


@pytest.fixture
def ines(own_school: School) -> Reader:
    """Ines, who has a password."""
    with own_school.write() as session:
        account = own_school.people["ines"].account
        assert account is not None
        store.accounts.set_password(session, account, passwords.hashed(OLD))
    return own_school.reader("ines")


def begin(school: School, login: str, browser: str) -> Reader:
    account = school.people[login].account
    assert account is not None
    with school.write() as session:
        token = store.sign_ins.begin(session, account, school.state.clock(), browser=browser)
    return Reader(school.app, signed_in=token)


def sign_ins_of(person: Reader) -> list[Element]:
    return person.page("/account").one("tbody").all("tr")


def enter(school: School, login: str, password: str) -> int:
    answer = school.stranger().post("/sign-in", {"login": login, "password": password})
    return int(answer.status_code)


def test_everybody_has_his_own(own_school: School) -> None:
    for who, person in own_school.people.items():
        page = own_school.reader(who).page("/account")
        assert roles.sentences()[person.role] in page.text
        assert person.name in [
            one.attributes.get("value") for one in page.all("input", name="name")
        ]


def test_ines_reads_what_her_membership_lets_her_do(ines: Reader) -> None:
    told = ines.page("/account").one("dl", class_="roles").text
    assert "counsellor of class 10A" in told
    assert roles.sentences()["counsellor"] in told


def test_name_and_language_are_changed(own_school: School, ines: Reader) -> None:
    answer = ines.post("/account", {"name": "Inês Lopes", "language": "pt"})
    assert answer.status_code == 303
    assert "language=pt" in answer.headers["Set-Cookie"]
    with own_school.read() as session:
        account = store.accounts.by_login(session, "ines")
    assert account is not None
    assert (account.name, account.language) == ("Inês Lopes", "pt")
    answer = ines.post("/account", {"name": " ", "language": "pt"})
    assert answer.status_code == 422
    assert read(answer.text).one("input", name="name").attributes["aria-invalid"] == "true"


def test_a_new_password_ends_every_other_sign_in(own_school: School, ines: Reader) -> None:
    elsewhere = own_school.reader("ines")
    answer = ines.post("/account/password", {"old": OLD, "new": NEW, "again": NEW})
    assert path_of(answer) == "/account?saved=password"
    assert ines.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert enter(own_school, "ines", OLD) == 422
    assert enter(own_school, "ines", NEW) == 303


def test_a_new_password_has_a_new_sign_in(own_school: School, ines: Reader) -> None:
    def token() -> str:
        cookie = ines.client.get_cookie("alavanca")
        assert cookie is not None
        return str(cookie.value)

    before = token()
    ines.post("/account/password", {"old": OLD, "new": NEW, "again": NEW})
    assert token() != before
    stolen = Reader(own_school.app, signed_in=before)
    assert stolen.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"old": "no", "new": NEW, "again": NEW}, "old", "not your password"),
        ({"old": OLD, "new": "short", "again": "short"}, "new", "12 characters"),
        ({"old": OLD, "new": NEW, "again": "other"}, "new", "not the same"),
        ({"old": OLD, "new": "passwordpassword", "again": "passwordpassword"}, "new", "first"),
    ],
)
def test_a_password_is_refused_beside_its_field(
    own_school: School, ines: Reader, form: dict[str, str], field: str, words: str
) -> None:
    answer = ines.post("/account/password", form)
    assert answer.status_code == 422
    page = read(answer.text)
    input_ = page.one("input", name=field)
    assert input_.attributes["aria-describedby"] == f"{field}-problem"
    assert words in page.one("p", id=f"{field}-problem").text
    assert enter(own_school, "ines", OLD) == 303


def test_guessing_ones_password_from_an_open_browser_has_to_wait(
    own_school: School, ines: Reader
) -> None:
    for _time in range(6):
        ines.post("/account/password", {"old": "no", "new": NEW, "again": NEW})
    answer = ines.post("/account/password", {"old": OLD, "new": NEW, "again": NEW})
    assert answer.status_code == 422
    assert "too many tries" in read(answer.text).one("p", id="old-problem").text
    later = own_school.state.clock() + timedelta(minutes=1)
    own_school.state.clock = lambda: later
    assert ines.post("/account/password", {"old": OLD, "new": NEW, "again": NEW}).status_code == 303


def test_who_has_no_password_is_not_asked_for_one(own_school: School) -> None:
    assert not own_school.reader("rui").page("/account").all("input", name="old")
    answer = own_school.reader("rui").post(
        "/account/password", {"old": "", "new": NEW, "again": NEW}
    )
    assert answer.status_code == 422


def test_ines_sees_where_she_is_signed_in(own_school: School, ines: Reader) -> None:
    begin(own_school, "ines", FIREFOX)
    begin(own_school, "rui", EDGE)
    told = [row.text for row in sign_ins_of(ines)]
    assert len(told) == 2
    assert sum("this one" in row for row in told) == 1
    assert any("Firefox on Windows" in row and "this one" not in row for row in told)


def test_one_sign_in_is_ended(own_school: School, ines: Reader) -> None:
    elsewhere = begin(own_school, "ines", FIREFOX)
    [there] = [row for row in sign_ins_of(ines) if "Firefox" in row.text]
    action = there.one("form").attributes["action"]
    assert ines.post(action).status_code == 303
    assert elsewhere.get("/account").status_code == 302
    assert ines.get("/account").status_code == 200


def test_ending_this_sign_in_signs_out(ines: Reader) -> None:
    [this] = sign_ins_of(ines)
    answer = ines.post(this.one("form").attributes["action"])
    assert path_of(answer) == "/sign-in"
    assert ines.get("/account").status_code == 302


def test_all_others_are_ended_at_once(own_school: School, ines: Reader) -> None:
    others = [begin(own_school, "ines", browser) for browser in (FIREFOX, SAFARI)]
    rui = own_school.reader("rui")
    assert ines.post("/account/sign-ins/end-others").status_code == 303
    assert [other.get("/account").status_code for other in others] == [302, 302]
    assert ines.get("/account").status_code == 200
    assert rui.get("/account").status_code == 200


def test_nobody_ends_anothers_sign_in(own_school: School, ines: Reader) -> None:
    rui = own_school.reader("rui")
    [his] = sign_ins_of(rui)
    action = his.one("form").attributes["action"]
    assert ines.post(action).status_code == 404
    assert ines.post("/account/sign-ins/999999/end").status_code == 404
    assert rui.get("/account").status_code == 200


def test_a_sign_in_that_was_idle_is_not_listed(own_school: School, ines: Reader) -> None:
    begin(own_school, "ines", FIREFOX)
    later = own_school.state.clock() + timedelta(minutes=31)
    own_school.state.clock = lambda: later
    assert ines.get("/account").status_code == 302
    assert len(sign_ins_of(own_school.reader("ines"))) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        (CHROME, "Chrome on Android"),
        ("curl/8", "an unknown browser"),
        ("<script>alert(1)</script>", "an unknown browser"),
        ("", "an unknown browser"),
    ],
)
def test_a_browser_is_said_in_words(said: str, words: str) -> None:
    assert browser.in_words(said) == words
