"""The shipped rule set as plain JSON, for peers that do not have our rules engine."""

import json
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

RULE_SET = Path(__file__).parent.parent / "rules" / "sets" / "pilot-2008.yaml"
BELOW_MEAN = re.compile(r"(\w+) < mean\((\w+)\)")


def pilot_points() -> list[dict[str, Any]]:
    """Return the indicators: key, column, label, lever, weight, and `bands` or `below_mean`.

    A band holds `up_to` (a number) or `is` (a word), its points and its words; `below_mean` holds
    two such, for a value below the cohort's mean and for any other.
    """
    document = YAML(typ="safe").load(RULE_SET.read_text(encoding="utf-8"))
    return [_indicator(key, said) for key, said in document["indicators"].items()]


def write_points(path: Path) -> None:
    """Write them where a peer reads them."""
    path.write_text(json.dumps(pilot_points()), encoding="utf-8")


def _indicator(key: str, said: dict[str, Any]) -> dict[str, Any]:
    indicator = {
        "key": key,
        "column": said.get("column", key),
        "label": said["label"]["en"],
        "lever": said["kind"] == "lever",
        "weight": said["weight"],
    }
    if "when" not in said:
        return indicator | {
            "bands": [band | {"says": band["says"]["en"]} for band in said["bands"]]
        }
    condition = BELOW_MEAN.fullmatch(said["when"])
    if condition is None or condition[1] != condition[2]:
        raise ValueError(f"{key}: the peers cannot judge `{said['when']}`; teach them here.")
    below, otherwise = (
        {"points": said["points"][case], "says": said["says"][case]["en"]}
        for case in ("then", "otherwise")
    )
    return indicator | {"column": condition[1], "below_mean": [below, otherwise]}
