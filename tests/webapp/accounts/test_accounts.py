"""The page of a school's people: who is who, adding one, changing one, links shown once."""

import re

import pytest
from one_school import School
from reader import Reader, path_of, read
from sqlmodel import select

from data import store
from data.store.people.accounts import AccountInfo
from data.store.people.memberships import NewMembership
from data.tables import Decision
from data.viewer import Viewer
from webapp.accounts.accounts import AccountLine, AccountsPage
from webapp.http.pages import show_page
from webapp.services.access import roles

LINK = re.compile(r"http://localhost(/invitation/[\w-]+)")


@pytest.fixture
def abel(own_school: School) -> Reader:
    return own_school.reader("abel")


def info_of(school: School, login: str) -> AccountInfo:
    with school.read() as session:
        return store.accounts.get(session, school.people["abel"], number(school, login))


def number(school: School, login: str) -> int:
    with school.read() as session:
        account = store.accounts.by_login(session, login)
    assert account is not None
    return account.id


def new(**more: object) -> dict[str, object]:
    return {"name": "Nuno Sá", "login": "nuno", "role": "lead", "sees": "groups"} | more


def problem_of(answer: object, field: str) -> str:
    """The sentence beside a field, to which the field itself points."""
    page = read(answer.text)  # type: ignore[attr-defined]
    assert page.all("input", name=field) or page.all("fieldset")
    [sentence] = [one for one in page.walk() if one.attributes.get("id") == f"{field}-problem"]
    pointing = [one for one in page.walk() if one.attributes.get("aria-describedby")]
    assert any(f"{field}-problem" in one.attributes["aria-describedby"] for one in pointing)
    return sentence.text


def test_abel_sees_who_is_who(own_school: School, abel: Reader) -> None:
    page = abel.page("/accounts")
    rows = {row.children[0].text: row.text for row in page.one("tbody").all("tr")}
    assert list(rows) == ["Abel", "Ines", "Lea", "Mia", "Otto", "Rui"]
    assert "counsellor of class 10A" in rows["Ines"]
    assert "pedagogical lead" in rows["Lea"]
    assert "never" in rows["Rui"]
    assert "2026" in rows["Abel"] or "UTC" in rows["Abel"]
    assert "Chloe" not in page.text


def test_every_role_is_explained_in_one_sentence(own_school: School, abel: Reader) -> None:
    told = [one.text for one in abel.page("/accounts").one("dl", class_="roles").all("dd")]
    assert told == list(roles.sentences().values())
    assert all(sentence.count(".") == 1 and sentence.endswith(".") for sentence in told)


@pytest.mark.parametrize("who", ["ines", "lea", "mia", "otto"])
def test_only_an_administrator_keeps_accounts(own_school: School, who: str) -> None:
    person, there = own_school.reader(who), number(own_school, "rui")
    for path in ("/accounts", "/accounts/new", f"/accounts/{there}"):
        assert person.get(path).status_code == 403
    version = own_school.version()
    for step in ("", "/rights", "/link", "/deactivate", "/activate"):
        assert person.post(f"/accounts/{there}{step}", new()).status_code == 403
    assert person.post("/accounts/new", new()).status_code == 403
    assert own_school.version() == version


def test_a_person_is_added_and_comes_in_by_a_link_that_is_shown_once(
    own_school: School, abel: Reader
) -> None:
    answer = abel.post("/accounts/new", new(role="counsellor", group="class:10A"))
    assert answer.status_code == 200
    [link] = set(LINK.findall(answer.text))
    assert read(answer.text).one("input", id="link").attributes["value"].endswith(link)
    info = info_of(own_school, "nuno")
    assert info.memberships == (NewMembership(role="counsellor", groups=frozenset({"class:10A"})),)
    assert link not in abel.get(f"/accounts/{info.id}").text
    nuno = own_school.stranger()
    password = "the tram was late again"
    chosen = nuno.post(link, {"password": password, "again": password})
    assert chosen.status_code == 303
    assert own_school.stranger().get(link).status_code == 404


def test_what_cannot_be_is_said_beside_its_field_and_the_text_is_kept(abel: Reader) -> None:
    answer = abel.post("/accounts/new", {"name": " ", "login": "two words"})
    assert answer.status_code == 422
    assert "without spaces" in problem_of(answer, "login")
    assert problem_of(answer, "name")
    assert "at least one role" in problem_of(answer, "role")
    assert read(answer.text).one("input", name="login").attributes["value"] == "two words"
    answer = abel.post("/accounts/new", new(role="counsellor"))
    assert answer.status_code == 422
    assert "whole school" in problem_of(answer, "group")
    answer = abel.post("/accounts/new", new(login="INES"))
    assert answer.status_code == 422
    assert "already" in problem_of(answer, "login")


@pytest.mark.parametrize("group", ["10A", "class:", "room:3", "class:a\x00b"])
def test_a_group_that_cannot_be_is_refused(own_school: School, abel: Reader, group: str) -> None:
    answer = abel.post("/accounts/new", new(role="counsellor", group=group))
    assert answer.status_code == 422
    assert problem_of(answer, "group")


def test_a_login_of_another_school_is_taken_without_saying_whose(abel: Reader) -> None:
    answer = abel.post("/accounts/new", new(login="chloe"))
    assert answer.status_code == 422
    assert "Chloe" not in answer.text


def test_the_groups_to_tick_are_those_of_the_roster(own_school: School, abel: Reader) -> None:
    with own_school.read() as session:
        there = store.group_choice.listing(session, own_school.people["abel"])
    offered = [
        one.attributes["value"] for one in abel.page("/accounts/new").all("input", name="group")
    ]
    assert offered == there
    page = abel.page(f"/accounts/{number(own_school, 'ines')}")
    ticked = [one for one in page.all("input", name="group") if "checked" in one.attributes]
    assert [one.attributes["value"] for one in ticked] == ["class:10A"]


def test_changed_rights_end_a_persons_sign_ins(own_school: School, abel: Reader) -> None:
    rui, there = own_school.reader("rui"), number(own_school, "rui")
    assert rui.get("/caseload").status_code == 200
    answer = abel.post(f"/accounts/{there}/rights", {"role": "observer"})
    assert path_of(answer) == f"/accounts/{there}"
    assert info_of(own_school, "rui").memberships == (NewMembership(role="observer"),)
    assert rui.get("/caseload").status_code == 302


def test_nobody_takes_his_own_administrator_role_away(own_school: School, abel: Reader) -> None:
    there = number(own_school, "abel")
    answer = abel.post(f"/accounts/{there}/rights", {"role": "lead"})
    assert answer.status_code == 422
    assert "your own" in problem_of(answer, "role")
    assert abel.post(f"/accounts/{there}/deactivate").status_code == 422
    assert info_of(own_school, "abel").active
    assert info_of(own_school, "abel").memberships == (NewMembership(role="administrator"),)


def test_the_last_administrator_who_can_sign_in_stays_one(own_school: School, abel: Reader) -> None:
    abel.post("/accounts/new", new(role="administrator"))
    nuno = number(own_school, "nuno")
    with own_school.write() as session:
        token = store.sign_ins.begin(session, nuno, own_school.state.clock())
    other = Reader(own_school.app, signed_in=token)
    there = number(own_school, "abel")
    assert other.post(f"/accounts/{there}/deactivate").status_code == 303
    assert not info_of(own_school, "abel").active
    assert other.post(f"/accounts/{nuno}/rights", {"role": "lead"}).status_code == 422
    assert other.post(f"/accounts/{there}/activate").status_code == 303
    assert info_of(own_school, "abel").active


def test_who_is_deactivated_is_out_and_gets_no_link(own_school: School, abel: Reader) -> None:
    rui, there = own_school.reader("rui"), number(own_school, "rui")
    assert abel.post(f"/accounts/{there}/deactivate").status_code == 303
    assert rui.get("/caseload").status_code == 302
    assert abel.post(f"/accounts/{there}/link").status_code == 422
    assert "deactivated" in abel.page("/accounts").text


def test_a_new_link_voids_the_one_before(own_school: School, abel: Reader) -> None:
    there = number(own_school, "rui")
    first, second = (
        LINK.findall(abel.post(f"/accounts/{there}/link").text)[0] for _time in range(2)
    )
    assert own_school.stranger().get(first).status_code == 404
    assert own_school.stranger().get(second).status_code == 200


def test_name_and_login_are_corrected(own_school: School, abel: Reader) -> None:
    there = number(own_school, "rui")
    answer = abel.post(f"/accounts/{there}", {"name": "Rui Melo", "login": "Rui.Melo"})
    assert path_of(answer) == f"/accounts/{there}"
    assert info_of(own_school, "rui.melo").name == "Rui Melo"
    answer = abel.post(f"/accounts/{there}", {"name": "Rui", "login": "lea"})
    assert answer.status_code == 422
    assert "already" in problem_of(answer, "login")


def test_another_schools_account_does_not_exist(own_school: School, abel: Reader) -> None:
    stranger, nowhere = number(own_school, "chloe"), 999_999
    assert abel.get(f"/accounts/{stranger}").status_code == 404
    version = own_school.version()
    for step in ("", "/rights", "/link", "/deactivate", "/activate"):
        told = abel.post(f"/accounts/{stranger}{step}", new())
        assert told.status_code == abel.post(f"/accounts/{nowhere}{step}", new()).status_code
        assert told.status_code == 404
    assert own_school.version() == version


def test_an_account_of_two_schools_is_changed_by_command_only(
    own_school: School, abel: Reader
) -> None:
    there = number(own_school, "chloe")
    here = own_school.people["abel"].school
    with own_school.write() as session:
        wanted = [NewMembership(role="lead")]
        command = Viewer(None, "", "administrator", here)
        store.memberships.replace(session, command, there, wanted)
    page = abel.page(f"/accounts/{there}")
    assert "another school" in page.text
    for step in ("", "/link", "/deactivate", "/activate"):
        form = {"name": "C", "login": "c"}
        assert abel.post(f"/accounts/{there}{step}", form).status_code == 409
    assert abel.post(f"/accounts/{there}/rights", {"role": "auditor"}).status_code == 303


def test_what_is_done_to_an_account_is_in_the_trace_without_its_link(
    own_school: School, abel: Reader
) -> None:
    answer = abel.post("/accounts/new", new())
    token = LINK.findall(answer.text)[0].rsplit("/", 1)[1]
    with own_school.read() as session:
        lines = [line for line in session.exec(select(Decision)) if line.by == "Abel"]
    assert [line.action for line in lines[-3:]] == ["create", "set rights", "invite"]
    assert not any(token in str(line) for line in lines)


def test_the_list_says_what_to_do_when_one_is_alone(own_school: School, abel: Reader) -> None:
    with own_school.read() as session:
        people = store.accounts.listing(session, own_school.people["abel"])
    with own_school.app.test_request_context():
        line = next(AccountLine(one, "", None) for one in people if one.login == "abel")
        alone = show_page("accounts/accounts.html", AccountsPage((line,), ()))
    assert "You are alone so far" in alone.get_data(as_text=True)
    assert "You are alone so far" not in abel.get("/accounts").text
