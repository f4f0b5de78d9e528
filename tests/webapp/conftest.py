"""What the tests of the pages share: a school that is ready, and readers of its pages.

A school is a data folder with a database in it. It is prepared once and copied for each module or
test, since migrating and importing take longer than most tests.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from invented import ROSTER, SMALL
from many_students import take_in, train
from one_school import School
from programs import teach
from reader import Reader
from shipped import DICTIONARIES
from sqlalchemy import URL, Engine, create_engine
from werkzeug.routing import Rule

import rules
from data import dictionary
from data.dictionary import Dictionary
from rules import RuleSet
from webapp.services.access import passwords
from webapp.services.process.settings import SHIPPED_DICTIONARIES, SHIPPED_RULES
from webapp.services.wording.reader import speak

SHIPPED_KINDS = {path.stem for path in SHIPPED_DICTIONARIES.glob("*.yaml")}
SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Dictionaries and rule files are read once for all the applications: they never change."""
    load, read = dictionary.load_all, rules.read
    known: dict[str, RuleSet] = {}

    def load_once(folders: Sequence[Path] = (SHIPPED_DICTIONARIES,)) -> dict[str, Dictionary]:
        return load(folders) if list(folders) != [SHIPPED_DICTIONARIES] else DICTIONARIES

    def read_once(text: str, columns: Mapping[str, Any]) -> RuleSet:
        if set(columns) != SHIPPED_KINDS:
            return read(text, columns)
        if text not in known:
            found = read(text, columns)
            if found.roster not in SHIPPED_KINDS:  # a school's own dictionary has versions
                return found
            known[text] = found
        return known[text]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dictionary, "load_all", load_once)
        patch.setattr(rules, "read", read_once)
        yield


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A test begins in English, whatever the last page of the one before was read in."""
    speak("en")


@pytest.fixture(scope="session", autouse=True)
def routed_once() -> Iterator[None]:
    """Routes are compiled once for all the applications: they are most of what making one takes."""
    compile_ = Rule._compile_builder
    known: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        # All that the function is made of.
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in known:
            known[key] = compile_(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """A query is compiled once for all SQLite files: each application has one of its own here, and
    would compile the same queries anew, a seventh of the time of these tests."""
    known: dict[str, Engine] = {}
    queries: dict[Any, Any] = {}

    def new(address: URL, **options: Any) -> Engine:
        made = create_engine(address, **options)
        if made.dialect.name == "sqlite":
            made.dialect = known.setdefault("sqlite", made).dialect
            made.update_execution_options(compiled_cache=queries)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data.store.database.create_engine", new)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords are hashed in a thousandth of the time, which outside these tests is the point."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "hasher", lambda: cheap)
        yield


@pytest.fixture(scope="session")
def empty_folder(
    tmp_path_factory: pytest.TempPathFactory, sqlite_model: Path, read_once: None
) -> Path:
    """A data folder without a roster, with the shipped rule set and the small one."""
    return _furnished(tmp_path_factory.mktemp("empty"), sqlite_model)


def _furnished(folder: Path, sqlite_model: Path, beside: bool = True) -> Path:
    (folder / "rules").mkdir()
    for shipped in SHIPPED_RULES.glob("*.yaml"):
        shutil.copy(shipped, folder / "rules")
    (folder / "rules" / "small.yaml").write_text(SMALL, encoding="utf-8")
    shutil.copy(sqlite_model, folder / "alavanca.sqlite")
    made = School(folder, beside=beside)
    made.state.shelf.sets()
    made.close()
    return folder


@pytest.fixture(scope="session")
def ready_folder(tmp_path_factory: pytest.TempPathFactory, empty_folder: Path) -> Path:
    """A data folder with the ten students in it."""
    folder = tmp_path_factory.mktemp("ready") / "data"
    shutil.copytree(empty_folder, folder)
    return _with_roster(folder)


def _with_roster(folder: Path, beside: bool = True) -> Path:
    made = School(folder, beside=beside)
    file = folder.parent / "maths.csv"
    file.write_text(ROSTER, encoding="utf-8")
    made.take_in(file)
    made.close()
    return folder


@pytest.fixture(scope="session")
def taught_folder(ready_folder: Path, copied: Callable[[Path], Path]) -> Path:
    """A data folder with eighty students and the model that was trained on them."""
    made = School(copied(ready_folder))
    teach(made)
    made.close()
    return made.folder


@pytest.fixture(scope="module")
def taught(taught_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """The school with a model, shared by a module: for tests that leave it as it is."""
    made = School(copied(taught_folder))
    yield made
    made.close()


@pytest.fixture
def own_taught(taught_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """The school with a model, for a test that changes it."""
    made = School(copied(taught_folder))
    yield made
    made.close()


@pytest.fixture(scope="session")
def lone_folder(
    tmp_path_factory: pytest.TempPathFactory, sqlite_model: Path, read_once: None
) -> Path:
    """A data folder of one school alone, with the ten students in it."""
    folder = tmp_path_factory.mktemp("lone") / "data"
    folder.mkdir()
    return _with_roster(_furnished(folder, sqlite_model, beside=False), beside=False)


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Copies a data folder, to do with it what one likes."""

    def copy(folder: Path) -> Path:
        there = tmp_path_factory.mktemp("school") / "data"
        shutil.copytree(folder, there)
        return there

    return copy


@pytest.fixture(scope="module")
def school(ready_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """The ten students' school, shared by a module: for tests that leave it as it is."""
    made = School(copied(ready_folder))
    yield made
    made.close()


@pytest.fixture
def own_school(ready_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """The ten students' school, for a test that changes it."""
    made = School(copied(ready_folder))
    yield made
    made.close()


@pytest.fixture
def lone_school(lone_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """The ten students' school alone on its server, so that every set is its to change."""
    made = School(copied(lone_folder), beside=False)
    yield made
    made.close()


@pytest.fixture
def empty_school(empty_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """A school without a roster."""
    made = School(copied(empty_folder))
    yield made
    made.close()


@pytest.fixture
def lea(school: School) -> Reader:
    """Lea, the lead, reads the pages of the shared school."""
    return school.reader()


@pytest.fixture(scope="session")
def trained_folder(tmp_path_factory: pytest.TempPathFactory, empty_folder: Path) -> Path:
    """A data folder with 70 invented students, the model that was trained for them, which is
    active, and a second one from more columns."""
    folder = tmp_path_factory.mktemp("trained") / "data"
    shutil.copytree(empty_folder, folder)
    made = School(folder)
    take_in(made, 70)
    train(made, "score")
    made.close()
    return folder


@pytest.fixture
def trained(trained_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """The school with two models, for a test that changes it."""
    made = School(copied(trained_folder))
    yield made
    made.close()


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """The path of a real file beside the repository; the test is skipped when it is not there."""

    def path_of(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"{name} is not in ../shared/data: the real file is not tested here")
        return path

    return path_of
