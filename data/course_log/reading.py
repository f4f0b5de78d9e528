"""Opening a course's log and the list of its grades, whichever of the two comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from data.course_log.columns import LogColumns, grade_columns, log_columns
from data.course_log.lines import Block, blocks, cut, encoding_of, header_of
from data.course_log.log import GatheredLog, Log
from data.course_log.timestamps import Moments, MonthFirst
from data.reading import FileTable, Unreadable, open_table
from data.wording.message import say

Share = Callable[[float], None]
ROWS_AT_ONCE = 10_000


def read_log(path: Path, filename: str, share: Share = lambda done: None) -> Log:
    """The log in a CSV file of any size, or in an XLSX workbook.

    A CSV is read a megabyte at a time. share: told how much is read, 0 to 1. Raises Unreadable for
    what is no log or has no line that can be used.
    """
    try:
        log = _read(path, filename, Moments(), share)
    except MonthFirst:
        log = _read(path, filename, Moments(month_first=True), share)
    if not log.rows:
        raise Unreadable(say("The log has a header and no line under it. Is it the right file?"))
    if log.broken_count == log.rows:
        raise Unreadable(
            say(
                "No line of the log can be used: %(count)s are broken, or their times cannot be "
                "read. Export the log again and upload the new file.",
                count=log.broken_count,
            )
        )
    return log


def told_apart(first: Path, second: Path) -> tuple[Path, Path]:
    """Which of two files is the log and which the grades, by their headers.

    Raises Unreadable where they are not one of each.
    """
    kinds = [_kind(path) for path in (first, second)]
    if kinds in (["log", "grades"], ["grades", "log"]):
        return (first, second) if kinds[0] == "log" else (second, first)
    if kinds == ["log", "log"]:
        raise Unreadable(
            say("Both files are course logs. Choose the list of grades as the second file.")
        )
    if "log" not in kinds:
        raise Unreadable(
            say(
                "Neither file is a course log: it has columns for the time, the user and the event "
                "(“Heure”, “Nom complet de l'utilisateur”, “Nom de l'événement”). "
                "Export the log of the course again."
            )
        )
    raise Unreadable(
        say(
            "No list of grades was found: it has a column with the students' ids or names as the "
            "log writes them (“ID”, “pseudo”) and one headed “note”, “nota” or “grade”."
        )
    )


def _kind(path: Path) -> str:
    headers = _headers(path)
    return "log" if log_columns(headers) else "grades" if grade_columns(headers) else ""


def _headers(path: Path) -> list[str]:
    if _is_packed(path):
        return list(open_table(path, path.name).headers)
    with path.open("rb") as file:
        return _start(blocks(file, encoding_of(path)))[1]


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _read(path: Path, filename: str, moments: Moments, share: Share) -> Log:
    if _is_packed(path):
        return _of_table(open_table(path, filename), moments)
    encoding, size = encoding_of(path), path.stat().st_size
    with path.open("rb") as file:
        each = blocks(file, encoding)
        separator, headers, rest = _start(each)
        gathering = GatheredLog(_columns(headers), moments)
        for block in chain(rest, each):
            found = cut(block, separator, len(headers))
            gathering.break_lines(found.wrong.items())
            gathering.take(found.rows, found.numbers)
            share(block.read / size)
    return gathering.log(encoding, separator)


def _start(each: Iterator[Block]) -> tuple[str, list[str], list[Block]]:
    """The separator, the header, and what follows it in the first block."""
    for block in each:
        for place, line in enumerate(block.lines):
            if line.strip() and not line.startswith("sep="):
                separator, headers = header_of(line)
                number = block.first + place + 1
                wrong = {at: words for at, words in block.wrong.items() if at >= number}
                rest = Block(number, block.lines[place + 1 :], wrong, block.read)
                return separator, headers, [rest]
    return ",", [], []


def _of_table(table: FileTable, moments: Moments) -> Log:
    gathering = GatheredLog(_columns(list(table.headers)), moments)
    for start in range(0, len(table.rows), ROWS_AT_ONCE):
        some = slice(start, start + ROWS_AT_ONCE)
        gathering.take(table.rows[some], table.numbers[some])
    return gathering.log(table.encoding, table.separator)


def _columns(headers: list[str]) -> LogColumns:
    columns = log_columns(headers)
    if columns is None:
        raise Unreadable(
            say(
                "This is no course log: it has columns for the time, the user and the event. "
                "Export the log of the course again."
            )
        )
    return columns
