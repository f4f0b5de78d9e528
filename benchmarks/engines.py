"""How fast conditions are: beside other rule engines, and beside numpy written by hand.

    python -m benchmarks.engines [--rows 1000000] [--few 5000] [--students 3000] [--repeat 15]

Ten criteria at a million rows (the engines that look at one row after the other get fewer, and
rows a second are compared), then a rule set of 40 indicators for one school. All must come to the
same numbers first. Saves results/engines.json and results/engines.md, and exits with 1 when a
limit is missed.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

import rules
from benchmarks import criteria, many_rules
from benchmarks.peers.environment import engines_python
from benchmarks.report import Limit
from benchmarks.rules_engine import RESULTS, SEED, in_turns
from data.cohort import AnswerColumn
from data.dictionary import load_all
from rules import conditions

Speeds = dict[str, float]  # who -> rows a second
PEERS = Path(__file__).parent / "peers" / "row_engines.py"
ZEN = "zen-engine"


def columns_of(read: list[conditions.Condition], rows: int) -> dict[str, AnswerColumn]:
    """Return columns of that many rows, every allowed answer about as often as any other."""
    luck = np.random.default_rng(SEED)
    columns = {}
    for condition in read:
        for name, known in condition.columns.items():
            if name in columns:
                continue
            if known.type == "number":
                values = np.arange(known.low, known.high + 1)
            else:
                values = np.array(sorted(map(str, known.values)), dtype=object)
            columns[name] = AnswerColumn(
                luck.integers(0, len(values), rows, dtype=np.uint8), values
            )
    return columns


def plain(columns: dict[str, AnswerColumn]) -> tuple[criteria.Arrays, dict[str, int]]:
    """Return the same as numpy likes it best: numbers as float64, words as small integers."""
    arrays, words = {}, {}
    for name, column in columns.items():
        if column.values.dtype == object:
            arrays[name] = column.codes
            words |= {word: at for at, word in enumerate(column.values.tolist())}
        else:
            arrays[name] = column.values[column.codes]
    return arrays, words


def by_peers(columns: dict[str, AnswerColumn], few: int, repeat: int, met: Any) -> Speeds:
    """Measure the other engines on the first rows; they must meet as many of them as we."""
    each = {name: column.values[column.codes[:few]].tolist() for name, column in columns.items()}
    asked = {
        "rows": [dict(zip(each, row, strict=True)) for row in zip(*each.values(), strict=True)],
        "repeat": repeat,
        "zen": criteria.ZEN,
        "rule_engine": criteria.RULE_ENGINE,
        "json_logic": criteria.JSON_LOGIC,
    }
    answer = subprocess.run(
        [engines_python(), PEERS], input=json.dumps(asked), text=True, check=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    found = json.loads(answer.stdout)
    wanted = met[:, :few].sum(axis=1).tolist()
    for name, one in found.items():
        assert one["met"] == wanted, f"{name}: {one['met']} instead of {wanted}"
    return {name: one["rows_per_s"] for name, one in found.items()}


def criteria_speeds(rows: int, few: int, repeat: int) -> Speeds:
    """Measure the ten criteria: ours, numpy by hand, then the others."""
    known = load_all()["pilot-2008"].columns
    read = [conditions.read(text, known) for text in criteria.OURS]
    columns = columns_of(read, rows)
    arrays, words = plain(columns)

    def ours() -> list[Any]:
        return [condition.verdicts(columns) for condition in read]

    met = criteria.by_hand(arrays, words)
    assert np.array_equal(np.array(ours()) == conditions.YES, met)
    took, hand = in_turns(repeat, ours, lambda: criteria.by_hand(arrays, words))
    speeds = {"Alavanca": rows / took * 1000, "numpy by hand": rows / hand * 1000}
    return speeds | by_peers(columns, few, 3, met)


def school_times(students: int, repeat: int) -> dict[str, tuple[float, float]]:
    """Measure the 40 indicators: what -> (our ms, numpy's)."""
    rule_set = many_rules.forty()
    columns = many_rules.school(rule_set, students, SEED)
    judged, points = rules.judge(rule_set, columns), many_rules.by_hand(rule_set, columns)
    assert np.array_equal(judged.points, points)
    luck = np.random.default_rng(SEED)
    k = len(rule_set.indicators)
    weights = rule_set.weights()
    first = in_turns(
        repeat,
        lambda: rules.judge(rule_set, columns).complexity(),
        lambda: weights / weights.sum() * 100 @ many_rules.by_hand(rule_set, columns),
    )
    changed = in_turns(
        repeat * 10,
        lambda: judged.complexity(luck.uniform(0, 5, k)),
        lambda: luck.uniform(0, 5, k) @ points,
    )
    return {
        "first evaluation": (first[0], first[1]),
        "a changed weight": (changed[0], changed[1]),
    }


def limits(speeds: Speeds, times: dict[str, tuple[float, float]]) -> list[Limit]:
    """Hold a run to the promises."""
    zen = max(speed for name, speed in speeds.items() if name.startswith(ZEN))
    first, changed = times["first evaluation"], times["a changed weight"]
    return [
        Limit("ten criteria: times faster than zen-engine", speeds["Alavanca"] / zen, 100, True),
        Limit("ten criteria: times numpy's time", speeds["numpy by hand"] / speeds["Alavanca"], 3,
              False),
        Limit("40 indicators, first evaluation", first[0], 50, False, "ms"),
        Limit("40 indicators, first evaluation: times numpy's", first[0] / first[1], 3, False),
        Limit("40 indicators, a changed weight", changed[0], 2, False, "ms"),
    ]  # fmt: skip


def line_of(limit: Limit) -> str:
    """Write a limit as a row of the table."""
    sign = "at least" if limit.at_least else "at most"
    kept = "kept" if limit.kept else "**missed**"
    return f"| {limit.words} | {limit.found:,.2f} {limit.unit} | {sign} {limit.limit:g} | {kept} |"


def report(asked: argparse.Namespace, speeds: Speeds, times: dict[str, tuple[float, float]]) -> int:
    """Save and print the figures; the exit code says whether the limits were kept."""
    held = limits(speeds, times)
    lines = [
        f"# Ten criteria, {asked.rows:,} rows ({asked.few:,} for the engines row by row)", "",
        "| engine | million rows/s | Alavanca is |", "|---|---|---|",
        *(f"| {name} | {speed / 1e6:.3g} | {speeds['Alavanca'] / speed:,.2f} x |"
          for name, speed in speeds.items()),
        "", f"# 40 indicators, 10 of them conditions, {asked.students:,} students", "",
        "| what | ms | numpy by hand, ms | times |", "|---|---|---|---|",
        *(f"| {what} | {ours:.2f} | {hand:.2f} | {ours / hand:.2f} |"
          for what, (ours, hand) in times.items()),
        "", "# Limits", "", "| what | found | limit | |", "|---|---|---|---|",
        *map(line_of, held),
    ]  # fmt: skip
    text = "\n".join(lines) + "\n"
    print(text)
    asked.results.mkdir(parents=True, exist_ok=True)
    (asked.results / "engines.md").write_text(text, encoding="utf-8")
    run = {
        "rows": asked.rows, "few": asked.few, "students": asked.students, "rows_per_s": speeds,
        "ms": times, "limits": [asdict(one) | {"kept": one.kept} for one in held],
    }  # fmt: skip
    (asked.results / "engines.json").write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
    return 0 if all(one.kept for one in held) else 1


def main() -> int:
    """Measure, compare, save, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=5_000)
    parser.add_argument("--students", type=int, default=3_000)
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--results", type=Path, default=RESULTS)
    asked = parser.parse_args()
    speeds = criteria_speeds(asked.rows, asked.few, asked.repeat)
    return report(asked, speeds, school_times(asked.students, asked.repeat))


if __name__ == "__main__":
    sys.exit(main())
