"""Columns of a cohort: what becomes of numbers, words and missing answers."""

import math

import numpy as np
import pytest

from data.cohort import Cohort, column_of, smallest_codes


def test_numbers_are_kept_once_sorted_with_the_missing_one_last() -> None:
    column = column_of([3.0, 1.0, None, 3.0, math.nan])
    assert column.codes.tolist() == [1, 0, 2, 1, 2]
    assert column.values[:2].tolist() == [1.0, 3.0]
    assert np.isnan(column.values[2]) and len(column.values) == 3


def test_none_alone_is_a_missing_number() -> None:
    column = column_of([2, None, 1])
    assert column.values.dtype == np.float64
    assert column.codes.tolist() == [1, 2, 0] and np.isnan(column.values[2])


def test_words_are_kept_once_sorted_with_the_missing_one_last() -> None:
    column = column_of(["yes", None, "no", "yes"])
    assert column.values.tolist() == ["no", "yes", None]
    assert column.codes.tolist() == [1, 2, 0, 1]
    assert column.each().tolist() == ["yes", None, "no", "yes"]


def test_a_column_without_an_answer_is_of_the_kind_it_is_said_to_be() -> None:
    assert column_of([None, None]).values.dtype == np.float64
    assert column_of([None, None], words=True).values.tolist() == [None]
    assert len(column_of([])) == 0


def test_an_array_of_numbers_gives_the_same_column_as_a_list() -> None:
    numbers = [4.0, 2.0, 4.0, 9.5]
    listed, array = column_of(numbers), column_of(np.array(numbers))
    assert listed.codes.tolist() == array.codes.tolist()
    assert listed.values.tolist() == array.values.tolist()


@pytest.mark.parametrize("mixed", [[1.0, "two"], [True, False], ["a", math.nan]])
def test_numbers_and_words_are_never_mixed(mixed: list[float | str]) -> None:
    with pytest.raises(TypeError):
        column_of(mixed)


@pytest.mark.parametrize(("count", "bits"), [(0, 8), (1, 8), (256, 8), (257, 16), (65_537, 32)])
def test_codes_are_as_narrow_as_the_values_allow(count: int, bits: int) -> None:
    assert smallest_codes(count).itemsize * 8 == bits


def test_a_cohort_is_as_long_as_its_students() -> None:
    assert len(Cohort(1, np.arange(3), {"age": column_of([15, 16, 17])})) == 3


def test_some_of_a_columns_students_have_their_values_only() -> None:
    column = column_of(["10A", "10B", None, "10A", "10C"])
    some = column.of(np.array([0, 2, 4]))
    assert some.each().tolist() == ["10A", None, "10C"]
    assert some.values.tolist() == ["10A", "10C", None]
    assert column.of(np.array([], dtype=np.intp)).values.tolist() == []


def test_some_of_a_cohorts_students_keep_their_ids_and_answers() -> None:
    cohort = Cohort(1, np.array([5, 6, 7]), {"age": column_of([15, 16, 15])})
    some = cohort.of(np.array([0, 2]))
    assert some.students.tolist() == [5, 7]
    assert some.columns["age"].each().tolist() == [15.0, 15.0]
