"""From the bytes of a file to its text, whatever program wrote it.

Byte order mark, then UTF-16 by its zeros, UTF-8, old Mac, and last Windows-1252.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.reading.table import Unreadable
from data.wording.message import N_, FileProblem, say

CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
CONTROL_BYTES = bytes([*range(0x09), *range(0x0E, 0x20)])
# A file of a hundred kilobytes may hold five hundred bytes that no text has; an image has more.
BYTES_TO_ONE = 200
REPLACED = "\ufffd"

UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
OTHER_KINDS = {
    b"%PDF": N_("This is a PDF. Export the roster as CSV or XLSX."),
    b"\xd0\xcf\x11\xe0": N_(
        "This is an old Excel workbook (.xls) or one with a password. "
        "Save it as .xlsx without a password and upload it again."
    ),
    b"\x1f\x8b": N_("This is a compressed file. Unpack it and upload the roster in it."),
    b"<!DO": N_("This is a web page. Export the roster as CSV or XLSX."),
    b"<htm": N_("This is a web page. Export the roster as CSV or XLSX."),
}
BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
WIDE = {
    "utf-16-le": N_("Read as UTF-16."),
    "utf-16-be": N_("Read as UTF-16."),
    "utf-32-le": N_("Read as UTF-32."),
    "utf-32-be": N_("Read as UTF-32."),
}
UNDEFINED = b"\x81\x8d\x8f\x90\x9d"  # in Windows-1252
# Letters of the old Mac between letters, á à ã ç è ê ù, that are rare signs or none in Windows.
MAC_LETTER = re.compile(rb"(?<=[A-Za-z])[\x87\x88\x8b\x8d\x8f\x90\x9d](?=[A-Za-z\x80-\x9f])")
WINDOWS_LETTER = re.compile(rb"[\xc0-\xff]")


@dataclass(frozen=True)
class FileText:
    """A file's text. encoding: its name. note: that it was read so. lines: of the file, from 1,
    in which a character that no text has was replaced by U+FFFD."""

    text: str
    encoding: str
    note: FileProblem
    lines: tuple[int, ...] = ()


def decoded(content: bytes) -> FileText:
    """The text of a file.

    A few bytes that no text has (a control character, one that the encoding lacks) are replaced by
    U+FFFD and their lines told. Raises Unreadable for a file with many, which is no text, and for a
    known file of another kind.
    """
    for start, template in OTHER_KINDS.items():
        if content.startswith(start):
            raise Unreadable(FileProblem(template))
    mark, encoding = next((each for each in BOMS if content.startswith(each[0])), (b"", ""))
    content = content[len(mark) :]
    encoding = encoding or _without_mark(content)
    if encoding in WIDE:
        return _wide(content, encoding)
    # Programs of the DOS age end a file with this mark.
    content = content.removesuffix(b"\x1a")
    _refuse_binary(content, CONTROL_BYTES)
    try:
        return _cleaned(content.decode("utf-8"), "utf-8", say("Read as UTF-8."))
    except UnicodeDecodeError:
        return _mended(content) or _one_byte(content)


def _without_mark(content: bytes) -> str:
    """UTF-16 shows by the zeros beside plain letters: nearly all of one half, few of the other."""
    start = content[:2000]
    even, odd = start[::2], start[1::2]
    if len(start) < 4:
        return "utf-8"
    zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if zeros_odd > 0.7 and zeros_even < 0.1:
        return "utf-16-le"
    if zeros_even > 0.7 and zeros_odd < 0.1:
        return "utf-16-be"
    return "utf-8"


def _wide(content: bytes, encoding: str) -> FileText:
    unit = 2 if "16" in encoding else 4
    # The byte order mark has no sense inside; an odd byte at the end is the line end's other half.
    text = content[: len(content) // unit * unit].decode(encoding, errors="replace")
    strange = len(CONTROL.findall(text)) + text.count(REPLACED)
    if strange * BYTES_TO_ONE > len(text) + BYTES_TO_ONE:
        raise _no_text(content, 0)
    return _cleaned(text, encoding, FileProblem(WIDE[encoding]))


def _mended(content: bytes) -> FileText | None:
    """UTF-8 with a few broken places; None where it is more likely another encoding."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count(REPLACED)
    whole = sum(not letter.isascii() for letter in text) - broken
    return _cleaned(text, "utf-8", say("Read as UTF-8.")) if whole > broken else None


def _one_byte(content: bytes) -> FileText:
    old_mac = len(MAC_LETTER.findall(content))
    if old_mac >= 2 and old_mac > len(WINDOWS_LETTER.findall(content)):
        note = say("Read as Mac OS Roman, as the file is not UTF-8. Check that accents are right.")
        return _cleaned(content.decode("mac_roman"), "mac_roman", note)
    _refuse_binary(content, UNDEFINED)
    note = say(
        "Read as Windows-1252 (Latin-1), as the file is not UTF-8. Check that accents are right."
    )
    return _cleaned(content.decode("cp1252", errors="replace"), "cp1252", note)


def _cleaned(text: str, encoding: str, note: FileProblem) -> FileText:
    text = CONTROL.sub(REPLACED, text)
    lines: list[int] = []
    at = text.find(REPLACED)
    line, counted = 1, 0
    while at >= 0 and len(lines) < BYTES_TO_ONE:
        line += text.count("\n", counted, at)
        lines.append(line)
        counted = at
        end = text.find("\n", at)
        at = text.find(REPLACED, end) if end >= 0 else -1
    return FileText(text, encoding, note, tuple(lines))


def _refuse_binary(content: bytes, strange: bytes) -> None:
    count = len(content) - len(content.translate(None, strange))
    if count * BYTES_TO_ONE > len(content) + BYTES_TO_ONE:
        first = next(at for at, byte in enumerate(content) if byte in strange)
        raise _no_text(content, first)


def _no_text(content: bytes, at: int) -> Unreadable:
    return Unreadable(
        say(
            "This is no text file: line %(line)s holds a byte that no text has (%(byte)s). "
            "Export the roster again as CSV UTF-8 or XLSX.",
            line=content.count(b"\n", 0, at) + 1,
            byte=f"0x{content[at]:02X}" if content else "0x00",
        )
    )
