"""Why a roster gets no expected grades, in a sentence a counsellor can act on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.wording.message import N_, Message

FEWEST_TRAINED = 60
"""Below this many students with a grade, errors and intervals are too uncertain to show."""

FEWEST_EITHER = 20
"""Below this many who pass, or who do not, a probability of passing is learned from a handful."""

LEAST_R2 = 0.05
"""At or below this out-of-fold R2 the expectation is the mean of the roster in disguise."""


@dataclass(frozen=True)
class Refusal(Message):
    """No expected grades, and why."""


class ColumnsMissing(Exception):  # noqa: N818 - it reads better where it is caught
    """Columns that a model learned from are not there. names: which; problem: the sentence."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.problem = columns_missing(self.names)
        super().__init__(self.problem.message)


def columns_missing(names: Sequence[str]) -> Refusal:
    """The roster lacks columns that are to be learned from, or that a model has learned from."""
    return Refusal(
        N_(
            "The roster has no column %(columns)s, which the model reads, so there are no expected "
            "grades. Import a file that has it, or have a model trained without it."
        ),
        {"columns": ", ".join(names)},
    )


def too_few(trained: int) -> Refusal:
    """Too few students have both a grade and an answer."""
    return Refusal(
        N_(
            "%(trained)s students have a grade and at least one answer; expected grades need "
            "%(needed)s. The rules and the grades are shown without them."
        ),
        {"trained": trained, "needed": FEWEST_TRAINED},
    )


def same_grade(grade: float) -> Refusal:
    """Every student has one and the same grade."""
    return Refusal(
        N_(
            "All students have the same grade, %(grade)s, so nothing can be learned about what is "
            "usual. Check the grade column of the file."
        ),
        {"grade": grade},
    )


def no_columns() -> Refusal:
    """No school-record column holds answers that differ between students with a grade."""
    return Refusal(
        N_(
            "No school-record column has answers that differ between students, so no expected "
            "grade can be worked out. Check that the columns of the file were recognised."
        )
    )


def only_unfit(columns: Mapping[str, str]) -> Refusal:
    """Every column is without differences, a name of students, or made from the grade."""
    return Refusal(
        N_(
            "No expected grade can be worked out from %(columns)s: these columns are empty, the "
            "same for everybody, an identifier, or made from the grade itself. Choose others."
        ),
        {"columns": ", ".join(columns)},
    )


def one_side(fewer: int, trained: int, passing: float) -> Refusal:
    """Nearly everybody passes, or nearly nobody."""
    return Refusal(
        N_(
            "%(fewer)s of %(trained)s students are on one side of the pass mark %(passing)s; a "
            "probability of passing needs %(needed)s on either side. Train a model of the grade."
        ),
        {"fewer": fewer, "trained": trained, "passing": passing, "needed": FEWEST_EITHER},
    )


def says_nothing(r2: float) -> Refusal:
    """The columns predict the grade hardly better than the mean does."""
    return Refusal(
        N_(
            "The school record says too little about the grades of this roster (R2 %(r2)s out of "
            "fold, more than %(needed)s is needed), so expected grades would mislead. The rules "
            "and the grades are shown without them."
        ),
        {"r2": round(r2, 3), "needed": LEAST_R2},
    )
