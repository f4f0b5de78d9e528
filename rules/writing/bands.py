"""Which edge of an indicator's bands counsellors may move."""

from rules.writing import placed
from rules.writing.placed import Pairs, Path, Rows
from rules.writing.values import remove, replace


def set_adjust(text: str, bands: Path, at: int | None, low: float = 0, high: float = 0) -> str:
    """The text with `adjust: {from: low, to: high}` at one band and no other; None: at none."""
    listing = placed.find(placed.read(text), bands)
    for place, band in enumerate(listing.items if isinstance(listing, Rows) else ()):
        if place != at and isinstance(band, Pairs) and band.get("adjust") is not None:
            text = remove(text, (*bands, place, "adjust"))
    if at is None:
        return text
    return replace(text, (*bands, at, "adjust"), {"from": low, "to": high})
