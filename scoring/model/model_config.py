"""How a model is made: what it expects, by which candidate, from which columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Target: TypeAlias = Literal["grade", "pass"]
End: TypeAlias = Literal["high", "low"]
RIDGE = "ridge"
LINEAR = frozenset({RIDGE, "lasso", "elastic_net"})
"""The candidates that are a sum of what each answer adds, where a grade is expected."""

MEASURED = 357
COST: Mapping[str, float] = {
    "mean": 0.15,
    "ridge": 0.2,
    "lasso": 0.5,
    "elastic_net": 0.5,
    "svm": 5.0,
    "neighbours": 1.7,
    "random_forest": 11.0,
    "extra_trees": 9.0,
    "boosting": 7.0,
    "histogram_boosting": 3.0,
}
"""Seconds of one processor for a run with MEASURED students; the simplest candidate first."""


@dataclass(frozen=True)
class Recipe:
    """Everything that a training is told besides the data.

    target: "grade" (grade points on the roster's scale) or "pass" (the probability of a grade of
    `passing` or better). candidate: a key of `scoring.model.estimators.CANDIDATES`. columns: what
    it may learn from, in the dictionary's order. settings: the candidate's parameters where a
    comparison has chosen them; without, it tunes itself inside each fold. best: the end of the
    grade's scale that is best.
    """

    columns: tuple[str, ...]
    target: Target = "grade"
    candidate: str = RIDGE
    passing: float | None = None
    settings: Mapping[str, float | str] = field(default_factory=dict)
    best: End = "high"

    def __post_init__(self) -> None:
        if self.target == "pass" and self.passing is None:
            raise ValueError("A model of passing needs the pass mark.")

    @property
    def upwards(self) -> bool:
        """Whether a higher number is a better grade."""
        return self.best == "high"

    def as_json(self) -> dict[str, Any]:
        """Write it as JSON values, all keys there but `best` where that is the high end."""
        return ({} if self.upwards else {"best": self.best}) | {
            "target": self.target,
            "candidate": self.candidate,
            "columns": list(self.columns),
            "passing": self.passing,
            "settings": dict(self.settings),
        }

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Recipe:
        """Read what `as_json` wrote. Raises KeyError and ValueError for anything else."""
        return cls(
            columns=tuple(read["columns"]),
            target=read["target"],
            candidate=read["candidate"],
            passing=read["passing"],
            settings=dict(read["settings"]),
            best=read.get("best", "high"),
        )
