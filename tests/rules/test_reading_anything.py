"""No text at all makes the reader fall over: a rule set, or problems with their lines."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import DICTIONARIES, rule_file

import rules
from rules import RuleFileError

KEYS = st.sampled_from([
    "format", "title", "roster", "indicators", "need", "quadrants", "examples", "bands", "adjust",
    "points", "says", "up_to", "is", "absences", "when", "student", "given", "levers", "evidence",
    "applies_to", "complexity", "names", "en", "kind", "weight", "column", "label", "then",
])  # fmt: skip
SCALARS = st.sampled_from([
    "1", "small", "lever", "[]", "{}", "yes", "~", "-.inf", ".nan", "absences > 3", "{a: b}",
    "'x", "&a b", "*a", "!!python/object x", "|", "1e999", "2024-13-01", "[1, 2]", "{at_most: 3}",
])  # fmt: skip
YAMLISH = st.lists(
    st.builds("{}{}: {}".format, st.sampled_from(["", "  ", "    ", "- "]), KEYS, SCALARS)
).map("\n".join)


def outcome(text: str | bytes) -> RuleFileError | None:
    try:
        rules.read(text, DICTIONARIES)
    except RuleFileError as error:
        assert error.problems
        assert all(problem.line >= 1 and problem.message for problem in error.problems)
        return error
    return None


@given(st.binary() | st.text() | YAMLISH)
def test_anything_is_read_or_refused_with_problems(text: str | bytes) -> None:
    assert outcome(text)


@given(st.integers(0, 60), KEYS, SCALARS)
def test_a_good_file_with_a_spoilt_line_is_read_or_refused(line: int, key: str, value: str) -> None:
    lines = rule_file(tail="examples:\n  - {student: {absences: 3}, complexity: 100}\n").split("\n")
    at = line % len(lines)
    indent = " " * (len(lines[at]) - len(lines[at].lstrip(" -")))
    outcome("\n".join([*lines[:at], f"{indent}{key}: {value}", *lines[at + 1 :]]))


@pytest.mark.parametrize(
    "text",
    ["[" * 60_000, "- " * 30_000, "{a: " * 15_000, "? " * 30_000, "a" * 64_000, "'" * 9_999,
     "a: b\n" * 12_000, "&a " * 20_000, "#" * 60_000, "%YAML 1.99999\n---\na", "\x00", "%A\n" * 9],
)  # fmt: skip
def test_a_hostile_text_is_refused_fast(text: str) -> None:
    start = time.process_time()
    assert outcome(text)
    assert time.process_time() - start < 20
