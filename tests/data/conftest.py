"""What the tests of data share: the pilot dictionary, files made on the spot, the real files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from shipped import DICTIONARIES

from data.dictionary import Dictionary
from data.reading import FileTable, open_table

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="session")
def pilot() -> Dictionary:
    """The dictionary of the pilot schools' roster."""
    return DICTIONARIES["pilot-2008"]


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """The path of a real file beside the repository; the test is skipped when it is not there."""

    def path_of(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"{name} is not in ../shared/data: the real file is not tested here")
        return path

    return path_of


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., FileTable]:
    """Opens the text or bytes it is given as a file."""

    def open_content(content: str | bytes, filename: str = "roster.csv") -> FileTable:
        path = tmp_path / "uploaded"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return open_table(path, filename)

    return open_content
