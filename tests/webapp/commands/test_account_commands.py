"""The commands about people and schools, for whoever works at the server."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from one_school import School
from staff import OTHER_SCHOOL

from data import store
from data.store.people.memberships import NewMembership
from data.tables import Account
from webapp import create_app
from webapp.services.process.settings import Settings

LINK = re.compile(r"^https?://\S+$", re.MULTILINE)
PILOT = ("--school", "Pilot school")


@pytest.fixture
def run(own_school: School) -> FlaskCliRunner:
    return own_school.app.test_cli_runner()


@pytest.fixture
def new_server(tmp_path: Path) -> FlaskCliRunner:
    """A server on which nobody has an account."""
    return create_app(Settings(data_folder=tmp_path / "new")).test_cli_runner()


def account(school: School, login: str) -> Account:
    with school.read() as session:
        found = store.accounts.by_login(session, login)
    assert found is not None
    return found


def memberships(school: School, login: str) -> list[tuple[str, NewMembership]]:
    with school.read() as session:
        found = store.memberships.of_account(session, account(school, login).id)
    return [(there.name, store.memberships.told(one)) for one, there in found]


def carry_out(run: FlaskCliRunner, *words: str) -> str:
    done = run.invoke(args=words)
    assert done.exit_code == 0, done.output
    return str(done.output)


def refuse(run: FlaskCliRunner, *words: str) -> str:
    done = run.invoke(args=words)
    assert done.exit_code == 1, done.output
    assert done.output.startswith("Error: ")
    assert isinstance(done.exception, SystemExit)
    return str(done.output)


def path_in(output: str) -> str:
    [link] = LINK.findall(output)
    return "/" + str(link).split("/", 3)[3]


def test_a_person_is_added_and_comes_in_by_the_printed_link(
    own_school: School, run: FlaskCliRunner
) -> None:
    told = carry_out(
        run, "accounts", "add", "Nuno", "--name", "Nuno Sá", "--role", "counsellor",
        "--group", "class:10A", "--group", "school:GP", *PILOT,
        "--address", "https://levers.example",
    )  # fmt: skip
    assert "https://levers.example/invitation/" in told
    groups = frozenset({"class:10A", "school:GP"})
    assert memberships(own_school, "nuno") == [
        ("Pilot school", NewMembership(role="counsellor", groups=groups))
    ]
    assert own_school.stranger().get(path_in(told)).status_code == 200


def test_the_list_says_who_is_what(run: FlaskCliRunner) -> None:
    told = carry_out(run, "accounts", "list", *PILOT)
    assert "ines  Ines  counsellor of class:10A  never seen" in told
    assert "lea  Lea  lead" in told
    assert "chloe" not in told


def test_a_second_link_voids_the_first(own_school: School, run: FlaskCliRunner) -> None:
    first, second = (path_in(carry_out(run, "accounts", "link", "INES")) for _time in range(2))
    assert own_school.stranger().get(first).status_code == 404
    assert own_school.stranger().get(second).status_code == 200


def test_a_set_up_link_is_made_until_there_is_an_account(
    run: FlaskCliRunner, new_server: FlaskCliRunner
) -> None:
    told = carry_out(new_server, "accounts", "setup")
    assert new_server.app.test_client().get(path_in(told)).status_code == 200
    assert "accounts link" in refuse(run, "accounts", "setup")


def test_who_is_deactivated_is_out_until_activated(own_school: School, run: FlaskCliRunner) -> None:
    rui = own_school.reader("rui")
    carry_out(run, "accounts", "deactivate", "rui")
    assert rui.get("/caseload").status_code == 302
    assert not account(own_school, "rui").active
    assert "deactivated" in carry_out(run, "accounts", "list", *PILOT)
    assert "accounts activate rui" in refuse(run, "accounts", "link", "rui")
    carry_out(run, "accounts", "activate", "rui")
    assert account(own_school, "rui").active


def test_a_role_is_given_changed_and_taken_away(own_school: School, run: FlaskCliRunner) -> None:
    def roles() -> set[NewMembership]:
        return {one for _school, one in memberships(own_school, "rui")}

    counsellor = NewMembership(role="counsellor", groups=frozenset({"class:10B"}))
    lea = NewMembership(role="lead")
    carry_out(run, "accounts", "role", "rui", "--role", "lead")
    assert roles() == {counsellor, lea}
    carry_out(run, "accounts", "role", "rui", "--role", "counsellor")
    assert roles() == {NewMembership(role="counsellor"), lea}
    carry_out(run, "accounts", "role", "rui", "--role", "counsellor", "--remove")
    assert roles() == {lea}
    assert "no role counsellor" in refuse(
        run, "accounts", "role", "rui", "--role", "counsellor", "--remove"
    )
    assert "Deactivate it" in refuse(run, "accounts", "role", "rui", "--role", "lead", "--remove")


def test_a_person_works_in_two_schools(own_school: School, run: FlaskCliRunner) -> None:
    carry_out(run, "accounts", "role", "rui", "--role", "lead", "--school", OTHER_SCHOOL)
    assert [school for school, _one in memberships(own_school, "rui")] == [
        "Pilot school",
        OTHER_SCHOOL,
    ]
    assert "rui" in carry_out(run, "accounts", "list", "--school", OTHER_SCHOOL)


def test_no_school_is_left_without_an_administrator(
    own_school: School, run: FlaskCliRunner
) -> None:
    carry_out(run, "accounts", "role", "abel", "--role", "lead")
    for words in (
        ("deactivate", "abel"),
        ("role", "abel", "--role", "administrator", "--remove"),
    ):
        assert "last administrator" in refuse(run, "accounts", *words)
    assert account(own_school, "abel").active


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accounts", "link", "nobody"), "no account nobody"),
        (("accounts", "deactivate", "nobody"), "no account nobody"),
        (("accounts", "list"), "Say which school with --school"),
        (("accounts", "list", "--school", "Nowhere"), "Pilot school"),
        (("accounts", "add", "a b", "--name", "A", "--role", "lead", *PILOT), "no spaces"),
        (("accounts", "add", "ab", "--name", " ", "--role", "lead", *PILOT), "A name has"),
        (("accounts", "add", "INES", "--name", "I", "--role", "lead", *PILOT), "INES already"),
        (
            ("accounts", "add", "n", "--name", "N", "--role", "lead", "--group", "class:1", *PILOT),
            "Only a counsellor",
        ),
        (
            ("accounts", "role", "rui", "--role", "counsellor", "--group", "10A"),
            "written class:10A or school:GP",
        ),
        (("schools", "add", "Pilot school"), "already"),
        (("schools", "add", " "), "1 to 200"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    own_school: School, run: FlaskCliRunner, words: tuple[str, ...], said: str
) -> None:
    version = own_school.version()
    assert said in refuse(run, *words)
    assert own_school.version() == version


def test_a_role_that_is_none_is_refused_by_name(run: FlaskCliRunner) -> None:
    done = run.invoke(args=["accounts", "role", "rui", "--role", "headmaster"])
    assert done.exit_code == 2
    assert "counsellor" in done.output


def test_schools_are_added_and_listed(run: FlaskCliRunner) -> None:
    carry_out(run, "schools", "add", "Third school")
    told = carry_out(run, "schools", "list")
    assert [line.split(maxsplit=1)[1] for line in told.splitlines()] == [
        "Pilot school",
        OTHER_SCHOOL,
        "Third school",
    ]


def test_each_command_makes_the_database_it_needs(new_server: FlaskCliRunner) -> None:
    assert carry_out(new_server, "schools", "list") == ""
    assert "no school yet" in refuse(new_server, "accounts", "list")
    carry_out(new_server, "schools", "add", "One")
    assert carry_out(new_server, "accounts", "list") == ""
    told = carry_out(new_server, "accounts", "add", "a", "--name", "A", "--role", "administrator")
    assert LINK.findall(told)
