"""What GLOSSARY.md and CONTRIBUTING.md name is there, and they name what they promise."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`((?:[\w.-]+/)*(?:[\w.-]+/|[\w-]+\.(?:py|md|html|yaml|toml)))`")
RECIPES = {
    "indicator", "column", "word of a band", "filter", "page", "role", "export", "language",
    "kind of model", "operation of the API", "kind of note on a student", "pragma",
}  # fmt: skip


def named(page: str) -> list[str]:
    """The files and folders that a page of the top level names."""
    return NAMED.findall((ROOT / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["GLOSSARY.md", "CONTRIBUTING.md"])
def test_every_file_and_folder_that_is_named_is_there(page: str) -> None:
    assert len(named(page)) > 30
    assert [path for path in named(page) if not (ROOT / path).exists()] == []


def test_there_is_a_recipe_for_each_thing_that_people_add() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipes = re.findall(r"^\*\*an? ([^*]+)\*\*", text, re.MULTILINE)
    assert [wanted for wanted in RECIPES if not any(wanted in one for one in recipes)] == []


def test_no_word_stands_twice_in_the_glossary() -> None:
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    for table in text.split("\n## ")[1:]:
        words = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)
        assert len(words) == len(set(words)), table[:40]
