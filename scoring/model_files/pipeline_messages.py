"""What is said between who asks a pipeline and the process that holds it: JSON and plain numbers.

A message is the lengths of two parts, a head (JSON) and a body (bytes). Nothing in one can run.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Head = Mapping[str, Any]

LENGTHS = struct.Struct("<II")


def send(stream: BinaryIO, head: Head, body: bytes = b"") -> None:
    """Write a message. Raises OSError where nobody reads any more."""
    written = json.dumps(head).encode()
    stream.write(LENGTHS.pack(len(written), len(body)) + written + body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[Head, bytes] | None:
    """Wait for a message; None where the other side has ended, be it in the middle of one."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    of_head, of_body = LENGTHS.unpack(lengths)
    head, body = stream.read(of_head), stream.read(of_body)
    if len(head) < of_head or len(body) < of_body:
        return None
    return json.loads(head), body


def as_bytes(numbers: Floats) -> bytes:
    """Write numbers, row by row."""
    return np.ascontiguousarray(numbers, dtype="<f8").tobytes()


def as_numbers(body: bytes, *shape: int) -> Floats:
    """Read numbers of that shape. Raises ValueError for other ones."""
    return np.frombuffer(body, dtype="<f8").reshape(shape).astype(np.float64)
