"""What a good rule file says is what the rule set holds."""

from datetime import date

import numpy as np
import pytest
from rule_files import DICTIONARIES, rule_file, rule_set

import rules
from rules import RuleFileError, steps

HEAD = """\
status: stable
owner: {en: Lead, pt: Coordenação}
in_force_from: 2024-09-01
reviewed: 2024-11-15
about: Complexity is a mean.
applies_to: age >= 15
need: {from: gap, pass: 12}
quadrants: {need: 40, ease: 60, names: {top_right: Coach first}}
"""


def test_every_field_of_the_head_is_read() -> None:
    read = rule_set(head=HEAD)
    assert (read.status, read.roster, read.title["fr"]) == ("stable", "small", "Small")
    assert (read.in_force_from, read.reviewed) == (date(2024, 9, 1), date(2024, 11, 15))
    assert (read.need.source, read.need.passing) == ("gap", 12)
    assert (read.quadrants.need, read.quadrants.ease) == (40, 60)
    assert read.quadrants.names["top_right"]["pt"] == "Coach first"
    assert read.applies_to is not None
    assert read.applies_to.text == "age >= 15"


def test_a_language_that_is_not_written_is_filled_from_one_that_is() -> None:
    owner = rule_set(head=HEAD).owner
    assert owner == {"en": "Lead", "fr": "Lead", "pt": "Coordenação"}


def test_a_rule_set_says_which_languages_it_lacks() -> None:
    assert rule_set(head=HEAD).lacks == ("fr",)
    assert rule_set(head="about: {en: A, fr: B, pt: C}\n").lacks == ()


def test_what_is_left_out_has_a_default() -> None:
    read = rule_set()
    assert (read.status, read.need.source, read.need.passing) == ("draft", "grade", 10)
    assert (read.quadrants.need, read.quadrants.ease) == (50, 50)
    assert read["absences"].label == {"en": "Absences", "fr": "Absences", "pt": "Faltas"}


def test_indicators_keep_their_order_scale_and_columns() -> None:
    read = rule_set()
    keys = [indicator.key for indicator in read.indicators]
    assert keys == ["absences", "below_average_study", "school_support", "health"]
    assert [indicator.column for indicator in read.indicators] == [
        "absences", "studytime", "schoolsup", "health",
    ]  # fmt: skip
    assert read["absences"].edges() == (4, 30, 93)
    assert read["absences"].edges(10) == (10, 30, 93)
    assert read["school_support"].bands[0].is_ == ("no",)
    assert set(read.columns) == {"absences", "studytime", "schoolsup", "health"}


def test_a_scale_says_itself_in_words() -> None:
    read = rule_set()
    absences = steps(read["absences"], read.columns["absences"], 10)
    assert [words["pt"] for words in absences] == ["de 0 a 10", "de 11 a 30", "de 31 a 93"]
    support = steps(read["school_support"], read.columns["schoolsup"])
    assert [words["fr"] for words in support] == ["non", "oui"]


def test_the_fingerprint_is_that_of_the_text() -> None:
    text = rule_file()
    read = rules.read(text, DICTIONARIES)
    assert len(read.fingerprint) == 64
    assert rules.read(text.encode(), DICTIONARIES).fingerprint == read.fingerprint
    assert rules.read(text + "# a comment\n", DICTIONARIES).fingerprint != read.fingerprint


def test_weights_come_from_the_file_unless_a_knob_says_otherwise() -> None:
    read = rule_set()
    assert read.weights({"health": 0.5}).tolist() == [3, 2, 1, 0.5]
    for wrong in ({"helth": 1.0}, {"health": -1.0}, {"health": 5.1}, {"health": float("nan")}):
        with pytest.raises(ValueError, match=r"weight|indicator"):
            read.weights(wrong)


def test_all_problems_come_at_once_sorted_by_line() -> None:
    text = rule_file().replace("kind: lever", "kind: leaver").replace("points: 0.2", "points: 2")
    with pytest.raises(RuleFileError) as caught:
        rules.read(text, DICTIONARIES)
    lines = [problem.line for problem in caught.value.problems]
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_a_problem_is_a_template_with_its_values() -> None:
    with pytest.raises(RuleFileError) as caught:
        rules.read(rule_file(head="staus: pilot\n"), DICTIONARIES)
    (problem,) = caught.value.problems
    assert problem.values["near"] == "status"
    assert "%(near)s" in problem.template
    assert np.all([hole not in problem.message for hole in ("%(", "None")])


def test_a_folded_text_is_read_as_one_line() -> None:
    folded = HEAD.replace("about: Complexity is a mean.", "about: >-\n  Complexity\n  is a mean.")
    assert rule_set(head=folded).about["en"] == "Complexity is a mean."
