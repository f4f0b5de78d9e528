"""An indicator's scale: which band an answer is in, and each band in words."""

import math
from bisect import bisect_left

from rules.columns import DictionaryColumn, value_words
from rules.ruleset import Band, Indicator
from rules.words import LANGUAGES, Words, number

_UP_TO = {"en": "up to {high}", "fr": "jusqu’à {high}", "pt": "até {high}"}
_FROM_TO = {"en": "{low} to {high}", "fr": "de {low} à {high}", "pt": "de {low} a {high}"}
_BETWEEN = {
    "en": "above {low}, up to {high}",
    "fr": "plus de {low}, jusqu’à {high}",
    "pt": "mais de {low}, até {high}",
}
_ABOVE = {"en": "above {low}", "fr": "plus de {low}", "pt": "mais de {low}"}


def place(indicator: Indicator, value: float | str, threshold: float | None) -> int | None:
    """The band (its place in `bands`) that holds an answer; None where none does."""
    if isinstance(value, str):
        return next((at for at, band in enumerate(indicator.bands) if value in band.is_), None)
    edges = indicator.edges(threshold)
    at = bisect_left(edges, value)
    return at if at < len(edges) else None


def steps(
    indicator: Indicator, known: DictionaryColumn, threshold: float | None = None
) -> tuple[Words, ...]:
    """Each band in words ("5 to 14", "yes"), its adjustable edge at `threshold`."""
    edges = indicator.edges(threshold)
    if not edges:
        return tuple(_words(band, known) for band in indicator.bands)
    if known.whole:
        edges = tuple(edge if math.isinf(edge) else math.floor(edge) for edge in edges)
    lows = (None, *edges)
    return tuple(_range(low, high, known) for low, high in zip(lows, edges, strict=False))


def _range(low: float | None, high: float, known: DictionaryColumn) -> Words:
    if low is None and known.whole and known.low is not None:
        low = known.low - 1
    if low is None:
        return _said(_UP_TO, high=high)
    if high == float("inf"):
        return _said(_ABOVE, low=low)
    if known.whole and low + 1 == high:
        return value_words(high, known)
    if known.whole:
        return _said(_FROM_TO, low=low + 1, high=high)
    return _said(_BETWEEN, low=low, high=high)


def _said(patterns: Words, **holes: float) -> Words:
    return {
        language: patterns[language].format(
            **{name: number(value, language) for name, value in holes.items()}
        )
        for language in LANGUAGES
    }


def _words(band: Band, known: DictionaryColumn) -> Words:
    told = [value_words(word, known) for word in band.is_]
    return {language: ", ".join(words[language] for words in told) for language in LANGUAGES}
