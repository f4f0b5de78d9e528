"""Looking for a name's bytes in files: how often it stands there, however it was written."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from data.store.families import kept_open

AT_ONCE = 4 * 1024 * 1024
# What may stand between the two parts of a name: ", " in a file, nothing in a database's row.
APART = 12
# No name is longer than that however it is written, so none is cut by reading in parts.
LONGEST = 8192
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")

Needle = tuple[tuple[bytes, ...], "re.Pattern[bytes]"]


def search(
    files: Iterable[Path],
    names: Sequence[tuple[str, str]],
    folder: Path,
    *,
    locked: Collection[Path] = (),
) -> SearchResultBytes:
    """Count these names, each a first and a family name, in the files' bytes.

    They count where one part follows the other within a few characters, in UTF-8, UTF-16, Latin 1,
    as JSON and as addresses escape them. A file that is gone meanwhile is passed over.

    locked: those of the files that a database has locked in this process.
    """
    kept = {path.resolve() for path in locked}
    needles = [needle for first, family in names for needle in _needles(first, family)]
    read = size = 0
    found: dict[str, int] = {}
    for path in files:
        try:
            with _reading(path, path.resolve() in kept) as part_at:
                count, length = _count(part_at, needles)
        except FileNotFoundError:
            continue
        read, size = read + 1, size + length
        if count:
            shown = path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)
            found[shown.as_posix()] = count
    return SearchResultBytes(read, size, found)


def near(first: str, family: str) -> str:
    """The pattern of a name in a text: its parts in either order, close to each other."""
    one, other = re.escape(first), re.escape(family)
    if not first or not family:
        return one + other
    return f"(?s:{one}.{{0,{APART}}}?{other}|{other}.{{0,{APART}}}?{one})"


def _needles(first: str, family: str) -> Iterator[Needle]:
    for apart, parts in dict.fromkeys(_written(first, family)):
        some = tuple(part for part in parts if part)
        if not some:
            continue
        ways = [some, some[::-1]] if len(some) == 2 else [some]
        between = b"(?s:.{0,%d}?)" % apart
        pattern = b"|".join(between.join(map(re.escape, way)) for way in ways)
        yield some, re.compile(pattern)


def _written(first: str, family: str) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    """The ways to write a name as bytes, each with how many bytes may lie between its parts."""
    for encoding in ENCODINGS:
        try:
            written = first.encode(encoding), family.encode(encoding)
        except UnicodeEncodeError:
            continue  # a file in that encoding cannot hold the name
        yield (2 * APART if encoding.startswith("utf-16") else APART), written
    yield APART, (json.dumps(first)[1:-1].encode(), json.dumps(family)[1:-1].encode())
    yield APART, (quote(first).encode(), quote(family).encode())


@contextmanager
def _reading(path: Path, locked: bool) -> Iterator[Callable[[int], bytes]]:
    """Read a file: gives what reads its part from a place on."""
    if locked:
        descriptor = kept_open.descriptor(path)
        yield lambda start: os.pread(descriptor, AT_ONCE, start)
        return
    # Read, not mapped: another process may cut the file short meanwhile.
    with path.open("rb") as file:
        yield lambda start: os.pread(file.fileno(), AT_ONCE, start)


def _count(part_at: Callable[[int], bytes], needles: Sequence[Needle]) -> tuple[int, int]:
    count = size = 0
    tail = b""
    while part := part_at(size):
        size += len(part)
        content = tail + part
        # What ends within the tail was counted with the part before.
        count += sum(end > len(tail) for end in _ends(content, needles))
        tail = content[-LONGEST:]
    return count, size


def _ends(content: bytes, needles: Sequence[Needle]) -> Iterator[int]:
    """Where each occurrence ends; one that two ways of writing find is one occurrence."""
    spans = sorted(
        match.span()
        for parts, pattern in needles
        if all(each in content for each in parts)
        for match in pattern.finditer(content)
    )
    last = 0
    for start, end in spans:
        if start >= last:
            yield end
        last = max(last, end)


@dataclass(frozen=True)
class SearchResultBytes:
    """What was searched, and what was found: occurrences by file, only where there are any."""

    files: int
    size: int
    found: dict[str, int] = field(default_factory=dict)

    @property
    def times(self) -> int:
        """How often the name stands in all the files."""
        return sum(self.found.values())
