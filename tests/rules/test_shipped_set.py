"""The rule sets that are shipped: complete in three languages, honest, and useful on real data."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from rule_files import answers

import rules
from data import dictionary
from rules import LANGUAGES, RuleSet, conditions

ROOT = Path(__file__).parents[2]
SETS = sorted((ROOT / "rules" / "sets").glob("*.yaml"))
PILOT = ROOT.parent / "shared" / "data" / "pilot-students.csv"
NEVER = re.compile(r"\b(risks?|risques?|riscos?|targets?|cibles?|alvos?|bad student)\b", re.I)
ASKED = {
    "absences", "Dalc", "Walc", "studytime", "goout", "failures", "schoolsup", "health", "famrel",
}  # fmt: skip


@pytest.fixture(scope="module")
def pilot() -> RuleSet:
    found = dictionary.load_all([ROOT / "data" / "dictionaries"])
    columns = {name: known.columns for name, known in found.items()}
    sets = [rules.read(path.read_text(encoding="utf-8"), columns) for path in SETS]
    return next(found for found in sets if found.roster == "pilot-2008")


def said(pilot: RuleSet) -> Iterator[dict[str, str] | None]:
    yield from (pilot.title, pilot.about, pilot.owner, *pilot.quadrants.names.values())
    yield from (example.name for example in pilot.examples)
    for found in pilot.indicators:
        yield from (found.label, found.who_can_act, found.wrong_when, *found.actions)
        yield from (band.says for band in found.bands)
        yield from (evidence.claim for evidence in found.evidence)
        if found.points:
            yield from (found.points.says_then, found.points.says_otherwise)


def test_the_pilot_set_judges_what_the_ministry_asked_for(pilot: RuleSet) -> None:
    assert {found.column for found in pilot.indicators} == ASKED
    assert {found.key for found in pilot.indicators if not found.is_lever} == {
        "past_failures", "health", "family_relations",
    }  # fmt: skip
    assert len(pilot.examples) >= 3


def test_everything_is_said_in_three_different_languages(pilot: RuleSet) -> None:
    for words in said(pilot):
        assert words is not None
        assert len({words[language] for language in LANGUAGES}) >= 2, words


def test_nobody_is_called_a_risk_or_a_target(pilot: RuleSet) -> None:
    assert not NEVER.search(pilot.text)


def test_every_indicator_gives_its_reasons(pilot: RuleSet) -> None:
    for found in pilot.indicators:
        assert found.evidence
        assert found.wrong_when
        assert found.who_can_act
        assert all(evidence.strength != "strong" for evidence in found.evidence)


def test_the_pilot_picture_is_useful(pilot: RuleSet) -> None:
    if not PILOT.exists():
        pytest.skip(f"needs {PILOT.name}, which is not part of the product")
    with PILOT.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = {
        name: answers([float(row[name]) if known.type == "number" else row[name] for row in rows])
        for name, known in pilot.columns.items()
    }
    ease = 100 - rules.judge(pilot, columns).complexity()
    grade = np.array([float(row["FinalGrade"]) for row in rows])
    assert not np.isnan(ease).any()
    assert np.ptp(ease) > 70
    assert 40 <= np.sum((grade <= pilot.need.passing) & (ease >= pilot.quadrants.ease)) <= 80


def test_the_average_is_that_of_the_cohort(pilot: RuleSet) -> None:
    condition = pilot["below_average_study"].condition
    assert condition is not None
    columns = {"studytime": answers([1.0, 2.0, 3.0, None])}
    assert condition.verdicts(columns).tolist() == [
        conditions.YES, conditions.NO, conditions.NO, conditions.UNANSWERED,
    ]  # fmt: skip
