"""XLS workbooks of Excel 97 to 2003: what their cells reach to, before they are opened.

They are no archive, so that few bytes stay few; but two cells can stand in far corners, and one
text in very many.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from data.reading.archive import refuse_cells
from data.reading.opened_file import OpenedFile
from data.reading.table import Unreadable
from data.reading.workbook import sheets_of, with_password
from data.wording.message import say

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512
FREE = 0xFFFFFFFC  # this and above are no sectors
ENTRY = 128
LARGEST_DIRECTORY = 1024 * 1024
# Kinds of records.
BEGIN, END, FILEPASS, TEXTS, CONTINUED = 0x0809, 0x000A, 0x002F, 0x00FC, 0x003C
CELLS = {0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6}
MANY_CELLS = {0x00BD, 0x00BE}
STREAMS = ("Workbook", "Book")


def open_xls(path: Path, filename: str) -> OpenedFile:
    """An XLS workbook. Raises Unreadable as sheets_of does, and for a password.

    Which cells are shown as percent cannot be told.
    """
    try:
        _refuse_records(_stream(path.read_bytes()))
    except (struct.error, IndexError, ValueError):
        raise _damaged() from None
    return OpenedFile("xls", filename, sheets_of(path))


def _stream(content: bytes) -> bytes:
    """The stream of a compound file that holds the workbook."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    directory_at, small_from = struct.unpack_from("<I4xI", content, 48)
    small_at = struct.unpack_from("<I", content, 60)[0]
    table = _table(content, size)
    directory = _chain(content, table, directory_at, size, LARGEST_DIRECTORY)
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory) - ENTRY + 1, ENTRY)]
    names = [_name(entry) for entry in entries]
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise with_password()
    found = next((names.index(name) for name in STREAMS if name in names), None)
    if found is None:
        raise _no_workbook()
    start, length = struct.unpack_from("<II", entries[found], 116)
    if length >= small_from:
        return _chain(content, table, start, size, len(content))[:length]
    root = struct.unpack_from("<I", entries[0], 116)[0]
    small = _chain(content, table, root, size, len(content))
    small_table = _numbers(_chain(content, table, small_at, size, len(content)))
    return _chain(small, small_table, start, 64, len(small), header=0)[:length]


def _table(content: bytes, size: int) -> list[int]:
    """Which sector follows each, from the sectors that the header and its own chain list."""
    sectors = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    seen: set[int] = set()
    while more < FREE:
        if more in seen:
            raise ValueError("a chain without end")
        seen.add(more)
        listed = _numbers(_sector(content, more, size))
        sectors += listed[:-1]
        more = listed[-1]
    parts = [_sector(content, sector, size) for sector in dict.fromkeys(sectors) if sector < FREE]
    return _numbers(b"".join(parts))


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _sector(content: bytes, sector: int, size: int, header: int = HEADER) -> bytes:
    start = (sector + 1) * size if header else sector * size
    if start >= len(content):
        raise ValueError("a sector beyond the end")
    return content[start : start + size]


def _chain(
    content: bytes, table: list[int], sector: int, size: int, most: int, header: int = HEADER
) -> bytes:
    parts = []
    while sector < FREE:
        parts.append(_sector(content, sector, size, header))
        if len(parts) * size > most + 2 * size:
            raise ValueError("a chain without end")
        sector = table[sector]
    return b"".join(parts)


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace")


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _refuse_records(stream: bytes) -> None:
    """Raises Unreadable for a password, and for sheets that would become gigabytes of cells."""
    last_row = last_column = most = longest = 0
    texts: list[bytes] = []
    in_texts = False
    for kind, body in _records(stream):
        if kind == FILEPASS:
            raise with_password()
        if kind == TEXTS or (kind == CONTINUED and in_texts):
            in_texts = True
            texts.append(body)
            continue
        in_texts = False
        if kind in CELLS or kind in MANY_CELLS:
            row, column = struct.unpack_from("<HH", body)
            if kind in MANY_CELLS:
                column = struct.unpack_from("<H", body, len(body) - 2)[0]
            last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
        elif kind == END:
            most = max(most, last_row * last_column)
            last_row = last_column = 0
    most = max(most, last_row * last_column)
    if texts:
        longest = _longest(texts)
    refuse_cells(most, longest)


def _longest(texts: list[bytes]) -> int:
    """The length of the longest shared text, in characters.

    A text that runs on into the next record begins there with a new sign of how wide its letters
    are: one or two bytes.
    """
    longest = part = 0
    at = 8
    count = struct.unpack_from("<I", texts[0], 4)[0]
    for _ in range(count):
        while part < len(texts) and at >= len(texts[part]):
            part, at = part + 1, at - len(texts[part])
        if part >= len(texts):
            break
        body = texts[part]
        length, flags = int.from_bytes(body[at : at + 2], "little"), body[at + 2]
        at += 3
        behind = 0
        if flags & 8:
            behind += 4 * struct.unpack_from("<H", body, at)[0]
            at += 2
        if flags & 4:
            behind += struct.unpack_from("<I", body, at)[0]
            at += 4
        longest = max(longest, length)
        width, left = 1 + (flags & 1), length
        while left:
            fit = min(left, (len(texts[part]) - at) // width)
            left -= fit
            at += fit * width
            if left:
                part += 1
                if part >= len(texts):
                    return max(longest, length)
                width, at = 1 + (texts[part][0] & 1), 1
        at += behind
    return longest


def _damaged() -> Unreadable:
    return Unreadable(
        say("The workbook is damaged or was cut. Save it again as .xlsx and upload the new file.")
    )


def _no_workbook() -> Unreadable:
    return Unreadable(
        say(
            "This is a document of Office and no workbook. Save the roster as .xlsx or as CSV "
            "UTF-8."
        )
    )
