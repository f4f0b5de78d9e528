"""A student's answers in the reader's words, as his data dictionary describes them."""

from dataclasses import dataclass

import rules
from data.column import Column, Dictionary
from data.store.rosters.students import StudentRecord
from webapp.services.board.board import Board
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import number, words


@dataclass(frozen=True)
class AnswerInWords:
    """One answer of the roster in the reader's words; `unit` as the dictionary has it."""

    label: str
    meaning: str
    text: str
    missing: bool


def answers(dictionary: Dictionary, record: StudentRecord) -> list[AnswerInWords]:
    """Say every answer of the roster in words, names and ids apart."""
    found = []
    for name, column in dictionary.columns.items():
        if column.use == "never" or column.role in ("id", "first_name", "family_name"):
            continue
        label, meaning = words(column.label), words(column.meaning)
        if name in record.values:
            text = value_words(column, record.values[name])
            found.append(AnswerInWords(label, meaning, text, False))
        elif name in record.missing:
            mark = record.missing[name]
            text = _("no answer (“%(mark)s” in the file)", mark=mark) if mark else _("no answer")
            found.append(AnswerInWords(label, meaning, text, True))
    return found


def answer_words(board: Board, line: rules.Line) -> str:
    """Say the answer that a line of the arithmetic judges."""
    if line.value is None:
        return _("no answer")
    column = board.dictionary.columns.get(line.column)
    return str(line.value) if column is None else value_words(column, line.value)


def value_words(column: Column, value: float | str) -> str:
    """Say a value of a column in the reader's words, with its unit."""
    text = words(column.words_of(value))
    if text:
        return text
    text = number(value) if isinstance(value, float | int) else value
    unit = words(column.unit)
    return f"{text} {unit}" if unit else text
