"""Editing a rule file's text: single values, a counsellor's knobs, and examples."""

import difflib
from datetime import date
from pathlib import Path

import pytest
from rule_files import DICTIONARIES, rule_file
from shipped import COLUMNS

import rules
from rules.editing import NotEditableError, add_example, knobs, remove, set_value

SHIPPED = Path(rules.__file__).parent / "sets" / "pilot-2008.yaml"
PILOT = SHIPPED.read_text(encoding="utf-8")


def changed(before: str, after: str) -> list[str]:
    """The lines that went (-) and came (+)."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:3] not in ("---", "+++") and line[0] in "+-"]


def test_a_changed_weight_changes_one_line() -> None:
    edited = knobs(PILOT, {"absences": 2.5}, {}, [])
    assert changed(PILOT, edited) == ["-    weight: 4", "+    weight: 2.5"]
    tried = rules.attempt(edited, COLUMNS).rule_set  # an example fails under it
    assert tried is not None
    assert tried["absences"].weight == 2.5


def test_knobs_become_weights_and_the_movable_edge() -> None:
    edited = knobs(PILOT, {"absences": 3}, {"absences": 10, "health": 2}, ["going_out"])
    assert changed(PILOT, edited) == [
        "-    weight: 4",
        "-    bands:",
        "-      - up_to: 8",
        "+    weight: 3",
        "+    bands:",
        "+      - up_to: 10",
        "-    weight: 3",
        "+    weight: 0",
    ]


def test_knobs_that_say_the_same_change_nothing() -> None:
    assert knobs(PILOT, {"absences": 4.0}, {"absences": 8.0}, []) == PILOT


@pytest.mark.parametrize("key", ["nothing", "past_failures"])
def test_a_threshold_that_cannot_be_moved_is_refused(key: str) -> None:
    with pytest.raises(NotEditableError, match=key):
        knobs(PILOT, {}, {key: 1}, [])


def test_a_day_is_set_where_it_stands_or_where_it_belongs() -> None:
    edited = set_value(PILOT, ("in_force_from",), date(2025, 9, 1))
    assert changed(PILOT, edited) == ["-in_force_from: 2024-09-01", "+in_force_from: 2025-09-01"]
    small = rule_file(head="reviewed: 2024-01-01\n")
    edited = set_value(small, ("in_force_from",), date(2025, 9, 1))
    assert changed(small, edited) == ["+in_force_from: 2025-09-01"]
    assert rules.read(edited, DICTIONARIES).in_force_from == date(2025, 9, 1)


def test_a_number_keeps_the_look_of_the_one_before() -> None:
    edited = set_value(rule_file(), ("indicators", "absences", "bands", 0, "points"), 0.0)
    assert "{up_to: 4, points: 0.0, says: Present" in edited


def test_an_example_comes_at_the_end_in_the_way_of_the_others() -> None:
    edited = add_example(
        PILOT, "New: absent", {"absences": 20.0, "schoolsup": "no"}, {"mean(studytime)": 2.25},
        (None, 40), ["absences"],
    )  # fmt: skip
    assert changed(PILOT, edited) == [
        '+  - name: "New: absent"',
        "+    student: {absences: 20, schoolsup: no}",
        "+    given: {mean(studytime): 2.25}",
        "+    complexity: {at_most: 40}",
        "+    levers: [absences]",
    ]


def test_the_first_example_brings_its_key() -> None:
    edited = add_example(rule_file(), "Absent", {"absences": 20.0}, {}, (20, 20), ["absences"])
    assert edited.endswith(
        "examples:\n  - name: Absent\n    student: {absences: 20}\n    complexity: 20\n"
        "    levers: [absences]\n"
    )
    assert rules.read(edited, DICTIONARIES).examples[0].at_least == 20


def test_other_ends_of_lines_and_a_missing_last_one_stay() -> None:
    text = PILOT.rstrip("\n").replace("\n", "\r\n")
    edited = add_example(text, "One", {"absences": 1}, {}, (None, None), [])
    assert edited.startswith(text)
    added = edited.removeprefix(text)
    assert added == "\r\n  - name: One\r\n    student: {absences: 1}\r\n    levers: []"


def test_what_is_no_yaml_is_not_edited() -> None:
    with pytest.raises(NotEditableError) as refused:
        set_value('title: "open\nformat: 1\n', ("status",), "draft")
    assert refused.value.problem.line == 3


def test_removing_what_is_not_there_changes_nothing() -> None:
    assert remove(PILOT, ("indicators", "health", "sessions")) == PILOT
