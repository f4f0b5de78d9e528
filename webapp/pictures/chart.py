"""A chart as a Vega-Lite specification that Altair has built and `charts write` has kept."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from webapp.pictures.axes import Axes

FOLDER = Path(__file__).parents[1] / "static" / "charts"
# Okabe and Ito's blue and vermilion, told apart by every kind of colour vision; the scripts set
# the params to the page's own shades, which are lighter in the dark.
COLOURS = {"colour": "#0072b2", "coachedColour": "#d55e00"}
PAPER = {"ink": "#000000", "paper": "#ffffff"}


def chart(
    name: str, axes: Axes, data: Mapping[str, Sequence[Mapping[str, Any]]], **params: Any
) -> dict[str, Any]:
    """Return the kept chart of that name with its axes, data sets and params filled in."""
    values = axes.params | params
    found: dict[str, Any] = filled(kept(name), {"@across": axes.across_title, "@up": axes.up_title})
    found["params"] = [
        param | {"value": values[param["name"]]} if param["name"] in values else param
        for param in found["params"]
    ]
    return found | {"datasets": data}


@cache
def kept(name: str) -> dict[str, Any]:
    """Read the kept specification of that name; nobody changes it."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def filled(part: Any, titles: Mapping[str, str]) -> Any:
    """Say the `@words` of a specification in the reader's language."""
    if isinstance(part, dict):
        return {name: filled(value, titles) for name, value in part.items()}
    if isinstance(part, list):
        return [filled(value, titles) for value in part]
    return titles.get(part, part) if isinstance(part, str) else part
