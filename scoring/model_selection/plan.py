"""What a comparison of candidates is asked to do, and about how long that takes.

Without scikit-learn, so that a page can offer a comparison without loading it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from scoring.model.model_config import COST, MEASURED, End, Target

QUICK, THOROUGH = 5, 20
"""Runs: how often all folds are drawn anew."""

FOLDS = 10
MOST_COMPARED = 2_000
"""Of more students so many are drawn by lot: their errors are known to 2 % then, and a support
vector machine would need hours for the others."""

CALIBRATED = 2.0
"""Times as long for probabilities, which some candidates calibrate."""


@dataclass(frozen=True)
class Plan:
    """What is compared: candidates by key, for a target, on columns; in runs of `folds` folds.

    passing: the pass mark, for the target "pass". earlier: which of the columns are grades of
    before, from which alone a baseline is made; none without. best: the end of the grade's scale
    that is best.
    """

    columns: tuple[str, ...]
    target: Target = "grade"
    passing: float | None = None
    earlier: tuple[str, ...] = ()
    candidates: tuple[str, ...] = tuple(COST)
    runs: int = QUICK
    folds: int = FOLDS
    seed: int = 0
    best: End = "high"

    def __post_init__(self) -> None:
        if self.target == "pass" and self.passing is None:
            raise ValueError("A comparison of who passes needs the pass mark.")
        unknown = set(self.candidates) - set(COST)
        if unknown or not self.candidates or self.runs < 1 or self.folds < 2:
            raise ValueError(f"Not a plan: {self}.")
        order = list(COST)
        object.__setattr__(self, "candidates", tuple(sorted(self.candidates, key=order.index)))

    def as_json(self) -> dict[str, Any]:
        """Write it as JSON values, all keys there but `best` where that is the high end."""
        written = {one.name: getattr(self, one.name) for one in fields(self)}
        if self.best == "high":
            del written["best"]
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in written.items()
        }

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Plan:
        """Read what `as_json` wrote. Raises KeyError and ValueError for anything else."""
        known: dict[str, Any] = {
            one.name: tuple(value) if isinstance(value, list) else value
            for one in fields(cls)
            for value in [read[one.name] if one.name != "best" else read.get("best", "high")]
        }
        return cls(**known)


def seconds(plan: Plan, students: int) -> float:
    """Say about how long a comparison takes on one free processor; half or twice that is usual."""
    size = max(min(students, MOST_COMPARED) / MEASURED, 1.0)
    grows = {key: size * size if key == "svm" else size for key in plan.candidates}
    one_run = sum(COST[key] * grows[key] for key in plan.candidates)
    return plan.runs * one_run * (CALIBRATED if plan.target == "pass" else 1.0)
