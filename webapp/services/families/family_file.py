"""All that is kept of one student, as one file to give to the family: JSON, and a CSV a table."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import rules
from data.dictionary import Dictionary
from data.store import Session, families
from data.viewer import Viewer
from rules import Explanation, RuleSet
from rules.rounding import EXACT
from webapp.services.board.answers import value_words
from webapp.services.board.board import Board
from webapp.services.board.boards import NoRosterError, NoRuleSetError
from webapp.services.csv_cells import harmless
from webapp.services.runtime.resources import Resources
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import habits, moment, words

Row = Mapping[str, Any]


def with_all_eyes(viewer: Viewer) -> Viewer:
    """The same person as somebody who sees the whole school.

    Whoever answers a family need not see students otherwise, and what the rules say of one is
    asked of the board of all.
    """
    return replace(viewer, role="lead", groups=None)


def packed(state: Resources, session: Session, viewer: Viewer, student: int) -> bytes:
    """Pack one student's data as a ZIP. Raises NotFound."""
    tables: dict[str, list[Any]] = dict(families.everything_of(session, viewer, student))
    rosters = {row["id"]: row for row in tables["roster"]}
    tables["rules"] = [*_said(state, with_all_eyes(viewer), student, [*rosters])]
    tables["columns"] = [*_columns(state.dictionaries, rosters.values())]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("README.txt", "\n".join(_readme(tables)) + "\n")
        file.writestr("data.json", json.dumps(tables, ensure_ascii=False, indent=1))
        for name, rows in tables.items():
            file.writestr(f"{name}.csv", _csv(rows))
    return content.getvalue()


def table_names() -> dict[str, str]:
    """Name the tables in the reader's words."""
    return {
        "student": _("the number here and the school’s own"),
        "answers": _("name and answers, from each roster that has the student"),
        "courseactivity": _("actions in an online course, week by week"),
        "prediction": _("expected grade, and what it is made of"),
        "intervention": _("coaching: when it began and ended"),
        "dismissal": _("set aside as not relevant: when and why"),
        "objection": _("objections to scoring"),
        "statedreason": _("who stated a reason to open the student’s page"),
        "decision": _("the trace: what was done, when and by whom"),
        "roster": _("the files that the answers come from"),
        "estimate": _("the estimations of expected grades, and how good they were"),
        "rules": _("what the rules in force say of these answers, line by line"),
        "columns": _("what each answer means, and whether it is used"),
    }


def _readme(tables: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    names = table_names()
    yield _("All that Alavanca keeps about one student, written on %(day)s.",
            day=moment(datetime.now(UTC)))  # fmt: skip
    yield ""
    yield _("data.json holds everything; each CSV file is one part of it, for a spreadsheet:")
    for name, rows in tables.items():
        yield f"- {name}.csv ({len(rows)}): {names[name]}"
    yield ""
    yield _("Times are UTC. No decision about a student is made by this product: people decide.")


def _said(state: Resources, viewer: Viewer, student: int, rosters: Sequence[int]) -> Iterator[Row]:
    """What each rule set in force says of a student in the newest roster that scores him."""
    for roster in reversed(rosters):
        board = _open(state, viewer, roster, None)
        if board is None or student not in board.place_of:
            continue
        for kept in state.shelf.for_roster(board.roster.dictionary, viewer.school):
            judged = _open(state, viewer, roster, kept.name)
            if judged is not None:
                place = judged.place_of[student]
                found = rules.explain(judged.rule_set, judged.cohort.columns, place)
                yield from _lines(judged, judged.rule_set, found)
        return


def _open(state: Resources, viewer: Viewer, roster: int, named: str | None) -> Board | None:
    try:
        return state.boards.open(viewer, roster, named)[0]
    except (NoRosterError, NoRuleSetError):
        return None


def _lines(board: Board, rule_set: RuleSet, found: Explanation) -> Iterator[Row]:
    adds = found.adds(EXACT)
    for line in found.lines:
        yield {
            "roster": board.roster.number,
            "rule_set": words(rule_set.title),
            "version": board.version,
            "fingerprint": rule_set.fingerprint,
            "indicator": words(line.label),
            "column": line.column,
            "answer": line.value,
            "says": words(line.says),
            "rule": words(line.rule),
            "points": line.points,
            "weight": line.weight,
            "adds_to_complexity": adds[line.key] if line.answered else None,
            "lever": line.lever,
            "complexity": None if found.complexity is None else round(found.complexity, EXACT),
        }


def _columns(dictionaries: Mapping[str, Dictionary], rosters: Any) -> Iterator[Row]:
    for name in dict.fromkeys(row["dictionary"] for row in rosters):
        for column in dictionaries[name].columns.values() if name in dictionaries else ():
            yield {
                "dictionary": name,
                "column": column.name,
                "label": words(column.label),
                "meaning": words(column.meaning),
                "values": "; ".join(
                    f"{value}: {value_words(column, value)}" for value in column.values
                ),
                "use": column.use,
            }


def _csv(rows: Sequence[Row]) -> bytes:
    """Write rows as CSV for the reader's Excel; what nests becomes columns a.b."""
    flat = [dict(_flat(row)) for row in rows]
    headers = list(dict.fromkeys(name for row in flat for name in row))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=habits().separator, lineterminator="\r\n")
    writer.writerow([harmless(name) for name in headers])
    writer.writerows([_cell(row.get(name)) for name in headers] for row in flat)
    return ("\ufeff" + text.getvalue()).encode()


def _flat(row: Row, within: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{within}{name}.")
        else:
            yield f"{within}{name}", value


def _cell(value: Any) -> str:
    if value is None or value == {}:
        return ""
    if isinstance(value, bool | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | float):
        text = f"{value:.12g}"
        return text.replace(".", habits().decimal)
    return harmless(str(value))
