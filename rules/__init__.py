"""What the pedagogical lead says: rule files, and the code that reads, checks and applies them.

Pure: values in, values out. Nothing here knows a file, a session, a clock or a student's name.
"""

from data.wording.languages import Words
from rules.bands import steps
from rules.conditions import Condition, ConditionError
from rules.conditions.columns import Earlier
from rules.explain import Explanation, Line, explain
from rules.judge import Judgement, judge
from rules.reading.rule_file import Attempt, attempt, read
from rules.rule_set import (
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
from rules.text.problems import RuleFileError, RuleProblem

__all__ = [
    "OFFERED_AT",
    "Attempt",
    "Band",
    "Condition",
    "ConditionError",
    "Earlier",
    "Evidence",
    "Explanation",
    "Indicator",
    "Judgement",
    "Line",
    "Need",
    "Points",
    "Quadrant",
    "Quadrants",
    "RuleFileError",
    "RuleProblem",
    "RuleSet",
    "Threshold",
    "Words",
    "attempt",
    "explain",
    "judge",
    "read",
    "steps",
]  # fmt: skip
