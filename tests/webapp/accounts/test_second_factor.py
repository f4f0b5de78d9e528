"""The second factor: set up, asked for, recovered, turned off; no code opens twice."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from one_school import School
from reader import Reader, path_of, read

from data import store
from webapp import create_app
from webapp.services.access import passwords
from webapp.services.process.settings import Settings

PASSWORD = "the tram was late again"
CODE = re.compile(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b")
START = datetime(2026, 11, 12, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock(own_school: School) -> Clock:
    own_school.state.clock = moved = Clock()
    return moved


@pytest.fixture
def lea(own_school: School, clock: Clock) -> Reader:
    with own_school.write() as session:
        store.accounts.set_password(session, number(own_school), passwords.hashed(PASSWORD))
    return own_school.reader("lea")


def number(school: School) -> int:
    account = school.people["lea"].account
    assert account is not None
    return account


def offered(person: Reader) -> tuple[str, str]:
    """The secret that the page shows, and the signed value that goes back with it."""
    page = person.page("/account/second-factor")
    secret = page.one("code", class_="key").text.replace(" ", "")
    return secret, page.one("input", name="offered").attributes["value"]


def set_up(person: Reader, clock: Clock) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who has just turned it on."""
    secret, value = offered(person)
    code = pyotp.TOTP(secret).at(clock())
    answer = person.post("/account/second-factor", {"offered": value, "code": code})
    assert answer.status_code == 200
    clock.move(60)
    return secret, CODE.findall(answer.text)


def enter(school: School, code: str, password: str = PASSWORD) -> tuple[Reader, int]:
    """Somebody who signs in as Lea with password and code, and the answer to the code."""
    somebody = school.stranger()
    first = somebody.post("/sign-in", {"login": "lea", "password": password})
    assert first.status_code == 303
    assert somebody.get("/caseload").status_code == 302
    somebody.forget_token()
    return somebody, somebody.post("/sign-in", {"code": code}).status_code


def test_the_page_shows_a_square_and_the_key_for_who_cannot_scan(lea: Reader) -> None:
    page = lea.page("/account/second-factor")
    square = page.one("img", class_="square").attributes
    assert square["src"].startswith("data:image/svg+xml")
    assert square["alt"]
    assert "style=" not in lea.get("/account/second-factor").text
    assert offered(lea)[0] != offered(lea)[0]


def test_it_is_on_once_a_code_has_proved_it(own_school: School, lea: Reader, clock: Clock) -> None:
    secret, codes = set_up(lea, clock)
    assert len(set(codes)) == 10
    assert not any(code in lea.get("/account/second-factor").text for code in codes)
    somebody, answer = enter(own_school, pyotp.TOTP(secret).at(clock()))
    assert answer == 303
    assert somebody.get("/caseload").status_code == 200


def test_turning_it_on_ends_every_other_sign_in(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    elsewhere = own_school.reader("lea")
    set_up(lea, clock)
    assert elsewhere.get("/account").status_code == 302
    assert lea.get("/account").status_code == 200


def test_a_wrong_code_leaves_it_off_and_keeps_the_square(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    secret, value = offered(lea)
    wrong = f"{(int(pyotp.TOTP(secret).at(clock())) + 1) % 1_000_000:06}"
    answer = lea.post("/account/second-factor", {"offered": value, "code": wrong})
    assert answer.status_code == 422
    page = read(answer.text)
    assert page.one("code", class_="key").text.replace(" ", "") == secret
    assert page.one("p", id="code-problem").text
    with own_school.read() as session:
        assert store.accounts.itself(session, number(own_school)).totp is None


@pytest.mark.parametrize("change", [lambda value: "", lambda value: value[:-2] + "xx"])
def test_a_secret_that_the_server_did_not_offer_is_refused(
    lea: Reader, clock: Clock, change: Callable[[str], str]
) -> None:
    secret, value = offered(lea)
    form = {"offered": change(value), "code": pyotp.TOTP(secret).at(clock())}
    assert lea.post("/account/second-factor", form).status_code == 422


def test_anothers_offer_is_refused(own_school: School, lea: Reader, clock: Clock) -> None:
    secret, value = offered(own_school.reader("ines"))
    form = {"offered": value, "code": pyotp.TOTP(secret).at(clock())}
    assert lea.post("/account/second-factor", form).status_code == 422


def test_no_code_opens_twice(own_school: School, lea: Reader, clock: Clock) -> None:
    secret, _codes = set_up(lea, clock)
    code = pyotp.TOTP(secret).at(clock())
    assert enter(own_school, code)[1] == 303
    assert enter(own_school, code)[1] == 422
    clock.move(30)
    assert enter(own_school, pyotp.TOTP(secret).at(clock()))[1] == 303


def test_the_code_that_proved_it_does_not_sign_in(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    secret, value = offered(lea)
    code = pyotp.TOTP(secret).at(clock())
    lea.post("/account/second-factor", {"offered": value, "code": code})
    assert enter(own_school, code)[1] == 422


@pytest.mark.parametrize(("late", "opens"), [(0, True), (30, True), (60, False), (90, False)])
def test_a_telephones_clock_may_be_one_step_off(
    own_school: School, lea: Reader, clock: Clock, late: int, opens: bool
) -> None:
    secret, _codes = set_up(lea, clock)
    clock.move(600)
    code = pyotp.TOTP(secret).at(clock() - timedelta(seconds=late))
    assert enter(own_school, code)[1] == (303 if opens else 422)


def test_a_recovery_code_opens_once_however_it_is_written(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    _secret, codes = set_up(lea, clock)
    assert enter(own_school, codes[0].upper().replace("-", " "))[1] == 303
    assert enter(own_school, codes[0])[1] == 422
    assert enter(own_school, codes[1])[1] == 303
    assert "8 recovery codes" in own_school.reader("lea").page("/account").text


def test_recovery_codes_are_kept_as_digests(own_school: School, lea: Reader, clock: Clock) -> None:
    _secret, codes = set_up(lea, clock)
    own_school.close()
    files = [path.read_bytes() for path in own_school.folder.glob("alavanca.sqlite*")]
    assert files
    for code in codes:
        for form in (code, code.replace("-", "")):
            assert not any(form.encode() in file for file in files)


def test_the_second_step_needs_the_first(own_school: School, lea: Reader, clock: Clock) -> None:
    secret, _codes = set_up(lea, clock)
    somebody = own_school.stranger()
    answer = somebody.post("/sign-in", {"code": pyotp.TOTP(secret).at(clock())})
    assert path_of(answer).startswith("/sign-in")
    assert somebody.get("/caseload").status_code == 302


def test_the_first_step_holds_for_five_minutes(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    secret, _codes = set_up(lea, clock)
    somebody = own_school.stranger()
    somebody.post("/sign-in", {"login": "lea", "password": PASSWORD})
    clock.move(301)
    somebody.forget_token()
    somebody.post("/sign-in", {"code": pyotp.TOTP(secret).at(clock())})
    assert somebody.get("/caseload").status_code == 302


def test_guessing_codes_has_to_wait_even_with_the_password(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    set_up(lea, clock)
    answers = []
    for guess in range(8):
        somebody = own_school.stranger()
        answers.append(
            somebody.post("/sign-in", {"login": "lea", "password": PASSWORD}).status_code
        )
        somebody.forget_token()
        answers.append(somebody.post("/sign-in", {"code": f"{guess:06}"}).status_code)
    assert 429 in answers


def test_new_recovery_codes_take_the_place_of_the_old(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    secret, old = set_up(lea, clock)
    form = {"password": PASSWORD, "code": pyotp.TOTP(secret).at(clock())}
    answer = lea.post("/account/second-factor/codes", form)
    assert answer.status_code == 200
    new = CODE.findall(answer.text)
    assert len(new) == 10
    assert not set(new) & set(old)
    assert enter(own_school, old[0])[1] == 422
    assert enter(own_school, new[0])[1] == 303


@pytest.mark.parametrize("step", ["codes", "end"])
def test_changing_it_takes_password_and_code(
    own_school: School, lea: Reader, clock: Clock, step: str
) -> None:
    secret, _codes = set_up(lea, clock)
    path, right = f"/account/second-factor/{step}", pyotp.TOTP(secret).at(clock())
    for form, field in (
        ({"password": "no", "code": right}, "password"),
        ({"password": PASSWORD, "code": "nothing"}, "code"),
        ({"password": PASSWORD}, "code"),
        ({}, "password"),
    ):
        answer = lea.post(path, form)
        assert answer.status_code == 422
        assert read(answer.text).one("p", id=f"{step}-{field}-problem").text
    with own_school.read() as session:
        assert store.accounts.itself(session, number(own_school)).totp == secret


def test_guessing_at_an_open_browser_has_to_wait_with_the_password(
    lea: Reader, clock: Clock
) -> None:
    secret, _codes = set_up(lea, clock)
    for guess in range(6):
        form = {"password": PASSWORD, "code": f"{guess:06}"}
        lea.post("/account/second-factor/end", form)
    form = {"password": PASSWORD, "code": pyotp.TOTP(secret).at(clock())}
    answer = lea.post("/account/second-factor/end", form)
    assert answer.status_code == 422
    assert "too many tries" in answer.text


def test_it_is_turned_off(own_school: School, lea: Reader, clock: Clock) -> None:
    secret, _codes = set_up(lea, clock)
    form = {"password": PASSWORD, "code": pyotp.TOTP(secret).at(clock())}
    assert lea.post("/account/second-factor/end", form).status_code == 303
    somebody = own_school.stranger()
    somebody.post("/sign-in", {"login": "lea", "password": PASSWORD})
    assert somebody.get("/caseload").status_code == 200


@pytest.fixture
def strict(ready_folder: Path, copied: Callable[[Path], Path]) -> School:
    """A school where leads and administrators need a second factor."""
    made = School(copied(ready_folder))
    made.close()
    made.settings = Settings(
        data_folder=made.folder,
        school_name="Pilot school",
        second_factor=["lead", "administrator"],
    )
    made.app = create_app(made.settings)
    made.app.testing = True
    made.state = made.app.extensions["alavanca"]
    made.state.clock = Clock()
    return made


@pytest.mark.parametrize("path", ["/caseload", "/rosters", "/account", "/rules"])
def test_who_needs_one_is_led_to_set_it_up_before_anything_else(strict: School, path: str) -> None:
    lea = strict.reader("lea")
    answer = lea.get(path)
    assert path_of(answer) == "/account/second-factor"
    part = lea.get(path, part=True)
    assert part.headers["HX-Redirect"] == "/account/second-factor"
    assert "Your role asks for" in lea.page("/account/second-factor").text


def test_who_needs_one_goes_on_once_it_is_set_up(strict: School) -> None:
    lea = strict.reader("lea")
    clock = strict.state.clock
    assert isinstance(clock, Clock)
    set_up(lea, clock)
    assert lea.get("/caseload").status_code == 200


def test_other_roles_are_not_asked(strict: School) -> None:
    assert strict.reader("ines").get("/caseload").status_code == 200


def test_who_needs_one_can_sign_out(strict: School) -> None:
    assert path_of(strict.reader("lea").post("/sign-out")) == "/sign-in"


def test_who_has_lost_telephone_and_codes_is_helped_by_an_administrator(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    set_up(lea, clock)
    abel = own_school.reader("abel")
    answer = abel.post(f"/accounts/{number(own_school)}/second-factor/end")
    assert answer.status_code == 303
    assert lea.get("/account").status_code == 302
    somebody = own_school.stranger()
    somebody.post("/sign-in", {"login": "lea", "password": PASSWORD})
    assert somebody.get("/caseload").status_code == 200


def test_nobody_else_turns_anothers_second_factor_off(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    secret, _codes = set_up(lea, clock)
    path = f"/accounts/{number(own_school)}/second-factor/end"
    assert own_school.reader("rui").post(path).status_code == 403
    with own_school.read() as session:
        assert store.accounts.itself(session, number(own_school)).totp == secret


def test_the_last_administrator_is_helped_by_a_command(
    own_school: School, lea: Reader, clock: Clock
) -> None:
    set_up(lea, clock)
    words = ["accounts", "forget-second-factor", "lea"]
    done = own_school.app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0
    with own_school.read() as session:
        assert store.accounts.itself(session, number(own_school)).totp is None
