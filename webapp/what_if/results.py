"""What a model says of a record that is tried out, in the reader's words.

Students like one: how many, what grades they have, and who they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.column import Column, Dictionary
from rules.rounding import adding_up
from scoring.model.answer_table import is_number
from scoring.what_if import sensitivity
from scoring.what_if.answer_range import AnswerRange, range_of
from scoring.what_if.model_what_if import Expectation, ModelUnderQuestion
from scoring.what_if.similar import FEWEST, similar
from webapp.http.language import gettext as _
from webapp.http.language import ngettext, number, words
from webapp.pictures import curve as pictures_curve
from webapp.pictures import heat_table
from webapp.pictures.curve import CurvePicture
from webapp.pictures.heat_table import Heat
from webapp.pictures.interval import IntervalOnScale, interval_picture
from webapp.services.board.answers import value_words
from webapp.services.board.arithmetic import DIGITS
from webapp.services.board.student_list import signed
from webapp.services.grades.wording import is_worded
from webapp.services.grades.wording import said as said_grade
from webapp.services.models.predicting import grades_of, table_of
from webapp.what_if.form import Record


@dataclass(frozen=True)
class ContributionRow:
    """What one answer adds, and how much that differs from the own record ("" where nothing is
    tried)."""

    label: str
    answer: str
    adds: str
    difference: str


@dataclass(frozen=True)
class Result:
    """All that is said of a record.

    of_passing: it is a probability that is expected, and there is no interval. total, difference:
    what the lines add up to.
    """

    sentence: str
    interval: IntervalOnScale | None
    lines: tuple[ContributionRow, ...]
    total: str
    difference: str
    unseen: tuple[str, ...]
    curves: tuple[CurvePicture, ...]
    heat: Heat | None
    pair: tuple[str, str] | None


@dataclass(frozen=True)
class ShownRecord:
    """A record as the model is asked about it: the model's columns, and the two of the map.

    given: the answers of the roster's students in its columns of numbers, (n,) each.
    """

    asked: ModelUnderQuestion
    dictionary: Dictionary
    record: Record
    own: Record | None
    pair: tuple[str, str] | None = None
    given: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, Column]:
        """The model's columns as the dictionary has them."""
        known = self.dictionary.columns
        return {name: known[name] for name in self.asked.model.columns if name in known}

    @property
    def explorable(self) -> list[str]:
        """The columns of which curves are drawn: those that the dictionary marks so."""
        return [name for name, column in self.columns.items() if column.explorable]

    @property
    def scale(self) -> tuple[float, float]:
        """The worst and the best that can be expected."""
        if self.asked.model.recipe.target == "pass":
            return 0.0, 1.0
        ends = self.asked.model.low, self.asked.model.high
        return ends if self.asked.model.recipe.upwards else ends[::-1]

    def say(self, value: float, digits: int = 1) -> str:
        """Say what is expected: a grade as the dictionary does, or a chance."""
        if self.asked.model.recipe.target == "pass":
            return number(value, digits)
        return said_grade(self.dictionary.grade, value, digits)

    @property
    def digits(self) -> int:
        """How many digits behind the point are worth showing."""
        return 2 if self.asked.model.recipe.target == "pass" else 1


def result_of(shown: ShownRecord) -> Result | None:
    """Say all that a model says of a record; None where no answer is known."""
    said = shown.asked.about(shown.record)
    if np.isnan(said.expected):
        return None
    own = shown.asked.about(shown.own) if shown.own is not None else None
    tried = own if own is not None and not np.isnan(own.expected) and own != said else None
    pair = pair_of(shown)
    return Result(
        sentence=sentence_of(said, shown.asked, shown.dictionary.grade),
        interval=_interval(shown, said, tried),
        lines=tuple(_lines(shown, said, tried)),
        total=number(said.expected, DIGITS),
        difference="" if tried is None else signed(said.expected - tried.expected, DIGITS),
        unseen=tuple(
            words(shown.columns[name].label)
            for name in shown.asked.unseen(shown.record)
            if name in shown.columns
        ),
        curves=tuple(_curve(shown, name) for name in shown.explorable),
        heat=_heat(shown, *pair) if pair else None,
        pair=pair,
    )


def sentence_of(said: Expectation, asked: ModelUnderQuestion, grade: Column) -> str:
    """Say what is usual, and that nothing is promised."""
    recipe = asked.model.recipe
    if recipe.target == "pass" and (is_worded(grade) or not recipe.upwards):
        return _(
            "Of 100 students with such a record about %(students)s usually reach %(passing)s or "
            "better. It is not said who of them.",
            students=number(100 * said.expected, 0),
            passing=said_grade(grade, recipe.passing or 0.0),
        )
    if recipe.target == "pass":
        return _(
            "Of 100 students with such a record about %(students)s usually reach %(passing)s or "
            "more. It is not said who of them.",
            students=number(100 * said.expected, 0),
            passing=number(recipe.passing),
        )
    return _(
        "Students with such a record usually get %(expected)s; 8 in 10 of them between %(low)s "
        "and %(high)s. A grade is not promised.",
        expected=said_grade(grade, said.expected),
        low=said_grade(grade, said.low),
        high=said_grade(grade, said.high),
    )


def pair_of(shown: ShownRecord) -> tuple[str, str] | None:
    """Which two columns the map is of: those asked for, else the first two, across and down."""
    explorable = shown.explorable
    if len(explorable) < 2:
        return None
    if shown.pair and set(shown.pair) <= set(explorable) and len(set(shown.pair)) == 2:
        return shown.pair
    return explorable[1], explorable[0]


def _interval(
    shown: ShownRecord, said: Expectation, tried: Expectation | None
) -> IntervalOnScale | None:
    if np.isnan(said.low):
        return None
    own = None if tried is None else tried.expected
    ends = min(shown.scale), max(shown.scale)
    return interval_picture(ends, (said.low, said.high), said.expected, own, shown.say)


def _lines(
    shown: ShownRecord, said: Expectation, tried: Expectation | None
) -> list[ContributionRow]:
    """The mean first, then each answer, those that add most first."""
    names = sorted(said.contributions, key=lambda name: -abs(said.contributions[name]))
    parts = [said.baseline, *(said.contributions[name] for name in names)]
    adds = adding_up(parts, said.expected, DIGITS)
    differences = [""] * len(parts)
    if tried is not None:
        own = [tried.baseline, *(tried.contributions.get(name, 0.0) for name in names)]
        moved = [now - before for now, before in zip(parts, own, strict=True)]
        rounded = adding_up(moved, said.expected - tried.expected, DIGITS)
        differences = [signed(value, DIGITS) for value in rounded]
    mean = _("what similar students get on average")
    found = [ContributionRow(mean, "", number(adds[0], DIGITS), differences[0])]
    for name, value, difference in zip(names, adds[1:], differences[1:], strict=True):
        column, answer = shown.dictionary.columns.get(name), shown.record.get(name)
        told = _("no answer")
        if answer is not None:
            told = value_words(column, answer) if column else str(answer)
        label = words(column.label) if column else name
        found.append(ContributionRow(label, told, signed(value, DIGITS), difference))
    return found


def _curve(shown: ShownRecord, name: str) -> CurvePicture:
    column = shown.columns[name]
    curve = sensitivity.curve(shown.asked, shown.record, column, shown.given)
    own = None if shown.own is None else shown.own.get(name)
    here = shown.record.get(name)
    ends = words(column.label), shown.scale
    return pictures_curve.picture(curve, column, *ends, own, here, shown.digits)


def _heat(shown: ShownRecord, across: str, down: str) -> Heat:
    columns: Mapping[str, Column] = shown.columns
    ends = columns[across], columns[down]
    found = sensitivity.map_of(shown.asked, shown.record, *ends, shown.given)
    labels = words(columns[across].label), words(columns[down].label)
    here = shown.record.get(across), shown.record.get(down)
    return heat_table.heat(found, dict(columns), labels, here, shown.digits)


def given_in(
    cohort: Cohort, dictionary: Dictionary, columns: Iterable[str]
) -> dict[str, NDArray[np.float64]]:
    """The answers of a roster's students in those of these columns that hold numbers."""
    table = table_of(cohort, dictionary, columns)
    return {name: answers for name, answers in table.items() if is_number(answers)}


def ranges_of(shown: ShownRecord) -> dict[str, AnswerRange]:
    """Where the answers of most students are, by column of numbers."""
    columns = shown.columns
    found = {
        name: range_of(answers, columns[name].whole)
        for name, answers in shown.given.items()
        if name in columns
    }
    return {name: told for name, told in found.items() if told is not None}


def told(
    cohort: Cohort,
    dictionary: Dictionary,
    columns: Iterable[str],
    record: Record,
    without: int | None = None,
) -> list[str]:
    """Say in sentences what grades students like a record have; `without` is not counted: the
    student himself."""
    table, grades = table_of(cohort, dictionary, columns), grades_of(cohort, dictionary)
    if without is not None:
        grades = np.where(cohort.students == without, np.nan, grades)
    found = similar(table, grades, record)
    if found is None:
        return [
            _("There are too few students to say it of: at least %(fewest)s with a grade are "
              "needed, and an answer to compare.", fewest=FEWEST)
        ]  # fmt: skip
    figures = _(
        "%(students)s students: half of them have between %(lower)s and %(upper)s, the middle one "
        "%(median)s.",
        students=found.students,
        lower=number(found.lower),
        upper=number(found.upper),
        median=number(found.median),
    )
    if found.how == "same":
        who = ngettext(
            "They gave the very same answer to the %(num)s question that the model reads.",
            "They gave the very same answers to all %(num)s questions that the model reads.",
            found.asked,
        )
    else:
        who = _(
            "They are the nearest in the roster, each of the %(asked)s questions that the model "
            "reads counting the same; on average they share %(alike)s of the answers.",
            asked=found.asked,
            alike=number(found.alike),
        )
    return [figures, who]
