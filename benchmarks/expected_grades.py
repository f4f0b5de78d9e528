"""How fast expected grades are: the model on the pilot file, and a million students.

    python -m benchmarks.expected_grades [--students 1200000] [--repeat 5] [--trees 9000]

On the pilot file: ten folds with their intervals, beside a boosting of many trees as it is usually
built, in turns and in CPU time; the size of the file; the lines of every student. Then as many
students as `--students`, from a sample school: expected grades and the shipped rules. Saves
results/expected_grades.json and .md, and exits with 1 when a limit is missed.
"""

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor

import rules
from benchmarks.points import RULE_SET
from benchmarks.rosters import PILOT_STUDENTS, roster
from data.cohort import AnswerColumn
from data.dictionary import load_all
from data.sample.sample_school import MOST_STUDENTS, columns
from scoring.model.fold_ensemble import STRANGER
from scoring.model.model_config import Recipe
from scoring.model.training import TrainedModel, train
from scoring.model_files import model_file

RESULTS = Path(__file__).parent / "results"
DICTIONARY, GRADE = "pilot-2008", "FinalGrade"
SCALE = {"low": 0.0, "high": 20.0}
LIMITS = {
    "training_cpu_s": ("fit, ten folds and interval, s of CPU", 1.5),
    "training_ratio": ("the same, times the boosting's fit alone", 0.5),
    "file_kb": ("file, kB", 50),
    "explained_ms": ("lines of all pilot students, ms of CPU", 5),
    "explained_error": ("furthest the lines are from what the pipelines expect", 1e-9),
    "coverage90_off": ("coverage of 90 % intervals, away from .90", 0.02),
    "many_s": ("expected grades and rules of many students, s", 30),
    "many_gb": ("the same, peak of memory, GB", 4),
}

BESIDE = {
    "boosting_cpu_s": "the boosting's fit, s of CPU",
    "rmse": "typical error, grade points",
    "rmse_of_mean": "error of the mean, grade points",
}


def record() -> list[str]:
    """Name the columns that a school's first model learns from."""
    return [name for name, column in load_all()[DICTIONARY].columns.items() if column.record]


def cpu(work: Callable[[], Any]) -> float:
    """Measure the seconds of processor that it takes, of all threads."""
    start = time.process_time()
    work()
    return time.process_time() - start


def on_the_pilot(file: Path, repeat: int, trees: int) -> tuple[dict[str, float], TrainedModel]:
    """Measure the model on the pilot file, beside the boosting."""
    frame = pd.read_csv(file)
    grade, recipe = frame[GRADE].astype(float), Recipe(tuple(record()))

    def ours() -> TrainedModel:
        found = train(frame, grade, recipe, **SCALE, repeats=1)
        assert isinstance(found, TrainedModel)
        return found

    encoded = pd.get_dummies(frame[record()], dtype=float)
    boosting = GradientBoostingRegressor(n_estimators=trees, learning_rate=0.01)
    found = ours()
    fitted = [(cpu(ours), cpu(lambda: boosting.fit(encoded, grade))) for _ in range(repeat)]
    mine, theirs = (statistics.median(each) for each in zip(*fitted, strict=True))
    measured = {
        "training_cpu_s": mine,
        "boosting_cpu_s": theirs,
        "training_ratio": mine / theirs,
        "file_kb": len(model_file.write(found.model)) / 1000,
        "rmse": found.gap.report["rmse"],
        "rmse_of_mean": found.gap.report["rmse_of_mean"],
    }
    covered = train(frame, grade, recipe, **SCALE).gap.report["coverage90"]
    lines = explained(found, frame, repeat)
    return measured | lines | {"coverage90_off": abs(covered - 0.9)}, found


def explained(found: TrainedModel, frame: pd.DataFrame, repeat: int) -> dict[str, float]:
    """Measure the lines of every student, and hold them to the pipelines."""
    model = found.model
    told = model.explained(frame, found.folds)
    said = np.array([each.predict(model.layout.matrix(frame)) for each in model.pipelines])
    theirs = said[found.folds, np.arange(len(frame))]
    off = np.abs(told.baseline + told.contributions.sum(axis=1) - theirs).max()
    seconds = [cpu(lambda: model.explained(frame, found.folds)) for _ in range(10 * repeat)]
    return {"explained_ms": 1000 * statistics.median(seconds), "explained_error": float(off)}


def many(found: TrainedModel, students: int) -> dict[str, float]:
    """Measure expected grades and rules of many students, and the memory at its fullest."""
    cohort = school(students)
    known = {name: one.columns for name, one in load_all().items()}
    rule_set = rules.read(RULE_SET.read_text(encoding="utf-8"), known)
    start = time.perf_counter()
    frame = pd.DataFrame({name: cohort[name].each() for name in found.model.columns})
    expected = found.model.expected(frame, np.full(students, STRANGER))
    ease = rules.judge(rule_set, cohort).complexity(np.ones(len(rule_set.indicators)))
    seconds = time.perf_counter() - start
    assert np.isfinite(expected).all()
    assert len(ease) == students
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"many_s": seconds, "many_gb": peak / 1e9}


def school(students: int) -> dict[str, AnswerColumn]:
    """Make so many students; beyond the largest sample, its first ones come again."""
    drawn = columns(min(students, MOST_STUDENTS))
    if students <= MOST_STUDENTS:
        return drawn
    rows = np.arange(students) % MOST_STUDENTS
    return {name: AnswerColumn(column.codes[rows], column.values) for name, column in drawn.items()}


def main() -> int:
    """Measure, compare, save, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=1_200_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--trees", type=int, default=9_000)
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured, found = on_the_pilot(
            roster(PILOT_STUDENTS, Path(folder)), asked.repeat, asked.trees
        )
    measured |= many(found, asked.students)
    return report(asked.students, asked.trees, asked.results, measured)


def report(students: int, trees: int, folder: Path, measured: dict[str, float]) -> int:
    """Save and print the figures; the exit code says whether the limits were kept."""
    lines = [
        "# Expected grades",
        "",
        f"Nine columns of the pilot file; a boosting of {trees:,} trees; {students:,} students.",
        "",
        "| figure | found | limit | |",
        "|---|---|---|---|",
    ]
    kept = True
    for key, (words, limit) in LIMITS.items():
        held = measured[key] <= limit
        kept = kept and held
        lines.append(
            f"| {words} | {measured[key]:.3g} | at most {limit:g} "
            f"| {'kept' if held else '**missed**'} |"
        )
    for key, words in BESIDE.items():
        lines.append(f"| {words} | {measured[key]:.3g} | | |")
    text = "\n".join(lines) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "expected_grades.json").write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    (folder / "expected_grades.md").write_text(text, "utf-8")
    print(text)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
