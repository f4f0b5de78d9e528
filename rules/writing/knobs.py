"""A counsellor's knobs, written into the rule file."""

from collections.abc import Mapping, Sequence

from data.wording.message import N_
from rules.writing import placed, values
from rules.writing.placed import Node, Pairs, Path, Rows
from rules.writing.refusal import NotEditableError


def knobs(
    text: str, weights: Mapping[str, float], thresholds: Mapping[str, float], off: Sequence[str]
) -> str:
    """The text with a counsellor's knobs as its own values.

    weights: indicator -> 0 to 5; thresholds: indicator -> the `up_to` of its band with `adjust`;
    off: indicators whose weight becomes 0. Knobs that say what the text says change nothing.
    Raises NotEditableError for an indicator that the text lacks, or that has no such band.
    """
    root = placed.read(text)
    changes: dict[Path, float] = {}
    for key, weight in {**weights, **dict.fromkeys(off, 0.0)}.items():
        _indicator(root, key)
        changes["indicators", key, "weight"] = weight
    for key, edge in thresholds.items():
        changes["indicators", key, "bands", adjusted(root, key), "up_to"] = edge
    return values.set_values(text, changes)


def _indicator(root: Node, key: str) -> Pairs:
    found = placed.find(root, ("indicators", key))
    if not isinstance(found, Pairs):
        raise NotEditableError(N_('No indicator is called "%(key)s" any more.'), key=key)
    return found


def adjusted(root: Node, key: str) -> int:
    """The place of an indicator's band with `adjust`."""
    bands = _indicator(root, key).get("bands")
    for at, band in enumerate(bands.items if isinstance(bands, Rows) else ()):
        if isinstance(band, Pairs) and band.get("adjust") is not None:
            return at
    raise NotEditableError(N_('"%(key)s" has no edge that counsellors may move.'), key=key)
