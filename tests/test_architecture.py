"""No module breaks the rules of the house, and one that did would be found."""

import re

import pytest
from architecture import (
    CHECKS,
    COLUMNS,
    EXCEPTIONS,
    NAMES,
    ROOT,
    Check,
    against_the_arrows,
    against_the_storeys,
    asks_a_page,
    circle,
    folder_arrows,
    imported,
    impure,
    library_out_of_place,
    lists_languages,
    loads_heavy,
    module_of,
    modules,
    named_after_nothing,
    names_a_column,
    names_a_student,
    runs_what_it_reads,
)

# A board's answer imports these and nothing that takes seconds to load.
LIGHT = ["rules", "data.store", "data.cohort"]
LIGHT += ["scoring.ranking", "scoring.places"]

EXAMPLES: list[tuple[Check, str, str]] = [
    (against_the_arrows, "rules.engine", "import scoring.places"),
    (against_the_arrows, "rules.engine", "from data import cohort"),
    (against_the_arrows, "data.wording.message", "from rules import ruleset"),
    (against_the_arrows, "data.store.rosters", "def later():\n    from webapp import state"),
    (against_the_arrows, "scoring.places", "from data.cohort import Column"),
    (against_the_arrows, "migrations.env", "from data.store import rosters"),
    (against_the_arrows, "wsgi", "import data"),
    (against_the_storeys, "webapp.services.board.knobs", "from webapp.http import access"),
    (
        against_the_storeys,
        "webapp.services.process.logs",
        "from webapp.services.board import board",
    ),
    (against_the_storeys, "webapp.http.errors", "from webapp.board import caseload"),
    (against_the_storeys, "webapp.pictures.axes", "from webapp.models.models import page"),
    (against_the_storeys, "webapp.student.student", "from webapp.board.caseload import answer"),
    (against_the_storeys, "rules.conditions.parse", "from rules import rule_set"),
    (against_the_storeys, "data.tables.people", "from data.store import accounts"),
    (library_out_of_place, "scoring.places", "from flask import request"),
    (library_out_of_place, "data.reading", "import altair as alt"),
    (library_out_of_place, "webapp.board.caseload", "from sqlmodel import select"),
    (library_out_of_place, "data.cohort", "import sqlalchemy.orm"),
    (library_out_of_place, "webapp.gap", "from sklearn.linear_model import RidgeCV"),
    (library_out_of_place, "data.reading", "from ruamel.yaml import YAML"),
    (library_out_of_place, "manage", "import waitress"),
    (library_out_of_place, "manage", "import numpy"),
    (runs_what_it_reads, "scoring.model.expected_grades", "import pickle"),
    (runs_what_it_reads, "scoring.model.expected_grades", "from joblib import load"),
    (runs_what_it_reads, "rules.engine", "x = eval(text)"),
    (runs_what_it_reads, "rules.engine", "exec(text, {})"),
    (impure, "rules.engine", "from pathlib import Path"),
    (impure, "rules.engine", "open('maths.yaml')"),
    (impure, "scoring.places", "import time"),
    (impure, "scoring.places", "from datetime import date\nx = date.today()"),
    (names_a_student, "scoring.places", "# the first_name is not needed"),
    (names_a_student, "rules.engine", "x = record.family_name"),
    (lists_languages, "rules.words", "LANGUAGES = ('en', 'fr', 'pt')"),
    (lists_languages, "data.store.people.accounts", "PATTERN = r'^(|pt|fr|en)$'"),
    (lists_languages, "scoring.model.refusal", "def N_(text): return text"),
    (lists_languages, "webapp.http.language", "class Message:\n    pass"),
    (named_after_nothing, "webapp.utils", ""),
    (named_after_nothing, "data.services.rosters", ""),
    (named_after_nothing, "webapp.services.common", ""),
    (asks_a_page, "webapp.services.board.filters", "from flask import request"),
    (asks_a_page, "webapp.services.board.filters", "from webapp.http.state import state"),
    (names_a_column, "webapp.services.board.query", "READERS = {'sex': several}"),
    (names_a_column, "scoring.places", "x = record.age"),
    (names_a_column, "rules.engine", "Filters(sex=())"),
]
ALLOWED: list[tuple[str, str]] = [
    ("webapp.board.caseload", "import rules, scoring.ranking\nfrom data.store import rosters"),
    ("scoring.places", "from rules.columns import Column\nimport numpy as np"),
    ("data.store.rosters", "from sqlmodel import Session\nsession.exec(query)"),
    ("data.dictionary", "from ruamel.yaml import YAML"),
    ("webapp.services.board.filters", "from data.column import Column"),
    ("migrations.env", "import data.tables\nfrom alembic import context"),
    ("rules.engine", "from data.wording.message import N_"),
    ("scoring.places", "from data.wording import translate"),
    ("rules.engine", "from . import columns\nimport re\npattern = re.compile('a')"),
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_module_breaks_this_rule(check: Check) -> None:
    assert [wrong for module, text in modules() for wrong in check(module, text)] == []


@pytest.mark.parametrize(("check", "module", "text"), EXAMPLES)
def test_a_module_that_breaks_the_rule_is_found(check: Check, module: str, text: str) -> None:
    assert check(module, text) != []


@pytest.mark.parametrize(("module", "text"), ALLOWED)
def test_what_the_rooms_are_for_is_allowed(module: str, text: str) -> None:
    assert [wrong for check in CHECKS for wrong in check(module, text)] == []


def test_no_folders_import_each_other_in_a_ring() -> None:
    assert circle(folder_arrows()) == []


def test_a_ring_of_folders_would_be_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})[0] in "abc"
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_the_list_of_exceptions_only_shrinks() -> None:
    """An exception that nothing needs any more is taken out."""
    texts = dict(modules())
    for module, found in EXCEPTIONS:
        assert found in {module_of(name) for name in imported(module, texts[module])}, module


def test_the_modules_are_really_read() -> None:
    seen = {name for name, _ in modules()}
    assert {"rules", "scoring", "data.store.database", "migrations.env", "manage"} <= seen


def test_no_template_names_a_column_that_dictionaries_name() -> None:
    named = re.compile(rf"['\".]({'|'.join(COLUMNS)})\b")
    assert named.search("{{ knobs.filters.sex }}")
    for path in (ROOT / "webapp" / "templates").rglob("*.html"):
        assert named.findall(path.read_text(encoding="utf-8")) == [], path


def test_no_rule_file_names_a_student() -> None:
    for path in (ROOT / "rules").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert [name for name in NAMES if name in text] == [], path


@pytest.mark.parametrize("module", LIGHT)
def test_what_a_tweak_touches_loads_nothing_heavy(module: str) -> None:
    assert loads_heavy(module) == []


def test_something_heavy_would_be_noticed() -> None:
    assert loads_heavy("pandas") == ["pandas loads pandas"]


def test_no_test_imports_what_is_found_under_two_names() -> None:
    """Every folder of tests has a `conftest`; which one is meant hangs on the order of folders."""
    for path in (ROOT / "tests").rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line.startswith("from conftest ")] == [], path
