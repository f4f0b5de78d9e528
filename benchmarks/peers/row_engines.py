"""The rule engines that look at one row after the other, in an environment of their own.

Reads {"rows": [...], "repeat": n, "zen": [...], "rule_engine": [...], "json_logic": [...]} as JSON
and writes {engine: {"rows_per_s": the best of n runs, "met": [how many rows meet each]}}.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import rule_engine
import zen
from json_logic import jsonLogic

Row = dict[str, Any]
Judge = Callable[[Row], list[bool]]


def zen_expressions(criteria: list[str]) -> Judge:
    """One compiled expression a criterion."""
    compiled = [zen.compile_expression(text) for text in criteria]
    return lambda row: [one.evaluate(row) for one in compiled]


def zen_decision(criteria: list[str]) -> Judge:
    """All criteria in one node of a decision, so that a row is handed over once."""
    names = [f"c{at}" for at in range(len(criteria))]
    expressions = [
        {"id": name, "key": name, "value": text} for name, text in zip(names, criteria, strict=True)
    ]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {"id": "all", "type": "expressionNode", "name": "all", "position": {"x": 0, "y": 0},
         "content": {"expressions": expressions}},
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
    ]  # fmt: skip
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "all", "type": "edge"},
        {"id": "2", "sourceId": "all", "targetId": "out", "type": "edge"},
    ]
    engine = zen.ZenEngine()
    decision = engine.create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def judge(row: Row) -> list[bool]:
        result = decision.evaluate(row)["result"]
        return [result[name] for name in names]

    return judge


def by_rule_engine(criteria: list[str]) -> Judge:
    """One rule a criterion."""
    compiled = [rule_engine.Rule(text) for text in criteria]
    return lambda row: [one.matches(row) for one in compiled]


def by_json_logic(criteria: list[Any]) -> Judge:
    """One expression a criterion."""
    return lambda row: [bool(jsonLogic(one, row)) for one in criteria]


def measured(judge: Judge, rows: list[Row], repeat: int) -> dict[str, Any]:
    """Judge all rows several times; the best time counts."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        found = [judge(row) for row in rows]
        times.append(time.perf_counter() - start)
    met = [sum(map(bool, column)) for column in zip(*found, strict=True)]
    return {"rows_per_s": len(rows) / min(times), "met": met}


def main() -> None:
    """Measure all of them."""
    asked = json.load(sys.stdin)
    judges = {
        "zen-engine, a decision": zen_decision(asked["zen"]),
        "zen-engine, ten expressions": zen_expressions(asked["zen"]),
        "rule-engine": by_rule_engine(asked["rule_engine"]),
        "json-logic": by_json_logic(asked["json_logic"]),
    }
    found = {
        name: measured(judge, asked["rows"], asked["repeat"]) for name, judge in judges.items()
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
