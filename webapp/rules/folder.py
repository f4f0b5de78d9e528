"""The folder of rule files: how one is read without trusting it, and written wholly or not at all.

What a file is called is what its set is called.
"""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rules.document import LARGEST

LONGEST_NAME = 80  # characters
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
# Addresses below /rules that are pages of their own.
TAKEN = frozenset({"limit", "unjudged"})


def is_name(name: str) -> bool:
    """Say whether a set can be called so: its name stands in addresses and is a file's."""
    return bool(NAME.fullmatch(name)) and len(name) <= LONGEST_NAME and name not in TAKEN


def read(path: Path) -> bytes:
    """Return what a rule file holds, of one that is too large no more than shows it. Raises OSError
    for what cannot be opened or is no file."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


@contextmanager
def written(folder: Path, name: str, text: str) -> Iterator[Callable[[], Path]]:
    """Write a set's text beside its place; the function given puts it there, at one stroke.

    Where it is not called, nothing is left. Raises OSError where the folder cannot be written.
    """
    there = folder / f"{name}.yaml"
    draft = folder / f".{name}.{secrets.token_hex(4)}.draft"
    try:
        with draft.open("xb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())

        def put() -> Path:
            draft.replace(there)
            return there

        yield put
    finally:
        draft.unlink(missing_ok=True)
