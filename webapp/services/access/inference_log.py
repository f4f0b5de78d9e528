"""The inference log: one JSON line a prediction call, which says neither who nor what was asked.

The answers of a record are in it as a keyed fingerprint only: whoever has the file cannot try all
answers until one fits, for the key stays with the server.
"""

import hashlib
import hmac
import json
import os
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

MEGABYTE = 1024 * 1024
PURPOSE = b"fingerprints of the inference log"


@dataclass(frozen=True)
class Inference:
    """One call. model, version: the model's number on this server and within its school, None
    where none was asked. data: the fingerprint of its records, None where they were refused."""

    at: datetime
    request: str
    token: int
    school: int
    model: int | None
    version: int | None
    data: str | None
    count: int
    ms: float
    status: int


class InferenceLog:
    """The file, begun anew when it has grown; `file.1` is the one before, up to `kept` of them.

    Every line is one write to a file opened for it: several processes can share the folder.
    """

    def __init__(self, path: Path, largest_mb: int, kept: int, secret: str) -> None:
        self.path, self.largest, self.kept = path, largest_mb * MEGABYTE, kept
        self._key = hmac.digest(secret.encode(), PURPOSE, "sha256")
        self._lock = threading.Lock()

    def fingerprint(self, records: Iterable[str]) -> str:
        """Return what the log says of records: the same for the same ones, and no way back."""
        made = hmac.new(self._key, digestmod=hashlib.sha256)
        for record in records:
            made.update(record.encode() + b"\n")
        return made.hexdigest()

    def note(self, one: Inference) -> None:
        """Write a line. Raises OSError where the folder cannot be written."""
        said = asdict(one) | {"at": one.at.isoformat(timespec="milliseconds")}
        line = json.dumps(said, separators=(",", ":")) + "\n"
        with self._lock:
            if self.path.exists() and self.path.stat().st_size + len(line) > self.largest:
                self._begin_anew()
            with open(self.path, "a", encoding="utf-8", opener=_for_owner) as file:
                file.write(line)

    def _begin_anew(self) -> None:
        for number in range(self.kept - 1, 0, -1):
            earlier = self._earlier(number)
            if earlier.exists():
                earlier.replace(self._earlier(number + 1))
        self.path.replace(self._earlier(1))

    def _earlier(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
