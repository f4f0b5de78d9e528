"""Students of one year and of the next, and a model that learned from them, for several tests."""

from typing import Any

import numpy as np
from invented import as_csv
from one_school import School

from data import store
from data.tables import ModelVersion
from scoring.model.model_config import Recipe
from scoring.model_evaluation.profile import profile

COLUMNS = ("absences", "studytime", "schoolsup")


def rows_of(n: int, *, absences: float = 5, seed: int = 1, **same: str) -> list[dict[str, str]]:
    """Invented students of one class; `same` holds for all of them."""
    lot = np.random.default_rng(seed)
    return [
        {
            "StudentID": f"T{k}",
            "FirstName": "Eva",
            "FamilyName": "Melo",
            "class": "10A",
            "studytime": str(lot.integers(1, 5)),
            "schoolsup": str(lot.choice(["yes", "no"])),
            "absences": str(min(lot.poisson(absences), 93)),
            "FinalGrade": str(lot.integers(0, 21)),
        }
        | same
        for k in range(n)
    ]


def taught(n: int, **how: Any) -> list[dict[str, str]]:
    """Such students whose grades hang on their absences, so that a model can learn from them."""
    rows = rows_of(n, **how)
    return [
        row | {"FinalGrade": str(max(0, 18 - int(row["absences"] or 9) - k % 3))}
        for k, row in enumerate(rows)
    ]


def import_(school: School, rows: list[dict[str, str]]) -> int:
    """Import these students, after whatever came before."""
    path = school.folder / "more.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    return school.take_in(path)


def trained(school: School, roster: int, *, profiled: bool = True) -> ModelVersion:
    """A model of the school as a training leaves it, its file apart."""
    with school.write() as session:
        cohort = store.rosters.whole(session, school.viewer, roster)
        answers = {name: cohort.columns[name].each() for name in COLUMNS}
        report: dict[str, Any] = {"profile": profile(answers)} if profiled else {}
        return store.model_registry.keep(
            session,
            school.viewer,
            roster,
            target="grade",
            recipe=Recipe(columns=COLUMNS).as_json(),
            fingerprint=f"of {roster}",
            report=report,
            scikit_learn="1.6",
            content=b"none",
        )
