"""ZIP archives: what they hold and would take unpacked, found out without keeping any of it."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from data.reading.table import Unreadable
from data.wording.message import quoted, say

ArchiveKind: TypeAlias = Literal["xlsx", "ods", "siecle", "oneroster"]
WORKBOOKS = ("xlsx", "ods")

LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_DIRECTORY = 1024 * 1024
MOST_MEMBERS = 1_000
MOST_CELLS = 5_000_000
# Characters, were every cell as long as the longest text that cells share.
MOST_TEXT = 1_000_000_000
CHUNK = 1024 * 1024
# Longer than any reference or tag looked for, so that none is missed between two chunks.
OVERLAP = 200

REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*\$?([A-Za-z]{0,4})\$?([0-9]{0,10})\s*["']""")
ERROR_CELL = re.compile(rb"""\st\s*=\s*["']e["']""")
TEXT_END = re.compile(rb"</(?:\w+:)?si\s*>")
# A formula, and the cell ends without the value it comes to.
NO_VALUE = re.compile(
    rb"(?:</(?:\w{1,9}:)?f\s{0,9}>|<(?:\w{1,9}:)?f\b[^<>]{0,150}/>)\s{0,9}"
    rb"(?:<(?:\w{1,9}:)?v\s{0,9}(?:/>|>\s{0,9}</(?:\w{1,9}:)?v\s{0,9}>))?"
    rb"\s{0,9}</(?:\w{1,9}:)?c\s{0,9}>"
)


def refuse_to_unpack(path: Path) -> ArchiveContents:
    """What a workbook or a bundle of files holds; raises Unreadable if it is unsafe to open.

    Refused: what is neither, what has a password, is over 100 MB unpacked as declared or in fact, a
    member larger than it declares, one that is there twice, too many members, and sheets so sparse
    or texts so often repeated that few bytes would become gigabytes of cells.
    """
    try:
        with path.open("rb") as file:
            _refuse_directory(file)
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
            kind = _kind([member.filename for member in members])
            _refuse_declared(members, kind)
            return _measured(file, members, kind)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, RuntimeError):
        raise damaged() from None
    except (NotImplementedError, EOFError):
        raise damaged() from None


def member_chunks(path: Path, name: str) -> Iterator[bytes]:
    """The unpacked bytes of a member of an archive that was not refused, a piece at a time."""
    with path.open("rb") as file:
        with zipfile.ZipFile(file) as archive:
            member = archive.getinfo(name)
        yield from _chunks(file, member)


def damaged() -> Unreadable:
    """What to say of a workbook that is cut or broken."""
    return Unreadable(
        say("The workbook is damaged or was cut. Save it again in Excel and upload the new file.")
    )


def _refuse_directory(file: BinaryIO) -> None:
    """A list of a million members would fill the memory by itself: its size stands at the end."""
    size = file.seek(0, 2)
    file.seek(max(size - 65_536 - 100, 0))
    end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at < 0:
        raise damaged()
    (directory,) = struct.unpack_from("<I", end, at + 12)
    if end[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):
        (directory,) = struct.unpack_from("<Q", end, at - 20 - 56 + 40)
    if directory > LARGEST_DIRECTORY:
        raise _too_large()


def _kind(names: list[str]) -> ArchiveKind:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise Unreadable(
            say("This workbook is not an XLSX file. Save it as .xlsx or as CSV UTF-8.")
        )
    last = {name.rpartition("/")[2].casefold() for name in names}
    if {"manifest.csv", "users.csv"} <= last:
        return "oneroster"
    if any("eleves" in name and name.endswith(".xml") for name in last):
        return "siecle"
    raise Unreadable(
        say("This is a ZIP archive and no workbook. Unpack it and upload the roster in it.")
    )


def _refuse_declared(members: list[zipfile.ZipInfo], kind: ArchiveKind) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(
            say("The workbook has a password. Save it without and upload it again.")
            if kind in WORKBOOKS
            else say("The archive has a password. Export it without and upload it again.")
        )
    if len(members) > MOST_MEMBERS:
        raise _too_large(kind)
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise _too_large(kind)
    name, times = Counter(member.filename for member in members).most_common(1)[0]
    if times > 1 and kind not in WORKBOOKS:
        raise Unreadable(
            say(
                "The archive holds %(name)s more than once. Export it again and upload the new "
                "file.",
                name=quoted(name),
            )
        )


def _measured(file: BinaryIO, members: list[zipfile.ZipInfo], kind: ArchiveKind) -> ArchiveContents:
    cells = longest = errors = 0
    unsaid = False
    for member in members:
        measure = Measure(counts_cells=kind == "xlsx")
        for chunk in _chunks(file, member):
            measure.take(chunk)
            if measure.size > member.file_size:
                raise _too_large(kind)
        if measure.size < member.file_size:
            raise damaged()
        cells = max(cells, measure.last_row * measure.last_column)
        longest = max(longest, measure.longest)
        errors += measure.errors
        unsaid = unsaid or measure.has_empty_formula
    refuse_cells(cells, longest)
    return ArchiveContents(kind, tuple(each.filename for each in members), errors, unsaid)


def refuse_cells(cells: int, longest: int) -> None:
    """Raises Unreadable for too many cells, or too many with as long a text (in bytes) in each."""
    if cells > MOST_CELLS or cells * longest > MOST_TEXT:
        raise _too_many_cells()


def _chunks(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes of a member, a piece at a time, whatever it declares to hold.

    The archive's own reader stops at the declared size; what reads the workbook later does not.
    """
    file.seek(member.header_offset)
    name, extra = struct.unpack("<26xHH", file.read(30))
    file.seek(name + extra, 1)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise damaged()
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    left = member.compress_size
    while left > 0 and (packed := file.read(min(CHUNK, left))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed and not inflate.eof:
            yield inflate.decompress(packed, CHUNK)
            packed = inflate.unconsumed_tail
    if inflate is not None:
        yield inflate.flush()


def column_number(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large(kind: ArchiveKind = "xlsx") -> Unreadable:
    if kind in WORKBOOKS:
        return Unreadable(
            say(
                "The workbook unpacks to more than %(most)s MB. "
                "Leave only the roster in it, or save the roster as CSV UTF-8.",
                most=LARGEST_UNPACKED // 1024 // 1024,
            )
        )
    return Unreadable(
        say(
            "The archive unpacks to more than %(most)s MB or holds too many files. "
            "Export one school and one school year at a time.",
            most=LARGEST_UNPACKED // 1024 // 1024,
        )
    )


def _too_many_cells() -> Unreadable:
    return Unreadable(
        say(
            "The workbook reaches too far: more than %(most)s cells, or very long texts. "
            "Delete what stands far from the roster, or save the roster as CSV UTF-8.",
            most=MOST_CELLS,
        )
    )


@dataclass(frozen=True)
class ArchiveContents:
    """What an archive is and the names of its members.

    errors: cells of an XLSX workbook that hold an Excel error. has_empty_formula: whether any cell
    of one is a formula without the value it comes to.
    """

    kind: ArchiveKind
    names: tuple[str, ...]
    errors: int
    has_empty_formula: bool


@dataclass
class Measure:
    """What is found in one member, chunk by chunk.

    size: bytes unpacked. last_row, last_column: the farthest cell any reference names. longest:
    bytes of the longest shared text. errors: cells that hold an Excel error. counts_cells: False
    where only bytes are counted, as no sheet of an XLSX workbook is in the archive.
    """

    counts_cells: bool = True
    size: int = 0
    last_row: int = 1
    last_column: int = 1
    longest: int = 0
    errors: int = 0
    tail: bytes = b""
    text_from: int = 0
    has_empty_formula: bool = False

    def take(self, chunk: bytes) -> None:
        """Counts one more chunk in; a match that ends in the tail of the one before is not new."""
        if not self.counts_cells:
            self.size += len(chunk)
            return
        seen = self.tail + chunk
        start = self.size - len(self.tail)
        found = REFERENCE.findall(seen)
        columns, rows = {letters for letters, _ in found}, {digits for _, digits in found}
        self.last_column = max(self.last_column, *map(column_number, columns), 0)
        self.last_row = max(self.last_row, *(int(digits or 0) for digits in rows), 0)
        self.errors += sum(found.end() > len(self.tail) for found in ERROR_CELL.finditer(seen))
        self.has_empty_formula = self.has_empty_formula or bool(NO_VALUE.search(seen))
        for text in TEXT_END.finditer(seen):
            if text.end() > len(self.tail):
                self.longest = max(self.longest, start + text.end() - self.text_from)
                self.text_from = start + text.end()
        self.size += len(chunk)
        self.tail = seen[-OVERLAP:]
