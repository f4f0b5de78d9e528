"""Of which scale a course's grades are, and how they are brought to the roster's, 0 to 20."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from data.course_log.grades import Grade
from data.headers import plain
from data.wording.message import FileProblem, say

NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
PERCENT = re.compile(r"(-?\d+(?:[.,]\d+)?) ?%")
OUT_OF = re.compile(r"(-?\d+(?:[.,]\d+)?) ?/ ?(\d+(?:[.,]0+)?)")
IN_HEADER = re.compile(r"(?:/|\b(?:sur|out of|of|de|sobre|von|su)) ?(\d+)(?:[.,]0+)?\b")
TENTHS, TWENTIETHS, HUNDREDTHS = 10.0, 20.0, 100.0


@dataclass(frozen=True)
class CourseScale:
    """A scale of grades by its worst and best grade, whichever is the higher number, and the mark
    that passes, between the two."""

    worst: float
    best: float
    passing: float

    @property
    def is_usual(self) -> bool:
        """Whether grades of it are taken as they are."""
        return self == USUAL

    @property
    def holds(self) -> bool:
        """Whether the three are finite, and the pass mark lies between the ends."""
        low, high = sorted((self.worst, self.best))
        return all(map(isfinite, (low, high, self.passing))) and low < self.passing < high

    def reaches(self, grade: float) -> bool:
        """Whether a grade is on the scale, ends included."""
        return min(self.worst, self.best) <= grade <= max(self.worst, self.best)

    def of_usual(self, grade: float) -> float:
        """A grade of this scale on the roster's: in a straight line from the worst to the pass
        mark, and from there to the best."""
        if (grade - self.passing) * (self.best - self.passing) >= 0:
            share = (grade - self.passing) / (self.best - self.passing)
            return USUAL.passing + share * (USUAL.best - USUAL.passing)
        return USUAL.passing * (grade - self.worst) / (self.passing - self.worst)


USUAL = CourseScale(0.0, TWENTIETHS, 10.0)
OF_100 = CourseScale(0.0, HUNDREDTHS, 50.0)


def recognised(grades: Sequence[Grade], header: str) -> CourseScale | None:
    """The scale of a list of grades, by what is written beside them or by how high they go; None
    where they would fit more than one, so that somebody must be asked.

    "75 %" and "15/20" say it themselves, as a header may ("Note/20"). Of bare numbers those from
    10 to 20 are of 20; where most are above 20, of 100. Without any number there is nothing to ask.
    """
    texts = [grade.text for grade in grades]
    said_so = "%" in header or "percent" in plain(header)
    if said_so or any(PERCENT.fullmatch(text) for text in texts):
        return OF_100
    said = [OUT_OF.fullmatch(text) for text in texts]
    tops = {_number(found[2]) for found in said if found}
    in_header = IN_HEADER.search(plain(header))
    if in_header:
        tops.add(float(in_header[1]))
    if tops:
        top = tops.pop()
        return CourseScale(0.0, top, top / 2) if not tops and top > 0 else None
    numbers = [_number(text) for text in texts if NUMBER.fullmatch(text)]
    if not numbers:
        return USUAL
    highest = max(numbers)
    if highest > HUNDREDTHS or TENTHS < highest <= TWENTIETHS:
        return USUAL
    if highest > TWENTIETHS and 2 * sum(each > TWENTIETHS for each in numbers) >= len(numbers):
        return OF_100
    return None


def ends(grades: Sequence[Grade]) -> tuple[float, float] | None:
    """The lowest and the highest number among grades, None without one."""
    numbers = [_number(each.text) for each in grades if NUMBER.fullmatch(each.text)]
    return (min(numbers), max(numbers)) if numbers else None


def on_usual_scale(
    grades: Sequence[Grade], scale: CourseScale
) -> tuple[tuple[Grade, ...], tuple[FileProblem, ...]]:
    """Grades brought to 0 to 20, to a hundredth, and what is wrong with those beyond their scale.

    Grades of the usual scale stay as they are written; so does whatever is no number.
    """
    brought, problems = [], []
    for grade in grades:
        text = _bare(grade.text)
        if scale.is_usual or not NUMBER.fullmatch(text):
            brought.append(replace(grade, text=text))
        elif scale.reaches(_number(text)):
            value = round(scale.of_usual(_number(text)), 2)
            brought.append(replace(grade, text=f"{value:g}"))
        else:
            low, high = sorted((scale.worst, scale.best))
            brought.append(replace(grade, text=""))
            problems.append(
                say(
                    "Row %(row)s: the grade %(read)s is not between %(low)s and %(high)s. "
                    "Correct the file, or say of which scale the grades are.",
                    row=grade.row,
                    read=text,
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )
    return tuple(brought), tuple(problems)


def _bare(text: str) -> str:
    """A grade without what says its scale."""
    found = PERCENT.fullmatch(text) or OUT_OF.fullmatch(text)
    return found[1].replace(",", ".") if found else text


def _number(text: str) -> float:
    return float(text.replace(",", "."))
