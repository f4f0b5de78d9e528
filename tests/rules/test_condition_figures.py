"""Random conditions on random students: columns and single rows agree, figures are the plain ones.

What a figure must be is worked out here anew, student by student, without numpy.
"""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from condition_trees import cohorts, trees
from hypothesis import given
from rule_files import COLUMNS, Answers, cohort

from rules import conditions
from rules.conditions import NO, UNANSWERED, YES, CohortFunction, Condition
from rules.conditions.columns import students, typed
from rules.conditions.evaluate_student import own, result, verdict
from rules.conditions.tree import Tree, columns_of, figures_of
from rules.conditions.written import written
from rules.judge import answers_of

Student = Mapping[str, float | str | None]


def condition_of(tree: Tree) -> Condition:
    return Condition(written(tree), tree, {name: COLUMNS[name] for name in columns_of(tree)})


@given(trees, cohorts())
def test_whole_columns_and_single_students_agree(tree: Tree, columns: dict[str, Answers]) -> None:
    condition = condition_of(tree)
    read = condition.typed(columns)
    figures = conditions.cohort_values([condition], read)
    verdicts = condition.verdicts(columns)
    assert verdicts.shape == (students(columns),)
    for row, found in enumerate(verdicts):
        student = answers_of(read, row)
        his = own(condition.figures, figures, student)
        assert condition.of_student(student, his) == found, condition.text


@given(trees, cohorts())
def test_a_figure_is_what_one_finds_by_hand(tree: Tree, columns: dict[str, Answers]) -> None:
    condition = condition_of(tree)
    read = condition.typed(columns)
    everybody = [answers_of(read, row) for row in range(students(columns))]
    figures = conditions.cohort_values([condition], read)
    for figure in condition.figures:
        if not isinstance(figure, CohortFunction):
            continue
        found = figures[figure]
        if figure.by is None:
            assert found == by_hand(figure, everybody, figures)
            continue
        assert isinstance(found, Mapping)
        for group in {student[figure.by] for student in everybody} - {None}:
            theirs = [student for student in everybody if student[figure.by] == group]
            assert found[group] == by_hand(figure, theirs, figures)


def by_hand(figure: CohortFunction, theirs: Sequence[Student], figures: conditions.Figures) -> Any:
    """A statistic of some students by the plainest means, as exact as its values allow."""
    inner = figures_of(figure.argument)
    if figure.name == "share":
        verdicts = [verdict(figure.argument, one, own(inner, figures, one)) for one in theirs]
        known = [found for found in verdicts if found != UNANSWERED]
        return close_to(known.count(YES) / len(known) if known else math.nan, 1)
    values = sorted(
        value for one in theirs if (value := number(figure.argument, one, figures)) is not None
    )
    if not values:
        return close_to(math.nan, 1)
    largest = max(map(abs, values))
    if figure.name == "mean":
        return close_to(statistics.fmean(values), largest)
    place = (0.5 if figure.level is None else figure.level) * (len(values) - 1)
    low, high = values[math.floor(place)], values[math.ceil(place)]
    return close_to(low + (high - low) * (place - math.floor(place)), largest)


def close_to(value: float, largest: float) -> Any:
    """A sum is as exact as the largest of what is added, which may cancel out."""
    return pytest.approx(value, abs=1e-9 * largest, nan_ok=True)


def number(tree: Tree, student: Student, figures: conditions.Figures) -> float | None:
    """What a number comes to for one student."""
    found = result(tree, student, own(figures_of(tree), figures, student))
    assert not isinstance(found, str)
    return found


def verdicts(text: str, columns: dict[str, Answers]) -> list[int]:
    return conditions.read(text, COLUMNS, conditions.SHOWN).verdicts(columns).tolist()


def test_a_student_is_compared_with_his_own_class() -> None:
    columns = cohort(goout=[1, 3, 3, 5], class_=["10A", "10A", "10B", "10B"])
    assert verdicts("goout > mean(goout, by class)", columns) == [NO, YES, NO, YES]
    assert verdicts("goout > mean(goout)", columns) == [NO, NO, NO, YES]


def test_a_student_without_a_class_is_compared_with_none() -> None:
    columns = cohort(goout=[1, 3, 5], class_=["10A", "10A", None])
    assert verdicts("goout >= mean(goout, by class)", columns) == [NO, YES, UNANSWERED]
    assert verdicts("goout >= mean(goout, by class)", cohort(goout=[1, 3])) == [UNANSWERED] * 2


def test_a_class_in_which_nobody_answered_has_no_average() -> None:
    columns = cohort(goout=[None, 3], health=[2, 2], class_=["10A", "10B"])
    assert verdicts("health < mean(goout, by class)", columns) == [UNANSWERED, YES]


def test_a_change_is_unanswered_without_an_earlier_answer() -> None:
    columns = cohort(absences=[9, 9, None, 9]) | {
        "absences before": cohort(a=[1, None, 1, 9])["a"],
        "absences since 2024-09": cohort(a=[9, 1, 1, None])["a"],
    }
    assert verdicts("change(absences) > 5", columns) == [YES, UNANSWERED, UNANSWERED, NO]
    since = "change(absences, since('2024-09')) > 5"
    assert verdicts(since, columns) == [NO, YES, UNANSWERED, UNANSWERED]
    assert verdicts("change(absences) > 5", cohort(absences=[9])) == [UNANSWERED]


@pytest.mark.parametrize("classes", [3, 40_000])
def test_groups_are_counted_alike_whether_few_or_many(classes: int) -> None:
    luck = np.random.default_rng(1)
    in_class = luck.integers(0, classes, 50_000)
    hours = luck.integers(0, 100, 50_000).astype(float)
    values, codes = np.unique(hours, return_inverse=True)
    columns = {
        "hours": Answers(codes, values),
        "class": Answers(in_class, np.array([f"{at}" for at in range(classes)], dtype=object)),
    }
    condition = conditions.read("hours > mean(hours, by class)", COLUMNS)
    totals, counts = np.bincount(in_class, hours), np.bincount(in_class)
    wanted = hours > totals[in_class] / counts[in_class]
    assert np.array_equal(condition.verdicts(columns) == YES, wanted)


def test_the_columns_that_a_condition_needs_are_typed_together() -> None:
    condition = conditions.read("change(absences) > mean(change(goout), by class)", COLUMNS)
    read = typed({}, condition.columns, condition.earlier)
    assert set(read) == {"absences", "absences before", "goout", "goout before", "class"}
