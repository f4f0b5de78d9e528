"""The students and the rule set of these tests, small enough to be worked out by hand."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from hypothesis import settings
from lengths import examples
from shipped import COLUMNS, DICTIONARIES

import rules
from data.cohort import Cohort, column_of
from data.store.models.predictions import Predictions
from data.store.rosters import Names, RosterInfo
from data.tables import now
from webapp.services.board.board import Board, Flags

# Ana 63 · Dário, Élise and João 39 each · Carla 20 before Íris 20 (the lower grade) · Bruno 0;
# Fátima has no grade, Hélène no answer, Gil is too old for the small set.
ROSTER = """\
StudentID,FirstName,FamilyName,school,class,sex,age,studytime,failures,schoolsup,goout,health,\
Dalc,absences,FinalGrade
S1,Ana,Gonçalves,GP,10A,F,15,1,0,no,5,5,1,10,6
S2,Bruno,Sá,GP,10A,M,16,3,1,no,1,1,1,0,6
S3,Carla,d'Ávila,GP,10B,F,15,1,0,yes,1,5,2,2,12
S4,Dário,Brandão,GP,10B,M,17,2,0,no,4,4,1,10,8
S5,Élise,Durand,MS,10A,F,16,2,0,no,4,4,1,10,8
S6,Fátima,Nuñez,GP,10A,F,15,2,0,no,3,3,1,5,ABS
S7,Gil,Peña,MS,10B,M,20,2,3,yes,3,3,4,20,9
S8,Hélène,Œuvrard,MS,10B,F,16,,,,,,,,7
S9,Íris,Łuczak,MS,10A,F,15,1,0,no,1,5,1,,16
S10,João,Simões,MS,10B,M,16,2,0,no,1,4,1,12,8
"""
HEADERS = ROSTER.splitlines()[0].split(",")
IN_ORDER = ["S6", "S1", "S4", "S5", "S10", "S3", "S9", "S2", "S8", "S7"]

SMALL = """\
format: 1
title: {en: Small set, fr: Petit jeu, pt: Conjunto pequeno}
status: pilot
roster: pilot-2008
applies_to: age < 19
need: {from: grade, pass: 10}
indicators:
  absences:
    kind: lever
    label: {en: Absences, fr: Absences, pt: Faltas}
    weight: 2
    bands:
      - {up_to: 4, points: 1.0, says: Present, adjust: {from: 2, to: 20}}
      - {up_to: 30, points: 0.2, says: Absent}
      - {up_to: 93, points: 0.7, says: Hardly there}
  little_study:
    label: {en: Little study, fr: Peu de travail, pt: Pouco estudo}
    kind: lever
    weight: 1
    when: studytime < 2
    points: {then: 0.0, otherwise: 1.0}
  health:
    kind: barrier
    weight: 1
    bands:
      - {up_to: 2, points: 1.0}
      - {up_to: 5, points: 0.0}
  goout:
    kind: lever
    weight: 0
    bands:
      - {up_to: 3, points: 1.0}
      - {up_to: 5, points: 0.4}
"""
KEYS = ("absences", "little_study", "health", "goout")
FEW = settings(deadline=None, max_examples=examples(40))  # each example is a whole board
NOBODY = Flags(version=(0, date(2026, 1, 1)), coached={}, set_aside={})
PILOT = DICTIONARIES["pilot-2008"]


@cache
def small_set(text: str = SMALL) -> rules.RuleSet:
    """The small rule set, or another one as written."""
    return rules.read(text, COLUMNS)


def as_csv(rows: Sequence[Mapping[str, Any]], separator: str = ",") -> str:
    """A roster file of these rows, with the columns that they have."""
    text = io.StringIO()
    headers = list(dict.fromkeys(header for row in rows for header in row))
    writer = csv.DictWriter(text, headers, delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def students(**changes: str) -> list[dict[str, str]]:
    """The roster's rows; `changes` are by column, the same for all, with {n} the row's number."""
    rows = list(csv.DictReader(io.StringIO(ROSTER)))
    return [
        row | {name: text.format(n=n) for name, text in changes.items()}
        for n, row in enumerate(rows, 1)
    ]


def board(
    answers: Mapping[str, Sequence[float | str | None]] | None = None,
    rule_text: str = SMALL,
    predictions: Predictions | None = None,
) -> Board:
    """A board that no database knows: of the ten students, or of these answers by column.

    The students have the ids 101, 102, ...
    """
    if answers is None:
        answers = {name: [_answer(name, row[name]) for row in students()] for name in HEADERS[3:]}
    count = len(next(iter(answers.values())))
    columns = {
        name: column_of(list(each), PILOT.columns[name].type != "number")
        for name, each in answers.items()
    }
    info = RosterInfo(
        1, 1, "Maths", "pilot-2008", "maths.csv", "f", False, True, count, {}, {}, "", now(), None
    )
    ids = column_of([float(100 + n) for n in range(1, count + 1)])
    named = Names(
        [f"S{n + 1}" for n in range(count)], [f"N{n + 1}" for n in range(count)], [""] * count
    )
    return Board(
        info,
        PILOT,
        Cohort(1, ids.each().astype("int64"), columns),
        named,
        predictions,
        "small",
        1,
        small_set(rule_text),
    )


def _answer(name: str, text: str) -> float | str | None:
    if text in ("", "ABS"):
        return None
    return float(text) if PILOT.columns[name].type == "number" else text
