"""The shipped library, read once for the tests."""

from pathlib import Path

from rules.indicator_library import IndicatorLibrary
from rules.reading.library_file import attempt

FOLDER = Path(__file__).parents[2] / "rules" / "library"
FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))}
READ = attempt(FILES)
LIBRARY: IndicatorLibrary = READ.library
