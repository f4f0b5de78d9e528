"""A roster as researchers get it: which columns, at which precision, and the file itself."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.cohort import AnswerColumn as Answers
from data.cohort import Cohort
from data.column import Column
from data.dictionary import Dictionary
from data.generalisation import QuasiIdentifier, range_words
from scoring.groups.anonymous_release import Answer, Chance, Quasi, Release, release
from scoring.groups.k_anonymity import Sensitive
from webapp.services.csv_cells import harmless
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import ngettext, words

ALONE = QuasiIdentifier()  # told as it is, or not at all


@dataclass(frozen=True, eq=False)
class OpenData:
    """What may be published of a roster: the release, and the columns that it is made of."""

    dictionary: Dictionary
    k: int
    release: Release
    quasi: tuple[Column, ...]
    others: tuple[Column, ...]


def known_by(column: Column) -> QuasiIdentifier | None:
    """How a column is generalised; None for one that is published as it is.

    School, class and words that could be anything are known to others even where the data
    dictionary does not say so.
    """
    open_words = column.type == "word" and not column.values
    if column.quasi_identifier is None and (column.role in ("school", "class") or open_words):
        return ALONE
    return column.quasi_identifier


def describes_people(dictionary: Dictionary) -> bool:
    """Say whether a data dictionary names its quasi-identifiers; without, nothing is published."""
    return any(column.quasi_identifier for column in dictionary.columns.values())


def made(cohort: Cohort, dictionary: Dictionary, k: int, chance: Chance) -> OpenData | None:
    """Make a roster ready for research; None where it has fewer than k students.

    No id and no name is among a cohort's columns, and none is let through.
    """
    columns = [
        column
        for name, column in dictionary.columns.items()
        if name in cohort.columns and column.type != "text" and column.use != "never"
    ]
    quasi = tuple(column for column in columns if known_by(column))
    others = tuple(column for column in columns if not known_by(column))
    found = release(
        {column.name: _quasi(column, cohort.columns[column.name]) for column in quasi},
        {column.name: _plain(cohort.columns[column.name]) for column in others},
        {
            column.name: _sensitive(cohort.columns[column.name])
            for column in others
            if column.sensitive or column.role == "grade"
        },
        k,
        chance,
    )
    return OpenData(dictionary, k, found, quasi, others) if found else None


def as_csv(data: OpenData) -> bytes:
    """Write the published rows: comma, UTF-8, decimal points; an unanswered cell is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = data.release.columns
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow([_cell(answer) for answer in row])
    return text.getvalue().encode()


def precision(column: Column, step: int | None) -> float:
    """How much of its precision a column has kept, 100 all to 0 left out (Sweeney's Prec, 2002).

    By its steps alone: a share of the information lost would give away how many answered what.
    """
    known = known_by(column)
    if known is None:
        return 100.0
    return 0.0 if step is None else 100 * (1 - step / known.steps)


def told(column: Column, step: int | None) -> str:
    """Say in words what is told of a column at a step."""
    known = known_by(column)
    if known is None or step == 0:
        return _("as answered")
    if step is None:
        return _("left out")
    if known.letters:
        return ngettext("its first letter", "its first %(num)s letters", known.letters[step - 1])
    if known.groups:
        named = [
            f"{name} ({', '.join(_word(column, word) for word in members)})"
            for name, members in known.groups[step - 1].items()
        ]
        return _("in groups: %(groups)s", groups="; ".join(named))
    low, high = column.low or 0.0, column.high or 0.0
    begins = known.ranges(step, low, high)
    ranges = [range_words(begins, at, high, column.whole) for at in range(len(begins))]
    return _("in ranges: %(ranges)s", ranges=", ".join(ranges))


def _word(column: Column, value: str) -> str:
    return words(column.words_of(value)) or value


def _missing(answers: Answers) -> int | None:
    """The code of "no answer", which is a column's last."""
    last = answers.values[-1] if len(answers.values) else 0.0
    return len(answers.values) - 1 if last is None or last != last else None


def _distinct(answers: Answers) -> list[Answer]:
    return [None if value is None or value != value else value for value in answers.values.tolist()]


def _plain(answers: Answers) -> list[Answer]:
    distinct = _distinct(answers)
    return [distinct[code] for code in answers.codes.tolist()]


def _sensitive(answers: Answers) -> Sensitive:
    return Sensitive(answers.codes.astype("int64"), _missing(answers))


def _quasi(column: Column, answers: Answers) -> Quasi:
    known = known_by(column) or ALONE
    distinct = _distinct(answers)
    steps = [[column.told(value, step) for value in distinct] for step in range(known.steps)]
    return Quasi(answers.codes.astype("int64"), steps, known.worth)


def _cell(answer: Answer) -> str:
    if answer is None:
        return ""
    return harmless(answer) if isinstance(answer, str) else f"{answer:g}"


def report(data: OpenData, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What was published and what was lost, for a program to read; `facts` go first."""
    found = data.release
    return {
        **facts,
        "k": data.k,
        "rows": {
            "read": found.rows + found.left_out,
            "published": found.rows,
            "left_out": found.left_out,
        },
        "groups": {"number": found.groups, "smallest": found.smallest},
        "least_loss_proved": found.exact,
        "columns": [
            {
                "name": column.name,
                "quasi_identifier": known_by(column) is not None,
                "published": column.name in found.columns,
                "step": found.steps.get(column.name, 0),
                "precision_percent": round(precision(column, found.steps.get(column.name, 0))),
            }
            for column in (*data.quasi, *data.others)
        ],
        "sensitive": [
            {
                "name": name,
                "groups_with_one_answer": count,
                "two_answers_demanded": name in found.required,
            }
            for name, count in found.alike.items()
        ],
    }
