"""How a grade is said: as a number, or with its word on a scale of words or letters."""

import math

from data.column import Column
from data.wording.languages import Words
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import number, words


def is_worded(grade: Column) -> bool:
    """Say whether a grade is one of words or letters in order: each number has a word."""
    if not grade.whole or grade.low is None or grade.high is None:
        return False
    return len(grade.values) == int(grade.high - grade.low) + 1


def nearest(grade: Column, value: float) -> Words | None:
    """Return the word of a grade of words, of the nearest one for what lies between; None for a
    grade of numbers, or NaN."""
    if not is_worded(grade) or math.isnan(value) or grade.low is None or grade.high is None:
        return None
    whole = math.floor(min(max(value, grade.low), grade.high) + 0.5)
    return grade.words_of(float(whole))


def said(grade: Column, value: float, digits: int = 1) -> str:
    """Say a grade in the reader's words: with so many digits at most, or by its word; a dash for
    NaN."""
    found = nearest(grade, value)
    return words(found) if found else number(value, digits)


def worst_grades(grade: Column) -> str:
    """Name the plain list that rules are compared with."""
    return _("The lowest grades") if grade.best == "high" else _("The worst grades")


def grades_in_words(grade: Column) -> dict[str, str]:
    """Return what stands at the numbers of an axis of grades; empty for a scale of numbers."""
    if not is_worded(grade):
        return {}
    return {str(value): words(word) for value, word in grade.values.items()}
