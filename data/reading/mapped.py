"""Whether a mapping of headers to columns can be used for a table."""

from __future__ import annotations

from collections.abc import Mapping

from data.column import Dictionary
from data.reading.table import Table
from data.wording.message import Problem, quoted, say


def mapping_problems(
    table: Table, dictionary: Dictionary, mapping: Mapping[str, str]
) -> list[Problem]:
    """What keeps a mapping of header -> column from being used; empty when nothing does."""
    headers: dict[str, str] = {}
    problems = []
    for header, name in mapping.items():
        if header not in table.headers:
            problems.append(_unknown_header(header))
        elif name not in dictionary.columns:
            problems.append(_unknown_column(header, name))
        elif name in headers:
            problems.append(_two_headers(headers[name], header, name))
        headers.setdefault(name, header)
    missing = [each.name for each in dictionary.columns.values() if each.required]
    return problems + [_not_there(name) for name in missing if name not in headers]


def _unknown_header(header: str) -> Problem:
    return say(
        "There is no column headed %(read)s in this file. Choose one of the file's headers.",
        read=quoted(header),
    )


def _unknown_column(header: str, name: str) -> Problem:
    return say(
        "%(column)s cannot be read as %(read)s, which the data dictionary does not have. "
        "Choose one of its columns.",
        column=header,
        read=quoted(name),
    )


def _two_headers(first: str, second: str, name: str) -> Problem:
    return say(
        "%(first)s and %(second)s are both to be read as %(name)s. Choose one of the two.",
        first=quoted(first),
        second=quoted(second),
        name=name,
    )


def _not_there(name: str) -> Problem:
    return say(
        "No column is headed %(name)s, which a roster must have. "
        "Say which column it is, or add it and upload the file again.",
        name=name,
    )
