"""Why a roster gets no expected grades, in a sentence a counsellor can act on.

Why the file of a model is not used, in a sentence; the product goes on with rules only.
"""

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
class ModelRefusal(Message):
    """No expected grades, and why."""


class ColumnsMissing(Exception):  # noqa: N818 - it reads better where it is caught
    """Columns that a model learned from are not there. names: which; problem: the sentence."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.problem = columns_missing(self.names)
        super().__init__(self.problem.message)


def columns_missing(names: Sequence[str]) -> ModelRefusal:
    """The roster lacks columns that are to be learned from, or that a model has learned from."""
    return ModelRefusal(
        N_(
            "The roster has no column %(columns)s, which the model reads, so there are no expected "
            "grades. Import a file that has it, or have a model trained without it."
        ),
        {"columns": ", ".join(names)},
    )


def too_few(trained: int) -> ModelRefusal:
    """Too few students have both a grade and an answer."""
    return ModelRefusal(
        N_(
            "%(trained)s students have a grade and at least one answer; expected grades need "
            "%(needed)s. The rules and the grades are shown without them."
        ),
        {"trained": trained, "needed": FEWEST_TRAINED},
    )


def same_grade(grade: float) -> ModelRefusal:
    """Every student has one and the same grade."""
    return ModelRefusal(
        N_(
            "All students have the same grade, %(grade)s, so nothing can be learned about what is "
            "usual. Check the grade column of the file."
        ),
        {"grade": grade},
    )


def no_columns() -> ModelRefusal:
    """No school-record column holds answers that differ between students with a grade."""
    return ModelRefusal(
        N_(
            "No school-record column has answers that differ between students, so no expected "
            "grade can be worked out. Check that the columns of the file were recognised."
        )
    )


def no_record() -> ModelRefusal:
    """The dictionary marks no column of the roster as school record."""
    return ModelRefusal(
        N_(
            "No column of this roster is marked as school record, so there is nothing to expect a "
            "grade from. Say on the page of the file which columns are. The rules and the grades "
            "are shown without expected grades."
        )
    )


def only_unfit(columns: Mapping[str, str]) -> ModelRefusal:
    """Every column is without differences, a name of students, or made from the grade."""
    return ModelRefusal(
        N_(
            "No expected grade can be worked out from %(columns)s: these columns are empty, the "
            "same for everybody, an identifier, or made from the grade itself. Choose others."
        ),
        {"columns": ", ".join(columns)},
    )


def one_side(fewer: int, trained: int, passing: float) -> ModelRefusal:
    """Nearly everybody passes, or nearly nobody."""
    return ModelRefusal(
        N_(
            "%(fewer)s of %(trained)s students are on one side of the pass mark %(passing)s; a "
            "probability of passing needs %(needed)s on either side. Train a model of the grade."
        ),
        {"fewer": fewer, "trained": trained, "passing": passing, "needed": FEWEST_EITHER},
    )


def says_nothing(r2: float) -> ModelRefusal:
    """The columns predict the grade hardly better than the mean does."""
    return ModelRefusal(
        N_(
            "The school record says too little about the grades of this roster (R2 %(r2)s out of "
            "fold, more than %(needed)s is needed), so expected grades would mislead. The rules "
            "and the grades are shown without them."
        ),
        {"r2": round(r2, 3), "needed": LEAST_R2},
    )


class UnreadableModel(Exception):  # noqa: N818
    """The file of a model cannot be used. problem: the sentence that says why."""

    def __init__(self, problem: ModelRefusal) -> None:
        self.problem = problem
        super().__init__(problem.message)


def altered_file() -> ModelRefusal:
    """A model's file is not the one that was written: damaged, cut short, or exchanged."""
    return ModelRefusal(
        N_(
            "The file of the model has changed since it was written, so it is not used. The rules "
            "and the grades are shown without expected grades; have the model trained anew."
        )
    )


def foreign_file() -> ModelRefusal:
    """A model's file holds something else."""
    return ModelRefusal(
        N_(
            "The file of the model does not hold a model of this program, so it is not opened. The "
            "rules and the grades are shown without expected grades; have the model trained anew."
        )
    )


def large_file() -> ModelRefusal:
    """A model's file takes more room than any model may."""
    return ModelRefusal(
        N_(
            "The file of the model takes more room than a model may, so it is not opened. The "
            "rules and the grades are shown without expected grades; have a model trained anew."
        )
    )


def other_version(written: str, here: str) -> ModelRefusal:
    """Another version of scikit-learn wrote the file, and might be read wrongly."""
    return ModelRefusal(
        N_(
            "The model was written by scikit-learn %(written)s and this server has %(here)s, which "
            "could read it wrongly. The rules and the grades are shown without expected grades; "
            "have the model trained anew."
        ),
        {"written": written, "here": here},
    )


def cannot_be_kept() -> ModelRefusal:
    """A model was trained and is larger than any that is kept."""
    return ModelRefusal(
        N_(
            "The model takes more room than a model may, so it is not kept. Choose a simpler "
            "candidate, or fewer columns."
        )
    )
