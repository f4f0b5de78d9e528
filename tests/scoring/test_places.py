"""Help is limited: who gets the places, who comes next and why."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scoring.places import MissedPlace, fill

orders = st.integers(0, 30).flatmap(lambda n: st.permutations(range(n)))


def test_the_first_get_the_places_and_the_next_hear_that_all_are_taken() -> None:
    found = fill([4, 2, 0, 1, 3], 2, following=2)
    assert found.given == (4, 2)
    assert found.next == (MissedPlace(0, "full"), MissedPlace(1, "full"))


def test_who_belongs_to_a_full_group_is_passed_over() -> None:
    found = fill([0, 1, 2, 3], 3, groups=[7, 7, 8, 7], per_group=1)
    assert found.given == (0, 2)
    assert found.next == (MissedPlace(1, "group"), MissedPlace(3, "group"))


def test_a_limit_without_groups_limits_nobody() -> None:
    assert fill([0, 1], 2, per_group=1).given == (0, 1)
    assert fill([0, 1], 2, groups=[1, 1]).given == (0, 1)


def test_no_places_and_nobody() -> None:
    assert fill([], 5).given == ()
    assert fill([1, 2], 0).given == ()
    assert [missed.student for missed in fill([1, 2], 0).next] == [1, 2]


@given(orders, st.integers(0, 12), st.integers(1, 4), st.integers(1, 4), st.integers(0, 6))
def test_never_more_places_than_asked_nor_than_a_group_may_have(
    order: list[int], places: int, per_group: int, groups: int, following: int
) -> None:
    of_student = [student % groups for student in range(len(order))]
    found = fill(order, places, of_student, per_group, following)
    taken = Counter(of_student[student] for student in found.given)
    assert len(found.given) <= places
    assert len(found.next) <= following
    assert all(count <= per_group for count in taken.values())
    missed = [one.student for one in found.next]
    assert not set(found.given) & set(missed)
    assert list(found.given) == [student for student in order if student in found.given]
    assert missed == [student for student in order if student in missed]
    for one in found.next:
        full = taken[of_student[one.student]] >= per_group
        assert (one.why == "group") <= full
        assert (one.why == "full") <= (len(found.given) == places)


@given(orders, st.integers(0, 12))
def test_without_a_limit_the_places_are_the_head_of_the_order(
    order: list[int], places: int
) -> None:
    found = fill(order, places)
    assert [*found.given, *(one.student for one in found.next)] == order[: places + 5]
