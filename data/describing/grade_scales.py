"""The scales that grades are given on, and which of them the grades of a file are likely on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data.describing.description import ColumnDescription, Kind
from data.describing.header_words import HeaderFacts, known_steps
from data.describing.proposal import ColumnSummary
from data.headers import plain
from data.wording.message import N_, Message

# Fewer grades than these say little about where a scale ends.
ENOUGH = 10
SIGNED = re.compile(r"([1-6])\s?([+-])")
THIRD = 1 / 3


@dataclass(frozen=True)
class SchoolScale:
    """Where a grade's scale begins and ends, which end is best, and which grade passes."""

    key: str
    low: float
    high: float
    passing: float
    best: str = "high"
    kind: Kind = "decimal"

    @property
    def fields(self) -> dict[str, Any]:
        """What it makes of a column: field -> value."""
        of_number = {"low": self.low, "high": self.high, "passing": self.passing}
        return {**of_number, "best": self.best, "kind": self.kind, "steps": ()}

    @property
    def words(self) -> Message:
        """The scale in a sentence without an end."""
        if self.kind == "percent":
            return Message(N_("percent, 100 is best"))
        low, high = f"{self.low:g}", f"{self.high:g}"
        if self.best == "low":
            return Message(N_("from %(low)s, the best, to %(high)s"), {"low": low, "high": high})
        return Message(N_("from %(low)s to %(high)s, the best"), {"low": low, "high": high})


SCALES = {
    scale.key: scale
    for scale in (
        SchoolScale("0-20", 0, 20, 10),
        SchoolScale("0-10", 0, 10, 5),
        SchoolScale("0-100", 0, 100, 50),
        SchoolScale("percent", 0, 100, 50, kind="percent"),
        SchoolScale("1-5", 1, 5, 3, kind="whole"),
        SchoolScale("1-5-low", 1, 5, 4, best="low"),
        SchoolScale("1-6", 1, 6, 4, best="low"),
        SchoolScale("1-6-high", 1, 6, 4),
        SchoolScale("1-7", 1, 7, 4),
        SchoolScale("0-15", 0, 15, 5),
        SchoolScale("0-5", 0, 5, 3),
        SchoolScale("0-4", 0, 4, 2),
    )
}


@dataclass(frozen=True)
class LikelyScale:
    """The likeliest scale. others: what else it could be. asked: whether a person must say which.

    warned: whether it is worth saying that it was taken to be this one.
    """

    scale: SchoolScale
    others: tuple[SchoolScale, ...] = ()
    asked: bool = False
    warned: bool = False


def scale_key(column: ColumnDescription) -> str:
    """The key of the scale that a grade's column is on: of SCALES, "steps" or "own"."""
    if column.kind == "steps":
        return "steps"
    ends = (column.low, column.high, column.best, column.kind == "percent")
    for scale in SCALES.values():
        if ends == (scale.low, scale.high, scale.best, scale.kind == "percent"):
            return scale.key
    return "own"


def likely_scale(
    summaries: Sequence[ColumnSummary], headings: Sequence[HeaderFacts], language: str
) -> LikelyScale:
    """The scale of grades that are on one, from all their columns together.

    language: of the file's headers, which says what schools there use.
    """
    said = next((each.out_of for each in headings if each.out_of), None)
    points = {each.points for each in summaries if each.points}
    if said is not None:
        return LikelyScale(_between(*said, language))
    if len(points) == 1:
        return LikelyScale(_between(0, points.pop(), language))
    if any(2 * each.percents >= each.numbers > 0 for each in summaries):
        return LikelyScale(SCALES["percent"])
    lows = [each.low for each in summaries if each.low is not None]
    highs = [each.high for each in summaries if each.high is not None]
    low, high = min(lows, default=0.0), max(highs, default=0.0)
    whole = all(each.whole for each in summaries)
    count = sum(each.numbers for each in summaries)
    return _of_numbers(low, high, whole, count, language, _points_in(headings))


def signed_grades(summary: ColumnSummary) -> list[str]:
    """Grades with a sign after them, as "2-" and "3+", among the texts of a column."""
    return [text for text in summary.texts if SIGNED.fullmatch(text)]


def signed_value(text: str, best: str, part: float = THIRD) -> float:
    """The number that a grade with a sign stands for: a part of a grade better or worse.

    Raises ValueError for what is none.
    """
    found = SIGNED.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no grade with a sign")
    better = (found[2] == "+") == (best == "high")
    return round(int(found[1]) + (part if better else -part), 2)


def steps_of(texts: Sequence[str]) -> tuple[tuple[str, ...], float | None]:
    """The known scale of words that holds all of these, the worst first, and the step that passes.

    (), None where none does. Words that the scale has, as the file writes them.
    """
    written = {plain(text): text for text in texts}
    for steps, passing in known_steps():
        folded = [plain(step) for step in steps]
        if written and set(written) <= set(folded):
            place = folded.index(plain(passing)) + 1 if passing else None
            inside = place is not None and 1 < place < len(steps)
            return (
                tuple(written.get(plain(step), step) for step in steps),
                float(place) if place is not None and inside else None,
            )
    return (), None


def _between(low: float, high: float, language: str) -> SchoolScale:
    """The scale with these ends, which the file itself says."""
    if (low, high) == (1, 6) and language != "de":
        return SCALES["1-6-high"]
    for scale in SCALES.values():
        if (scale.low, scale.high) == (low, high) and scale.kind != "percent":
            return scale
    return SchoolScale("own", low, high, low + (high - low) / 2)


def _points_in(headings: Sequence[HeaderFacts]) -> bool:
    names = ("punkt", "point")
    return any(name in plain(each.header) for each in headings for name in names)


def _of_numbers(
    low: float, high: float, whole: bool, count: int, language: str, points: bool
) -> LikelyScale:
    if low < 0 or high > 100:
        top = nice_above(high)
        bottom = -nice_above(-low) if low < 0 else 0.0
        own = SchoolScale("own", bottom, top, bottom + (top - bottom) / 2)
        return LikelyScale(own, warned=True)
    if high > 20:
        return LikelyScale(SCALES["0-100"], warned=high <= 50)
    few = count < ENOUGH
    if high > 10 and language != "de":
        doubtful = language == "en" or few
        others = (SCALES["0-100"],) if doubtful else ()
        return LikelyScale(SCALES["0-20"], others, warned=language in ("en", ""))
    if language in ("de", "es"):
        return _german(low, high, points) if language == "de" else _spanish(high)
    levels = whole and low >= 1 and high <= 5
    if levels and not few and high - low >= 2:
        rest = (SCALES["1-5-low"], SCALES["0-20"], SCALES["0-10"])
        return LikelyScale(SCALES["1-5"], rest, asked=language != "pt", warned=True)
    some = {
        "levels": levels,
        "0-4": not whole and high <= 4 and language == "en",
        "0-5": high <= 5,
    }
    small = [SCALES["1-5"], SCALES["1-5-low"]] if some["levels"] else []
    small += [SCALES[key] for key in ("0-4", "0-5") if some[key] and not levels]
    usual = [SCALES["0-20"], SCALES["0-10"]]
    if language == "en":
        usual = [SCALES["0-10"], SCALES["0-20"], SCALES["0-100"]]
    rare = [SCALES["1-6"]] if low >= 1 and high <= 6 and not levels else []
    first, *others_list = [*small, *usual] if small and not few else [*usual, *small]
    others_list += rare
    return LikelyScale(first, tuple(others_list), asked=True, warned=True)


def _spanish(high: float) -> LikelyScale:
    others = (SCALES["0-20"], SCALES["1-7"], SCALES["0-100"])
    return LikelyScale(SCALES["0-10"], others, warned=high <= 7)


def _german(low: float, high: float, points: bool) -> LikelyScale:
    if points or high > 6 or low < 1:
        first = SCALES["0-15"] if high <= 15 else SCALES["0-20"]
        return LikelyScale(first, (SCALES["0-20"], SCALES["0-100"]), warned=True)
    return LikelyScale(SCALES["1-6"], (SCALES["1-6-high"], SCALES["0-15"]), warned=True)


def nice_above(number: float) -> float:
    """The next round number, not under this one: 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20 ..."""
    if number <= 1:
        return 1.0
    power = 1.0
    while number > 10 * power:
        power *= 10
    steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return next(
        (float(round(step * power, 6)) for step in steps if step * power >= number), 10 * power
    )
