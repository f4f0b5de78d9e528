"""The list of a board as it leaves the house: its table, where it comes from, and the audit log's
line about it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.store import Database, audit
from data.viewer import Viewer
from webapp.services.board.board import Board, Flags
from webapp.services.board.board_view import Outlook
from webapp.services.board.filters import in_order
from webapp.services.board.group_names import own
from webapp.services.board.query_in_words import in_words, title_of, tried
from webapp.services.board.student_list import group_of, lever_words, name_of, split
from webapp.services.grades.wording import nearest
from webapp.services.wording.reader import day, words
from webapp.services.wording.reader import gettext as _


def table(outlook: Outlook, flags: Flags) -> Iterator[list[str | float | None]]:
    """Return the list as a table, its headings first."""
    board = outlook.board
    group = _("Class") if "class" in board.groups else _("School")
    yield [
        _("Rank"),
        _("Id"),
        _("Name"),
        group,
        _("Grade"),
        _("Ease"),
        _("Priority"),
        _("Levers, strongest first"),
        _("Gap"),
        _("Expected grade"),
        _("Expected from"),
        _("Expected to"),
        _("Coached"),
    ]
    students = listed(outlook).tolist()
    predictions = board.predictions
    expected = [predictions.expected, predictions.low, predictions.high] if predictions else []
    for student, levers in zip(students, lever_words(outlook, students), strict=True):
        figures: list[Any] = [array[student] for array in expected] or [None] * 3
        yield [
            int(outlook.ranking.rank[student]) or None,
            board.names.keys[student],
            name_of(board, student),
            group_of(board, student),
            _grade(board, student),
            figure(outlook.ranking.ease[student]),
            figure(outlook.ranking.priority[student]),
            levers,
            figure(board.gap[student]),
            *(_on_scale(board, value) for value in figures),
            _("yes") if outlook.coached[student] else _("no"),
        ]


def _grade(board: Board, student: int) -> float | str | None:
    return _on_scale(board, float(board.grade[student]))


def _on_scale(board: Board, value: float | None) -> float | str | None:
    """Give a grade as a number, or by its word where the scale is one of words."""
    grade = board.dictionary.grade
    word = None if value is None else nearest(grade, float(value))
    return words(word) if word else figure(value)


def listed(outlook: Outlook) -> NDArray[np.int64]:
    """Return the list's indices in its order, all pages of it."""
    return np.concatenate(split(outlook))


def figure(value: float | None) -> float | None:
    """Return a figure rounded to what is worth telling, None where it is unknown."""
    return None if value is None or np.isnan(value) else round(float(value), 2)


def provenance(outlook: Outlook, viewer: Viewer) -> list[tuple[str, str]]:
    """Say which roster, rule set and knobs a list comes from, and when it was made."""
    board = outlook.board
    lines = [
        (
            _("Roster"),
            f"{title_of(board.roster)} ({board.roster.filename}), {day(board.roster.imported_at)}",
        ),
        (
            _("Rule set"),
            _(
                "%(title)s, version %(version)s, fingerprint %(fingerprint)s",
                title=words(board.rule_set.title),
                version=board.version,
                fingerprint=board.rule_set.fingerprint[:12],
            ),
        ),
        (_("Students"), in_words(outlook) or _("all")),
        (_("Knobs"), "; ".join(tried(outlook)) or _("as in the rule set")),
        (_("Made on"), day(datetime.now(UTC))),
    ]
    if board.unscored:
        lines.append((_("Not scored by request"), str(board.unscored)))
    groups = own(viewer)
    if groups is not None:
        lines.insert(2, (_("Groups"), ", ".join(groups)))
    if board.roster.sample:
        lines.insert(0, (_("Sample school"), _("These students are invented.")))
    return lines


def note(
    database: Database,
    viewer: Viewer,
    outlook: Outlook,
    form: str,
    students: int,
    token: int | None = None,
) -> None:
    """Write down that so many students go out as `form` (csv, xlsx, sheet, api), before they do.

    token: by which a program asks.

    Of the filters only the kinds: what somebody searched for can be a student's name. Unlike a look
    at a page this waits for other writers, as every change does, and raises store.Busy: a page can
    be shown now and its line be written in a minute, but a file that is gone cannot be had back.
    """
    board = outlook.board
    detail = {
        "as": form,
        "students": students,
        "rule set": board.set_name,
        "version": board.version,
        "filters": [one.log for one, _value in in_order(outlook.knobs.filters)],
        "own knobs": outlook.knobs.tweaked,
    }
    if token is not None:
        detail["token"] = token
    with database.write(counted=False) as session:
        audit.add(session, viewer, "export", "roster", board.roster.id, detail)
