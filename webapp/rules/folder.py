"""The folder of rule files: what lies in it, and how one is read without trusting it.

What a file is called is what its set is called.
"""

import re
import time
from pathlib import Path

from rules.document import LARGEST

LONGEST_NAME = 80  # characters, of a set that is put here by page or command
LONGEST_FOUND = 200  # of one that a person saved here
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
# Addresses below /rules that are pages of their own.
TAKEN = frozenset({"limit", "unjudged", "schema.json"})
SETTLING = 0.1  # seconds; a file that is not the same after them is being written
FRESH = 2.0  # seconds since the last change, after which nobody is writing any more

Stamp = tuple[int, int, int]


def is_name(name: str) -> bool:
    """Say whether a set can be called so: its name stands in addresses and is a file's."""
    return bool(NAME.fullmatch(name)) and len(name) <= LONGEST_NAME and name not in TAKEN


def is_usable(name: str) -> bool:
    """Say whether a set that was found can go by its file's name, which may hold more signs."""
    return name.isprintable() and len(name) <= LONGEST_FOUND and name not in TAKEN


def listing(folder: Path) -> dict[str, Path]:
    """Return the rule files of a folder by what they are called; none where there is no folder."""
    return {path.stem: path for path in sorted(folder.glob("*.yaml")) if path.is_file()}


def stamp(path: Path) -> Stamp | None:
    """Return what is different once a file was written again; None where it is gone or hidden."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def is_fresh(found: Stamp | None) -> bool:
    """Say whether somebody may still be writing that file. A clock that is far off says no."""
    return found is None or abs(time.time_ns() - found[0]) < FRESH * 1e9


def read(path: Path) -> bytes:
    """Return what a rule file holds, of one that is too large no more than shows it. Raises OSError
    for what cannot be opened or is no file."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
