"""Where the lines of a text begin and end, and putting edits into it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Splice:
    """Characters text[start:end] that give way to others."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with all of them done; they do not overlap, and count in the text as it was."""
    for one in sorted(splices, key=lambda one: (one.start, one.end), reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text


def newline(text: str) -> str:
    """How the lines of a text end: as its first does."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def line_start(text: str, at: int) -> int:
    """Where the line begins that holds a place."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Where the line ends that holds a place: before its line break."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def next_line(text: str, at: int) -> int:
    """Where the line after the one that holds a place begins; the text's end after the last."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def column(text: str, at: int) -> int:
    """How many characters stand before a place on its line."""
    return at - line_start(text, at)


def with_comments(text: str, at: int) -> int:
    """Where the comments begin that stand right above a line, in the same column; else the line.

    at: the first character of the line.
    """
    indent = len(text[at:]) - len(text[at:].lstrip(" "))
    while at > 0:
        above = line_start(text, at - 1)
        line = text[above : at - 1]
        if not line.strip().startswith("#") or len(line) - len(line.lstrip(" ")) != indent:
            break
        at = above
    return at


def gone(text: str, start: int, end: int, blank: bool = False) -> Splice:
    """Whole lines taken out, from the beginning of one to the end of the one that holds `end`.

    blank: the blank lines below go as well, or, where there are none, those above: what is apart
    stays apart by as many as before. A last line without a break leaves one without.
    """
    below = after = next_line(text, end)
    while blank and after < len(text) and not text[after : line_end(text, after)].strip():
        after = next_line(text, after)
    broken = text[:after].endswith("\n")
    if not blank or after > below:
        kept = start
    else:
        kept = len(text[:start].rstrip(" \r\n"))
        kept = next_line(text, kept) if kept else start
    if broken:
        return Splice(kept, after, "")
    return Splice(len(text[:kept].removesuffix("\n").removesuffix("\r")), after, "")
