"""The first run: a link that works once makes the school and its first account."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from one_school import School
from reader import Element, Reader, path_of, read, sentence_of
from sqlmodel import select
from staff import NOON

from data import store
from data.reading import StudentOnFile
from data.tables import Account, Decision
from webapp import create_app
from webapp.services.access import sign_in_links as links
from webapp.services.jobs import background_jobs, work
from webapp.services.process.settings import Settings

FORM = {
    "school": "Escola Secundária",
    "name": "Abel Matos",
    "login": "Abel@Escola.pt",
    "password": "o eucalipto canta baixo",
    "again": "o eucalipto canta baixo",
    "lead": "yes",
    "begin": "file",
}


class Fresh:
    """A server that nobody has an account on yet."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_folder=folder)
        self.app = create_app(self.settings)
        self.app.testing = True
        self.state = self.app.extensions["alavanca"]
        self.at(timedelta(0))

    def at(self, since: timedelta) -> None:
        """Move the clock so far from noon."""
        self.state.clock = lambda: NOON + since

    def link(self) -> str:
        """A new link to the set-up."""
        made = links.to_set_up(self.state.database, self.state.clock(), "")
        assert made is not None
        return made

    def accounts(self) -> list[Account]:
        with self.state.database.read() as session:
            return list(session.exec(select(Account)))


@pytest.fixture
def fresh(
    empty_folder: Path, sqlite_model: Path, copied: Callable[[Path], Path]
) -> Iterator[Fresh]:
    """A server with a database that has nothing in it."""
    folder = copied(empty_folder)
    (folder / "alavanca.sqlite").write_bytes(sqlite_model.read_bytes())
    made = Fresh(folder)
    yield made
    made.state.database.close()


def visitor(fresh: Fresh, language: str = "en") -> Reader:
    return Reader(fresh.app, language)


def test_before_it_the_sign_in_page_says_where_the_link_is(fresh: Fresh) -> None:
    page = visitor(fresh).page("/sign-in")
    assert "Nobody has an account here yet" in page.text
    assert not page.one("main").all("form")
    assert fresh.accounts() == []


def test_the_first_person_names_the_school_and_himself_and_is_in(fresh: Fresh) -> None:
    abel = visitor(fresh, "pt")
    link = fresh.link()
    assert abel.page(link).one("input", name="school")
    answer = abel.post(link, FORM)
    assert (answer.status_code, path_of(answer)) == (303, "/")
    assert path_of(abel.get("/")) == "/rosters"
    [account] = fresh.accounts()
    assert (account.login, account.name, account.language) == ("abel@escola.pt", "Abel Matos", "pt")
    assert account.password is not None
    assert account.password.startswith("$argon2id$")
    abel.page("/rosters")
    with fresh.state.database.read() as session:
        held = store.memberships.of_account(session, account.id)
        lines = session.exec(select(Decision)).all()
        assert store.rosters.listing(session, fresh_viewer(fresh)) == []
    assert [(one.role, school.name) for one, school in held] == [
        ("administrator", "Escola Secundária"),
        ("lead", "Escola Secundária"),
    ]
    assert {line.action for line in lines if line.thing == "rule set"} == {"put in force"}
    deeds = [line.action for line in lines if line.thing != "rule set"]
    assert deeds == ["create", "set rights", "sign in"]


def fresh_viewer(fresh: Fresh) -> Any:
    with fresh.app.app_context():
        from webapp.http.access import viewer

        return viewer()


def test_who_does_not_coach_is_the_administrator_alone(fresh: Fresh) -> None:
    form = {name: value for name, value in FORM.items() if name != "lead"}
    visitor(fresh).post(fresh.link(), form)
    with fresh.state.database.read() as session:
        held = store.memberships.of_account(session, fresh.accounts()[0].id)
    assert [one.role for one, _ in held] == ["administrator"]


def test_the_sample_school_is_loaded_only_where_it_is_asked_for(
    fresh: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(command: list[str], **_options: object) -> None:
        with fresh.app.app_context():
            work.run(fresh.state, int(command[-1]))

    monkeypatch.setattr(background_jobs.subprocess, "Popen", at_once)
    monkeypatch.setattr(work, "keep_gaps", lambda *_: None)
    abel = visitor(fresh)
    answer = abel.post(fresh.link(), {**FORM, "begin": "sample"})
    page = abel.page(path_of(answer))
    assert "360 students are in" in page.text
    [button] = [one for one in page.all("button") if "Open the board" in one.text]
    assert button.text == "Open the board as pedagogical lead"
    form = {"membership": button.attributes["value"], "back": "/caseload"}
    abel.forget_token()
    assert path_of(abel.post("/acting-as", form)) == "/caseload"
    assert "These students are invented" in abel.page("/caseload").text


def test_the_link_works_once(fresh: Fresh) -> None:
    link = fresh.link()
    assert visitor(fresh).post(link, FORM).status_code == 303
    late = visitor(fresh)
    for answer in (late.get(link), late.post(link, {**FORM, "login": "second"})):
        assert answer.status_code == 404
        assert "This link opens nothing any more" in sentence_of(answer)
    assert len(fresh.accounts()) == 1
    assert links.to_set_up(fresh.state.database, fresh.state.clock()) is None


def test_the_link_works_for_half_an_hour_and_until_there_is_a_newer_one(fresh: Fresh) -> None:
    first, second = fresh.link(), fresh.link()
    assert visitor(fresh).get(first).status_code == 404
    fresh.at(timedelta(minutes=29))
    assert visitor(fresh).get(second).status_code == 200
    fresh.at(timedelta(minutes=30))
    assert visitor(fresh).get(second).status_code == 404
    assert visitor(fresh).post(second, FORM).status_code == 404
    assert fresh.accounts() == []


def test_a_made_up_link_opens_nothing(fresh: Fresh) -> None:
    for made_up in ("x", "x" * 43, "..", "%00"):
        assert visitor(fresh).get(f"/set-up/{made_up}").status_code == 404
        assert visitor(fresh).post(f"/set-up/{made_up}", FORM).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("school", " ", "Write the school's name"),
        ("school", "x" * 201, "200 characters at most"),
        ("name", "", "Write the name as colleagues know it"),
        ("login", "abel matos", "one word without spaces"),
        ("password", "short", "at least 12"),
        ("password", "palavrapasse1", "others would try"),
        ("again", "something else", "not the same"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    fresh: Fresh, field: str, value: str, words: str
) -> None:
    link = fresh.link()
    answer = visitor(fresh).post(link, {**FORM, field: value})
    assert answer.status_code == 422
    page = read(answer.text)
    beside = {"again": "password"}.get(field, field)
    assert words in said_beside(page, beside)
    for name in ("school", "name", "login"):
        kept = page.one("input", name=name).attributes["value"]
        assert kept == (value if name == field else FORM[name])
    for name in ("password", "again"):
        assert "value" not in page.one("input", name=name).attributes
    assert fresh.accounts() == []
    assert visitor(fresh).post(link, FORM).status_code == 303


def said_beside(page: Element, field: str) -> str:
    described = page.one("input", name=field).attributes["aria-describedby"].split()
    found = [one for one in page.walk() if one.attributes.get("id") in described]
    return " ".join(one.text for one in found)


def test_the_language_is_chosen_on_the_page(fresh: Fresh) -> None:
    abel = visitor(fresh, "en")
    link = fresh.link()
    [there] = [one for one in abel.page(link).one("p", class_="tongues").all("a")
               if one.attributes["lang"] == "pt"]  # fmt: skip
    assert path_of(abel.get(there.attributes["href"])) == link
    assert '<html lang="pt"' in abel.get(link).text
    abel.post(link, FORM)
    assert fresh.accounts()[0].language == "pt"


def test_where_a_roster_is_in_already_nothing_is_asked_about_one(
    fresh: Fresh,
) -> None:
    with fresh.state.database.write() as session:
        school = store.schools.first_or_create(session, "School").id
    viewer = fresh_viewer(fresh)
    assert viewer.school == school
    with fresh.state.database.write() as session:
        store.rosters.add(
            session, viewer, [StudentOnFile("S1", "Ana", "Sá", {"FinalGrade": 8.0}, {})], title="T",
            dictionary="pilot-2008", filename="f.csv", fingerprint="f", expected_current=None,
        )  # fmt: skip
    link = fresh.link()
    page = visitor(fresh).page(link)
    assert not page.all("input", name="begin")
    form = {name: value for name, value in FORM.items() if name != "begin"}
    abel = visitor(fresh)
    assert path_of(abel.post(link, form)) == "/"
    assert "f.csv" in abel.page("/rosters").text


def test_the_link_is_none_once_anybody_has_an_account(own_school: School) -> None:
    assert links.to_set_up(own_school.state.database, own_school.state.clock()) is None
    with own_school.write() as session:
        token = store.invitations.for_set_up(session, own_school.state.clock())
    assert own_school.stranger().get(f"/set-up/{token}").status_code == 404
