"""Solid or borderline: shaken rules, beside the slow way of shaking them one run at a time."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from small_rules import BLOCKS, cohort, graded, invented, rule_set, rule_sets, school

import rules
from rules import Judgement
from scoring.ranking import rank
from scoring.rule_change.stability import (
    Perturbation,
    ShakenJudgement,
    drawn_edges,
    first_of_each,
    stability,
)

SOME = settings(deadline=None, max_examples=examples(40))


@SOME
@given(rule_sets(), st.integers(0, 70))
def test_unshaken_rules_leave_everybody_where_he_is(found: rules.RuleSet, places: int) -> None:
    judged, students = rules.judge(found, school()), invented()
    ranking = rank(judged, students)
    shaken = stability(judged, ranking, students, places, Perturbation(0, False, runs=30))
    first = ranking.among_first(places)
    assert (shaken.times[first] == 30).all()
    assert (shaken.times[~first] == 0).all()


@SOME
@given(rule_sets(), st.integers(0, 70), st.integers(0, 9))
def test_each_run_gives_all_places_and_only_to_who_can_have_one(
    found: rules.RuleSet, places: int, seed: int
) -> None:
    judged, students = rules.judge(found, school()), invented()
    ranking = rank(judged, students)
    shaken = stability(judged, ranking, students, places, Perturbation(runs=10, seed=seed))
    assert shaken.times.sum() == 10 * min(places, len(ranking.queue))
    assert not shaken.times[students.coached | students.set_aside].any()


@SOME
@given(rule_sets(), st.integers(0, 99))
def test_a_run_is_what_the_shaken_rule_file_says(found: rules.RuleSet, seed: int) -> None:
    columns = school()
    judged = rules.judge(found, columns)
    draw = np.random.default_rng(seed)
    factors = draw.uniform(0.8, 1.2, (2, len(found.indicators)))
    drawn = draw.integers(0, 60, (2, 60))
    complexity, levers = ShakenJudgement(judged, np.arange(60)).judge(factors, drawn)
    for run in range(2):
        slowly = one_run(judged, factors[run], drawn[run])
        expected = np.where(judged.judged, slowly.complexity(), complexity[run])
        np.testing.assert_allclose(complexity[run], expected, atol=1e-8)
        weighty = np.uint64(sum(1 << at for at, w in enumerate(found.weights()) if w > 0))
        there = judged.judged
        assert (
            levers[run][there].tolist() == np.bitwise_count(slowly.fired & weighty)[there].tolist()
        )


def one_run(judged: Judgement, factors: np.ndarray, drawn: np.ndarray) -> Judgement:
    """The slow way: a rule set with other weights and edges, judged as any other is; a cohort
    function is worked out on the drawn students and written into the condition as a number."""
    columns, known = judged.columns, judged.rule_set.columns
    indicators = []
    for one, factor in zip(judged.rule_set.indicators, factors, strict=True):
        changed = replace(one, weight=one.weight * factor, threshold=None)
        if one.bands and known[one.column].type == "number":
            column = columns[one.column]
            edges = one_by_one(one.edges(), column.values[column.codes], drawn)
            bands = [replace(b, up_to=e) for b, e in zip(one.bands, edges, strict=True)]
            changed = replace(changed, bands=tuple(bands))
        if one.condition is not None:
            column = columns["studytime"]
            there = column.values[column.codes][drawn]
            figure = getattr(np, f"nan{one.condition.figures[0].name}")(there)
            text = f"{one.condition.text.split('<')[0]} < {float(figure)!r}"
            condition = rules.conditions.read(text, known)  # type: ignore[attr-defined]
            changed = replace(changed, condition=condition)
        indicators.append(changed)
    again = replace(judged.rule_set, indicators=tuple(indicators), applies_to=None)
    return rules.judge(again, columns)


def one_by_one(edges: tuple[float, ...], answers: np.ndarray, drawn: np.ndarray) -> list[float]:
    """Each edge but the last at the answer whose share of the drawn comes nearest to its own."""
    real, again = answers[~np.isnan(answers)], answers[drawn]
    again = again[~np.isnan(again)]
    moved = []
    for edge in edges[:-1]:
        level = (real <= edge).mean()
        off = {float(v): abs((again <= v).mean() - level) for v in np.unique(real)}
        below = [v for v in off if v <= edge]
        stays = not below or off[max(below)] <= min(off.values()) + 1e-12
        moved.append(edge if stays else min(off, key=lambda v: (off[v], v)))
    return list(np.maximum.accumulate([*moved, edges[-1]]))


def test_an_edge_between_two_common_answers_stays() -> None:
    codes = np.repeat([0, 1], 500)
    drawn = np.random.default_rng(1).integers(0, 1000, (200, 1000))
    moved = drawn_edges(np.array([1.5, 5.0]), np.array([1.0, 2.0]), codes, drawn)
    assert (moved == [1.5, 5.0]).all()


def test_an_edge_among_rare_answers_moves_to_its_neighbours() -> None:
    codes = np.arange(1000)
    drawn = np.random.default_rng(1).integers(0, 1000, (200, 1000))
    moved = drawn_edges(np.array([500.0, 999.0]), np.arange(1000.0), codes, drawn)
    assert (moved[:, 1] == 999).all()
    assert abs(moved[:, 0].mean() - 500) < 5
    # The median of a thousand drawn ones varies by 1000 x 0.5 / sqrt(1000).
    assert 12 < moved[:, 0].std() < 20


def test_edges_of_a_column_that_nobody_answered_stay() -> None:
    moved = drawn_edges(
        np.array([1.0, 5.0]),
        np.array([np.nan]),
        np.zeros(3, dtype=int),
        np.zeros((2, 3), dtype=int),
    )
    assert moved.tolist() == [[1, 5], [1, 5]]


def test_the_same_seed_gives_the_same_marks() -> None:
    judged, students = rules.judge(rule_set(), school()), invented()
    ranking = rank(judged, students)
    one, two = (stability(judged, ranking, students, 5) for _ in range(2))
    assert one.times.tolist() == two.times.tolist()
    assert one.share.max() <= 1


def test_the_clear_first_is_solid_and_two_who_nearly_tie_are_borderline() -> None:
    columns = cohort(absences=[20, 20, 0], health=[5, 1, 5])
    blocks = BLOCKS["absences"].replace("weight: 3", "weight: 2") + BLOCKS["health"]
    judged, students = rules.judge(rule_set(blocks), columns), graded(2, 5, 8)
    ranking = rank(judged, students)
    found = stability(judged, ranking, students, 2, Perturbation(thresholds=False))
    assert found.share[0] == 1
    assert 0.2 < found.share[1] < 0.8


def test_likes_are_told_apart_by_grade_gap_and_levers_in_each_run() -> None:
    priority = np.array([[5.0, 5, 5, 9], [5, 5, 5, 5]])
    grade, gap = np.array([8.0, 7, 7, 9]), np.array([1.0, 1, 2, 1])
    levers = np.array([[1, 1, 1, 1], [1, 3, 1, 1]])
    found = first_of_each(priority, (grade, gap, levers), 2)
    assert found.tolist() == [[False, False, True, True], [False, True, True, False]]


def test_a_mean_by_class_is_that_of_the_drawn_of_each_class() -> None:
    block = BLOCKS["below_average_study"].replace("mean(studytime)", "mean(studytime, by class)")
    judged = rules.judge(rule_set(block), school())
    draw = np.random.default_rng(3)
    drawn = draw.integers(0, 60, (20, 60))
    complexity, levers = ShakenJudgement(judged, np.arange(60)).judge(np.ones((20, 1)), drawn)
    study, place = (judged.columns[name] for name in ("studytime", "class"))
    for run in range(20):
        again = study.values[study.codes[drawn[run]]], place.codes[drawn[run]]
        for student in range(60):
            of_class = again[0][again[1] == place.codes[student]]
            own = study.values[study.codes[student]]
            if place.values[place.codes[student]] is None or np.isnan(own):
                assert np.isnan(complexity[run, student])
                continue
            assert levers[run, student] == (own < np.nanmean(of_class))
