"""Opening a course's log and the list of its grades, whichever of the two comes first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from data.course_log.columns import LogColumns, grade_columns, log_columns
from data.course_log.lines import Block, blocks, cut, encoding_of, header_of
from data.course_log.log import GatheredLog, Log
from data.course_log.timestamps import Moments, MonthFirst
from data.reading import FileTable, Unreadable, open_table
from data.wording.message import say

Share = Callable[[float], None]
Chosen = Mapping[str, str]
ROWS_AT_ONCE = 10_000
ROWS_SHOWN = 5
# Of computers: four numbers, or at least four groups of hexadecimal digits.
ADDRESS = re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b|(?:[0-9a-f]{0,4}:){4,}[0-9a-f]{0,4}", re.I)
HIDDEN = "…"


@dataclass(frozen=True)
class FileStart:
    """How a file begins: its headers, and a few rows to know them by.

    kind: "log", "grades", or "" where its headers are neither's. Of a row no address is shown.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str


def read_log(
    path: Path,
    filename: str,
    share: Share = lambda done: None,
    chosen: Chosen | None = None,
) -> Log:
    """The log in a CSV file of any size, or in a workbook.

    A CSV is read a megabyte at a time. share: told how much is read, 0 to 1. chosen: header -> key
    of columns.LOG, before what is recognised. Where no time has an hour, days are read. Raises
    Unreadable for what is no log or has no line that can be used.
    """
    log = _either_way(path, filename, share, chosen)
    if log.rows and log.broken_count == log.rows:
        with suppress(Unreadable):
            days = _read(path, filename, Moments(whole_days=True), share, chosen)
            log = days if days.broken_count < days.rows else log
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
    return log.told_by_order()


def _either_way(path: Path, filename: str, share: Share, chosen: Chosen | None) -> Log:
    try:
        return _read(path, filename, Moments(), share, chosen)
    except MonthFirst:
        return _read(path, filename, Moments(month_first=True), share, chosen)


def start_of(path: Path, chosen: Chosen | None = None) -> FileStart:
    """How a file begins. Raises Unreadable for what is no table."""
    if _is_packed(path):
        table = open_table(path, path.name)
        headers, rows = list(table.headers), table.rows[:ROWS_SHOWN]
    else:
        with path.open("rb") as file:
            separator, headers, rest = _start(blocks(file, encoding_of(path)))
        block = rest[0] if rest else Block(1, [])
        some = Block(block.first, block.lines[:ROWS_SHOWN])
        rows = cut(some, separator, len(headers)).rows
    shown = tuple(tuple(HIDDEN if ADDRESS.search(cell) else cell for cell in row) for row in rows)
    kind = "log" if log_columns(headers, chosen) else ""
    if not kind and grade_columns(headers, chosen):
        kind = "grades"
    return FileStart(tuple(headers), shown, kind)


def is_course_log(path: Path) -> bool:
    """Whether a text file's headers are a course log's; False for what cannot be read, and for a
    workbook, which is asked when it has been opened."""
    try:
        return not _is_packed(path) and start_of(path).kind == "log"
    except Unreadable:
        return False


def told_apart(first: Path, second: Path, chosen: Chosen | None = None) -> tuple[Path, Path]:
    """Which of two files is the log and which the grades, by their headers.

    chosen: header -> key, of either file. Raises Unreadable where they are not one of each.
    """
    kinds = [start_of(path, chosen).kind for path in (first, second)]
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


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _read(path: Path, filename: str, moments: Moments, share: Share, chosen: Chosen | None) -> Log:
    if _is_packed(path):
        return _of_table(open_table(path, filename), moments, chosen)
    encoding, size = encoding_of(path), path.stat().st_size
    with path.open("rb") as file:
        each = blocks(file, encoding)
        separator, headers, rest = _start(each)
        gathering = GatheredLog(_columns(headers, chosen), moments)
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


def _of_table(table: FileTable, moments: Moments, chosen: Chosen | None) -> Log:
    gathering = GatheredLog(_columns(list(table.headers), chosen), moments)
    for start in range(0, len(table.rows), ROWS_AT_ONCE):
        some = slice(start, start + ROWS_AT_ONCE)
        gathering.take(table.rows[some], table.numbers[some])
    return gathering.log(table.encoding, table.separator)


def _columns(headers: list[str], chosen: Chosen | None) -> LogColumns:
    columns = log_columns(headers, chosen)
    if columns is None:
        raise Unreadable(
            say(
                "This is no course log: it has columns for the time, the user and the event. "
                "Export the log of the course again."
            )
        )
    return columns
