"""Say in one word how a grade compares with what is usual for similar students.

Kept apart from the model: a page says the word, and must not load the model for it.
"""

import math
from typing import Literal

Standing = Literal["below", "as", "above"]


def words(
    expected: float | None,
    low: float | None,
    high: float | None,
    grade: float | None,
    *,
    upwards: bool = True,
) -> Standing | None:
    """Compare a grade with the interval around the expected grade.

    All four in grade points on the roster's own scale; NaN or None is missing, and one missing
    answers None. "below" (worse than usual) and "above" only when the interval excludes the grade.
    `upwards`: whether a higher number is a better grade.

    An 80 % interval leaves out about one student in ten on each side even when nothing is
    unusual about any of them: "below" is a reason to look, never a finding about the student.
    """
    known = [value for value in (expected, low, high, grade) if value is not None]
    if len(known) < 4 or any(math.isnan(value) for value in known):
        return None
    _, low_end, high_end, own = known
    if low_end <= own <= high_end:
        return "as"
    return "below" if (own < low_end) == upwards else "above"
