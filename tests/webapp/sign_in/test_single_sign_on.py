"""Single sign-on, against a server on loopback that does all that one must not trust."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from answering_server import (
    CLIENT,
    REDIRECT,
    SECRET,
    AnsweringServer,
    path_of_address,
    serving,
)
from one_school import School
from reader import Reader, path_of, sentence_of
from werkzeug.test import TestResponse

from data import store
from data.store.people.memberships import NewMembership
from data.tables import Account
from webapp import create_app
from webapp.services.access.oidc_claims import ClaimsFileError, load
from webapp.services.process.settings import Settings
from webapp.sign_in import single_sign_on
from webapp.sign_in.single_sign_on import SingleSignOnError

CLAIMS = {
    "rights": [
        {"claim": "groups", "has": "10A", "role": "counsellor", "groups": ["class:10A"]},
        {"claim": "groups", "has": "10B", "role": "counsellor", "groups": ["class:10B"]},
        {"claim": "groups", "has": "leads", "role": "lead"},
        {"claim": "realm.roles", "has": "auditor", "role": "auditor"},
        {"claim": "groups", "has": "nowhere", "role": "lead", "school": "No such school"},
        {"claim": "groups", "has": "other", "role": "lead", "school": "Chloe's school"},
    ]
}
NUNO = {"sub": "7", "preferred_username": "nuno", "name": "Nuno Sá", "groups": ["10A"]}
WELL = NewMembership(role="counsellor", groups=frozenset({"class:10A"}))


@pytest.fixture
def answering() -> Iterator[AnsweringServer]:
    with serving(AnsweringServer()) as server:
        server.person = dict(NUNO)
        yield server


@pytest.fixture
def linked(
    ready_folder: Path, copied: Callable[[Path], Path], answering: AnsweringServer
) -> Iterator[School]:
    """A school for whose people the server on loopback answers."""
    made = School(copied(ready_folder))
    made.close()
    file = made.folder / "claims.json"
    file.write_text(json.dumps(CLAIMS), encoding="utf-8")
    made.settings = settings_for(made.folder, answering.issuer, file)
    made.app = create_app(made.settings)
    made.app.testing = True
    made.state = made.app.extensions["alavanca"]
    yield made
    made.close()


def settings_for(folder: Path, issuer: str, file: Path | None) -> Settings:
    return Settings.model_validate(
        {
            "data_folder": folder,
            "school_name": "Pilot school",
            "oidc_issuer": issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "oidc_claims_file": file,
        }
    )


def send_away(person: Reader) -> str:
    """Where the sign-in page sends a browser."""
    answer = person.get("/sign-in/single?back=/rules")
    assert answer.status_code == 302, sentence_of(answer)
    return answer.headers["Location"]


def there(address: str) -> str:
    """Where the answering server sends the browser back to; "" when it does not."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.netloc, timeout=10)
    line.request("GET", path_of_address(address))
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.headers.get("Location", "")


def go(person: Reader) -> TestResponse:
    """All of it: to the answering server and back."""
    return person.get(path_of_address(there(send_away(person))))


def account(school: School) -> Account | None:
    with school.read() as session:
        return store.accounts.by_login(session, "nuno")


def memberships(school: School) -> list[tuple[str, NewMembership]]:
    found = account(school)
    assert found is not None
    with school.read() as session:
        theirs = store.memberships.of_account(session, found.id)
    return [(where.name, store.memberships.told(one)) for one, where in theirs]


def test_who_is_known_there_comes_in_here(linked: School, answering: AnsweringServer) -> None:
    nuno = linked.stranger()
    answer = go(nuno)
    assert path_of(answer) == "/rules"
    assert nuno.get("/caseload").status_code == 200
    assert memberships(linked) == [("Pilot school", WELL)]
    made = account(linked)
    assert made is not None
    assert (made.issuer, made.subject, made.password) == (answering.issuer, "7", None)


def test_the_second_time_it_is_the_same_account(linked: School) -> None:
    go(linked.stranger())
    first = account(linked)
    go(linked.stranger())
    assert account(linked) == first


def test_an_account_is_found_by_issuer_and_subject_whatever_the_login(
    linked: School, answering: AnsweringServer
) -> None:
    go(linked.stranger())
    answering.person["preferred_username"] = "lea"
    nuno = linked.stranger()
    assert go(nuno).status_code == 303
    assert "Nuno" in nuno.get("/account").text


def test_a_login_that_is_anothers_is_not_taken_over(
    linked: School, answering: AnsweringServer
) -> None:
    answering.person["preferred_username"] = "LEA"
    nuno = linked.stranger()
    answer = go(nuno)
    assert answer.status_code == 403
    assert "another account with your login" in sentence_of(answer)
    assert nuno.get("/caseload").status_code == 302


def test_the_browser_is_sent_with_a_challenge_state_and_nonce(linked: School) -> None:
    asked = parse_qs(urlsplit(send_away(linked.stranger())).query)
    query = {key: one[0] for key, one in asked.items()}
    assert query["redirect_uri"] == REDIRECT
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    other = parse_qs(urlsplit(send_away(linked.stranger())).query)
    for name in ("state", "nonce", "code_challenge"):
        assert len(query[name]) >= 43
        assert query[name] != other[name][0]


@pytest.mark.parametrize(
    "overrides",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "somebody else"},
        {"aud": None},
        {"aud": ["alavanca", "somebody else"]},
        {"azp": "somebody else"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"nbf": int(time.time()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
    ],
)
def test_a_token_that_says_something_else_is_not_trusted(
    linked: School, answering: AnsweringServer, overrides: dict[str, object]
) -> None:
    answering.overrides = overrides
    refused(linked, go)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "another key"])
def test_a_token_that_is_not_signed_by_the_issuer_is_not_trusted(
    linked: School, answering: AnsweringServer, algorithm: str
) -> None:
    answering.algorithm = algorithm
    refused(linked, go)


def refused(school: School, way: Callable[[Reader], TestResponse]) -> None:
    """Nobody comes in, and no account is made."""
    nuno = school.stranger()
    answer = way(nuno)
    assert answer.status_code == 403
    assert sentence_of(answer)
    assert nuno.get("/caseload").status_code == 302
    assert account(school) is None


def test_another_state_is_refused(linked: School, answering: AnsweringServer) -> None:
    def changed(person: Reader) -> TestResponse:
        back = path_of_address(there(send_away(person)))
        return person.get(back.split("&state=")[0] + "&state=another")

    refused(linked, changed)
    assert "/token" not in answering.asked


def test_what_another_browser_brings_back_is_refused(
    linked: School, answering: AnsweringServer
) -> None:
    back = path_of_address(there(send_away(linked.stranger())))
    refused(linked, lambda person: person.get(back))
    assert "/token" not in answering.asked


def test_a_code_is_used_once(linked: School, answering: AnsweringServer) -> None:
    nuno = linked.stranger()
    back = path_of_address(there(send_away(nuno)))
    assert nuno.get(back).status_code == 303
    nuno.post("/sign-out")
    assert nuno.get(back).status_code == 403
    assert nuno.get("/caseload").status_code == 302
    assert answering.asked.count("/token") == 1


def test_a_code_that_the_issuer_refuses_lets_nobody_in(linked: School) -> None:
    def way(person: Reader) -> TestResponse:
        back = path_of_address(there(send_away(person)))
        state = back.split("&state=")[1]
        return person.get(f"/sign-in/single/back?code=stolen&state={state}")

    refused(linked, way)


def test_who_was_away_for_too_long_begins_again(linked: School) -> None:
    nuno = linked.stranger()
    back = path_of_address(there(send_away(nuno)))
    later = linked.state.clock() + timedelta(minutes=11)
    linked.state.clock = lambda: later
    assert nuno.get(back).status_code == 403


def test_another_redirect_is_refused_there(linked: School) -> None:
    address = send_away(linked.stranger())
    assert there(address)
    assert not there(address.replace("%2Fback", "%2Fevil"))


def test_no_answer_names_another_place_to_go(linked: School) -> None:
    nuno = linked.stranger()
    address = nuno.get("/sign-in/single?back=https://evil.example").headers["Location"]
    assert path_of(nuno.get(path_of_address(there(address)))) == "/"


def test_an_issuer_that_calls_itself_otherwise_is_not_trusted(
    linked: School, answering: AnsweringServer
) -> None:
    answering.described = {"issuer": "https://evil.example"}
    assert linked.stranger().get("/sign-in/single").status_code == 503


@pytest.mark.parametrize("address", ["http://evil.example/token", "javascript:alert(1)", "", None])
def test_an_address_that_is_not_encrypted_is_not_asked(
    linked: School, answering: AnsweringServer, address: str | None
) -> None:
    answering.described = {"token_endpoint": address}
    assert linked.stranger().get("/sign-in/single").status_code == 503


def test_nobody_is_an_administrator_by_claim(linked: School, answering: AnsweringServer) -> None:
    answering.person |= {
        "groups": ["10A", "administrator"],
        "role": "administrator",
        "roles": ["administrator"],
        "realm": {"roles": ["administrator"]},
    }
    nuno = linked.stranger()
    go(nuno)
    assert memberships(linked) == [("Pilot school", WELL)]
    assert nuno.get("/accounts").status_code == 403


def test_a_claims_file_cannot_make_administrators(tmp_path: Path) -> None:
    file = tmp_path / "claims.json"
    rule = {"claim": "groups", "has": "it", "role": "administrator"}
    file.write_text(json.dumps({"rights": [rule]}), encoding="utf-8")
    with pytest.raises(ClaimsFileError, match="nobody becomes an administrator"):
        load(file)


def test_an_administrator_by_hand_stays_one(linked: School, answering: AnsweringServer) -> None:
    go(linked.stranger())
    made = account(linked)
    assert made is not None
    by_hand = NewMembership(role="administrator")
    with linked.write() as session:
        store.memberships.replace(session, linked.people["abel"], made.id, [WELL, by_hand])
    go(linked.stranger())
    assert {one for _school, one in memberships(linked)} == {WELL, by_hand}
    answering.person["groups"] = []
    nuno = linked.stranger()
    go(nuno)
    assert [one for _school, one in memberships(linked)] == [by_hand]
    assert nuno.get("/accounts").status_code == 200


def test_groups_of_several_claims_are_joined(linked: School, answering: AnsweringServer) -> None:
    answering.person |= {"groups": ["10A", "10B"], "realm": {"roles": ["auditor"]}}
    go(linked.stranger())
    both = NewMembership(role="counsellor", groups=frozenset({"class:10A", "class:10B"}))
    assert {one for _school, one in memberships(linked)} == {both, NewMembership(role="auditor")}


def test_rights_that_shrink_end_the_sign_ins_before(
    linked: School, answering: AnsweringServer
) -> None:
    answering.person["groups"] = ["10A", "leads"]
    before = linked.stranger()
    go(before)
    answering.person["groups"] = ["10A"]
    now = linked.stranger()
    go(now)
    assert before.get("/account").status_code == 302
    assert now.get("/account").status_code == 200
    assert memberships(linked) == [("Pilot school", WELL)]


def test_rights_that_stay_end_nothing(linked: School) -> None:
    before = linked.stranger()
    go(before)
    go(linked.stranger())
    assert before.get("/account").status_code == 200


def test_who_is_nothing_any_more_is_out(linked: School, answering: AnsweringServer) -> None:
    before = linked.stranger()
    go(before)
    answering.person["groups"] = []
    assert go(linked.stranger()).status_code == 403
    assert before.get("/account").status_code == 302


@pytest.mark.parametrize("groups", [[], ["pupils"], "10", ["nowhere"], None, {"10A": "10A"}])
def test_who_has_no_part_here_gets_no_account(
    linked: School, answering: AnsweringServer, groups: object
) -> None:
    answering.person["groups"] = groups
    refused(linked, go)


def test_who_changes_school_is_something_in_the_new_one_alone(
    linked: School, answering: AnsweringServer
) -> None:
    go(linked.stranger())
    answering.person["groups"] = ["other"]
    go(linked.stranger())
    assert memberships(linked) == [("Chloe's school", NewMembership(role="lead"))]


def test_who_is_deactivated_here_stays_out(linked: School) -> None:
    go(linked.stranger())
    made = account(linked)
    assert made is not None
    with linked.write() as session:
        store.accounts.deactivate(session, linked.people["abel"], made.id)
    assert go(linked.stranger()).status_code == 403


def test_no_link_gives_a_password_to_who_signs_in_elsewhere(linked: School) -> None:
    go(linked.stranger())
    made = account(linked)
    assert made is not None
    abel = linked.reader("abel")
    assert abel.post(f"/accounts/{made.id}/link").status_code == 422
    done = linked.app.test_cli_runner().invoke(args=["accounts", "link", "nuno"])
    assert done.exit_code == 1


def test_the_sign_in_page_offers_it_where_it_is_set_up(linked: School, own_school: School) -> None:
    assert "/sign-in/single" in linked.stranger().get("/sign-in").text
    assert "/sign-in/single" not in own_school.stranger().get("/sign-in").text
    assert own_school.stranger().get("/sign-in/single").status_code == 404
    assert own_school.stranger().get("/sign-in/single/back").status_code == 404


def test_nobody_signs_in_before_the_server_is_set_up(
    tmp_path: Path, empty_folder: Path, answering: AnsweringServer
) -> None:
    file = tmp_path / "claims.json"
    file.write_text(json.dumps(CLAIMS), encoding="utf-8")
    settings = settings_for(tmp_path / "new", answering.issuer, file)
    app = create_app(settings)
    assert store.migrate.upgrade(settings.database) is None
    answer = Reader(app).get("/sign-in/single")
    assert path_of(answer) == "/sign-in"
    assert not answering.asked


def test_an_issuer_out_of_reach_is_said_calmly(linked: School, answering: AnsweringServer) -> None:
    issuer = answering.issuer
    provider, claims = linked.app.extensions["single sign-on"]
    gone = type(provider)("http://127.0.0.1:9", CLIENT, SECRET)
    linked.app.extensions["single sign-on"] = (gone, claims)
    answer = linked.stranger().get("/sign-in/single")
    assert answer.status_code == 503
    assert "cannot be reached" in sentence_of(answer)
    assert issuer not in answer.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "JSON"),
        ("[]", "file"),
        ('{"rights": []}', "rights"),
        ('{"rights": [{"claim": "a", "has": "b", "role": "boss"}]}', r"rights\.1\.role"),
        ('{"rights": [{"claim": "a", "role": "lead"}]}', r"rights\.1\.has"),
        (
            '{"rights": [{"claim": "a", "has": "b", "role": "lead", "groups": ["class:1"]}]}',
            "only a counsellor",
        ),
        ('{"rights": [{"claim": "a", "has": "b", "role": "lead"}], "logn": "x"}', "logn"),
    ],
)
def test_a_claims_file_that_cannot_be_used_says_where(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "claims.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ClaimsFileError, match=said):
        load(file)
    with pytest.raises(ClaimsFileError, match="cannot be read"):
        load(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"oidc_issuer": "http://idp.example"}, "no https address"),
        ({"oidc_client_id": ""}, "ALAVANCA_OIDC_CLIENT_ID"),
        ({"oidc_claims_file": None}, "ALAVANCA_OIDC_CLAIMS_FILE"),
    ],
)
def test_settings_that_cannot_work_stop_the_start(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    file = tmp_path / "claims.json"
    file.write_text(json.dumps(CLAIMS), encoding="utf-8")
    right = settings_for(tmp_path, "https://idp.example", file)
    with pytest.raises(SingleSignOnError, match=said):
        create_app(right.model_copy(update=change))


def test_a_missing_extra_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "claims.json"
    file.write_text(json.dumps(CLAIMS), encoding="utf-8")
    monkeypatch.setattr(single_sign_on, "find_spec", lambda name: None)
    with pytest.raises(SingleSignOnError, match=r"alavanca\[oidc\]"):
        create_app(settings_for(tmp_path, "https://idp.example", file))


def test_the_library_is_imported_when_somebody_signs_in_not_before(tmp_path: Path) -> None:
    program = (
        "import sys; from webapp import create_app;"
        "from webapp.services.process.settings import Settings;"
        f"create_app(Settings(data_folder={str(tmp_path)!r}));"
        "print([name for name in ('authlib', 'joserfc', 'requests') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
