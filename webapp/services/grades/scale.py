"""A roster's scale of grades, and the mark that passes on it."""

from data.column import Column
from data.dictionary import Dictionary
from rules import RuleSet
from scoring.grade_scale import GradeScale


def scale_of(grade: Column) -> GradeScale:
    """Return the ends of a grade's scale, as its dictionary says which is best."""
    return GradeScale(grade.worst, grade.best_value)


def pass_mark(
    dictionary: Dictionary, rule_set: RuleSet | None = None, written_for: Dictionary | None = None
) -> float:
    """Return the mark with which one passes on rosters of a dictionary.

    A rule set's own for rosters of the dictionary that it is written for; else that of the
    roster's grade; else the rule set's where `written_for`, its dictionary, has the very same
    scale; else the middle of the scale.
    """
    grade = dictionary.grade
    if rule_set is not None and rule_set.roster == dictionary.name:
        return rule_set.need.passing
    if grade.passing is not None:
        return grade.passing
    if (
        rule_set is not None
        and written_for is not None
        and scale_of(written_for.grade) == scale_of(grade)
    ):
        return rule_set.need.passing
    return (grade.worst + grade.best_value) / 2


def can_be_missed(grade: Column, mark: float) -> bool:
    """Say whether a mark is on a grade's scale, and can be missed as well as reached."""
    scale = scale_of(grade)
    return scale.low <= mark <= scale.high and mark != scale.worst
