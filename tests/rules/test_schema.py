"""The JSON Schema for editors: what it takes, what it refuses, and that it is never behind."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rule_files import DICTIONARIES, rule_file
from shipped import COLUMNS

import rules
from rules.reading import bands, examples, indicators
from rules.reading import rule_file as reader
from rules.reading.json_schema import schema
from rules.text import yaml_nodes
from rules.text.problems import ProblemReport, RuleFileError
from rules.text.yaml_nodes import ListNode, Node, Scalar, TableNode

HERE = Path(__file__).parent
SHIPPED = sorted((HERE.parents[1] / "rules" / "sets").glob("*.yaml"))
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
WHOLE = """\
format: 1
title: {en: Whole, pt: Inteiro}
status: pilot
owner: Lea
in_force_from: 2024-09-01
reviewed: 2024-11-15
about: Everything that a file can say.
roster: small
applies_to: age >= 15
need: {from: grade, pass: 10}
quadrants: {need: 50, ease: 50, names: {top_right: First}}
indicators:
  absences:
    label: Absences
    kind: lever
    weight: 3
    bands:
      - {up_to: 4, points: 1.0, says: Present, adjust: {from: 2, to: 20}}
      - {up_to: 93, points: 0.2, says: {en: Absent, fr: Absent}}
    who_can_act: class director
    sessions: 3
    actions: [contract, {en: call home}]
    evidence: [{claim: A claim, source: A book, strength: moderate}]
    wrong_when: One long illness.
  support:
    column: schoolsup
    kind: barrier
    weight: 1
    bands: [{is: no, points: 0.5}, {is: [yes], points: 0.8}]
  study:
    kind: lever
    weight: 1
    when: studytime < mean(studytime)
    points: {then: 0.1, otherwise: 1.0}
    says: {then: Little, otherwise: Enough}
examples:
  - name: Absent
    student: {absences: 20, studytime: 1, schoolsup: no}
    given: {mean(studytime): 2.0}
    complexity: {at_most: 60}
    levers: [absences, study]
"""
# What only reading can find: YAML itself, and what holds between two places of a file.
UNSEEN = (
    *("duplicate", "tag", "anchor", "alias", "documents", "quote", "tab", "deep", "ascending"),
    *("early", "beyond", "up-to-for-words", "is-for-numbers", "word-", "adjust", "condition"),
    *("example-that", "other-levers", "unknown-lever", "cohort", "-in-a-condition", "identity"),
    *("pass-outside", "true-instead", "day-that-is-none", "applies-to", "two-bands-up-to"),
    *("last-band", "yes-in-another"),
)


def plain(node: Node | None) -> Any:
    """What an editor's YAML reader makes of a document."""
    match node:
        case TableNode():
            return {key.text: plain(value) for key, value in node.entries}
        case ListNode():
            return [plain(item) for item in node.items]
        case Scalar(value=float(number)):
            return int(number) if number == int(number) else number
        case Scalar():
            return node.value
    return None


def wrong(text: str, dictionaries: Any = DICTIONARIES) -> list[str]:
    checker = Draft202012Validator(schema(dictionaries))
    try:
        content = plain(yaml_nodes.read(text, ProblemReport()))
    except RuleFileError as error:  # no YAML: an editor says so by itself
        return [problem.message for problem in error.problems]
    return [error.message for error in checker.iter_errors(content)]


def keys_in(part: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(part, dict):
        if isinstance(found := part.get("properties"), dict):
            yield tuple(found)
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from keys_in(inner)


def test_it_is_a_schema_that_can_be_written_as_json() -> None:
    made = schema(COLUMNS)
    Draft202012Validator.check_schema(made)
    assert json.loads(json.dumps(made, allow_nan=False)) == made


@pytest.mark.parametrize(
    "known",
    [reader.KEYS, indicators.KEYS, bands.KEYS, examples.KEYS, indicators.EVIDENCE, reader.NEED,
     reader.LINES, reader.QUADRANTS, bands.ADJUST, bands.OUTCOMES, examples.BOUNDS],
)  # fmt: skip
def test_it_knows_every_key_that_the_reader_knows(known: tuple[str, ...]) -> None:
    assert set(known) in [set(found) for found in keys_in(schema(DICTIONARIES))]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_set_passes(path: Path) -> None:
    assert wrong(path.read_text(encoding="utf-8"), COLUMNS) == []


@pytest.mark.parametrize("text", [rule_file(), WHOLE], ids=["small", "whole"])
def test_a_good_file_passes(text: str) -> None:
    assert rules.read(text, DICTIONARIES)
    assert wrong(text) == []


@pytest.mark.parametrize(
    "path",
    [path for path in BROKEN if not any(word in path.stem for word in UNSEEN)],
    ids=lambda path: path.stem,
)
def test_a_file_of_a_broken_build_is_refused(path: Path) -> None:
    assert wrong(path.read_text(encoding="utf-8"))


def test_every_key_of_a_file_is_explained_in_a_sentence() -> None:
    made = schema(DICTIONARIES)
    for place in (made, made["$defs"]["indicator"], made["$defs"]["band"], made["$defs"]["example"],
                  made["$defs"]["evidence"]):  # fmt: skip
        for key, said in place["properties"].items():
            assert said["title"], key
            assert said["description"].endswith("."), key


def test_an_editor_offers_the_columns_that_can_be_judged_and_no_other() -> None:
    [small] = schema(DICTIONARIES)["allOf"]
    offered = small["then"]["properties"]["indicators"]["properties"]
    assert {"absences", "schoolsup"} < set(offered)
    assert not {"sex", "age", "grade", "StudentID"} & set(offered)
    assert offered["absences"]["title"] == "Absences"


def test_its_words_can_be_said_in_another_language() -> None:
    made = schema(DICTIONARIES, say=str.upper, language="pt")
    assert made["title"] == "RULE SET"
    assert made["properties"]["title"]["description"] == "WHAT PEOPLE CALL THE SET."
    offered = made["allOf"][0]["then"]["properties"]["indicators"]["properties"]
    assert offered["absences"]["title"] == "FALTAS"
    assert made["required"] == ["format", "title", "roster", "indicators"]
