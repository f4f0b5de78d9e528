"""The form in which somebody says which column of a course's log is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.wording.message import N_
from webapp.http.language import gettext as _

if TYPE_CHECKING:
    from webapp.services.course_logs.column_question import ColumnQuestion

LOG_KEYS = {
    "time": N_("time"),
    "user": N_("person"),
    "event": N_("event"),
    "component": N_("component"),
    "context": N_("context"),
    "description": N_("description, which names the person"),
    "affected": N_("person whom it is about"),
    "origin": N_("origin"),
    "count": N_("number of clicks"),
}
GRADE_KEYS = {
    "grade": N_("grade"),
    "id": N_("student’s number"),
    "user": N_("name as in the log"),
    "first": N_("first name"),
    "family": N_("family name"),
}
PEOPLE = ("id", "user", "first", "family")


@dataclass(frozen=True)
class AskedColumn:
    """A column of one of the files."""

    field: str  # the name of its select
    header: str  # as the file has it
    chosen: str  # the key that it is taken for, "" left out
    cells: tuple[str, ...]  # of the first rows


@dataclass(frozen=True)
class AskedFile:
    """A file whose columns are asked about."""

    title: str  # the log, or the grades, in words
    filename: str
    columns: tuple[AskedColumn, ...]
    choices: tuple[tuple[str, str], ...]  # key and words of what a column can be


@dataclass(frozen=True)
class ColumnForm:
    """What is asked of a log and its grades before they are read."""

    files: tuple[AskedFile, ...]
    problem: str = ""  # what is wrong with the choice, in words


def column_form(
    asked: ColumnQuestion, chosen: Mapping[str, str] | None = None, problem: str = ""
) -> ColumnForm:
    """Lay the question out. chosen: field -> key, as it was sent, before what was proposed."""
    files = [_file("log", _("The log"), asked.log_name, asked.log, chosen)]
    if asked.grades is not None:
        files.append(_file("grades", _("The grades"), asked.grades_name, asked.grades, chosen))
    return ColumnForm(tuple(files), problem)


def read_choice(
    asked: ColumnQuestion, sent: Mapping[str, str]
) -> tuple[dict[str, dict[str, str]], str]:
    """Read which column is which, by file and header; and what is wrong with it, in words."""
    chosen = {"log": _chosen("log", asked.log, sent, LOG_KEYS)}
    if asked.grades is not None:
        chosen["grades"] = _chosen("grades", asked.grades, sent, GRADE_KEYS)
    return chosen, _problem(chosen)


def _problem(chosen: Mapping[str, Mapping[str, str]]) -> str:
    for keys in chosen.values():
        taken = [key for key in keys.values() if key]
        twice = [key for key in taken if taken.count(key) > 1]
        if twice:
            words = _({**GRADE_KEYS, **LOG_KEYS}[twice[0]])
            return _("Two columns of the file cannot both be “%(column)s”.", column=words)
    log = set(chosen["log"].values())
    if "time" not in log or not {"user", "description"} & log:
        return _("Say which column of the log is the time, and which names the person.")
    grades = set(chosen.get("grades", {"": "grade", " ": "id"}).values())
    if "grade" not in grades or not grades & set(PEOPLE):
        return _("Say which column of the list is the grade, and which says whose it is.")
    return ""


def _file(
    kind: str,
    title: str,
    filename: str,
    start: Mapping[str, Any],
    chosen: Mapping[str, str] | None,
) -> AskedFile:
    keys = LOG_KEYS if kind == "log" else GRADE_KEYS
    columns = []
    for place, (header, proposed) in enumerate(zip(start["headers"], start["keys"], strict=True)):
        field = f"{kind}.{place}"
        key = proposed if chosen is None else chosen.get(field, "")
        cells = tuple(row[place] for row in start["rows"])
        columns.append(AskedColumn(field, header, key, cells))
    choices = tuple((key, _(words)) for key, words in keys.items())
    return AskedFile(title, filename, tuple(columns), choices)


def _chosen(
    kind: str, start: Mapping[str, Any], sent: Mapping[str, str], keys: Mapping[str, str]
) -> dict[str, str]:
    found = {}
    for place, header in enumerate(start["headers"]):
        key = sent.get(f"{kind}.{place}", "")
        found[header] = key if key in keys else ""
    return found
