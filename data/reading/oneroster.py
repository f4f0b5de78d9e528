"""OneRoster 1.1 and 1.2: students, their classes and results from the CSV files of one ZIP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.reading.archive import ArchiveContents, member_chunks
from data.reading.csv_file import MOST_CELLS, MOST_ROWS
from data.reading.encoding import decoded
from data.reading.opened_file import FileSheet, OpenedFile
from data.reading.rows import refuse_width
from data.reading.rows_left_out import DISABLED, TO_BE_DELETED
from data.reading.table import Unreadable
from data.wording.message import FileProblem, quoted, say

MANIFEST, USERS, ROLES = "manifest.csv", "users.csv", "roles.csv"
CLASSES, ENROLLMENTS = "classes.csv", "enrollments.csv"
RESULTS, LINE_ITEMS, DEMOGRAPHICS = "results.csv", "lineItems.csv", "demographics.csv"
STUDENT = "student"
HOMEROOM = "homeroom"
DELETED = "tobedeleted"
GRADED = "fully graded"
MOST_CLASSES = 20
# Header of the table -> the field of a user, in the order of the columns. "grades" are years.
COLUMNS = {
    "Student ID": "identifier",
    "sourcedId": "sourcedId",
    "Last Name": "familyName",
    "First Name": "givenName",
    "Grade level": "grades",
}
BIRTH, SEX = "Birth date", "Sex"
CLASS, OTHER_CLASSES = "Class", "Other classes"


def open_oneroster(path: Path, filename: str, contents: ArchiveContents) -> OpenedFile:
    """The students of a OneRoster archive that was found safe to unpack, one row each.

    Raises Unreadable for one without students, and for files in it that cannot be read.
    """
    bundle = Bundle(path, _files(contents))
    users = list(bundle.rows(USERS, "sourcedId"))
    wanted = _students(bundle, users)
    if wanted is not None:
        users = [user for user in users if user.get("sourcedId") in wanted]
    if not users:
        raise Unreadable(say("The archive holds no users of the role “student”. Export them too."))
    keys = [user.get("sourcedId", "") for user in users]
    known = set(keys)
    if len(known) < len(keys):
        raise Unreadable(say("Two users of the archive have one sourcedId. Export it again."))
    columns = [
        *_own_columns(users),
        *_born(bundle, keys),
        *_class_columns(bundle, keys, known),
        *_results(bundle, keys, known),
    ]
    refuse_width(len(columns))
    rows = [list(row) for row in zip(*(cells for _, cells in columns), strict=True)]
    left_out = {
        number: reason
        for number, user in enumerate(users, 2)
        if (reason := _why_left_out(user)) is not None
    }
    sheet = FileSheet("", [[header for header, _ in columns], *rows], left_out=left_out)
    return OpenedFile("oneroster", filename, (sheet,), notes=tuple(bundle.notes))


Columns = list[tuple[str, list[str]]]


@dataclass
class Bundle:
    """The files of an archive. members: file -> the member's name. notes: what was not there."""

    path: Path
    members: dict[str, str]
    notes: list[FileProblem] = field(default_factory=list)

    def rows(self, name: str, *needed: str) -> Iterator[dict[str, str]]:
        """The rows of a file by header, none where the archive lacks the file.

        Rows marked to be deleted are left out, but for users. Raises Unreadable for a file that
        lacks a column it must have.
        """
        if name not in self.members:
            return
        content = b"".join(member_chunks(self.path, self.members[name]))
        reader = csv.reader(io.StringIO(decoded(content).text, newline=""), strict=True)
        try:
            headers = [header.strip() for header in next(reader, [])]
            for header in needed:
                if header not in headers:
                    raise _no_column(name, header)
            for number, row in enumerate(reader, 2):
                if number > MOST_ROWS:
                    raise _too_many(name)
                each = {
                    header: cell.strip()
                    for header, cell in zip(headers, row, strict=False)
                    if header
                }
                if name == USERS or each.get("status", "").casefold() != DELETED:
                    yield each
        except csv.Error:
            raise _broken(name, reader.line_num) from None


def _files(contents: ArchiveContents) -> dict[str, str]:
    """The members by file, whatever folder they lie in; of one file in two, neither is guessed."""
    files: dict[str, str] = {}
    known = {USERS, ROLES, CLASSES, ENROLLMENTS, RESULTS, LINE_ITEMS, DEMOGRAPHICS, MANIFEST}
    by_folded = {name.casefold(): name for name in known}
    for member in contents.names:
        name = by_folded.get(member.rpartition("/")[2].casefold())
        if name in files:
            raise Unreadable(
                say(
                    "The archive holds %(name)s more than once. Export it again and upload the new "
                    "file.",
                    name=quoted(name),
                )
            )
        if name:
            files[name] = member
    return files


def _students(bundle: Bundle, users: Sequence[dict[str, str]]) -> set[str] | None:
    """The sourcedIds of students: by the users' own role (1.1), by roles (1.2), by enrolments or
    results; None where nothing says who is one."""
    if any(user.get("role") for user in users):
        return {user.get("sourcedId", "") for user in users if _is_student(user)}
    roles = [row for row in bundle.rows(ROLES, "userSourcedId", "role") if _is_student(row)]
    if roles:
        return {row["userSourcedId"] for row in roles}
    enrolled = bundle.rows(ENROLLMENTS, "userSourcedId", "role")
    found = {row.get("userSourcedId", "") for row in enrolled if _is_student(row)}
    found |= {row.get("studentSourcedId", "") for row in bundle.rows(RESULTS, "studentSourcedId")}
    return found or None


def _is_student(row: dict[str, str]) -> bool:
    return row.get("role", "").casefold() == STUDENT


def _why_left_out(user: dict[str, str]) -> FileProblem | None:
    if user.get("status", "").casefold() == DELETED:
        return say(TO_BE_DELETED)
    if user.get("enabledUser", "").casefold() == "false":
        return say(DISABLED)
    return None


def _own_columns(users: Sequence[dict[str, str]]) -> Columns:
    columns = [(header, [user.get(name, "") for user in users]) for header, name in COLUMNS.items()]
    return [(header, cells) for header, cells in columns if any(cells)]


def _born(bundle: Bundle, keys: Sequence[str]) -> Columns:
    each = {row.get("sourcedId"): row for row in bundle.rows(DEMOGRAPHICS, "sourcedId")}
    columns = [
        (header, [each.get(key, {}).get(name, "") for key in keys])
        for header, name in ((BIRTH, "birthDate"), (SEX, "sex"))
    ]
    return [(header, cells) for header, cells in columns if any(cells)]


def _class_columns(bundle: Bundle, keys: Sequence[str], known: set[str]) -> Columns:
    """A student's own class: the homeroom, or the only one; all others in a column beside it."""
    classes = {row.get("sourcedId", ""): row for row in bundle.rows(CLASSES, "sourcedId")}
    own: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for row in bundle.rows(ENROLLMENTS, "classSourcedId", "userSourcedId"):
        user, key = row.get("userSourcedId", ""), row.get("classSourcedId", "")
        if user not in known or row.get("role", STUDENT).casefold() != STUDENT:
            continue
        found = classes.get(key, {})
        title = found.get("title") or found.get("classCode") or key
        kind = own if found.get("classType", "").casefold() == HOMEROOM else others
        titles = kind.setdefault(user, [])
        if title not in titles and len(titles) < MOST_CLASSES:
            titles.append(title)
    if not own and all(len(titles) == 1 for titles in others.values()):
        own, others = others, {}
    columns = [
        (header, ["; ".join(titles.get(key, ())) for key in keys])
        for header, titles in ((CLASS, own), (OTHER_CLASSES, others))
    ]
    return [(header, cells) for header, cells in columns if any(cells)]


def _results(bundle: Bundle, keys: Sequence[str], known: set[str]) -> Columns:
    """A column a line item; of two results of one student, the later holds."""
    titles = {row.get("sourcedId", ""): row for row in bundle.rows(LINE_ITEMS, "sourcedId")}
    place = {key: at for at, key in enumerate(keys)}
    columns: dict[str, list[str]] = {}
    dates: dict[tuple[str, int], str] = {}
    for row in bundle.rows(RESULTS, "lineItemSourcedId", "studentSourcedId", "score"):
        item, student = row.get("lineItemSourcedId", ""), row.get("studentSourcedId", "")
        if student not in known:
            continue
        if item not in columns:
            refuse_width(len(columns) + 3)
            if (len(columns) + 1) * len(keys) > MOST_CELLS:
                raise _too_many(RESULTS)
            columns[item] = [""] * len(keys)
        status = row.get("scoreStatus", "")
        at = place[student]
        if row.get("scoreDate", "") >= dates.get((item, at), ""):
            dates[item, at] = row.get("scoreDate", "")
            columns[item][at] = row.get("score") or ("" if status == GRADED else status)
    return [
        (titles.get(item, {}).get("title") or f"{RESULTS.removesuffix('.csv')} {item}", cells)
        for item, cells in columns.items()
    ]


def _no_column(name: str, header: str) -> Unreadable:
    return Unreadable(
        say(
            "The file %(name)s in the archive has no column %(header)s. "
            "Export it as OneRoster 1.1 or 1.2.",
            name=name,
            header=header,
        )
    )


def _broken(name: str, line: int) -> Unreadable:
    return Unreadable(
        say(
            "Line %(line)s of %(name)s in the archive cannot be cut into cells. Export it again.",
            line=line,
            name=name,
        )
    )


def _too_many(name: str) -> Unreadable:
    return Unreadable(
        say(
            "The file %(name)s in the archive has more than %(rows)s rows, or too many for the "
            "students it is of. Export one school and one school year at a time.",
            name=name,
            rows=MOST_ROWS,
        )
    )
