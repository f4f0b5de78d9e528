"""Each data folder that an earlier version wrote opens with this one, and says the same figures.

A folder of `tests/fixtures` a version: what is in it and how it was made is in its README.md.
"""

import json
import tarfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sklearn
from one_school import School
from programs import Program
from reader import Reader, path_of

from data import store
from webapp import create_app
from webapp.services.process.settings import Settings

FIXTURES = Path(__file__).parents[2] / "fixtures"
VERSIONS = sorted(path.parent.name for path in FIXTURES.glob("*/expected.json"))
PASSWORD = "a lever long enough"
# Records that differ in what the models learned from; the last one answers nothing.
RECORDS: list[dict[str, Any]] = [
    {"studytime": 1, "failures": 2, "absences": 28, "schoolsup": "yes", "higher": "no"},
    {"studytime": 4, "failures": 0, "absences": 2, "schoolsup": "no", "higher": "yes"},
    {},
]
# Whose pages are opened; a student's, by the number that `expected.json` has.
PAGES = {
    "lea": ("/caseload", "/students/{student}", "/models", "/models/{first}", "/models/{other}",
            "/models/comparisons/1", "/rules", "/rules/our-own", "/rosters", "/what-ifs"),
    "abel": ("/accounts", "/families", "/tokens", "/backups"),
    "ines": ("/caseload", "/what-ifs"),
    "chloe": ("/caseload",),
}  # fmt: skip


@dataclass
class Kept:
    """A data folder that an earlier version wrote, opened by this one."""

    version: str
    school: School

    @cached_property
    def then(self) -> dict[str, Any]:
        """What the version itself said."""
        text = (FIXTURES / self.version / "expected.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        return found

    @cached_property
    def now(self) -> dict[str, Any]:
        """What this version says."""
        return figures(self.school)


def figures(school: School) -> dict[str, Any]:
    """What a program is told: ranks, ease, expected grades, models, rosters, rules."""
    program, ines = Program(school), Program(school, "ines")
    told = {
        "ranking": program.get("ranking"),
        "ranking by our own rules": program.get("ranking?set=our-own&w.absences=1"),
        "ranking for ines": ines.get("ranking"),
        "rosters": program.get("rosters"),
        "models": program.get("models"),
        "rules": program.get("rules"),
        "predicted": program.predict(*RECORDS, contributions=True),
    }
    assert {name: answer.status_code for name, answer in told.items()} == dict.fromkeys(told, 200)
    said = {name: answer.get_json() for name, answer in told.items()}
    return said | {"rules": {one["name"]: one for one in said["rules"]["rules"]}}


def same(found: Any, then: Any) -> bool:
    """Whether all is there that was there then; numbers but for the last digits of other
    machines."""
    if isinstance(then, dict):
        return isinstance(found, dict) and all(
            name in found and same(found[name], one) for name, one in then.items()
        )
    if isinstance(then, list):
        return len(found) == len(then) and all(map(same, found, then))
    return bool(found == (pytest.approx(then, abs=1e-6) if type(then) is float else then))


def unpacked(version: str, folder: Path) -> Path:
    """The data folder as that version wrote it, and beside it a dump of its database."""
    with tarfile.open(FIXTURES / version / "data.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "data"


def restored(dump: bytes, server: str) -> str:
    """The address of a new database of PostgreSQL that a dump was restored into."""
    name, plain = f"kept{uuid.uuid4().hex}", server.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    with psycopg.connect(plain.format(name), autocommit=True) as connection:
        connection.execute(dump)
    return server.format(name)


def whole(version: str, kind: str) -> Any:
    """A parameter, by its version and kind of database."""
    marks = [pytest.mark.postgres] if kind == "postgresql" else []
    return pytest.param((version, kind), marks=marks, id=f"{version}-{kind}")


@pytest.fixture(
    scope="module",
    params=[whole(*each) for each in product(VERSIONS, ("sqlite", "postgresql"))],
)
def kept(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kept]:
    """Each version's data folder, once with its SQLite file and once on PostgreSQL."""
    version, kind = request.param
    folder = unpacked(version, tmp_path_factory.mktemp("kept"))
    with pytest.MonkeyPatch.context() as patch:
        if kind == "postgresql":
            (folder / "alavanca.sqlite").unlink()
            server = request.getfixturevalue("postgres_server")
            dump = (folder.parent / "postgresql.sql").read_bytes()
            patch.setenv("ALAVANCA_DATABASE_URL", restored(dump, server))
        store.migrate.upgrade(Settings(data_folder=folder).database)
        school = School(folder)
        yield Kept(version, school)
        school.close()


def signed_in(school: School, who: str) -> Reader:
    """One of the cast, who typed the password of then."""
    reader = school.stranger()
    answer = reader.post("/sign-in", {"login": who, "password": PASSWORD})
    assert (answer.status_code, path_of(answer)) == (303, "/")
    reader.forget_token()
    return reader


def test_the_first_version_is_kept() -> None:
    assert "0.1.0" in VERSIONS


def test_ranks_ease_expected_grades_and_models_are_what_they_were(kept: Kept) -> None:
    then = kept.then["figures"]
    if kept.then["scikit-learn"] != sklearn.__version__:  # whose models are not opened, by design
        then = {name: then[name] for name in then if name != "predicted"}
    assert [name for name in then if not same(kept.now[name], then[name])] == []


def test_the_lines_of_what_an_old_model_expects_add_up(kept: Kept) -> None:
    if kept.then["scikit-learn"] != sklearn.__version__:
        pytest.skip("Models of another scikit-learn are not opened, and the page says so.")
    said = kept.now["predicted"]["records"]
    for one in said[:2]:
        told = one["baseline"] + sum(one["contributions"].values())
        assert told == pytest.approx(one["expected"], abs=0.02)
    assert said[0]["expected"] < said[1]["expected"]
    assert said[0]["passes"] < said[1]["passes"]


def test_a_model_of_another_kind_becomes_active_and_the_first_comes_back(kept: Kept) -> None:
    if kept.then["scikit-learn"] != sklearn.__version__:
        pytest.skip("Models of another scikit-learn are not opened, and the page says so.")
    lea, program = signed_in(kept.school, "lea"), Program(kept.school)
    first, other = kept.then["first model"], kept.then["other model"]
    assert lea.post(f"/models/{other}/activate", {"reason": "To see"}).status_code == 303
    said = program.predict(*RECORDS).get_json()
    assert same(said, kept.then["predicted by the other"])
    assert lea.post(f"/models/{first}/activate", {"reason": "Back"}).status_code == 303
    assert same(program.get("ranking").get_json(), kept.then["figures"]["ranking"])


@pytest.mark.parametrize("who", PAGES)
def test_the_pages_open_to_whoever_has_the_password_of_then(kept: Kept, who: str) -> None:
    reader, then = signed_in(kept.school, who), kept.then
    for page in PAGES[who]:
        address = page.format(
            student=then["student"], first=then["first model"], other=then["other model"]
        )
        assert reader.get(address).status_code == 200, address


def test_the_trace_is_whole_and_has_the_line_that_was_noted_then(kept: Kept) -> None:
    head = kept.then["head of the trace"]
    done = kept.school.app.test_cli_runner().invoke(args=["trace", "verify", "--head", head])
    assert done.exit_code == 0, done.output
    assert done.output.count("none edited") == len(kept.then["schools"])
    page = kept.school.reader("otto").page("/decisions?student=" + str(kept.then["student"]))
    assert "Lea" in page.one("main").text


def test_a_backup_of_then_is_restored_on_trial(kept: Kept) -> None:
    done = kept.school.app.test_cli_runner().invoke(args=["backup", "verify"])
    assert done.exit_code == 0, done.output
    assert done.output.count(": whole, ") == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_of_then_fills_an_empty_data_folder(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALAVANCA_DATABASE_URL", raising=False)  # another test's, still open
    [backup] = (unpacked(version, tmp_path) / "backups").glob("*.zip")
    folder = tmp_path / "empty"
    app = create_app(Settings(data_folder=folder))
    done = app.test_cli_runner().invoke(args=["backup", "restore", str(backup)])
    assert done.exit_code == 0, done.output
    again = Kept(version, School(folder))
    ranking = Program(again.school).get("ranking").get_json()
    again.school.close()
    assert same(ranking, again.then["figures"]["ranking"])
