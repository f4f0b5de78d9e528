"""From the bytes of a file to its text: byte order mark, then UTF-8, then Windows-1252."""

from __future__ import annotations

import re

from data.reading.table import Unreadable
from data.wording.message import N_, Problem, say

CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
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


def decoded(content: bytes) -> tuple[str, str, Problem]:
    """The text of a file, the name of its encoding and the note that says so.

    Raises Unreadable for UTF-16 and for what is no text (a NUL or another control character, or
    bytes that are in neither encoding).
    """
    for start, template in OTHER_KINDS.items():
        if content.startswith(start):
            raise Unreadable(Problem(template))
    if content.startswith(UTF_16) or _looks_like_utf_16(content):
        raise Unreadable(
            say("The file is in UTF-16. Save it as UTF-8 (“CSV UTF-8”) and upload it again.")
        )
    # Programs of the DOS age end a file with this mark.
    content = content.removesuffix(b"\x1a")
    control = CONTROL.search(content)
    if control:
        raise _no_text(content, control.start())
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    try:
        return content.decode("utf-8"), "utf-8", say("Read as UTF-8.")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _no_text(content, error.start) from None
    note = say(
        "Read as Windows-1252 (Latin-1), as the file is not UTF-8. Check that accents are right."
    )
    return text, "cp1252", note


def _looks_like_utf_16(content: bytes) -> bool:
    start = content[:2000]
    half = max(len(start) // 2, 1)
    return len(start) > 3 and max(start[::2].count(0), start[1::2].count(0)) > 0.7 * half


def _no_text(content: bytes, at: int) -> Unreadable:
    return Unreadable(
        say(
            "This is no text file: line %(line)s holds a byte that no text has (%(byte)s). "
            "Export the roster again as CSV UTF-8 or XLSX.",
            line=content.count(b"\n", 0, at) + 1,
            byte=f"0x{content[at]:02X}",
        )
    )
