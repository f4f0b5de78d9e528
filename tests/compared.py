"""What a comparison finds, as it is kept: made once by the engine, for tests of pages that show it.

python -m tests.compared      # from the repository: writes compared.json anew
"""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("compared.json")
COLUMNS = ("absences", "studytime")


def plan() -> dict[str, Any]:
    """The plan that it was made by."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))["plan"]
    return found


def result() -> dict[str, Any]:
    """What it found."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))["result"]
    return found


def main() -> None:
    """Compare ten candidates on invented students, once, in two runs."""
    import numpy as np
    import pandas as pd

    from scoring.model_selection.comparison import compare
    from scoring.model_selection.plan import Plan

    luck = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "absences": luck.poisson(6, 120).astype(float),
            "studytime": luck.integers(1, 5, 120) * 1.0,
        }
    )
    grade = 12 - 0.3 * frame["absences"] + 0.6 * frame["studytime"] + luck.normal(0, 2, 120)
    asked = Plan(COLUMNS, runs=2)
    found = compare(frame, grade.clip(0, 20).round(), asked, low=0, high=20)
    text = json.dumps({"plan": asked.as_json(), "result": found}, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
