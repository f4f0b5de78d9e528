"""Ten criteria over the pilot's columns, as each engine writes them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

# Ours; rule-engine reads nearly the same, zen-engine too.
OURS = (
    "absences > 10",
    "4 < absences <= 14",
    "studytime == 1 and goout >= 4",
    "failures >= 1 and schoolsup == no",
    "Dalc + Walc > 6",
    "health <= 2 or absences > 30",
    "goout > 3 and freetime > 3 and studytime < 3",
    "not (paid == yes or schoolsup == yes) and failures > 0",
    "famrel <= 2 and activities == no",
    "reason in ['home', 'course'] and traveltime >= 3",
)
ZEN = (
    "absences > 10",
    "absences > 4 and absences <= 14",
    "studytime == 1 and goout >= 4",
    "failures >= 1 and schoolsup == 'no'",
    "Dalc + Walc > 6",
    "health <= 2 or absences > 30",
    "goout > 3 and freetime > 3 and studytime < 3",
    "not (paid == 'yes' or schoolsup == 'yes') and failures > 0",
    "famrel <= 2 and activities == 'no'",
    "reason in ['home', 'course'] and traveltime >= 3",
)
RULE_ENGINE = ZEN
JSON_LOGIC: tuple[dict[str, Any], ...] = (
    {">": [{"var": "absences"}, 10]},
    {"and": [{">": [{"var": "absences"}, 4]}, {"<=": [{"var": "absences"}, 14]}]},
    {"and": [{"==": [{"var": "studytime"}, 1]}, {">=": [{"var": "goout"}, 4]}]},
    {"and": [{">=": [{"var": "failures"}, 1]}, {"==": [{"var": "schoolsup"}, "no"]}]},
    {">": [{"+": [{"var": "Dalc"}, {"var": "Walc"}]}, 6]},
    {"or": [{"<=": [{"var": "health"}, 2]}, {">": [{"var": "absences"}, 30]}]},
    {
        "and": [
            {">": [{"var": "goout"}, 3]},
            {">": [{"var": "freetime"}, 3]},
            {"<": [{"var": "studytime"}, 3]},
        ]
    },
    {
        "and": [
            {"!": [{"or": [{"==": [{"var": one}, "yes"]} for one in ("paid", "schoolsup")]}]},
            {">": [{"var": "failures"}, 0]},
        ]
    },
    {"and": [{"<=": [{"var": "famrel"}, 2]}, {"==": [{"var": "activities"}, "no"]}]},
    {
        "and": [
            {"in": [{"var": "reason"}, ["home", "course"]]},
            {">=": [{"var": "traveltime"}, 3]},
        ]
    },
)


def by_hand(of: Arrays, word: dict[str, int]) -> NDArray[np.bool_]:
    """Return which student meets which criterion, (10, n), as one would write it with numpy.

    of: plain arrays, numbers as float64 and words as small integers, which `word` names.
    """
    met = np.empty((len(OURS), len(of["absences"])), dtype=bool)
    met[0] = of["absences"] > 10
    met[1] = (of["absences"] > 4) & (of["absences"] <= 14)
    met[2] = (of["studytime"] == 1) & (of["goout"] >= 4)
    met[3] = (of["failures"] >= 1) & (of["schoolsup"] == word["no"])
    met[4] = of["Dalc"] + of["Walc"] > 6
    met[5] = (of["health"] <= 2) | (of["absences"] > 30)
    met[6] = (of["goout"] > 3) & (of["freetime"] > 3) & (of["studytime"] < 3)
    helped = (of["paid"] == word["yes"]) | (of["schoolsup"] == word["yes"])
    met[7] = ~helped & (of["failures"] > 0)
    met[8] = (of["famrel"] <= 2) & (of["activities"] == word["no"])
    home = (of["reason"] == word["home"]) | (of["reason"] == word["course"])
    met[9] = home & (of["traveltime"] >= 3)
    return met
