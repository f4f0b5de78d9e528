"""A file as rows of text, before anybody asks what its columns are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data.wording.message import FileProblem, say

LARGEST_FILE = 50 * 1024 * 1024


def refuse_by_size(path: Path) -> None:
    """Raises Unreadable for a file that is empty or over 50 MB; does not open it."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(say("The file is empty. Export it again and upload the new file."))
    if size > LARGEST_FILE:
        raise Unreadable(
            say(
                "The file has %(size)s MB; at most %(most)s MB can be read. "
                "Leave out what is not a roster, or upload one school year at a time.",
                size=round(size / 1024 / 1024),
                most=LARGEST_FILE // 1024 // 1024,
            )
        )


@dataclass(frozen=True)
class FileTable:
    """A file as text. Nothing is changed in it but the white space around cells.

    headers: (c,) all different. rows: r lists of c texts, "" where a cell is empty. numbers: (r,)
    the row as the spreadsheet numbers it (the header is usually row 1). encoding: of a CSV file.
    separator: one character, of a CSV file. decimal: the mark numbers are written with. sheet: of a
    workbook. problems: rows that do not fit. notes: what was found and left out.
    """

    kind: Literal["csv", "xlsx"]
    filename: str
    headers: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]
    encoding: str | None
    separator: str | None
    decimal: Literal[".", ","]
    sheet: str | None
    problems: tuple[FileProblem, ...]
    notes: tuple[FileProblem, ...]


class Unreadable(Exception):  # noqa: N818
    """A file that cannot be read as a table at all; `problem` says why and what to do."""

    def __init__(self, problem: FileProblem) -> None:
        """problem: the sentence for the person who chose the file."""
        self.problem = problem
        super().__init__(problem.message)
