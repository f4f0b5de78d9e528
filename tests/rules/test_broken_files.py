"""Each broken file says, in its first lines, which line its problem has and in which words."""

from pathlib import Path

import pytest
from rule_files import DICTIONARIES

import rules
from rules import RuleFileError

FILES = sorted((Path(__file__).parent / "broken").glob("*.yaml"))


def told(text: str, key: str) -> str:
    start = f"# {key}: "
    return next(line for line in text.splitlines() if line.startswith(start)).removeprefix(start)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_broken_file_is_refused_at_its_line_in_its_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        rules.read(text, DICTIONARIES)
    problems = [(problem.line, problem.message) for problem in caught.value.problems]
    line, says = int(told(text, "line")), told(text, "says")
    assert len(problems) == 1, problems
    assert problems[0][0] == line
    assert says in problems[0][1]


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 120
