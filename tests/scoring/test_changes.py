"""Who enters and who leaves when the list becomes another one."""

from hypothesis import given
from hypothesis import strategies as st

from scoring.places import movers

lists = st.lists(st.integers(0, 20), unique=True)


def test_who_enters_and_who_leaves_stand_in_the_order_of_their_list() -> None:
    found = movers([1, 2, 3, 4], [5, 3, 6, 1])
    assert found.enter == (5, 6)
    assert found.leave == (2, 4)
    assert found.stay == 2


@given(lists)
def test_a_list_compared_with_itself_moves_nobody(students: list[int]) -> None:
    found = movers(students, list(reversed(students)))
    assert (found.enter, found.leave, found.stay) == ((), (), len(students))


@given(lists, lists)
def test_who_stays_and_who_moves_make_both_lists(before: list[int], after: list[int]) -> None:
    found = movers(before, after)
    assert found.stay + len(found.leave) == len(before)
    assert found.stay + len(found.enter) == len(after)
    assert set(after) == (set(before) - set(found.leave)) | set(found.enter)
    back = movers(after, before)
    assert (back.enter, back.leave) == (found.leave, found.enter)
