"""Why students were set aside, by lever: never of a few."""

import numpy as np
from numpy.typing import NDArray

from scoring.groups.evidence import by_lever

STUDENTS = np.arange(101, 131, dtype=np.int64)


def fired(*levers: set[int]) -> NDArray[np.uint64]:
    """Bit k for the students (by place) of the k-th set."""
    bits = np.zeros(len(STUDENTS), dtype=np.uint64)
    for bit, places in enumerate(levers):
        for place in places:
            bits[place] |= np.uint64(1 << bit)
    return bits


def test_reasons_are_counted_for_each_lever_that_a_student_has() -> None:
    reasons = {101 + n: "already_known" if n < 8 else "wrong_data" for n in range(20)}
    found = by_lever(fired(set(range(20)), set(range(5, 15))), STUDENTS, reasons, [0, 1])
    assert found[0].given == (("wrong_data", 12), ("already_known", 8))
    assert found[0].students == 20
    assert found[0].percent(8) == 40
    assert found[1].given == (("wrong_data", 7), ("already_known", 3))


def test_under_five_dismissals_no_share_is_told() -> None:
    reasons = {101: "already_known", 102: "already_known", 103: "not_now", 104: "other"}
    found = by_lever(fired(set(range(30))), STUDENTS, reasons, [0])
    assert found[0].students is None
    assert found[0].given == ()
    reasons[105] = "other"
    assert by_lever(fired(set(range(30))), STUDENTS, reasons, [0])[0].students == 5


def test_nobody_set_aside_is_nobody() -> None:
    found = by_lever(fired(set(range(30))), STUDENTS, {}, [0])
    assert (found[0].students, found[0].given, found[0].percent(0)) == (0, (), 0)


def test_students_who_are_not_on_the_roster_do_not_count() -> None:
    reasons = {900 + n: "other" for n in range(9)}
    assert by_lever(fired(set(range(30))), STUDENTS, reasons, [0])[0].students == 0
