"""Several columns as one: the code of a combination of answers, a block of students at a time."""

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.columns import Coded, Column

BLOCK = 32_768
"""Students at a time: so few that what is made on the way stays in the processor's cache."""
MOST = 65_535
"""Combinations at most: what 16 bits can count."""
FEW = 256
"""So many combinations are worked out at once however few students there are."""
WIDEST = 16
"""Columns at most: numpy's axes, of which it has 32 in its older versions."""


def are_few(columns: Sequence[Column]) -> bool:
    """Whether it is cheaper to work on combinations of these columns' answers than on students."""
    size = prod(len(column.values) for column in columns)
    n = len(columns[0].codes)
    return len(columns) == 1 or (
        len(columns) <= WIDEST and size <= MOST and size <= max(n // 2, FEW)
    )


def combined(codes: Sequence[NDArray[Any]], shape: Sequence[int]) -> NDArray[Any]:
    """The code (n,) of each student's combination, from his codes in columns of `shape` answers."""
    if len(codes) == 1:
        return codes[0]
    kind = np.dtype(np.uint8 if prod(shape) < 2**8 else np.uint16)
    result: NDArray[np.unsignedinteger] = codes[0].astype(kind)
    for start in range(0, len(result), BLOCK):
        block = result[start : start + BLOCK]
        for more, size in zip(codes[1:], shape[1:], strict=True):
            np.multiply(block, size, out=block, dtype=kind)
            np.add(block, more[start : start + BLOCK], out=block, dtype=kind, casting="unsafe")
    return result


def each(found: Coded) -> NDArray[Any]:
    """The result of every student, (n,)."""
    results = np.empty(len(found.codes), dtype=found.values.dtype)
    for start in range(0, len(results), BLOCK):
        block = slice(start, start + BLOCK)
        np.take(found.values, found.codes[block], out=results[block], mode="clip")
    return results
