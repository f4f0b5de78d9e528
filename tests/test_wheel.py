"""What `pip install .` installs: built here without a network, read, and served from."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("data", "migrations", "rules", "scoring", "webapp")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
SERVE = """
from wsgi import app
import webapp, sys
assert webapp.__file__.startswith(sys.argv[1]), webapp.__file__
assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
asked = app.test_client()
page = asked.get("/sign-in", headers={"Accept-Language": "pt"})
assert page.status_code == 200, page.status_code
assert 'lang="pt"' in page.text
assets = [part.partition('"')[0] for part in page.text.split('"/assets/')[1:]]
assert assets
assert {asked.get(f"/assets/{one}").status_code for one in assets} == {200}
print(asked.get("/healthz").get_json())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of a copy: setuptools leaves its own folders where it builds."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("made")
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "wsgi.py", "LICENSE"):
        shutil.copy(ROOT / file, source)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(made)], cwd=source, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    [found] = made.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        return message_from_string(archive.read(name).decode())


def plain(requirement: str) -> str:
    """A requirement with its limits in one order."""
    name, limits = re.fullmatch(r"([\w.\[\]-]+)(.*)", requirement.replace(" ", "")).groups()  # type: ignore[union-attr]
    return name + ",".join(sorted(limits.split(",")))


def test_the_wheel_requires_what_the_project_says_extras_too(metadata: Message) -> None:
    wanted: dict[str, set[str]] = {"": set(map(plain, PROJECT["dependencies"]))}
    for extra, those in PROJECT["optional-dependencies"].items():
        wanted[extra] = set(map(plain, those))
    found: dict[str, set[str]] = {name: set() for name in wanted}
    for line in metadata.get_all("Requires-Dist", []):
        requirement, _, marker = line.partition(";")
        extra = re.search(r'extra == "(\w+)"', marker)
        found[extra[1] if extra else ""].add(plain(requirement))
    assert found == wanted
    assert set(metadata.get_all("Provides-Extra", [])) == {"mlflow", "oidc", "postgres"}
    assert metadata["Version"] == PROJECT["version"]


def test_the_wheel_holds_every_file_of_the_rooms_and_the_door_alone(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    there = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name[0] != "."
    }
    assert held == there | {"wsgi.py"}


def test_the_wheel_serves_from_wherever_one_stands(wheel: Path, tmp_path: Path) -> None:
    installed, here = tmp_path / "installed", tmp_path / "here"
    here.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ALAVANCA_")}
    done = subprocess.run(
        [sys.executable, "-c", SERVE, str(installed)],
        env=kept | {"PYTHONPATH": str(installed)},
        cwd=here,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "'database': 'ok'" in done.stdout
    assert (here / "var" / "alavanca.sqlite").exists()
    assert not (installed / "var").exists()
