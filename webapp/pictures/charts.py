"""The charts' Vega-Lite specifications: Altair built them, files keep them, readers get words."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "static" / "charts"


def path(name: str) -> Path:
    """Return where a chart's specification is kept."""
    return FOLDER / f"{name}.json"


def in_words(name: str, titles: dict[str, str]) -> dict[str, Any]:
    """Return a chart's specification with its `@words` in the reader's language."""
    return _filled(_built(name), titles)  # type: ignore[no-any-return]


@cache
def _built(name: str) -> dict[str, Any]:
    return json.loads(path(name).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _filled(part: Any, titles: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {name: _filled(value, titles) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, titles) for value in part]
    return titles.get(part, part) if isinstance(part, str) else part
