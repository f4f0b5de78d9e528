"""Why the file of a model is not used, in a sentence; the product goes on with rules only."""

from data.wording.message import N_
from scoring.refusal import Refusal


class UnreadableModel(Exception):  # noqa: N818
    """The file of a model cannot be used. problem: the sentence that says why."""

    def __init__(self, problem: Refusal) -> None:
        self.problem = problem
        super().__init__(problem.message)


def altered_file() -> Refusal:
    """A model's file is not the one that was written: damaged, cut short, or exchanged."""
    return Refusal(
        N_(
            "The file of the model has changed since it was written, so it is not used. The rules "
            "and the grades are shown without expected grades; have the model trained anew."
        )
    )


def foreign_file() -> Refusal:
    """A model's file holds something else."""
    return Refusal(
        N_(
            "The file of the model does not hold a model of this program, so it is not opened. The "
            "rules and the grades are shown without expected grades; have the model trained anew."
        )
    )


def large_file() -> Refusal:
    """A model's file takes more room than any model may."""
    return Refusal(
        N_(
            "The file of the model takes more room than a model may, so it is not opened. The "
            "rules and the grades are shown without expected grades; have a model trained anew."
        )
    )


def other_version(written: str, here: str) -> Refusal:
    """Another version of scikit-learn wrote the file, and might be read wrongly."""
    return Refusal(
        N_(
            "The model was written by scikit-learn %(written)s and this server has %(here)s, which "
            "could read it wrongly. The rules and the grades are shown without expected grades; "
            "have the model trained anew."
        ),
        {"written": written, "here": here},
    )


def cannot_be_kept() -> Refusal:
    """A model was trained and is larger than any that is kept."""
    return Refusal(
        N_(
            "The model takes more room than a model may, so it is not kept. Choose a simpler "
            "candidate, or fewer columns."
        )
    )
