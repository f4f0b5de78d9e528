"""A large rule set for a large school: 40 indicators, 10 of them conditions; and numpy by hand."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

import rules
from data.cohort import AnswerColumn
from data.dictionary import load_all

HEAD = "format: 1\ntitle: Forty\nroster: pilot-2008\nindicators:\n"
BANDED = ("absences", "studytime", "failures", "goout", "health", "Dalc", "Walc", "famrel",
          "freetime", "traveltime")  # fmt: skip
CONDITIONS = (
    "studytime < mean(studytime)",
    "absences > quantile(absences, 0.9)",
    "goout > mean(goout, by class)",
    "absences > median(absences, by class) and failures > 0",
    "change(absences) > 5",
    "Dalc + Walc > 6",
    "health <= 2 or absences > 30",
    "goout > 3 and freetime > 3 and studytime < 3",
    "not (paid == yes or schoolsup == yes) and failures > 0",
    "share(absences > 10, by class) > 0.5 and absences > 10",
)
THEN, OTHERWISE = 0.2, 0.9
CLASSES = 120


def forty() -> rules.RuleSet:
    """Return the rule set: thirty indicators by bands, three a column, then ten conditions."""
    dictionaries = {name: one.columns for name, one in load_all().items()}
    known = dictionaries["pilot-2008"]
    blocks = []
    for at in range(30):
        name = BANDED[at % len(BANDED)]
        low, high = float(known[name].low or 0), float(known[name].high or 0)
        middle = np.floor(low + (high - low) * (1 + at // len(BANDED)) / 4)
        blocks.append(
            f"  banded_{at}:\n    column: {name}\n    kind: lever\n    weight: {1 + at % 4}\n"
            f"    bands:\n      - {{up_to: {middle:g}, points: 1.0}}\n"
            f"      - {{up_to: {high:g}, points: 0.{1 + at % 8}}}\n"
        )
    for at, text in enumerate(CONDITIONS):
        blocks.append(
            f"  asked_{at}:\n    kind: lever\n    weight: 2\n    when: {text}\n"
            f"    points: {{then: {THEN}, otherwise: {OTHERWISE}}}\n"
        )
    return rules.read(HEAD + "".join(blocks), dictionaries)


def school(rule_set: rules.RuleSet, students: int, seed: int) -> dict[str, AnswerColumn]:
    """Return their columns, classes and earlier absences among them; nobody left one out."""
    luck = np.random.default_rng(seed)
    columns = {}
    for name, known in rule_set.columns.items():
        if known.type == "number":
            values = np.arange(known.low, known.high + 1)
        else:
            words = map(str, known.values) if known.values else (f"{n}" for n in range(CLASSES))
            values = np.array(sorted(words), dtype=object)
        columns[name] = AnswerColumn(
            luck.integers(0, len(values), students, dtype=np.uint8), values
        )
    for past in rule_set.earlier:
        columns[past.name] = AnswerColumn(
            luck.integers(0, 40, students, dtype=np.uint8), np.arange(40, dtype=np.float64)
        )
    return columns


def by_hand(rule_set: rules.RuleSet, columns: Mapping[str, AnswerColumn]) -> NDArray[np.float64]:
    """Return points (40, n), as one would write it with numpy for this very rule set."""
    points = np.empty((len(rule_set.indicators), len(columns["absences"].codes)))
    for row, indicator in enumerate(rule_set.indicators[:30]):
        column = columns[indicator.column]
        steps = np.array([band.points for band in indicator.bands])
        edges = [band.up_to for band in indicator.bands]
        points[row] = steps[np.searchsorted(edges, column.values)][column.codes]
    points[30:] = np.where(_conditions(columns), THEN, OTHERWISE)
    return points


def _conditions(columns: Mapping[str, AnswerColumn]) -> NDArray[np.bool_]:
    """Whether each student meets each condition, (10, n)."""
    of = {name: column.values[column.codes] for name, column in columns.items()}
    classes = columns["class"].codes
    counts = np.bincount(classes)
    average = np.bincount(classes, of["goout"]) / counts
    many = np.bincount(classes, of["absences"] > 10) / counts
    medians = np.array([np.median(of["absences"][classes == one]) for one in range(len(counts))])
    return np.array([
        of["studytime"] < of["studytime"].mean(),
        of["absences"] > np.quantile(of["absences"], 0.9),
        of["goout"] > average[classes],
        (of["absences"] > medians[classes]) & (of["failures"] > 0),
        of["absences"] - of["absences before"] > 5,
        of["Dalc"] + of["Walc"] > 6,
        (of["health"] <= 2) | (of["absences"] > 30),
        (of["goout"] > 3) & (of["freetime"] > 3) & (of["studytime"] < 3),
        ~((of["paid"] == "yes") | (of["schoolsup"] == "yes")) & (of["failures"] > 0),
        (many[classes] > 0.5) & (of["absences"] > 10),
    ])  # fmt: skip
