"""Whether a roster's students answer as those did from whom a model learned, column by column.

A difference counts when it is both large (the population stability index, PSI, by the convention of
0.1 and 0.25) and more than chance makes between rosters of these sizes. The second is worked out:
the students of both rosters are dealt anew by lot, a few thousand times, and their PSI taken. Small
rosters differ by luck alone; in large ones every trifle is beyond chance, and the size decides.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scoring.drift_parts import Part, counted

Profile: TypeAlias = Mapping[str, Mapping[str, Any]]
Verdict: TypeAlias = Literal["as before", "cannot say", "somewhat", "very", "gone"]
Floats: TypeAlias = NDArray[np.float64]

VERDICTS: tuple[Verdict, ...] = ("as before", "cannot say", "somewhat", "very", "gone")
"""From the calmest to the one that asks most for a look."""

SOMEWHAT, VERY = 0.1, 0.25
"""PSI from which credit scoring, where it comes from, calls a shift noticeable, and large."""

BY_LUCK = 0.05
"""How often at most, over all columns together, luck alone may be taken for a difference."""

FEWEST_DRAWS, DRAWS_A_COLUMN = 2000, 40
"""So many that the level asked of one of many columns (`BY_LUCK` by their number) is reached."""


@dataclass(frozen=True)
class ColumnDrift:
    """One column, then and now.

    psi: population stability index over `parts`; NaN for a column that is gone, like all figures.
    by_luck: the PSI that chance alone stays under (but for a share of `BY_LUCK` by the number of
    columns). p: how often chance gives this PSI or a larger one. ks: for numbers, the largest
    difference of the shares up to any edge (Kolmogorov and Smirnov's), of those who answered.
    outside: share of the answers below or above all that the model has seen; unseen: share of words
    it has never seen. missing: share without an answer, then and now.
    """

    name: str
    verdict: Verdict
    parts: tuple[Part, ...]
    psi: float
    by_luck: float
    p: float
    ks: float | None
    outside: float
    unseen: float
    words: tuple[str, ...]
    missing: tuple[float, float]

    @property
    def more_missing(self) -> float:
        """By how much the share without an answer has grown."""
        return self.missing[1] - self.missing[0]


@dataclass(frozen=True)
class Drift:
    """A roster against the one a model learned from. before, now: students."""

    before: int
    now: int
    columns: tuple[ColumnDrift, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict of the column that changed most."""
        found = [column.verdict for column in self.columns]
        return max(found, key=VERDICTS.index, default="as before")

    def as_json(self) -> dict[str, Any]:
        """What is kept beside an estimate: the verdict, and the columns that made it."""
        made_it = [one.name for one in self.columns if one.verdict == self.verdict]
        return {
            "verdict": self.verdict,
            "columns": made_it if self.verdict != "as before" else [],
        }


def compare(profile: Profile, answers: Mapping[str, NDArray[Any]], *, seed: int = 0) -> Drift:
    """Compare a roster with the one that `scoring.profile.profile` counted.

    answers: column -> (n,) numbers (NaN missing) or words (None missing); a column of the profile
    that is not among them, or holds numbers for words, is gone. Columns without a single answer
    then taught nothing and are left out. The order of students and columns does not matter.
    """
    learned = {name: kept for name, kept in profile.items() if kept["counts"]}
    now = max((len(each) for each in answers.values()), default=0)
    before = max((int(kept["students"]) for kept in learned.values()), default=0)
    columns = [
        _column(name, kept, answers.get(name), len(learned), seed) for name, kept in learned.items()
    ]
    return Drift(before, now, tuple(columns))


def psi(before: NDArray[Any], now: NDArray[Any]) -> Floats:
    """The population stability index of counts (..., parts): sum of (q - p) ln(q / p).

    Every part is counted as if one student more stood there in parts, spread as both rosters
    together: a part that is empty on one side would else make it infinite.
    """
    together = before + now
    spread = together / together.sum(axis=-1, keepdims=True)
    p, q = (
        (counts + spread) / (counts.sum(axis=-1, keepdims=True) + 1.0) for counts in (before, now)
    )
    logs = np.log(np.divide(q, p, out=np.ones_like(q), where=together > 0))
    return np.asarray(((q - p) * logs).sum(axis=-1))


def _column(
    name: str, kept: Mapping[str, Any], answers: NDArray[Any] | None, columns: int, seed: int
) -> ColumnDrift:
    found = counted(kept, answers)
    if found is None:
        return _gone(name, kept)
    before, now = found.before, found.now
    measured = float(psi(before, now))
    drawn = _by_lot(before + now, int(now.sum()), columns, zlib.crc32(name.encode()) + seed)
    p = (1 + int((drawn >= measured - 1e-12).sum())) / (1 + len(drawn))
    level = BY_LUCK / columns
    return ColumnDrift(
        name=name,
        verdict=_verdict(measured, p <= level),
        parts=found.parts,
        psi=measured,
        by_luck=float(np.quantile(drawn, 1 - level, method="higher")),
        p=p,
        ks=found.ks,
        outside=found.outside,
        unseen=found.unseen,
        words=found.words,
        missing=found.missing,
    )


def _verdict(measured: float, beyond_luck: bool) -> Verdict:
    if measured < SOMEWHAT:
        return "as before"
    if not beyond_luck:
        return "cannot say"
    return "somewhat" if measured < VERY else "very"


def _by_lot(together: NDArray[np.int64], now: int, columns: int, seed: int) -> Floats:
    """PSI of students drawn by lot from both rosters together, against the rest, (draws,)."""
    draws = max(FEWEST_DRAWS, DRAWS_A_COLUMN * columns)
    lot = np.random.default_rng(seed)
    taken = lot.multivariate_hypergeometric(together, now, size=draws, method="marginals")
    return psi(together - taken, taken)


def _gone(name: str, kept: Mapping[str, Any]) -> ColumnDrift:
    nan = float("nan")
    missing = (kept["missing"] / kept["students"], 1.0)
    return ColumnDrift(name, "gone", (), nan, nan, nan, None, nan, nan, (), missing)
