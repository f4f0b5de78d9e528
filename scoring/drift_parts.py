"""The parts of a column in which two rosters are counted: bins or words, beside what is new."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.profile import in_bins, is_number, present, words_of

Kind = Literal["number", "word", "unseen", "missing"]

FEWEST_TOGETHER = 5
"""Parts of fewer students than the usual five of a chi-square test differ by luck alone."""


@dataclass(frozen=True)
class Part:
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
class Counted:
    """A column of two rosters in the same parts. before, now (parts,): students."""

    parts: tuple[Part, ...]
    before: NDArray[np.int64]
    now: NDArray[np.int64]
    ks: float | None
    outside: float
    unseen: float
    words: tuple[str, ...]
    missing: tuple[float, float]


def counted(kept: Mapping[str, Any], answers: NDArray[Any] | None) -> Counted | None:
    """Count a column's answers in the parts of its profile; None where it is gone: not there, of
    another kind, or without a single answer."""
    if answers is None or is_number(answers) != (kept["kind"] == "number"):
        return None
    found = _numbers(kept, answers) if kept["kind"] == "number" else _words(kept, answers)
    return None if found.missing[1] == 1.0 else found


def _numbers(kept: Mapping[str, Any], answers: NDArray[Any]) -> Counted:
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


def _words(kept: Mapping[str, Any], answers: NDArray[Any]) -> Counted:
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
) -> Counted:
    """Add the part of those without an answer, and leave out parts where nobody ever stood."""
    before = np.append(before, int(kept["missing"]))
    now = np.append(now, students - int(now.sum()))
    shares = before / max(before.sum(), 1), now / max(now.sum(), 1)
    parts = tuple(
        Part(before=float(then), now=float(today), **name)
        for name, then, today in zip([*names, {"kind": "missing"}], *shares, strict=True)
        if then or today
    )
    missing = float(shares[0][-1]), float(shares[1][-1])
    return Counted(parts, before, now, ks, outside, unseen, words, missing)


def _ks(before: NDArray[np.int64], now: NDArray[np.int64]) -> float:
    """The largest difference of the shares up to an edge, among those who answered."""
    then, today = (np.cumsum(each) / max(each.sum(), 1) for each in (before, now))
    return float(np.abs(then - today).max())
