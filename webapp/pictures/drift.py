"""How the answers of two rosters are spread, drawn as pairs of bars: then beside now."""

from collections.abc import Sequence
from dataclasses import dataclass

from webapp.services.drafts.fairness_table import percent

HIGH = 30.0  # of the drawing
WIDE = 6.0  # of a bar; a pair and its gap take two and a half
LEAST = 0.5  # of a bar's height: few students are still seen


@dataclass(frozen=True)
class ThenAndNow:
    """One part of a column: its answers in words, the shares then and now, and where it stands."""

    label: str
    before: str
    now: str
    x: float
    heights: tuple[float, float]

    @property
    def bars(self) -> list[tuple[str, float, float, float]]:
        """The two bars: class, x, y and height."""
        return [
            (kind, self.x + WIDE * side, round(HIGH - height, 1), height)
            for side, (kind, height) in enumerate(
                zip(("plain", "lever"), self.heights, strict=True)
            )
        ]


def pairs(parts: Sequence[tuple[str, float, float]]) -> list[ThenAndNow]:
    """Draw parts (label, share then, share now; 0 to 1), the largest share as high as it goes."""
    most = max((share for _, *both in parts for share in both), default=0.0)
    return [
        ThenAndNow(
            label=label,
            before=percent(before),
            now=percent(now),
            x=round(1 + 2.5 * WIDE * place, 1),
            heights=(_height(before, most), _height(now, most)),
        )
        for place, (label, before, now) in enumerate(parts)
    ]


def width(drawn: Sequence[ThenAndNow]) -> float:
    """How wide the drawing of some pairs is."""
    return 2.5 * WIDE * len(drawn) + 1


def _height(share: float, most: float) -> float:
    return round(max(HIGH * share / most, LEAST), 1) if share else 0.0
