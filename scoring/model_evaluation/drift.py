"""Whether a roster's students answer as those did from whom a model learned, column by column.

A difference counts when it is both large (the population stability index, PSI, by the convention of
0.1 and 0.25) and more than chance makes between rosters of these sizes. The second is worked out:
the students of both rosters are dealt anew by lot, a few thousand times, and their PSI taken. Small
rosters differ by luck alone; in large ones every trifle is beyond chance, and the size decides.

The parts of a column in which two rosters are counted: bins or words, beside what is new.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scoring.model_evaluation.profile import in_bins, is_number, present, words_of

Kind = Literal["number", "word", "unseen", "missing"]

FEWEST_TOGETHER = 5
"""Parts of fewer students than the usual five of a chi-square test differ by luck alone."""


@dataclass(frozen=True)
class ColumnShare:
    """One part of a column and the share of the students who stand there, then and now (0 to 1).

    low, high: of numbers, over low and up to high, None where there is no end. word: of words.
    "unseen": words that the model has never seen; "missing": no answer.
    """

    kind: Kind
    before: float
    now: float
    low: float | None = None
    high: float | None = None
    word: str = ""


@dataclass(frozen=True)
class ColumnCounts:
    """A column of two rosters in the same parts. before, now (parts,): students."""

    parts: tuple[ColumnShare, ...]
    before: NDArray[np.int64]
    now: NDArray[np.int64]
    ks: float | None
    outside: float
    unseen: float
    words: tuple[str, ...]
    missing: tuple[float, float]


def counted(kept: Mapping[str, Any], answers: NDArray[Any] | None) -> ColumnCounts | None:
    """Count a column's answers in the parts of its profile; None where it is gone: not there, of
    another kind, or without a single answer."""
    if answers is None or is_number(answers) != (kept["kind"] == "number"):
        return None
    found = _numbers(kept, answers) if kept["kind"] == "number" else _words(kept, answers)
    return None if found.missing[1] == 1.0 else found


def _numbers(kept: Mapping[str, Any], answers: NDArray[Any]) -> ColumnCounts:
    low, high, edges = kept["low"], kept["high"], list(kept["edges"])
    numbers = present(answers)
    below, above = int((numbers < low).sum()), int((numbers > high).sum())
    inside = in_bins(numbers[(numbers >= low) & (numbers <= high)], edges)
    before = np.array([0, *kept["counts"], 0], dtype=np.int64)
    now = np.array([below, *inside.tolist(), above], dtype=np.int64)
    starts = merged(before, now)
    under = float(np.nextafter(low, -np.inf))
    ends = [None, under, *edges]  # each bin holds what is over its end and up to the next one's
    names = [
        {"kind": "number", "low": ends[first], "high": [*ends, None][after]}
        for first, after in pairwise([*starts, len(ends)])
    ]
    return _together(
        kept,
        names,
        np.add.reduceat(before, starts),
        np.add.reduceat(now, starts),
        len(answers),
        ks=_ks(before, now),
        outside=(below + above) / max(len(numbers), 1),
    )


def merged(before: NDArray[np.int64], now: NDArray[np.int64]) -> list[int]:
    """Where parts begin when neighbours (parts,) are put together until each would hold
    FEWEST_TOGETHER students of the smaller roster, were both rosters alike.

    Only sums over both rosters decide, so that luck is judged alike whichever came first: the ends
    of what was seen are one roster's own, and those beyond them always the other's.
    """
    together = before + now
    smaller = min(before.sum(), now.sum()) / max(together.sum(), 1)
    expected = together * smaller
    starts, held = [0], 0.0
    for place, here in enumerate(expected.tolist()):
        if held >= FEWEST_TOGETHER and expected[place:].sum() >= FEWEST_TOGETHER:
            starts.append(place)
            held = 0.0
        held += here
    return starts


def _words(kept: Mapping[str, Any], answers: NDArray[Any]) -> ColumnCounts:
    known = dict(kept["counts"])
    counts = words_of(answers)
    new = {word: count for word, count in counts.items() if word not in known}
    before = np.array([*known.values(), 0], dtype=np.int64)
    now = np.array([*(counts[word] for word in known), sum(new.values())], dtype=np.int64)
    names: list[dict[str, Any]] = [{"kind": "word", "word": word} for word in known]
    return _together(
        kept,
        [*names, {"kind": "unseen"}],
        before,
        now,
        len(answers),
        unseen=sum(new.values()) / max(counts.total(), 1),
        words=tuple(sorted(new)),
    )


def _together(
    kept: Mapping[str, Any],
    names: list[dict[str, Any]],
    before: NDArray[np.int64],
    now: NDArray[np.int64],
    students: int,
    *,
    ks: float | None = None,
    outside: float = 0.0,
    unseen: float = 0.0,
    words: tuple[str, ...] = (),
) -> ColumnCounts:
    """Add the part of those without an answer, and leave out parts where nobody ever stood."""
    before = np.append(before, int(kept["missing"]))
    now = np.append(now, students - int(now.sum()))
    shares = before / max(before.sum(), 1), now / max(now.sum(), 1)
    parts = tuple(
        ColumnShare(before=float(then), now=float(today), **name)
        for name, then, today in zip([*names, {"kind": "missing"}], *shares, strict=True)
        if then or today
    )
    missing = float(shares[0][-1]), float(shares[1][-1])
    return ColumnCounts(parts, before, now, ks, outside, unseen, words, missing)


def _ks(before: NDArray[np.int64], now: NDArray[np.int64]) -> float:
    """The largest difference of the shares up to an edge, among those who answered."""
    then, today = (np.cumsum(each) / max(each.sum(), 1) for each in (before, now))
    return float(np.abs(then - today).max())


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
    parts: tuple[ColumnShare, ...]
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
    """Compare a roster with the one that `scoring.model_evaluation.profile.profile` counted.

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
