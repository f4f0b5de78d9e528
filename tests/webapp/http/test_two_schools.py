"""Another school's thing is a thing that does not exist, on every address and for everybody."""

import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lengths import some
from one_school import School
from reader import Reader
from sqlmodel import SQLModel
from two_schools import (
    MARKER,
    NOWHERE,
    ONE_OF_THEIRS,
    Both,
    Ids,
    address_of,
    furnish,
    numbered,
    of_them,
    requests_of,
    rules_of,
)
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from data import store
from webapp.api import rate_limit
from webapp.services.jobs import background_jobs

# Not of one group: whoever sees models sees all of his school.
WHOLE_SCHOOLS = ("model", "comparison")
HERE = ("ines", "rui", "lea", "abel", "mia", "otto")
# What a form may hold, so that no address refuses it before it looks for the thing.
FILLED = {
    **{"reason": "other", "words": "said so", "until": "", "key": f"{MARKER}S1", "keep": ""},
    **{"login": "another", "name": "Another", "role": "lead", "sees": "all", "title": "Maths"},
    **{"loses": "yes", "compared": "yes", "back": "/caseload"},
}


@pytest.fixture(autouse=True)
def all_may_ask_often() -> Iterator[None]:
    """These tests ask the API's addresses more often than anybody without a token may."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rate_limit, "WITHOUT_TOKEN", 100_000)
        yield


@pytest.fixture(scope="module")
def both(
    empty_folder: Path, copied: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """A server that keeps the Pilot school and Chloe's, each with one thing of every kind."""
    school = School(copied(empty_folder))
    yield furnish(school, tmp_path_factory.mktemp("files"))
    school.close()


def rows_of(school: School) -> dict[str, list[tuple[object, ...]]]:
    """Everything there is, table by table."""
    with school.read() as session:
        return {
            name: [tuple(row) for row in session.connection().execute(table.select())]
            for name, table in SQLModel.metadata.tables.items()
        }


def send(
    reader: Reader, method: str, path: str, part: bool, form: dict[str, str] | None = None
) -> TestResponse:
    """Ask for an address, or send it a form with its token."""
    if method == "POST":
        return reader.post(path, form, part=part)
    headers = {"HX-Request": "true"} if part else {}
    return reader.client.open(path, method=method, headers=headers)


def said(answer: TestResponse, number: str) -> tuple[int, str, str]:
    """What an answer says, without the numbers it was asked for and has, and a form's token."""
    text = answer.text.replace(answer.headers.get("X-Request-Id", "-no-"), "#")
    lines = [line for line in text.splitlines() if "csrf_token" not in line]
    lines = [line for line in lines if "X-CSRFToken" not in line]
    location = answer.headers.get("Location", "")
    return answer.status_code, location.replace(number, "#"), "\n".join(lines).replace(number, "#")


def read_out(answer: TestResponse) -> str:
    """All that an answer says: headers, body, and the inside of a packed file."""
    found = [str(answer.headers), answer.get_data().decode("utf-8", "replace")]
    if answer.get_data()[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.get_data())) as packed:
            found += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    return "\n".join(found)


def has_marker(text: str) -> bool:
    return MARKER.casefold() in text.casefold()


def refusals(
    both: Both, who: str, rule: Rule, method: str, form: dict[str, str]
) -> tuple[int, ...]:
    """The statuses with which an address may hide that there is such a thing."""
    if "scope" in vars(both.school.app.view_functions[rule.endpoint]):
        return (401,)  # it asks for a token: test_api.py has two schools' programs
    action = vars(both.school.app.view_functions[rule.endpoint])["needs"]
    if not both.school.may(who, action):
        return (403,)
    if method == "OPTIONS":
        return (200,)
    if rule.endpoint in ("backups.verify", "backups.download"):
        return (403,)  # a backup holds every school, so on this server there is none for a school
    return (404,) if form or method != "POST" else (404, 422)


@pytest.mark.parametrize("who", some(HERE, 2))
def test_anothers_thing_answers_as_one_that_does_not_exist(both: Both, who: str) -> None:
    reader, before = both.school.reader(who), rows_of(both.school)
    hidden = {"ines": [both.beside], "rui": [both.ours]}.get(who, [])
    asked = 0
    for rule, method in requests_of(both.school.app):
        for ids in [both.theirs, *hidden] if numbered(rule) else []:
            [name] = numbered(rule)
            if name in WHOLE_SCHOOLS and ids is not both.theirs:
                continue
            for form in ({}, FILLED) if method == "POST" else ({},):
                for part in (False, True):
                    path, nowhere = address_of(rule, ids), address_of(rule, NOWHERE)
                    answer = send(reader, method, path, part, form)
                    told = said(answer, ids.of(name))
                    other = said(send(reader, method, nowhere, part, form), NOWHERE.of(name))
                    assert told == other, (who, method, path, part)
                    assert told[0] in refusals(both, who, rule, method, form), (who, method, path)
                    assert not has_marker(read_out(answer)), (who, method, path)
                    asked += 1
    assert asked > 100
    assert rows_of(both.school) == before


# What one's own things answer to a form, by endpoint; what only asks is answered 200.
ANSWERS = {
    **dict.fromkeys(("coaching.open_", "coaching.close", "coaching.undo"), 302),
    **dict.fromkeys(("coaching.dismiss", "coaching.put_back"), 302),
    **dict.fromkeys(("rosters.withdraw", "rosters.restore", "rosters.forget"), 302),
    "file_changes.change": 404,  # as the next one
    "file_changes.lay_out": 303,
    "identity.answer": 303,
    "school_dictionaries.change": 422,  # the form has no text
    "school_dictionaries.take_back": 303,
    "rosters.confirm": 404,  # the file was thrown away just before
    **dict.fromkeys(("families.object_", "families.withdraw"), 303),
    "families.erase": 422,  # another student's key was typed
    "families.download": 200,
    "families.erased": 404,  # he was not
    "accounts.invite": 200,
    **dict.fromkeys(("accounts.rename", "accounts.set_rights", "accounts.activate"), 303),
    **dict.fromkeys(("accounts.deactivate", "accounts.end_second_factor"), 303),
    "own_account.end_sign_in": 303,
    "stated_reason.give": 404,  # who coaches states none
    **dict.fromkeys(("what_ifs.send", "what_ifs.forget"), 404),  # Nina's, who kept it
    "example.make": 303,
    **dict.fromkeys(("backups.verify", "backups.download"), 403),  # it holds other schools too
    "tokens_page.end": 404,  # Nina’s, who made it
    **dict.fromkeys(
        ("backups.step", "trainings.step", "trainings.cancel"), 404
    ),  # it read a roster
    "activations.activate": 422,  # the file is none
    "drafts.drop": 303,
    "drafts.reopen": 409,  # it was not dropped
    # The forms say neither text nor revision; the draft's page is told before.
    **dict.fromkeys(("draft_text.save", "draft_text.bring_back", "draft_merge.choose"), 422),
    "form.change": 422,
    # The form names no revision that was seen, and no review was asked for.
    **dict.fromkeys(("review.ask", "review.publish", "review.send_back"), 409),
}
OF_ABEL = {"stated_reason.give": 303, "tokens_page.end": 303}


@pytest.mark.parametrize("who", HERE)
def test_ones_own_thing_answers_as_the_role_lets_it(
    both: Both,
    who: str,
    copied: Callable[[Path], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(background_jobs.subprocess, "Popen", lambda command, **_: None)
    school = School(copied(both.school.folder))
    _another_browser, reader = school.reader(who), school.reader(who)
    ids = replace(both.beside if who == "rui" else both.ours, sign_in=sign_ins_of(school, who)[-1])
    answers = ANSWERS | (OF_ABEL if who == "abel" else {})
    for rule, method in requests_of(school.app):
        if not numbered(rule):
            continue
        action = vars(school.app.view_functions[rule.endpoint])["needs"]
        asks = 200 if method == "OPTIONS" else answers.get(rule.endpoint, 200)
        expected = asks if school.may(who, action) else 403
        if "scope" in vars(school.app.view_functions[rule.endpoint]):
            expected = 401
        answer = send(reader, method, address_of(rule, ids), False, FILLED)
        assert answer.status_code == expected, (who, method, rule.rule)
    school.close()


def sign_ins_of(school: School, who: str) -> list[int]:
    """The numbers of somebody's sign-ins, the newest first."""
    account = school.people[who].account
    assert account is not None
    with school.read() as session:
        return [one.id for one in store.sign_ins.own(session, account, school.state.clock())]


@pytest.mark.parametrize("who", some(["nobody", *HERE], 3))
def test_no_answer_holds_a_word_or_a_number_of_the_other_school(
    both: Both, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    school, theirs = both.school, both.theirs
    reader = school.stranger() if who == "nobody" else school.reader(who)
    with caplog.at_level(logging.DEBUG):
        for path in own_addresses(school, both.ours):
            for part in (False, True):
                read = read_out(reader.get(path, part=part))
                assert not has_marker(read), (who, path, part)
                assert not ONE_OF_THEIRS.search(read), (who, path, part)
        for path in their_addresses(school, theirs):
            for part in (False, True):
                assert not has_marker(read_out(reader.get(path, part=part))), (who, path, part)
        for path in (f"/families/{both.ours.student}/data.zip", "/research", "/decisions/verify"):
            answer = reader.post(path, {"compared": "yes"})
            assert not has_marker(read_out(answer)), (who, path)
    assert not has_marker(caplog.text)


def own_addresses(school: School, ids: Ids) -> Iterator[str]:
    """Every address that can be asked for, with one's own things, nobody's, and broken ones."""
    for rule in rules_of(school.app):
        if "GET" in (rule.methods or ()):
            yield address_of(rule, ids)
            yield address_of(rule, NOWHERE)
    yield from ("/nowhere", "/caseload?foo=1", "/caseload/place", "/rosters/sample")
    yield from (f"/caseload?roster={NOWHERE.roster}", "/caseload?set=small&state=", "/caseload?q=a")
    yield from ("/families?q=a", "/families?q=S1", "/decisions?by=a", "/decisions.csv?what=account")


def their_addresses(school: School, ids: Ids) -> Iterator[str]:
    """Every way to ask for the other school's things: in the path, and in the query."""
    for rule in rules_of(school.app):
        if "GET" in (rule.methods or ()) and numbered(rule):
            yield address_of(rule, ids)
    for path in ("/caseload", "/caseload.csv", "/caseload.xlsx", "/caseload/sheet"):
        yield f"{path}?roster={ids.roster}"
    yield from (f"/decisions?student={ids.student}", f"/decisions?by={ids.account}")
    yield from (f"/decisions.csv?student={ids.student}", f"/families?q={ids.student}")


def test_another_schools_roster_in_a_query_or_a_form_is_one_that_does_not_exist(both: Both) -> None:
    reader, own = both.school.reader("lea"), both.ours.student
    for path in ("/caseload", "/caseload.csv", "/caseload.xlsx", f"/students/{own}"):
        asked = [f"{path}?roster={ids.roster}" for ids in (both.theirs, NOWHERE)]
        told, other = map(reader.get, asked)
        assert told.status_code == 404, path
        assert said(told, str(both.theirs.roster)) == said(other, str(NOWHERE.roster)), path
    told, other = (
        reader.post("/research", {"roster": ids.roster, "compared": "yes"})
        for ids in (both.theirs, NOWHERE)
    )
    assert told.status_code == 404
    assert said(told, str(both.theirs.roster)) == said(other, str(NOWHERE.roster))


@pytest.mark.parametrize("who", HERE)
def test_nobody_goes_on_as_what_somebody_else_is(both: Both, who: str) -> None:
    reader, before = both.school.reader(who), rows_of(both.school)
    told, other = (
        reader.post("/acting-as", {"membership": ids.membership}) for ids in (both.theirs, NOWHERE)
    )
    assert told.status_code == 404
    assert said(told, str(both.theirs.membership)) == said(other, str(NOWHERE.membership))
    assert rows_of(both.school) == before


def test_the_other_school_reads_its_own_word(both: Both) -> None:
    """Else the tests above could not fail."""
    theirs = both.theirs
    own = {
        "counsellor": ["/caseload", "/caseload.csv", "/caseload.xlsx", "/caseload/sheet"],
        "lead": [f"/students/{theirs.student}", f"/students/{theirs.student}/sheet", "/overview"],
        "administrator": [
            *("/accounts", f"/accounts/{theirs.account}", "/rosters", "/families?q=S1"),
            *(f"/families/{theirs.student}", f"/rosters/imports/{theirs.job}"),
            f"/rosters/imports/{theirs.job}/problems.csv",
        ],
        "auditor": ["/decisions", "/decisions.csv", f"/decisions?student={theirs.student}"],
        "observer": ["/overview"],
    }
    for role, paths in own.items():
        reader = both.school.reader(of_them(role))
        for path in paths:
            answer = reader.get(path)
            assert answer.status_code == 200, path
            assert MARKER in read_out(answer), path
    head = both.school.reader(of_them("administrator"))
    assert MARKER in read_out(head.post(f"/families/{theirs.student}/data.zip"))
    assert ONE_OF_THEIRS.search(both.school.reader(of_them("lead")).get("/caseload").text)


def test_an_address_with_something_new_in_it_has_to_be_told_of_here(both: Both) -> None:
    with pytest.raises(LookupError, match=r"<planet>.*give `Ids` one of each school"):
        both.ours.of("planet")
