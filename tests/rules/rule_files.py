"""A small data dictionary, small cohorts and small rule files to test the rules with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

import rules
from rules import RuleSet


@dataclass(frozen=True)
class Known:
    """A column of the small dictionary."""

    name: str
    type: str = "number"
    low: float | None = None
    high: float | None = None
    whole: bool = True
    values: Mapping[str | int, Mapping[str, str]] = field(default_factory=dict)
    label: Mapping[str, str] = field(default_factory=dict)
    use: str = "score"
    role: str | None = None
    passing: float | None = None


@dataclass(frozen=True, eq=False)
class Answers:
    """A column of a small cohort."""

    codes: NDArray[np.uint8]
    values: NDArray[np.float64] | NDArray[np.object_]


def _three(en: str, fr: str, pt: str) -> dict[str, str]:
    return {"en": en, "fr": fr, "pt": pt}


HOURS = {
    1: _three("under 2 hours", "moins de 2 heures", "menos de 2 horas"),
    2: _three("2 to 5 hours", "de 2 à 5 heures", "de 2 a 5 horas"),
    3: _three("5 to 10 hours", "de 5 à 10 heures", "de 5 a 10 horas"),
    4: _three("over 10 hours", "plus de 10 heures", "mais de 10 horas"),
}
COLUMNS = {
    known.name: known
    for known in (
        Known("absences", low=0, high=93, label=_three("Absences", "Absences", "Faltas")),
        Known("studytime", low=1, high=4, values=HOURS,
              label=_three("Study time", "Temps de travail", "Tempo de estudo")),
        Known("goout", low=1, high=5, label=_three("Going out", "Sorties", "Saídas")),
        Known("health", low=1, high=5, label=_three("Health", "Santé", "Saúde")),
        Known("hours", whole=False, label=_three("Hours", "Heures", "Horas")),
        Known("schoolsup", "flag", label=_three("School support", "Soutien", "Apoio")),
        Known("reason", "word",
              values={"home": _three("close to home", "proche", "perto"),
                      "course": _three("the course", "la formation", "o curso")},
              label=_three("Reason", "Raison", "Motivo")),
        Known("class", "word", use="show", role="class",
              label=_three("Class", "Classe", "Turma")),
        Known("note", "text", use="show", label=_three("Note", "Remarque", "Nota")),
        Known("age", low=10, high=30, use="audit", label=_three("Age", "Âge", "Idade")),
        Known("sex", "word", use="audit", values={"F": {}, "M": {}}),
        Known("StudentID", "text", use="never", role="id"),
        Known("grade", low=0, high=20, whole=False, use="show", role="grade"),
    )
}  # fmt: skip
DICTIONARIES = {"small": COLUMNS}

BLOCKS = {
    "absences": """\
  absences:
    kind: lever
    weight: 3
    bands:
      - {up_to: 4, points: 1.0, says: Present, adjust: {from: 2, to: 20}}
      - {up_to: 30, points: 0.2, says: {en: Absent, fr: Absent, pt: Falta}}
      - {up_to: 93, points: 0.7}
""",
    "below_average_study": """\
  below_average_study:
    kind: lever
    weight: 2
    when: studytime < mean(studytime)
    points: {then: 0.1, otherwise: 1.0}
    says: {then: Studies little, otherwise: Studies enough}
""",
    "school_support": """\
  school_support:
    column: schoolsup
    kind: lever
    weight: 1
    bands:
      - {is: no, points: 0.5}
      - {is: yes, points: 0.8}
""",
    "health": """\
  health:
    kind: barrier
    weight: 2
    bands:
      - {up_to: 2, points: 1.0}
      - {up_to: 5, points: 0.0}
""",
}
INDICATORS = "".join(BLOCKS.values())


def rule_file(indicators: str = INDICATORS, head: str = "", tail: str = "") -> str:
    """A rule file with these indicators, more keys before them, and more after."""
    return f"format: 1\ntitle: Small\nroster: small\n{head}indicators:\n{indicators}{tail}"


def rule_set(indicators: str = INDICATORS, head: str = "", tail: str = "") -> RuleSet:
    """That file as read."""
    return rules.read(rule_file(indicators, head, tail), DICTIONARIES)


def answers(given: Sequence[float | str | None]) -> Answers:
    """A column of these answers, None for missing ones."""
    words = any(isinstance(answer, str) for answer in given)
    distinct = list(dict.fromkeys(given))
    codes = np.array([distinct.index(answer) for answer in given], dtype=np.uint8)
    if words:
        return Answers(codes, np.array(distinct, dtype=object))
    return Answers(codes, np.array(distinct, dtype=np.float64))


def cohort(**columns: Sequence[float | str | None]) -> dict[str, Answers]:
    """A cohort with these columns."""
    return {name.rstrip("_"): answers(given) for name, given in columns.items()}


def school(n: int = 60, seed: int = 1, missing: float = 0.1) -> dict[str, Answers]:
    """n invented students who leave some questions unanswered."""
    rng = np.random.default_rng(seed)

    def asked(choices: Sequence[float | str]) -> Answers:
        left_out = rng.random(n) < missing
        picked = rng.integers(0, len(choices), n)
        return answers([None if out else choices[at]
                        for out, at in zip(left_out, picked, strict=True)])  # fmt: skip

    return {
        "absences": asked([float(count) for count in range(0, 60, 3)]),
        "studytime": asked([1.0, 2.0, 3.0, 4.0]),
        "goout": asked([1.0, 3.0, 5.0]),
        "health": asked([1.0, 2.0, 3.0, 4.0, 5.0]),
        "hours": asked([-2.5, 0.0, 0.5, 7.25]),
        "schoolsup": asked(["yes", "no"]),
        "reason": asked(["home", "course"]),
        "class": asked(["10A", "10B"]),
        "age": asked([15.0, 16.0, 17.0]),
    }
