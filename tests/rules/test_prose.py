"""A rule set as prose: told from the tree that scores, with every band and number of the file."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from rule_files import BLOCKS, rule_set, school
from shipped import COLUMNS

import rules
from data.wording.languages import LANGUAGES, number, typeset
from rules import RuleSet
from rules.prose import prose

SHIPPED = sorted((Path(__file__).parents[2] / "rules" / "sets").glob("*.yaml"))
NUMBER = r"(?<![\d.,]){}(?![\d]|[.,]\d)"


def has(text: str, value: float, language: str) -> bool:
    """Whether a number stands in a text, not as a part of another."""
    return re.search(NUMBER.format(re.escape(number(value, language))), text) is not None


def numbers_of(found: RuleSet, key: str) -> set[float]:
    """The numbers that the prose of one indicator must have."""
    indicator = found[key]
    known = found.columns[indicator.column]
    numbers = {indicator.weight}
    for band in indicator.bands:
        numbers.add(band.points)
        if band.up_to is not None and band.up_to != float("inf"):
            numbers.add(float(int(band.up_to)) if known.whole else band.up_to)
    if indicator.points:
        numbers |= {indicator.points.then, indicator.points.otherwise}
    if indicator.threshold:
        numbers |= {indicator.threshold.low, indicator.threshold.high}
    if indicator.sessions:
        numbers.add(indicator.sessions)
    return numbers


def check_nothing_is_left_out(found: RuleSet) -> None:
    told = prose(found)
    for language in LANGUAGES:
        head = " ".join(one[language] for one in (*told.scope, *told.arithmetic))
        for value in (found.need.passing, found.quadrants.need, found.quadrants.ease):
            assert has(head, value, language)
        for one in told.indicators:
            text = " ".join(sentence[language] for sentence in one.sentences)
            for value in numbers_of(found, one.key):
                assert has(text, value, language), (one.key, value, text)
            for band in found[one.key].bands:
                said = typeset(band.says[language], language) if band.says else ""
                assert said in text


points = st.integers(0, 20).map(lambda twentieths: twentieths / 20)
weights = st.integers(0, 20).map(lambda quarters: quarters / 4)


@st.composite
def sets(draw: st.DrawFn) -> RuleSet:
    """A set with bands of whole numbers, of numbers with words, of fractions, and of words."""
    edges = sorted(draw(st.sets(st.integers(0, 92), min_size=1, max_size=5)))
    bands = "".join(
        f"      - {{up_to: {edge}, points: {draw(points)}, says: Step up to {edge}}}\n"
        for edge in [*edges, 93]
    )
    hours = sorted(draw(st.sets(st.integers(-20, 20), min_size=1, max_size=3)))
    steps = "".join(
        f"      - {{up_to: {edge}, points: {draw(points)}}}\n" for edge in [h / 4 for h in hours]
    )
    low = draw(st.integers(1, 3))
    kind = draw(st.sampled_from(["lever", "barrier"]))
    text = (
        f"  absences:\n    kind: {kind}\n    weight: {draw(weights)}\n    bands:\n{bands}"
        f"    sessions: {draw(st.integers(1, 9))}\n"
        f"  hours:\n    kind: lever\n    weight: {draw(weights)}\n    bands:\n{steps}"
        f"      - {{up_to: .inf, points: 1}}\n"
        f"  studytime:\n    kind: lever\n    weight: {draw(weights)}\n    bands:\n"
        f"      - {{up_to: {low}, points: {draw(points)}, adjust: {{from: 1, to: 3}}}}\n"
        f"      - {{up_to: 4, points: {draw(points)}}}\n"
        f"  support:\n    kind: {kind}\n    column: schoolsup\n    weight: {draw(weights)}\n"
        f"    bands:\n      - {{is: no, points: {draw(points)}}}\n"
        f"      - {{is: yes, points: {draw(points)}}}\n"
        f"  less:\n    kind: lever\n    weight: {draw(weights)}\n"
        f"    when: studytime < mean(studytime)\n"
        f"    points: {{then: {draw(points)}, otherwise: {draw(points)}}}\n"
    )
    head = f"need: {{from: {draw(st.sampled_from(['grade', 'gap']))}, pass: 9.5}}\n"
    return rule_set(text, head)


@given(sets())
@settings(max_examples=examples(60), deadline=None)
def test_each_band_and_number_of_a_set_is_in_its_prose(found: RuleSet) -> None:
    check_nothing_is_left_out(found)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_sets_are_told_whole_in_three_languages(path: Path) -> None:
    found = rules.read(path.read_text(encoding="utf-8"), COLUMNS)
    check_nothing_is_left_out(found)
    told = prose(found)
    assert len(told.examples) == len(found.examples)
    for language in LANGUAGES:
        text = told.text(language)
        assert "{" not in text
        assert all(found[one.key].label[language] in text for one in told.indicators)


def test_a_set_reads_as_a_person_would_say_it() -> None:
    told = prose(rule_set())
    absences = told.indicators[0]
    assert [one["en"] for one in absences.sentences] == [
        "“Absences” is a lever and weighs 3 of 8 (38 %).",
        "0 to 4: “Present”, 1 point.",
        "5 to 30: “Absent”, 0.2 points; the lever is offered.",
        "31 to 93: 0.7 points.",
        "Counsellors may move the edge at 4, from 2 to 20.",
    ]
    assert [one["fr"] for one in absences.sentences][2] == (
        "De 5 à 30\u202f: «\u202fAbsent\u202f», 0,2 point\u202f; le levier est proposé."
    )
    assert [one["pt"] for one in absences.sentences][2] == (
        "De 5 a 30: «Falta», 0,2 pontos; a alavanca é proposta."
    )


def test_a_condition_is_told_with_what_the_cohort_comes_to_here() -> None:
    found = rule_set()
    figures = rules.judge(found, school()).figures
    [mean] = figures.values()
    condition = prose(found, figures).indicators[1].opening[1]
    assert condition["en"].startswith("The condition is: Study time: below the average of")
    assert f"({number(round(mean, 2), 'en')})" in condition["en"]
    assert "(" not in prose(found).indicators[1].opening[1]["en"]


def test_whom_a_set_judges_is_said() -> None:
    assert prose(rule_set()).scope[1]["en"] == "It judges every student of the roster."
    some = prose(rule_set(head="applies_to: age < 18\n")).scope[1]
    assert some["en"].startswith("It judges only the students who meet this condition: Age: below")
    assert some["pt"].startswith("Aplica-se apenas aos alunos que cumprem esta condição: Idade:")


def test_a_number_with_words_of_its_own_is_told_with_them() -> None:
    block = (
        "  studytime:\n    kind: lever\n    weight: 1\n    bands:\n"
        "      - {up_to: 1, points: 0.2}\n      - {up_to: 4, points: 1}\n"
    )
    [one] = prose(rule_set(block)).indicators
    assert one.steps[0]["en"].startswith("1 (under 2 hours): 0.2 points")
    assert one.steps[1]["en"].startswith("2 to 4 (2 to 5 hours – over 10 hours): 1 point")


def test_an_indicator_without_weight_is_said_to_be_switched_off_and_offers_nothing() -> None:
    block = BLOCKS["school_support"].replace("weight: 1", "weight: 0")
    [one] = prose(rule_set(block)).indicators
    assert one.opening[0]["en"].endswith("switched off: its weight is 0.")
    assert "offered" not in prose(rule_set(block)).indicators[0].steps[0]["en"]


def test_an_example_says_who_is_meant_and_what_must_come_out() -> None:
    tail = (
        "examples:\n  - name: Absent\n    student: {absences: 9, studytime: 1, note: x}\n"
        "    given: {mean(studytime): 2}\n    complexity: {at_most: 40}\n"
        "    levers: [absences, below_average_study]\n"
    )
    [told] = prose(rule_set(tail=tail)).examples
    assert told["en"] == (
        "A check: “Absent” (Absences: 9; Study time: under 2 hours; the average of “Study time”: 2)"
        ". Expected: a complexity of 40 or less; these levers: Absences, Study time."
    )


def test_a_function_of_the_cohort_that_nobody_asks_for_is_left_out_of_an_example() -> None:
    example = "{student: {absences: 9}, given: {mean(goout): 2}, levers: [absences]}"
    tail = f"examples:\n  - {example}\n"
    [told] = prose(rule_set(BLOCKS["absences"], tail=tail)).examples
    assert "Going out" not in told["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_french_spaces_are_set_in_french_only(language: str) -> None:
    text = prose(rule_set()).text(language)
    assert ("\u202f" in text) == (language == "fr")
