"""What the pedagogical lead says: rule files, and the code that reads, checks and applies them.

Pure: values in, values out. Nothing here knows a file, a session, a clock or a student's name.
"""

from data.wording.languages import Words
from rules.columns import Earlier
from rules.conditions import Condition, ConditionError
from rules.explain import explain
from rules.judge import Judged, judge
from rules.problems import Problem, RuleFileError
from rules.reading.file import Attempt, attempt, read
from rules.ruleset import (
    OFFERED_AT,
    Band,
    Evidence,
    Indicator,
    Need,
    Points,
    Quadrant,
    Quadrants,
    RuleSet,
    Threshold,
)
from rules.scale import steps
from rules.student import Explanation, Line

__all__ = [
    "OFFERED_AT", "Attempt", "Band", "Condition", "ConditionError", "Earlier",
    "Evidence", "Explanation", "Indicator", "Judged", "Line", "Need", "Points", "Problem",
    "Quadrant", "Quadrants", "RuleFileError", "RuleSet", "Threshold", "Words", "attempt", "explain",
    "judge", "read", "steps",
]  # fmt: skip
