"""The file itself: a ZIP of known parts, sealed by a hash of all its bytes.

The seal stands at the very end and is looked at before anything else is: a file that was cut or
changed by accident goes no further. It is no signature. Whoever means harm can make a new one, so
all that follows trusts nothing either: names, sizes, ratios, and then every row (`rows`).
"""

import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from data.store.backups import manifest as manifests
from data.store.backups.manifest import Manifest, ManifestPart
from data.store.backups.refused import damaged, no_backup, too_large, too_large_part, unknown_part

CHUNK = 1024 * 1024
SEAL = b"Alavanca backup, sha256 of all before it: "
DIGITS = 64
# What ends the ZIP's directory, before the comment, which is the seal.
END = struct.Struct("<4s4H2LH")
LARGEST = 4 * 1024**3 - 1024**2  # beyond it the directory would need another form
LARGEST_DIRECTORY = 1024 * 1024
LARGEST_UNPACKED = 64 * 1024**3
LARGEST_FILE = 256 * 1024  # a rule file or a dictionary
LONGEST_LINE = 8 * 1024 * 1024
# Different rows never shrink so much; small parts are not worth the question.
MOST_RATIO, RATIO_FROM = 200, 64 * 1024**2
# What reading a ZIP raises that is none, or that has a password or another way to pack.
BROKEN: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, struct.error, EOFError)
BROKEN = (*BROKEN, OSError, ValueError, RuntimeError)


class ArchiveDraft:
    """A backup being written into a file that is open for writing and reading."""

    def __init__(self, file: IO[bytes]) -> None:
        self.parts: dict[str, ManifestPart] = {}
        self._file = file
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def add(self, name: str, lines: Iterable[bytes], rows: bool = True) -> None:
        """Write one part, a line at a time. Raises Refused when it would grow too large."""
        digest, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(name, "w", force_zip64=True) as part:
            for chunk, held in _gathered(lines):
                digest.update(chunk)
                part.write(chunk)
                size, count = size + len(chunk), count + held
                if self._file.tell() > LARGEST:
                    raise too_large_part(name)
        self.parts[name] = ManifestPart(
            rows=count if rows else 0, bytes=size, sha256=digest.hexdigest()
        )

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, close the ZIP and seal the file."""
        self._zip.writestr(manifests.NAME, manifest.model_dump_json(indent=1))
        self._zip.comment = SEAL + b"0" * DIGITS
        self._zip.close()
        digest = _digest(self._file)
        self._file.seek(-DIGITS, os.SEEK_END)
        self._file.write(digest.encode())
        self._file.flush()


def _gathered(lines: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Lines together, half a megabyte at a time, and how many."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size > CHUNK // 2:
            yield b"".join(held), len(held)
            held, size = [], 0
    yield b"".join(held), len(held)


def _digest(file: IO[bytes]) -> str:
    """The sha256 of all but the last DIGITS bytes."""
    left = file.seek(0, os.SEEK_END) - DIGITS
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


class Archive:
    """A backup whose outside was looked at: seal, names, sizes, manifest. Its rows were not."""

    def __init__(self, zipped: zipfile.ZipFile, manifest: Manifest, seal: str) -> None:
        self.manifest = manifest
        self.seal = seal
        self._zip = zipped

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a part, one at a time. Raises Refused, for a wrong hash at the end."""
        said = self.manifest.parts[name]
        digest, rows = hashlib.sha256(), 0
        rest = b""
        for chunk in _chunks(self._zip, name):
            digest.update(chunk)
            *whole, rest = (rest + chunk).split(b"\n")
            rows += len(whole)
            if len(rest) > LONGEST_LINE:
                raise too_large_part(name)
            yield from whole
        if rest or digest.hexdigest() != said.sha256 or rows != said.rows:
            raise damaged()

    def files(self) -> dict[str, bytes]:
        """The rule files and dictionaries by the names of their parts. Raises Refused."""
        return {name: self._whole(name) for name in self.manifest.parts if "tables/" not in name}

    def _whole(self, name: str) -> bytes:
        content = b"".join(_chunks(self._zip, name))
        if hashlib.sha256(content).hexdigest() != self.manifest.parts[name].sha256:
            raise damaged()
        return content


def _chunks(zipped: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The unpacked bytes of a part, a piece at a time: `ZipFile.read` would unpack all that is
    there before it cuts that to the size the part declares. Raises Refused."""
    try:
        with zipped.open(name) as part:
            while chunk := part.read(CHUNK):
                yield chunk
    except BROKEN:
        raise damaged() from None


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A backup, its seal, names, sizes and manifest found right. Raises Refused."""
    with path.open("rb") as file:
        seal = _sealed(file)
        if _digest(file) != seal:
            raise damaged()
        with _outside(file) as (zipped, manifest):
            yield Archive(zipped, manifest, seal)


def peek(path: Path) -> tuple[Manifest, str]:
    """What a file says of itself, and its seal, without reading all of it. Raises Refused."""
    with path.open("rb") as file:
        seal = _sealed(file)
        with _outside(file) as (_, manifest):
            return manifest, seal


def _sealed(file: IO[bytes]) -> str:
    """The seal at the end of a file. Raises Refused, for a directory that could fill the memory."""
    size = file.seek(0, os.SEEK_END)
    length = END.size + len(SEAL) + DIGITS
    if size > LARGEST:
        raise too_large()
    if size < length:
        raise no_backup()
    file.seek(-length, os.SEEK_END)
    ending = file.read()
    mark, *_, held, directory, _, comment = END.unpack_from(ending)
    seal = ending[-DIGITS:]
    if mark != b"PK\x05\x06" or comment != len(SEAL) + DIGITS or SEAL not in ending:
        raise no_backup()
    if held > manifests.MOST_PARTS or directory > LARGEST_DIRECTORY:
        raise too_large()
    return seal.decode("ascii", errors="replace")


@contextmanager
def _outside(file: IO[bytes]) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    try:
        zipped = zipfile.ZipFile(file)
    except BROKEN:
        raise damaged() from None
    with zipped:
        try:
            manifest = _contents(zipped)
        except BROKEN:
            raise damaged() from None
        yield zipped, manifest


def _contents(zipped: zipfile.ZipFile) -> Manifest:
    members = {member.filename: member for member in zipped.infolist()}
    for member in zipped.infolist():
        _refuse_member(member)
    names = [member.filename.casefold() for member in zipped.infolist()]
    if twice := [name for name in names if names.count(name) > 1]:
        raise unknown_part(twice[0])
    about = members.pop(manifests.NAME, None)
    if about is None:
        raise no_backup()
    if about.file_size > manifests.LARGEST:
        raise too_large_part(manifests.NAME)
    manifest = manifests.read(b"".join(_chunks(zipped, manifests.NAME)))
    if members.keys() != manifest.parts.keys():
        raise unknown_part(min(members.keys() ^ manifest.parts.keys()))
    if any(member.file_size != manifest.parts[name].bytes for name, member in members.items()):
        raise damaged()
    if sum(member.file_size for member in members.values()) > LARGEST_UNPACKED:
        raise too_large()
    return manifest


def _refuse_member(member: zipfile.ZipInfo) -> None:
    """Refuse what no backup has: other names, links, folders, passwords, bombs."""
    name = member.orig_filename
    known = name == manifests.NAME or manifests.is_file_part(name) or _is_table_part(name)
    kind = stat.S_IFMT(member.external_attr >> 16)
    plain = member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not known or kind not in (0, stat.S_IFREG) or member.flag_bits & 1 or not plain:
        raise unknown_part(name)
    if manifests.is_file_part(name) and member.file_size > LARGEST_FILE:
        raise too_large_part(name)
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > RATIO_FROM and ratio > MOST_RATIO:
        raise too_large_part(name)


def _is_table_part(name: str) -> bool:
    table = name.removeprefix("tables/").removesuffix(".jsonl")
    return table.isascii() and table.isalpha() and name == manifests.part_of_table(table.lower())
