"""README and docs: each address, setting, command and metric stands there once, and what they show
to type works."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import click
import pytest
from flask import Flask
from invented import ROSTER
from one_school import School
from openpyxl import Workbook
from programs import Program

from webapp.commands import NOUNS, Nouns
from webapp.services.process.settings import Settings

ROOT = Path(__file__).parents[3]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *DOCS]
READERS = {"counsellor", "lead", "administrator", "system-administrator", "programmer"}
BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MANAGE, FLASK = ["python3", "manage.py"], ["flask", "--app", "wsgi"]
SERVES = re.compile(r"Alavanca is at (http://\S+)")
STARTS_WITHIN = 120  # s, on a machine that does much else

# What is shown and not run here, and why.
NOT_RUN = {
    "python3 manage.py test": "it is what runs this test",
    "python3 manage.py lock": "asks package indexes and installs",
    "python3 manage.py charts write": "writes into the repository; test_specification compares",
    ".venv/bin/pybabel compile -d data/wording/translations": "likewise; test_language compares",
}


def cells(title: str) -> list[tuple[str, str]]:
    """The first cells of the tables under that heading in all of docs, each with its page."""
    found = []
    for page in DOCS:
        text = page.read_text(encoding="utf-8")
        for section in re.findall(rf"^## {title}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
            rows = [line for line in section.splitlines() if line.startswith("|")]
            found += [(page.stem, row.split("|")[1]) for row in rows[2:]]
    return found


def shown(page: Path) -> list[str]:
    """The commands of a page's blocks, comments taken off and broken lines joined."""
    text = "".join(BLOCK.findall(page.read_text(encoding="utf-8"))).replace("\\\n", " ")
    lines = [line.split("  #")[0].strip() for line in text.splitlines()]
    return [" ".join(line.split()) for line in lines if line and not line.startswith("#")]


def commands() -> dict[str, click.Command]:
    """Every command of ours, by its words."""
    nouns = Nouns()
    found = {}
    for noun in NOUNS:
        group = nouns.get_command(click.Context(nouns), noun)
        assert isinstance(group, click.Group)
        found |= {f"{noun} {verb}": command for verb, command in group.commands.items()}
    return found


def test_there_is_a_page_for_each_reader_and_the_readme_links_to_it() -> None:
    assert {page.stem for page in DOCS} == READERS
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(docs/([\w-]+)\.md\)", readme)) == READERS


def test_the_readme_is_three_screens_and_begins_with_the_two_commands() -> None:
    readme = ROOT / "README.md"
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= 120
    assert shown(readme) == ["python3 manage.py run", "python3 manage.py test"]


def test_every_link_between_the_pages_leads_somewhere() -> None:
    for page in PAGES:
        for there in re.findall(r"\]\(([^):#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / there).exists(), (page.name, there)


def test_every_setting_stands_there_once_and_no_other() -> None:
    listed = [re.findall(r"`(ALAVANCA_\w+)`", cell) for _, cell in cells("Settings")]
    assert all(len(names) == 1 for names in listed)
    assert sorted(names[0] for names in listed) == sorted(
        f"ALAVANCA_{name.upper()}" for name in Settings.model_fields
    )


def test_every_address_stands_there_once_and_no_other(school: School) -> None:
    listed: list[str] = []
    for _, cell in cells("Addresses"):
        first, *others = re.findall(r"`(/[^`]*)`", cell)
        steps = ", with " in cell
        listed += [first, *(first + other if steps else other for other in others)]
    rules = {
        re.sub(r"<int:\w+>", "<id>", re.sub(r"<path:(\w+)>", r"<\1>", rule.rule))
        for rule in school.app.url_map.iter_rules()
    }
    assert sorted(listed) == sorted(rules)


def test_every_command_stands_there_once_and_takes_the_options_that_are_named() -> None:
    known = commands()
    listed = []
    rows = "\n".join(
        row
        for page in DOCS
        for row in page.read_text(encoding="utf-8").splitlines()
        if row.startswith("| `")
    )
    for _, cell in cells("Commands"):
        words = re.findall(r"`([^`]+)`", cell)[0].split()
        name = " ".join(words[:2])
        listed.append(name)
        row = next(line for line in rows.splitlines() if line.startswith(f"|{cell}|"))
        options = {
            option
            for parameter in known[name].params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
        assert set(re.findall(r"(?<![\w-])--[\w-]+", row)) <= options, row
    assert sorted(listed) == sorted(known)


def test_every_metric_stands_there_once_and_no_other(school: School) -> None:
    scraped = school.stranger().get("/metrics").text
    known = set(re.findall(r"^# TYPE (alavanca_\w+) ", scraped, re.MULTILINE))
    listed = [re.findall(r"`(\w+)`", cell)[0] for _, cell in cells("Metrics")]
    assert sorted(listed) == sorted(name for name in known if not name.endswith("_created"))


def test_what_is_not_run_is_really_shown() -> None:
    assert {line for page in PAGES for line in shown(page)} >= NOT_RUN.keys()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that a reader stands in, with the files of his school."""
    (tmp_path / "students.csv").write_text(ROSTER, encoding="utf-8")
    rows = [line.split(",") for line in ROSTER.splitlines()]
    absences = "".join(f"{row[0]},{row[1]},{row[2]},{row[13]}\n" for row in rows)
    (tmp_path / "absences.csv").write_text(absences, encoding="utf-8")
    book = Workbook()
    for name in ("10A", "10B"):
        sheet = book.create_sheet(name)
        for row in rows:
            if row[4] in ("class", name):
                sheet.append(row)
    book.save(tmp_path / "classes.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_to_type_works(
    page: Path, lone_school: School, own_taught: School, desk: Path
) -> None:
    for line in shown(page):
        words = shlex.split(line)
        if line in NOT_RUN:
            continue
        if words == [*MANAGE, "run"]:
            assert_serves(desk)
        elif words[0] == "curl":
            assert_asks(own_taught, words)
        else:
            start = MANAGE if words[:2] == MANAGE else FLASK
            assert words[: len(start)] == start, f"nobody runs this: {line}"
            assert_done(lone_school.app, words[len(start) :])


def assert_done(app: Flask, arguments: list[str]) -> None:
    """The application's own command ends well."""
    done = app.test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 0, (arguments, done.output)


def assert_asks(school: School, words: list[str]) -> None:
    """What curl would send is answered."""
    headers = dict(
        words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H"
    )
    body = words[words.index("-d") + 1] if "-d" in words else None
    assert headers.pop("Authorization") == "Bearer $TOKEN"
    path = re.sub(r"^https://[^/]+/api/v1/", "", words[-1])
    answer = Program(school).ask("POST" if body else "GET", path, data=body, headers=headers)
    assert answer.status_code == 200, answer.text


def assert_serves(folder: Path) -> None:
    """The server of `run`, as manage.py starts it, says where it is and answers there."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "wsgi.py"), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"ALAVANCA_DATA_FOLDER": str(folder / "var"), "PYTHONUNBUFFERED": "1"},
    )
    try:
        with urlopen(f"{_address(process)}/healthz", timeout=STARTS_WITHIN) as answer:  # noqa: S310
            assert answer.status == 200
    finally:
        process.terminate()
        process.wait(20)


def _address(process: "subprocess.Popen[str]") -> str:
    for line in _lines(process):
        found = SERVES.search(line)
        if found:
            return found[1].rstrip("/")
    raise AssertionError("The server ended without saying where it is.")


def _lines(process: "subprocess.Popen[str]") -> Iterator[str]:
    assert process.stdout is not None
    yield from process.stdout
