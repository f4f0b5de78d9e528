"""A number opens to its arithmetic, and the lines add up to it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import cohort, rule_set, school

import rules

SET = rule_set(head="applies_to: age >= 16 or missing(age)\n")
SCHOOL = school(40, 9, 0.2)
weights = st.fixed_dictionaries(
    {}, optional={found.key: st.floats(0, 5, allow_subnormal=False) for found in SET.indicators}
)


@given(st.integers(0, 39), weights, st.sampled_from([2.0, 4.0, 13.0]))
def test_the_lines_add_up_to_the_number(row: int, tried: dict[str, float], edge: float) -> None:
    edges = {"absences": edge}
    complexity = rules.judge(SET, SCHOOL, edges).complexity(SET.weights(tried))[row]
    found = rules.explain(SET, SCHOOL, row, tried, edges)
    if found.complexity is None:
        assert np.isnan(complexity)
        return
    assert found.complexity == pytest.approx(complexity, abs=1e-9)
    shares = [line.share for line in found.lines if line.answered]
    assert sum(shares) == pytest.approx(complexity, abs=1e-9)
    assert found.ease == 100 - found.complexity


@given(st.integers(0, 39))
def test_the_levers_are_those_that_fire_strongest_first(row: int) -> None:
    judged = rules.judge(SET, SCHOOL)
    found = rules.explain(SET, SCHOOL, row)
    bits = {line.key for at, line in enumerate(found.lines) if int(judged.fired[row]) >> at & 1}
    assert {line.key for line in found.levers} == bits
    strengths = [line.weight * (1 - (line.points or 0)) for line in found.levers]
    assert strengths == sorted(strengths, reverse=True)


def test_a_line_says_the_answer_the_rule_and_the_edge() -> None:
    columns = cohort(absences=[12, 0], studytime=[1, 4], schoolsup=[None, "yes"], age=[16, 16])
    found = rules.explain(SET, columns, 0, thresholds={"absences": 10})
    absences, study, support, health = found.lines
    assert (absences.value, absences.points, absences.threshold) == (12, 0.2, 10)
    assert absences.says == {"en": "Absent", "fr": "Absent", "pt": "Falta"}
    assert absences.rule == {"en": "11 to 30", "fr": "de 11 à 30", "pt": "de 11 a 30"}
    assert study.rule is not None
    assert study.rule["en"] == "Study time: below the average of “Study time” (2.5)"
    assert (support.value, support.answered, support.points) == (None, False, None)
    assert (health.answered, health.share, health.lever) == (False, 0.0, False)
    assert [line.key for line in found.levers] == ["absences", "below_average_study"]


def test_an_indicator_with_weight_0_offers_no_lever() -> None:
    found = rules.explain(SET, cohort(absences=[20], goout=[1]), 0, {"absences": 0.0})
    assert found.levers == ()
    assert found.complexity is None


def test_a_student_who_is_not_judged_has_lines_but_no_number() -> None:
    found = rules.explain(SET, cohort(absences=[20], age=[15]), 0)
    assert (found.judged, found.complexity, found.ease, found.levers) == (False, None, None, ())
    assert found.lines[0].points == 0.2


def test_who_is_judged_may_hang_on_the_cohort() -> None:
    above = rule_set(head="applies_to: age >= mean(age)\n")
    columns = cohort(absences=[20, 20], age=[15, 17])
    assert [rules.explain(above, columns, row).judged for row in (0, 1)] == [False, True]
    assert rules.judge(above, columns).judged.tolist() == [False, True]


COMPARED = rule_set(
    """\
  more_out:
    kind: lever
    weight: 2
    when: goout > mean(goout, by class)
    points: {then: 0.1, otherwise: 1.0}
  more_absent:
    kind: lever
    weight: 1
    when: change(absences) > 5 or absences > quantile(absences, 0.9, by class)
    points: {then: 0.3, otherwise: 0.8}
""",
    head="applies_to: share(goout > 2, by class) > 0.2\n",
)


@given(st.integers(0, 10), st.integers(0, 39), st.sampled_from([0.0, 0.3]))
def test_numbers_by_class_and_over_time_open_to_their_lines(
    seed: int, row: int, missing: float
) -> None:
    columns = school(40, seed, missing)
    columns["absences before"] = school(40, seed + 1, missing)["absences"]
    judged = rules.judge(COMPARED, columns)
    found = rules.explain(COMPARED, columns, row, figures=judged.figures)
    assert found == rules.explain(COMPARED, columns, row)
    assert found.judged == judged.judged[row]
    complexity = judged.complexity()[row]
    assert (found.complexity is None) == np.isnan(complexity)
    if found.complexity is not None:
        assert found.complexity == pytest.approx(complexity, abs=1e-9)
        assert sum(line.share for line in found.lines) == pytest.approx(complexity, abs=1e-9)


def test_a_row_that_is_not_there_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        rules.explain(SET, SCHOOL, 40)
