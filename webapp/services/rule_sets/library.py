"""The library of indicators and actions that comes with the product, read once."""

import logging
from functools import cache
from pathlib import Path

from rules.indicator_library import IndicatorLibrary
from rules.reading.library_file import LibraryAttempt, attempt

SHIPPED = Path(__file__).resolve().parents[3] / "rules" / "library"

log = logging.getLogger(__name__)


@cache
def shipped() -> IndicatorLibrary:
    """Return the shipped library; of a file with problems, what of it can be read."""
    found = read(SHIPPED)
    for name, problems in found.problems.items():
        log.warning("library file %r: %d problems", name, len(problems))
    return found.library


def read(folder: Path) -> LibraryAttempt:
    """Read every file of a library's folder. Raises OSError for a file that cannot be opened."""
    paths = sorted(folder.glob("*.yaml"))
    return attempt({path.name: path.read_text("utf-8", "replace") for path in paths})
