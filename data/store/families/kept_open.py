"""Reading the files that SQLite has locked in this process, without giving up its locks.

Such a lock belongs to the process, and closing the file gives it up, whoever in the process opened
it. The next command beside the server would then take itself for the only one, and delete the log
that the server goes on writing to: what is written from then on would be lost.
"""

import os
import threading
from pathlib import Path

_turn = threading.Lock()
_open: dict[tuple[int, int], int] = {}  # a descriptor by the file's device and number there


def descriptor(path: Path) -> int:
    """Open a file for reading, once and for as long as this process lives; read it by `os.pread`.

    Raises FileNotFoundError.
    """
    with _turn:
        known = _open.get(_identity(path.stat()))
        if known is not None:
            return known
        opened = os.open(path, os.O_RDONLY)
        _open[_identity(os.fstat(opened))] = opened
        return opened


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino
